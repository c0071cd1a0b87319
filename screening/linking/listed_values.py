"""What of a batch is held against the lists: every distinct name and identifier in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from screening.reference import company_number, imo_number
from screening.schema import TABLES

NAMES: Mapping[str, bool] = MappingProxyType({"name": False, "vessel": True})
"""Kinds of values that are names, and whether they are names of ships and aircraft."""

_COMPANIES = ("imo_company", "owner")
_ASKED = {
    "name": (
        ("parties", "name"),
        ("clients", "name_cn"),
        ("clients", "name_en"),
        ("payments", "debtor_name"),
        ("payments", "creditor_name"),
        ("transport_documents", "issuing_party_name"),
        ("vessels", "owner"),
    ),
    "vessel": (("transport_documents", "vessel_name"),),
    "imo": (("transport_documents", "vessel_imo"),),
    "lei": (("parties", "lei"), ("clients", "lei")),
    "bic": (
        ("payments", "debtor_agent"),
        ("payments", "creditor_agent"),
        ("payments", "bank"),
        ("letters_of_credit", "issuing_bank_id"),
        ("letters_of_credit", "advising_bank_id"),
    ),
    "registration": (
        ("parties", "registration_no"),
        ("parties", "imo_company"),
        ("clients", "uscc"),
        ("vessels", "owner"),
    ),
}


def values_asked(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row a distinct value: kind (name, vessel, imo, lei, bic, registration), value; sorted."""
    rows = [
        _column(tables, table, column).select(kind=pl.lit(kind), value=value_of(kind, column))
        for kind, places in _ASKED.items()
        for table, column in places
    ]
    return pl.concat(rows).drop_nulls("value").unique().sort("kind", "value")


def value_of(kind: str, column: str) -> pl.Expr:
    """A column as the value of that kind that is asked: identifiers without blanks, in capitals."""
    if kind in NAMES:
        return pl.col(column)
    if kind == "imo":
        return imo_number(pl.col(column))
    if column in _COMPANIES:  # an owner is told by name or by number
        return company_number(pl.col(column))
    plain = pl.col(column).str.to_uppercase().str.replace_all(r"\s", "")
    if kind == "bic":
        return pl.when(plain.str.contains(r"^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")).then(
            plain.str.replace(r"^(.{8})XXX$", "${1}")
        )
    return plain


def _column(tables: Mapping[str, pl.DataFrame], table: str, column: str) -> pl.DataFrame:
    rows = tables.get(table, TABLES[table].empty())
    if table == "vessels":  # of the ships that the papers name alone: a register has very many
        bills = tables.get("transport_documents", TABLES["transport_documents"].empty())
        named = bills.select(imo=imo_number(pl.col("vessel_imo"))).unique()
        rows = rows.with_columns(imo=imo_number(pl.col("imo"))).join(named, on="imo", how="semi")
    return rows.select(column).unique()
