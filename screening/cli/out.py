"""What a command prints on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence


def say(text: str) -> None:
    """Nothing; prints the text and a newline."""
    sys.stdout.write(text + "\n")


def say_json(value: object) -> None:
    """Nothing; prints the value as JSON with Chinese as it is."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def columns(rows: Iterable[Sequence[object]]) -> str:
    """The rows as text, one a line, each column as wide as its widest value."""
    told = [[str(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*told, strict=True)]
    return "\n".join(
        "  ".join(v.ljust(w) for v, w in zip(row, widths, strict=True)).rstrip() for row in told
    )
