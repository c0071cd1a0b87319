"""docs/schema.md, out of screening.schema."""

from __future__ import annotations

from collections.abc import Iterator

from screening.rulepack.answers import CAUSE_WORDS
from screening.schema import FAMILIES, TABLES, Absence, Column, ColumnType, Fact, Table, TableKind
from tests.docs import markdown

_HEAD = """\
# Tables of a batch, and the facts

Written by `python -m tests.docs.reference_pages` out of `screening/schema`; a test fails when the
two differ. How files become these tables: [batches.md](batches.md). What the store keeps:
[store.md](store.md).

"Needed" says that the column must be in the file and its cell must not be blank. Every other column
may be left out or left blank; "when absent" says how that is read. Absent never means nought, false
or in order.
"""
_CLIENTS = """\
A client's deals are those of the batch and the live ones of earlier runs, as far as they are dated
by the day of decision. `12m` are the twelve months to that day, `30d` the thirty days. A deal is
dated by the first of its papers, else by its first payment. Its value is the larger of its legs'
invoices: nought while nothing is invoiced, unknown where an invoice cannot be valued. One deal that
cannot be told leaves a sum, a share or a count of such deals unknown.
"""
_KINDS = {
    TableKind.DEAL: "deal",
    TableKind.PAPER: "paper (can be linked to deals)",
    TableKind.DETAIL: "detail of a paper, payment or deal",
    TableKind.PAYMENT: "payment",
    TableKind.LINK: "link",
    TableKind.PARTY: "party",
    TableKind.REFERENCE: "reference (may stand in the reference folder)",
}
_TYPES = {
    ColumnType.TEXT: "free text of at most 10,000 characters",
    ColumnType.CODE: "text whose leading zeros are kept; blanks around it are dropped",
    ColumnType.WHOLE: "whole number of at most 18 digits",
    ColumnType.FLAG: "true or false; also 1/0, yes/no, y/n, t/f, 是/否, in any case",
    ColumnType.DATE: "YYYY-MM-DD, years 1900 to 2200",
    ColumnType.TIME: "ISO 8601; UTC where no offset is given; a day alone is its midnight UTC",
}
_ABSENCES = {
    Absence.PAPER: "a paper or field that an ordinary deal has is not there",
    Absence.NOT_YET: "it has not happened yet, or nothing fits the description",
    Absence.COVERAGE: "no reference or outside data covers it",
    Absence.SOURCE: "a feed was down",
}


def schema_page() -> str:
    """The whole page."""
    parts = [
        _HEAD,
        "## Types\n",
        _types() + "\n",
        "## Tables\n",
        _index() + "\n",
        *(_table_part(t) for t in TABLES.values()),
        *_facts_parts(),
    ]
    return "\n".join(parts)


def _types() -> str:
    rows = [(t.value, _TYPES.get(t) or _decimal(t)) for t in ColumnType]
    return markdown.table(("type", "written as"), rows)


def _decimal(kind: ColumnType) -> str:
    places = kind.decimals
    assert places is not None
    return f"exact decimal, at most {places} places after the point and {18 - places} before it"


def _index() -> str:
    rows = [(f"[{t.name}](#{t.name})", _KINDS[t.kind], t.grain) for t in TABLES.values()]
    return markdown.table(("table", "kind", "grain"), rows)


def _table_part(table: Table) -> str:
    rows = map(_column_row, table.columns)
    headers = ("column", "type", "unit", "needed", "meaning", "when absent", "standard name")
    key = ", ".join(table.key)
    return f"### {table.name}\n\n{table.grain}; key: {key}\n\n{markdown.table(headers, rows)}\n"


def _column_row(column: Column) -> tuple[object, ...]:
    needed = "yes" if column.required else ""
    named = (column.name, column.type.value, column.unit, needed)
    return (*named, _meaning(column), _absence(column), column.standard)


def _meaning(column: Column) -> str:
    parts = [column.meaning]
    if column.is_above_zero:
        parts.append("above zero")
    if column.values:
        parts.append(f"one of {', '.join(column.values)}")
    others = {a: v for a, v in column.aliases.items() if a.casefold() != v.casefold()}
    if others:
        parts.append("also " + ", ".join(f"{a} = {v}" for a, v in others.items()))
    if column.also:
        parts.append(f"header may be {', '.join(column.also)}")
    return "; ".join(parts)


def _absence(column: Column) -> str:
    return "the row is rejected" if column.required else column.absence


def _facts_parts() -> Iterator[str]:
    yield "## Facts\n"
    yield (
        "A fact is a named value about a deal, or, in the family `client`, about a client; rules\n"
        "ask facts and nothing else. A fact is null when it cannot be known, and the cause is\n"
        "fixed for each fact:\n"
    )
    rows = [(a.value, _ABSENCES[a], CAUSE_WORDS[a][1]) for a in Absence]
    yield markdown.table(("cause", "a null means", "in Chinese"), rows) + "\n"
    yield (
        '"Needs" names tables without which the fact cannot be known for any deal. "Points to" is\n'
        "the fact that says which paper or payment the value comes from.\n"
    )
    for family, facts in FAMILIES.items():
        yield f"### Facts: {family}\n"
        if family == "client":
            yield _CLIENTS
        yield _facts_table(facts) + "\n"


def _facts_table(facts: tuple[Fact, ...]) -> str:
    headers = ("fact", "type", "unit", "meaning", "null means", "needs", "points to")
    rows = (
        (f.name, f.type.value, f.unit, f.meaning, _null(f), ", ".join(f.needs), f.points_to)
        for f in facts
    )
    return markdown.table(headers, rows)


def _null(fact: Fact) -> str:
    return fact.absence.value if fact.absence else "never null"
