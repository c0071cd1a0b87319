"""Identifiers of a batch that are those of entries of a list."""

from __future__ import annotations

from datetime import date

import polars as pl

ID_SCORE = 1000
_COLUMNS = {"imo": "imo", "lei": "lei", "bic": "bic", "registration": "registration_no"}
_KINDS_OF_NAME = {"primary": 0, "strong": 1, "weak": 2}
_OWN_NUMBER = r"^[0-9A-Z]{18}$"  # a unified social credit code: no other country has the like
_COMPANY = r"^IMO(?:NO)?[.: ]*([0-9]{7})$"


def id_matches(values: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """One row a value and entry that bears it: kind, value, uid, listed_name, score, way.

    A BIC of eight stands for the whole bank, with any branch. Of registration numbers only those
    of Chinese firms and IMO company numbers are held against the list: the registers of the world
    give the same numbers to many firms.
    """
    first = _one_name(known)
    rows = [
        _asked(values, kind).join(_listed(first, column, kind), on="key")
        for kind, column in _COLUMNS.items()
    ]
    company = values.filter(pl.col("kind") == "registration").with_columns(
        key=pl.col("value").str.extract(_COMPANY)
    )
    rows.append(company.drop_nulls("key").join(_listed(first, "imo_company", "imo"), on="key"))
    met = pl.concat(rows)
    return met.select(
        *("kind", "value", "uid", "listed_name"),
        score=pl.lit(ID_SCORE, pl.Int64),
        way=pl.lit("identifier"),
    ).unique()


def _one_name(known: pl.DataFrame) -> pl.DataFrame:
    """One row an entry: by the name under which it is listed longest, the own one before aliases.

    An entry need not have a primary name, and a name it bore once may be listed no more.
    """
    rank = pl.col("name_kind").replace_strict(_KINDS_OF_NAME, return_dtype=pl.Int64)
    last = pl.col("valid_to").fill_null(date.max)
    ranked = known.with_columns(rank=rank, last=last).sort(
        *("uid", "last", "rank", "valid_from", "name"),
        descending=[False, True, False, False, False],
    )
    return ranked.unique("uid", keep="first", maintain_order=True).drop("rank", "last")


def _asked(values: pl.DataFrame, kind: str) -> pl.DataFrame:
    """One row a value and key it may be met under."""
    mine = values.filter(pl.col("kind") == kind)
    if kind == "registration":
        mine = mine.filter(pl.col("value").str.contains(_OWN_NUMBER))
    keyed = mine.with_columns(key=pl.col("value"))
    if kind == "bic":
        whole = mine.with_columns(key=pl.col("value").str.slice(0, 8))
        return pl.concat([keyed, whole]).unique()
    return keyed


def _listed(known: pl.DataFrame, column: str, kind: str) -> pl.DataFrame:
    """One row an entry and identifier of it: uid, listed_name, key."""
    parted = known.select("uid", listed_name="name", key=pl.col(column).str.split(" "))
    keys = parted.explode("key", empty_as_null=False).drop_nulls("key")
    key = pl.col("key").str.to_uppercase()
    if kind == "bic":
        key = key.str.replace(r"^(.{8})XXX$", "${1}")
    return keys.with_columns(key=key).filter(pl.col("key") != "")
