"""What a command prints on stdout."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal

# what a terminal may obey, what turns the direction of text, and halves of characters
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f"
    r"\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def say(text: str) -> None:
    """Nothing; prints the text, made safe for a terminal, and a newline."""
    sys.stdout.write(safe(text) + "\n")


def say_json(value: object) -> None:
    """Nothing; prints the value as JSON with Chinese as it is."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def safe(text: str) -> str:
    r"""The text with control characters but newline and tab as \u001b.

    That way of writing them is also JSON's, so JSON text stays the same JSON.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_line(value: object) -> str:
    r"""A value as safe text without line ends: these are written \n."""
    return safe(str(value)).replace("\n", "\\n")


def money(amount: Decimal, currency: str | None) -> str:
    """The amount to its last digit, with two decimals at least, and its currency."""
    exponent = amount.normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:,.{places}f} {currency or '?'}"


def columns(rows: Iterable[Sequence[object]]) -> str:
    """The rows as text, one a line, each column as wide as its widest value."""
    told = [[one_line(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*told, strict=True)]
    return "\n".join(
        "  ".join(v.ljust(w) for v, w in zip(row, widths, strict=True)).rstrip() for row in told
    )
