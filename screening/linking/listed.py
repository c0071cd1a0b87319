"""Names and identifiers of a batch held against the lists known at the time, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from screening.linking.listed_entries import ENTRY, entries, lists
from screening.linking.listed_ids import id_matches
from screening.linking.listed_values import NAMES, values_asked
from screening.names import has_legal_form, match_names
from screening.schema.results import LIST_MATCH, LIST_SCREENED, NAME_SCREENED

KEPT = 50
"""Entries of a list that are kept of one name: the nearest."""

FOUND: dict[str, pl.DataType] = {
    "list_digest": pl.String(),
    "kind": pl.String(),
    "value": pl.String(),
    "uid": pl.String(),
    "listed_name": pl.String(),
    "score": pl.Int64(),
    "way": pl.String(),
}
"""What is found of a value in a list: score in thousandths, way as `match_names` says, or id."""

_SHIP_PREFIX = r"(?i)^\s*(?:M[/. ]?[VTS]|S[/. ]?S)[. ]+"
_MOST_WEAK, _MOST_OF_PERSON = 900, 900  # thousandths: by a weak alias; of a firm and a person


@dataclass(frozen=True, slots=True)
class Screened:
    """What earlier runs found: `values` asked (list_digest, kind, value), and `found` of them."""

    values: pl.DataFrame
    found: pl.DataFrame

    @staticmethod
    def nothing() -> Screened:
        """Of a store that has screened nothing yet."""
        found = pl.DataFrame(schema=FOUND)
        return Screened(found.select("list_digest", "kind", "value"), found)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the lists say of the values of a batch.

    `matches`: one row a value and entry it is near, with the entry's columns, for pass 2.
    `results`: the result tables of it by name, less run_id.
    """

    matches: pl.DataFrame
    results: Mapping[str, pl.DataFrame]


def listed(
    tables: Mapping[str, pl.DataFrame], as_of: datetime, before: Screened | None = None
) -> Listed:
    """The values of the tables, known at `as_of`, against every list known then.

    A value that `before` has asked of the same content of a list is not asked again: the answer
    hangs on nothing else.
    """
    before = before or Screened.nothing()
    known, values = entries(tables), values_asked(tables)
    asked = lists(known)
    found, n_new = [pl.DataFrame(schema=FOUND)], {}
    for digest in asked["list_digest"].to_list():
        said = before.values.filter(pl.col("list_digest") == digest).drop("list_digest")
        new = values.join(said, on=["kind", "value"], how="anti")
        old = before.found.filter(pl.col("list_digest") == digest)
        mine = known.filter(pl.col("list_digest") == digest)
        n_new[digest] = new.height
        found += [old.join(values, on=["kind", "value"], how="semi"), _found(new, mine, digest)]
    every = pl.concat(f.select(list(FOUND)) for f in found).sort("list_digest", "kind", "value")
    return Listed(_with_entries(every, known), _results(asked, values, every, as_of))


def asked_of(tables: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.Series]:
    """The values the tables ask about (kind, value), and the digests of the lists they ask."""
    return values_asked(tables), lists(entries(tables))["list_digest"]


def _found(values: pl.DataFrame, known: pl.DataFrame, digest: str) -> pl.DataFrame:
    """The nearest entries of one list, of each value."""
    rows = [id_matches(values, known)]
    for kind, of_ships in NAMES.items():
        written = pl.col("value").str.replace(_SHIP_PREFIX, "") if of_ships else pl.col("value")
        asked = values.filter(pl.col("kind") == kind).with_columns(name=written)
        mine = known.filter(pl.col("is_craft") == of_ships)
        near = match_names(asked["name"], mine.select("uid", "name"), of_ships=of_ships)
        met = near.join(mine, left_on="listed_name", right_on="name").join(asked, on="name")
        rows.append(_capped(met))
    columns = [c for c in FOUND if c != "list_digest"]
    together = pl.concat(r.select(columns) for r in rows)
    best = together.sort(
        *("kind", "value", "score", "uid", "listed_name", "way"),
        descending=[False, False, True, False, False, False],
    ).unique(["kind", "value", "uid"], keep="first", maintain_order=True)
    first = pl.int_range(pl.len()).over("kind", "value") < KEPT
    return best.filter(first).with_columns(list_digest=pl.lit(digest))


def _capped(met: pl.DataFrame) -> pl.DataFrame:
    """A weak alias tells too little to escalate, and so does a firm that bears a person's name."""
    firms = met.select("name").unique().with_columns(is_firm=has_legal_form(pl.col("name")))
    named = met.join(firms, on="name", how="left")
    of_person = pl.col("is_firm") & (pl.col("entry_kind") == "person")
    score = (
        pl.when(pl.col("name_kind") == "weak")
        .then(pl.col("score").clip(0, _MOST_WEAK))
        .when(of_person)
        .then(pl.col("score").clip(0, _MOST_OF_PERSON))
        .otherwise("score")
    )
    return named.with_columns(score=score)


def _with_entries(found: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The matches with the columns of the entry's name: a row a validity of it."""
    told = known.select(*ENTRY, listed_name="name").unique()
    return found.join(told, on=["list_digest", "uid", "listed_name"]).sort(pl.all())


def _results(
    asked: pl.DataFrame, values: pl.DataFrame, found: pl.DataFrame, as_of: datetime
) -> dict[str, pl.DataFrame]:
    at = pl.lit(as_of.replace(tzinfo=None), pl.Datetime("us"))
    best = found.sort(
        "list_digest",
        "kind",
        "value",
        "score",
        "uid",
        descending=[False, False, False, True, False],
    )
    key = ["list_digest", "kind", "value"]
    best = best.unique(key, keep="first", maintain_order=True)
    every = values.join(asked, how="cross").with_columns(screened_at=at)
    screened = every.join(best, on=key, how="left").with_columns(pl.col("score") / 1000)
    counts = best.group_by("list_digest").agg(n_matched=pl.len())
    by_list = asked.join(counts, on="list_digest", how="left").with_columns(
        pl.col("n_matched").fill_null(0), n_screened=pl.lit(values.height), screened_at=at
    )
    near = found.join(asked.select("list", "list_digest"), on="list_digest")
    frames = {
        LIST_SCREENED: by_list,
        NAME_SCREENED: screened,
        LIST_MATCH: near.with_columns(pl.col("score") / 1000),
    }
    return {t.name: f.select(_typed(t.dtypes)).sort(t.order[1:]) for t, f in frames.items()}


def _typed(dtypes: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    return [pl.col(n).cast(t) for n, t in dtypes.items() if n != "run_id"]
