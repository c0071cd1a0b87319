"""The entries of the lists known: each name with what the entry says once for all its names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from screening.inputs.imo_numbers import is_company_number, is_ship_number
from screening.names import METHOD
from screening.reference import library_editions
from screening.schema import TABLES

_ONCE = ("kind", "programme")
_NUMBERS = ("imo", "imo_company", "lei", "bic", "registration_no")
_METHOD_OF = ("anyascii", "opencc", "rapidfuzz")  # libraries a score rests on
_CRAFT = ("vessel", "aircraft")
ENTRY = (
    "list_digest",
    "list",
    "uid",
    "name_kind",
    "entry_kind",
    "legal_effect",
    "programme",
    "imo",
    "valid_from",
    "valid_to",
)
"""Columns of an entry that go with a match."""


def entries(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row a name of an entry: the columns of `sanctions`, entry_kind, is_craft, list_digest.

    Of a list in several editions the last counts. What only one name of an entry says holds for
    all its names; where they disagree, the first in order. Identifiers are all those of the entry,
    IMO numbers without their prefix, of ships and of companies by their check digits.
    """
    rows = tables.get("sanctions", TABLES["sanctions"].empty())
    last = pl.col("list_version").max().over("list")
    rows = rows.filter((pl.col("list_version") == last) | last.is_null())
    said = rows.group_by("list", "uid").agg(pl.col(*_ONCE).min(), *_identifiers())
    told = rows.drop(*_ONCE, *_NUMBERS).join(said, on=["list", "uid"], how="left")
    told = told.with_columns(_imo_numbers())
    told = told.with_columns(
        entry_kind=pl.col("kind").fill_null("entity"),
        name_kind=pl.col("name_kind").fill_null("primary"),
        is_craft=pl.col("kind").is_in(_CRAFT).fill_null(value=False),
    ).drop("kind")
    return told.join(_digests(told), on="list", how="left").sort("list", "uid", "name", "name_kind")


def lists(known: pl.DataFrame) -> pl.DataFrame:
    """One row a list: list, list_version, list_digest, legal_effect, n_entries, n_names."""
    return (
        known.group_by("list", "list_digest")
        .agg(
            pl.col("list_version").max(),
            pl.col("legal_effect").unique().sort().str.join(", "),
            n_entries=pl.col("uid").n_unique(),
            n_names=pl.col("name").n_unique(),
        )
        .sort("list")
    )


def _identifiers() -> list[pl.Expr]:
    """The identifiers of an entry, whichever of its names tells them, parted by blanks."""
    every = {c: pl.col(c).drop_nulls().str.split(" ").explode() for c in _NUMBERS}
    parted = {c: e.filter(e != "").unique().sort() for c, e in every.items()}
    return [pl.when(e.len() > 0).then(e.str.join(" ")).alias(c) for c, e in parted.items()]


def _imo_numbers() -> list[pl.Expr]:
    """Columns imo and imo_company: each number where its check digit says that it belongs.

    A number that fits both or neither stays where the list has it.
    """
    number = pl.element()
    ship, company = is_ship_number(number), is_company_number(number)
    stated = {c: pl.col(c).fill_null("").str.extract_all(r"\d{7}") for c in ("imo", "imo_company")}
    no_ships = stated["imo"].list.eval(number.filter(company & ~ship))
    no_firms = stated["imo_company"].list.eval(number.filter(ship & ~company))
    told = {
        "imo": stated["imo"].list.set_difference(no_ships).list.concat(no_firms),
        "imo_company": stated["imo_company"].list.set_difference(no_firms).list.concat(no_ships),
    }
    sorted_ = {c: e.list.unique().list.sort() for c, e in told.items()}
    return [pl.when(e.list.len() > 0).then(e.list.join(" ")).alias(c) for c, e in sorted_.items()]


def _digests(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a list: sixteen hex digits of its content and of the method of matching."""
    named = rows.select("list").unique().sort("list")["list"].to_list()
    made = [_digest(rows.filter(pl.col("list") == name)) for name in named]
    return pl.DataFrame(
        {"list": named, "list_digest": made}, schema={"list": pl.String, "list_digest": pl.String}
    )


def _digest(rows: pl.DataFrame) -> str:
    text = rows.sort(pl.all(), nulls_last=False).write_csv()
    editions = [f"{name} {library_editions()[name]}" for name in _METHOD_OF]
    return hashlib.sha256(f"{METHOD} {editions}\n{text}".encode()).hexdigest()[:16]
