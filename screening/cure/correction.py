"""What was wrong and what is right: the stored value and the one offered, of one type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import polars as pl

from screening.errors import UsageError, did_you_mean
from screening.schema import FACTS, PAPERS, TABLES, ColumnType, FactType
from screening.store import CuredFinding

Value = str | int | bool | Decimal | date | datetime | None
_AMOUNTS = frozenset({ColumnType.MONEY, ColumnType.QUANTITY, ColumnType.PRICE})
_MONEY = ("USD", "CNY", "currency")  # in the unit of a fact that is an amount
_FACT_TYPES = {
    FactType.BOOLEAN: ColumnType.FLAG,
    FactType.BIGINT: ColumnType.WHOLE,
    FactType.DOUBLE: ColumnType.RATE,
    FactType.VARCHAR: ColumnType.TEXT,
    FactType.DATE: ColumnType.DATE,
}


@dataclass(frozen=True, slots=True)
class Correction:
    """`field` in full, the original and the corrected value; `is_amount`: money or goods change.

    `corrects` is the key of the paper, payment or deal the field stands on, None for a fact;
    `in_usd`: the values are US dollars; `is_share`: they are shares of an amount.
    """

    field: str
    original: Value
    corrected: Value
    is_amount: bool
    in_usd: bool = False
    corrects: str | None = None
    is_share: bool = False


def split(given: str) -> tuple[str, str]:
    """Field and value of FIELD=VALUE; UsageError if it is neither."""
    field, sign, value = (part.strip() for part in given.partition("="))
    if not (field and sign and value):
        raise UsageError(
            f"no FIELD=VALUE in {given!r}",
            do="say what is right: --value INV7.issue_date=2025-03-15",
        )
    return field, value


def correction_of_fact(name: str, text: str, original: object) -> Correction:
    """The correction of a fact of the deal."""
    fact = FACTS[name]
    kept = Decimal(str(original)) if isinstance(original, float) else original
    assert kept is None or isinstance(kept, (str, int, Decimal, date))
    unit, corrected = fact.unit or "", _read(text, _FACT_TYPES[fact.type], name)
    is_usd, is_share = unit == "USD", unit == "ratio"
    is_amount = is_share or any(word in unit for word in _MONEY)
    return Correction(name, kept, corrected, is_amount, is_usd, is_share=is_share)


def correction_of_column(
    where: str,
    column: str,
    text: str,
    tables: Mapping[str, pl.DataFrame],
    members: Sequence[str],
    found: CuredFinding,
) -> Correction:
    """The correction of a field of the deal, or of one of its papers or payments (`members`).

    `where` is the key of the row; or its table, where the finding points to a row of it or the
    deal has no other row of it.
    """
    table, key = _row_of(where, tables, members, found)
    known = {c.name: c for c in TABLES[table].columns}
    if column not in known:
        raise UsageError(f"no column {column!r} of {table}{did_you_mean(column, list(known))}")
    field, kind = f"{table}.{column}", known[column]
    corrected = _read(text, kind.type, field)
    if kind.values and corrected not in kind.values:
        raise UsageError(f"{field}: no value {text!r}", exists=", ".join(kind.values))
    row = tables[table].filter(pl.col(TABLES[table].key[0]) == key)
    is_amount = kind.type in _AMOUNTS
    return Correction(field, row[column].item(), corrected, is_amount, corrects=key)


def _row_of(
    where: str, tables: Mapping[str, pl.DataFrame], members: Sequence[str], found: CuredFinding
) -> tuple[str, str]:
    """Table and key of the row a correction is for; UsageError if that is not one row."""
    ours = {*members, found.deal_id}
    rows = [
        (table, key)
        for table in (*(t.name for t in PAPERS), "payments", "deals")
        if table in tables
        for key in tables[table][TABLES[table].key[0]]
        if key in ours
    ]
    meant = [row for row in rows if where in row]
    pointed = [row for row in meant if row[1] in (found.document_id, found.payment_id)]
    for choice in (pointed, meant):
        if len(choice) == 1:
            return choice[0]
    exists = ", ".join(f"{key} ({table})" for table, key in rows[:12]) or "none"
    raise UsageError(
        f"{where!r} is no one paper or payment of deal {found.deal_id}"
        + did_you_mean(where, [*(key for _, key in rows), *(table for table, _ in rows)]),
        exists=exists,
        do="name it by its key: --value KEY.column=VALUE",
    )


def shown(value: Value) -> str | None:
    """The value as it is stored and told."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value is None else str(value)


def _read(text: str, kind: ColumnType, field: str) -> Value:
    try:
        return _typed(text, kind)
    except (ValueError, InvalidOperation) as error:
        raise UsageError(
            f"{field}: {text!r} is no {kind.value}", do="write it as in a batch file"
        ) from error


def _typed(text: str, kind: ColumnType) -> Value:
    if kind is ColumnType.FLAG:
        return {"true": True, "false": False}[text.lower()] if text.lower() in _FLAGS else _no()
    if kind is ColumnType.WHOLE:
        return int(text)
    if kind is ColumnType.DATE:
        return date.fromisoformat(text)
    if kind is ColumnType.TIME:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else _no()
    if kind.decimals is not None:
        number = Decimal(text)
        return number if number.is_finite() else _no()
    return text


_FLAGS = ("true", "false")


def _no() -> Value:
    raise ValueError
