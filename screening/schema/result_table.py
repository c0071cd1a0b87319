"""The shape of a table that the program writes; store, pages and views are built of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

_POLARS: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),  # UTC by convention; a zone-less type reads the same anywhere
    "DECIMAL(18,3)": pl.Decimal(18, 3),
    "UTINYINT[]": pl.List(pl.UInt8()),
}
FILLED_IN = frozenset({"run_id", "link_no"})  # columns known only when a row is written


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of a result table: its DuckDB type and its meaning."""

    name: str
    type: str
    meaning: str

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type that holds it."""
        return _POLARS[self.type]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """One result table: grain in words, the order its rows are written in, its columns."""

    name: str
    grain: str
    order: tuple[str, ...]
    columns: tuple[ResultColumn, ...]

    @property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Polars schema, in column order."""
        return {c.name: c.dtype for c in self.columns}

    @property
    def made(self) -> dict[str, pl.DataType]:
        """The Polars schema of its rows as a run makes them: less what the store fills in."""
        return {n: t for n, t in self.dtypes.items() if n not in FILLED_IN}

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return _empty(self).clone()

    def shape(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly these columns, typed and in order, rows sorted by `order`."""
        return frame.select(pl.col(n).cast(t) for n, t in self.dtypes.items()).sort(
            self.order, nulls_last=True, maintain_order=True
        )


@cache
def _empty(table: ResultTable) -> pl.DataFrame:
    return pl.DataFrame(schema=table.dtypes)


def table_of(
    name: str, grain: str, order: tuple[str, ...], *columns: tuple[str, str, str]
) -> ResultTable:
    """The table of (name, DuckDB type, meaning) columns."""
    return ResultTable(name, grain, order, tuple(ResultColumn(*c) for c in columns))
