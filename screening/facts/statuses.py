"""How a client stands in registers, classes and lists on a day, as the bank knew it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from screening.facts.partition import Sides

OFFSHORE, LINGANG = "offshore_list", "lingang_white_list"
LISTS: Sequence[str] = ("directory", OFFSHORE, LINGANG, "bank_white_list", "rmb_key_supervision")
STATES: Sequence[str] = ("safe_class", "client_class", "registry_status")
_GONE = ("removed", "suspended", "revoked", "none")
_NORMAL = ("normal", "active", "in_business", "正常", "存续", "在业", "开业")
_END_OF_TIME = date(9999, 12, 31)


def entries(sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """Entries of client_status known at `as_of`, less those nobody may rely on.

    A listing in the list of offshore trade enterprises counts only with the authorities' notice.
    Of two entries of one scheme the one that begins later replaces the other; of two that begin on
    one day the one learnt later does; of two learnt at once neither does: they contradict each
    other as long as both hold, until `twin_until`.
    """
    without_notice = (
        (pl.col("scheme") == OFFSHORE)
        & pl.col("source_ref").is_null()
        & ~pl.col("value").is_in(_GONE)
    )
    ends = pl.col("valid_to").fill_null(_END_OF_TIME)
    return (
        sides.table("client_status")
        .filter(
            (pl.col("known_from") <= as_of).fill_null(value=True),
            (pl.col("known_to") > as_of).fill_null(value=True),
            ~without_notice,
        )
        .with_columns(
            twin_until=ends.sort(descending=True)
            .slice(1, 1)
            .first()
            .over("client_id", "scheme", "valid_from", "known_from")
        )
    )


def standing(points: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a point (`client_id`, `on`, both distinct together) and scheme it stands in.

    `value` is null where entries contradict each other (`is_contradicted`).
    """
    on = pl.col("on")
    contradicted = (pl.col("twin_until") >= on).fill_null(value=False)
    return (
        points.select("client_id", "on")
        .join(entries(sides, as_of), on="client_id")
        .filter(pl.col("valid_from") <= on, (pl.col("valid_to") >= on).fill_null(value=True))
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

    Classes and states are texts; registers and lists (`LISTS`) TRUE or FALSE: who does not stand
    in one that was delivered is not in it, and of one that was not nobody knows.
    """
    told = standing(points.unique(["client_id", "on"]), sides, as_of)
    scheme, value = pl.col("scheme"), pl.col("value")
    wide = told.group_by("client_id", "on").agg(
        *(value.filter(scheme == name).min().alias(name) for name in (*LISTS, *STATES)),
        *(
            (pl.col("is_contradicted") & (scheme == name)).any().alias(f"is_open_{name}")
            for name in LISTS
        ),
        contradicted_scheme=scheme.filter(pl.col("is_contradicted")).min(),
    )
    every = points.select("client_id", "on").unique().filter(pl.col("client_id").is_not_null())
    delivered = _delivered(sides)
    return every.join(wide, on=["client_id", "on"], how="left").with_columns(
        is_in(name, is_delivered=name in delivered) for name in LISTS
    )


def is_in(name: str, *, is_delivered: bool) -> pl.Expr:
    """Whether the value of a register or list says that the client stands in it."""
    listed = ~pl.col(name).is_in(_GONE)
    settled = listed.fill_null(value=False) if is_delivered else listed
    is_open = pl.col(f"is_open_{name}").fill_null(value=False)
    return pl.when(~is_open).then(settled).alias(name)


def is_entitled(sides: Sides) -> pl.Expr:
    """Whether a list of the authorities gives list treatment; null where none was delivered."""
    lists = [name for name in (OFFSHORE, LINGANG) if name in _delivered(sides)]
    return pl.any_horizontal(lists) if lists else pl.lit(None, pl.Boolean)


def is_abnormal(status: str) -> pl.Expr:
    """Whether a state in the companies register is any other than in business."""
    return ~pl.col(status).is_in(_NORMAL)


def _delivered(sides: Sides) -> frozenset[str]:
    if not sides.has("client_status"):
        return frozenset()
    return frozenset(sides.tables["client_status"]["scheme"].unique().to_list())
