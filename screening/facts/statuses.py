"""How a client stands in registers, classes and lists on a day, as the bank knew it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from screening.facts.in_force import is_in_force, is_known
from screening.facts.partition import Sides
from screening.inputs.status_words import status_words
from screening.schema import TABLES
from screening.schema.status_words import NOTICE

OFFSHORE, LINGANG = "offshore_list", "lingang_white_list"
SUPERVISED = "rmb_key_supervision"
LISTS: Sequence[str] = ("directory", OFFSHORE, LINGANG, "bank_white_list", SUPERVISED)
STATES: Sequence[str] = ("safe_class", "client_class", "registry_status")
_GONE = ("removed", "suspended", "revoked", "none")
_NORMAL = "normal"
_END_OF_TIME = date(9999, 12, 31)


def entries(sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """Entries of client_status known at `as_of`, less those nobody may rely on.

    Their words are those of their scheme, null for one it does not know. A listing in a list of
    the authorities counts only with the number of their notice.
    Of two entries of one scheme the one that begins later replaces the other; of two that begin on
    one day the one learnt later does; of two learnt at once neither does: they contradict each
    other as long as both hold, until `twin_until`.
    """
    without_notice = (
        pl.col("scheme").is_in([OFFSHORE, LINGANG])
        & ~pl.col("source_ref").str.contains(NOTICE).fill_null(value=False)
        & ~pl.col("value").is_in(_GONE)
    )
    ends = pl.col("valid_to").fill_null(_END_OF_TIME)
    return (
        _worded(sides)
        .filter(
            is_known(as_of),
            ~without_notice.fill_null(value=False),
        )
        .with_columns(
            twin_until=ends.sort(descending=True)
            .slice(1, 1)
            .first()
            .over("client_id", "scheme", "valid_from", "known_from")
        )
    )


def _worded(sides: Sides) -> pl.LazyFrame:
    rows = sides.tables.get("client_status", TABLES["client_status"].empty())
    return rows.with_columns(value=status_words(rows)).lazy()


def standing(points: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a point (`client_id`, `on`, both distinct together) and scheme it stands in.

    `value` is null where entries contradict each other (`is_contradicted`), or say what no word
    of their scheme is.
    """
    on = pl.col("on")
    contradicted = (pl.col("twin_until") >= on).fill_null(value=False)
    return (
        points.select("client_id", "on")
        .join(entries(sides, as_of), on="client_id")
        .filter(is_in_force(on))
        .sort(
            "client_id",
            "on",
            "scheme",
            "valid_from",
            "known_from",
            "value",
            descending=[False, False, False, True, True, True],
            nulls_last=True,
        )
        .unique(["client_id", "on", "scheme"], keep="first", maintain_order=True)
        .select(
            "client_id",
            "on",
            "scheme",
            value=pl.when(~contradicted).then("value"),
            is_contradicted=contradicted,
        )
    )


def side_by_side(points: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a distinct point with a client: a column a scheme, and `contradicted_scheme`.

    Classes and states are texts; registers and lists (`LISTS`) TRUE or FALSE. Whoever has no entry
    is in no directory and on no list that favours it: those are proven by an entry. That it is not
    on a list against it (`rmb_key_supervision`) an entry must say too; without one nobody knows.
    Entries of other clients say nothing of this one; without the table nobody knows anything.
    """
    told = standing(points.unique(["client_id", "on"]), sides, as_of)
    scheme, value = pl.col("scheme"), pl.col("value")
    wide = told.group_by("client_id", "on").agg(
        *(value.filter(scheme == name).min().alias(name) for name in (*LISTS, *STATES)),
        *(((scheme == name) & value.is_null()).any().alias(f"is_open_{name}") for name in LISTS),
        contradicted_scheme=scheme.filter(pl.col("is_contradicted")).min(),
    )
    every = points.select("client_id", "on").unique().filter(pl.col("client_id").is_not_null())
    is_given = sides.has("client_status")
    return every.join(wide, on=["client_id", "on"], how="left").with_columns(
        _is_in(name, is_proven=is_given and name != SUPERVISED) for name in LISTS
    )


def _is_in(name: str, *, is_proven: bool) -> pl.Expr:
    """Whether the value of a register or list says that the client stands in it."""
    listed = ~pl.col(name).is_in(_GONE)
    settled = listed.fill_null(value=False) if is_proven else listed
    is_open = pl.col(f"is_open_{name}").fill_null(value=False)
    return pl.when(~is_open).then(settled).alias(name)


def is_entitled() -> pl.Expr:
    """Whether a list of the authorities gives list treatment; null where nobody knows."""
    return pl.any_horizontal(OFFSHORE, LINGANG)


def is_abnormal(status: str) -> pl.Expr:
    """Whether a state in the companies register is any other than in business."""
    return pl.col(status) != _NORMAL
