"""Tables as the store keeps them: one shape for results, inputs, reference data and facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.schema import CLIENT_FACTS, DEAL_FACTS, Absence, Column, ColumnType, Fact, Table
from screening.schema.result_table import ResultTable

_INPUT_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.CODE: "VARCHAR",
    ColumnType.WHOLE: "BIGINT",
    ColumnType.FLAG: "BOOLEAN",
    ColumnType.MONEY: "DECIMAL(18,3)",
    ColumnType.QUANTITY: "DECIMAL(18,3)",
    ColumnType.PRICE: "DECIMAL(18,6)",
    ColumnType.RATIO: "DECIMAL(18,6)",
    ColumnType.RATE: "DECIMAL(18,12)",
    ColumnType.DATE: "DATE",
    ColumnType.TIME: "TIMESTAMP",
}
_ABSENCE = {
    None: "never null",
    Absence.PAPER: "null: a required paper or field is missing",
    Absence.NOT_YET: "null: the event has not happened, or nothing fits the description",
    Absence.COVERAGE: "null: no reference or outside data",
    Absence.SOURCE: "null: a feed was down",
}


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """One column: its DuckDB type and the comment an auditor reads."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table of the store: its comment, its columns, the key its rows are written in."""

    name: str
    comment: str
    columns: tuple[StoredColumn, ...]
    order: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, in order."""
        return tuple(c.name for c in self.columns)


_RUN_ID = StoredColumn("run_id", "VARCHAR", "the run that read or made the row")
_DIGEST = StoredColumn("digest", "VARCHAR", "run.reference_digest of the runs that used the row")


def result_table(table: ResultTable) -> StoredTable:
    """The stored form of a result table."""
    columns = tuple(StoredColumn(c.name, c.type, c.meaning) for c in table.columns)
    return StoredTable(table.name, table.grain, columns, table.order)


def input_table(table: Table) -> StoredTable:
    """The stored form of an input table: `input_<name>`, its rows as typed at intake, by run."""
    comment = f"input as typed at intake: {table.grain}"
    return _kept(f"input_{table.name}", comment, _RUN_ID, table)


def reference_table(table: Table) -> StoredTable:
    """The stored form of a reference table: `reference_<name>`, its rows once a digest."""
    comment = f"reference data, kept once a digest: {table.grain}"
    return _kept(f"reference_{table.name}", comment, _DIGEST, table)


def _kept(name: str, comment: str, first: StoredColumn, table: Table) -> StoredTable:
    columns = (first, *(_input_column(c) for c in table.columns))
    return StoredTable(name, comment, columns, (first.name, *table.key))


def _input_column(column: Column) -> StoredColumn:
    return StoredColumn(column.name, _INPUT_TYPES[column.type], _input_comment(column))


def _input_comment(column: Column) -> str:
    parts = [column.meaning]
    if column.unit:
        parts.append(f"unit: {column.unit}")
    if column.standard:
        parts.append(f"standard: {column.standard}")
    parts.append("never null" if column.required else f"null: {column.absence}")
    return "; ".join(parts)


def fact_table(catalogue_digest: str, facts: Iterable[Fact] = DEAL_FACTS.values()) -> StoredTable:
    """The wide table of one catalogue version: one row a deal and run, one column a fact."""
    return _fact_table("deal", catalogue_digest, facts)


def client_fact_table(
    catalogue_digest: str, facts: Iterable[Fact] = CLIENT_FACTS.values()
) -> StoredTable:
    """The same at the grain of the client: one row a client and run."""
    return _fact_table("client", catalogue_digest, facts)


def _fact_table(grain: str, catalogue_digest: str, facts: Iterable[Fact]) -> StoredTable:
    key = f"{grain}_id"
    columns = (
        _RUN_ID,
        StoredColumn(key, "VARCHAR", f"the {grain}"),
        *(StoredColumn(f.name, f.type.value, _fact_comment(f)) for f in facts),
    )
    comment = f"one row a {grain} of a run: every fact of catalogue {catalogue_digest}"
    return StoredTable(f"{grain}_fact_{catalogue_digest}", comment, columns, ("run_id", key))


def _fact_comment(fact: Fact) -> str:
    unit = f"; unit: {fact.unit}" if fact.unit else ""
    return f"{fact.meaning}{unit}; {_ABSENCE[fact.absence]}"
