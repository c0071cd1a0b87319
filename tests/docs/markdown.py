"""The little Markdown the pages need: tables out of rows, code blocks, headings and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table, one line a row, without a line end at its end."""
    lines = [_line(headers), "|" + "---|" * len(headers)]
    return "\n".join([*lines, *(_line([cell(v) for v in row]) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return "|" + "|".join(f" {c} " if c else " " for c in cells) + "|"


def cell(value: object) -> str:
    """A value as the pages show it; blank for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(cell, value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")


def sql_blocks(page: str) -> list[str]:
    """The text of every ```sql block, in order."""
    return re.findall(r"^```sql\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def links(page: str) -> list[str]:
    """Targets of the links of a page, those in code blocks left out."""
    return _LINK.findall(_FENCE.sub("", page))


def anchors(page: str) -> set[str]:
    """What a link may name after # : headings in lower case, blanks as hyphens."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}
