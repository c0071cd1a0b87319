"""What a column and a table are: name, type, unit, meaning, and what absence means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from types import MappingProxyType

import polars as pl


class ColumnType(Enum):
    """The types a table column can have. Money and measures are exact decimals, never floats."""

    TEXT = "text"
    CODE = "code"  # text whose leading zeros and case are kept; surrounding blanks are not
    WHOLE = "whole number"
    FLAG = "true or false"
    MONEY = "money"
    QUANTITY = "quantity"
    PRICE = "price"
    RATIO = "ratio"
    RATE = "rate of exchange"
    DATE = "date"
    TIME = "UTC time"

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type that holds it."""
        return _DTYPES[self]

    @property
    def decimals(self) -> int | None:
        """Places after the point for the exact decimals, else None."""
        return _DECIMALS.get(self)


_DECIMALS = {
    ColumnType.MONEY: 3,  # the most minor-unit digits of any currency in use (BHD, KWD, OMR)
    ColumnType.QUANTITY: 3,
    ColumnType.PRICE: 6,
    ColumnType.RATIO: 6,
    ColumnType.RATE: 12,  # one rupiah or dong keeps eight digits that count
}
_DTYPES: dict[ColumnType, pl.DataType] = {
    ColumnType.TEXT: pl.String(),
    ColumnType.CODE: pl.String(),
    ColumnType.WHOLE: pl.Int64(),
    ColumnType.FLAG: pl.Boolean(),
    ColumnType.DATE: pl.Date(),
    ColumnType.TIME: pl.Datetime("us", "UTC"),
    **{t: pl.Decimal(18, n) for t, n in _DECIMALS.items()},
}

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table.

    `absence` says what a null means to whoever reads it; `standard` is the name the field has
    in the standard it comes from; `aliases` maps other spellings of a value to ours; `also`
    are other headers under which a file may give the column. `is_above_zero` refuses nought and
    less; a quantity of less than nought is refused in every column.
    """

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    absence: str = "not stated"
    standard: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    also: tuple[str, ...] = ()
    is_above_zero: bool = False


class TableKind(Enum):
    """What a table is to the engine."""

    DEAL = "deal"
    PAPER = "paper"  # has document_id; can be linked to deals
    DETAIL = "detail"  # belongs to a paper or a payment
    PAYMENT = "payment"
    LINK = "link"
    PARTY = "party"
    REFERENCE = "reference"  # kept once per digest, not per batch


@dataclass(frozen=True)
class Table:
    """One table of a batch: its grain in words, its key and its columns."""

    name: str
    kind: TableKind
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return next(c for c in self.columns if c.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, in order."""
        return tuple(c.name for c in self.columns)

    @cached_property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Polars schema of the table."""
        return {c.name: c.type.dtype for c in self.columns}

    @cached_property
    def _empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.dtypes)

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return self._empty.clone()
