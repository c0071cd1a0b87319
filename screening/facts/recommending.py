"""Facts of clients for the list of enterprises, from their deals, registers and records."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from screening.facts.partition import Sides
from screening.facts.sound import assert_sound, typed
from screening.facts.statuses import OFFSHORE, entries, is_abnormal, side_by_side
from screening.schema import LIST_FACTS

_GRAVE = ("HOLD", "ESCALATE")
_GRAVE_RECORDS = ("penalty", "risk_report")
_FEW = 5  # deals named in a reason
_PLACES = 6
_NO_END = date(9999, 12, 30)


def recommending(
    clients: pl.Series, deals: pl.DataFrame, sides: Sides, as_of: datetime
) -> pl.DataFrame:
    """One row a client of `clients`, sorted: client_id and every fact of grain list, typed.

    `deals` are theirs with the last result known (screening.store.list_reading.OF_DEAL). What is
    dated or was learnt after `as_of` changes nothing.
    """
    today = as_of.date()
    wide = (
        clients.alias("client_id")
        .to_frame()
        .lazy()
        .join(_standing(clients, sides, as_of), on="client_id", how="left")
        .join(_age(sides, today), on="client_id", how="left")
        .join(_of_deals(deals.lazy(), today), on="client_id", how="left")
    )
    records = _records(wide.select("client_id", "on_list_since"), sides, today)
    counts = ("n_grave_deals_12m", "n_open_cures", "n_overdue_cures")
    frame = (
        wide.join(records, on="client_id", how="left")
        .with_columns(pl.col(n).fill_null(0) for n in counts)
        .with_columns(_counted(sides))
        .select("client_id", *(typed(f) for f in LIST_FACTS.values()))
        .collect(engine="in-memory")
        .sort("client_id")
    )
    assert_sound(frame, LIST_FACTS.values(), clients.len())
    return frame


def _standing(clients: pl.Series, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """How each client stands in registers, classes and lists."""
    today = as_of.date()
    points = clients.alias("client_id").to_frame().lazy().with_columns(on=pl.lit(today))
    listed = pl.col(OFFSHORE).fill_null(value=False)
    since = _listed_since(sides, as_of)
    return (
        side_by_side(points, sides, as_of)
        .join(since, on="client_id", how="left")
        .select(
            "client_id",
            is_on_list=listed,
            on_list_since=pl.when(listed).then("began"),
            days_on_list=pl.when(listed).then((pl.lit(today) - pl.col("began")).dt.total_days()),
            enterprise_safe_class="safe_class",
            enterprise_is_in_directory="directory",
            enterprise_client_class="client_class",
            enterprise_registry_status="registry_status",
            enterprise_is_abnormal=is_abnormal("registry_status"),
            enterprise_is_rmb_supervised="rmb_key_supervision",
        )
    )


def _listed_since(sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a client ever listed: `began`, the day its last unbroken time on the list began.

    An entry that follows another the next day goes on with it; a removal breaks it, a suspension
    does not.
    """
    mine = entries(sides, as_of).filter(
        pl.col("scheme") == OFFSHORE, pl.col("valid_from") <= as_of.date()
    )
    gone = mine.filter(pl.col("value") == "removed")
    removed = gone.group_by("client_id").agg(gone_on=pl.col("valid_from").max())
    begins, reach = pl.col("valid_from"), pl.col("valid_to").fill_null(_NO_END).cum_max().shift(1)
    return (
        mine.filter(pl.col("value") == "listed")
        .join(removed, on="client_id", how="left")
        .filter((begins > pl.col("gone_on")).fill_null(value=True))
        .sort("client_id", "valid_from", "valid_to", nulls_last=True)
        .with_columns(reach=reach.over("client_id"))
        .filter((begins > pl.col("reach") + timedelta(days=1)).fill_null(value=True))
        .group_by("client_id")
        .agg(began=begins.max())
    )


def _age(sides: Sides, today: date) -> pl.LazyFrame:
    age = (pl.lit(today) - pl.col("incorporated_on")).dt.total_days()
    return (
        sides.table("clients")
        .group_by("client_id")
        .agg(pl.col("incorporated_on").max())
        .select("client_id", operating_days=pl.when(age >= 0).then(age))
    )


def _of_deals(deals: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """What the results of each client's deals come to; a deal of no known day counts as recent."""
    day, a_year_ago = pl.col("dated_on"), pl.lit(today).dt.offset_by("-12mo")
    recent = day.is_null() | ((day > a_year_ago) & (day <= today))
    grave = pl.col("disposition").is_in(_GRAVE) & pl.col("is_recent")
    missing = pl.col("n_missing_papers").filter("is_recent")
    complete = (missing == 0).sum().cast(pl.Float64) / missing.len().cast(pl.Float64)
    is_told = (missing.len() > 0) & (missing.null_count() == 0)
    named = pl.col("deal_id").filter(grave).sort()
    is_open = pl.col("is_cure_open").fill_null(value=False)
    return (
        deals.filter((day <= today).fill_null(value=True))
        .with_columns(is_recent=recent)
        .group_by("client_id")
        .agg(
            n_grave_deals_12m=grave.sum().cast(pl.Int64),
            grave_deals=pl.when(grave.any()).then(named.head(_FEW).str.join(", ")),
            n_open_cures=is_open.sum().cast(pl.Int64),
            n_overdue_cures=(is_open & (pl.col("cure_due_on") < today)).sum().cast(pl.Int64),
            full_papers_ratio_12m=pl.when(is_told).then(complete.round(_PLACES)),
        )
    )


def _records(clients: pl.LazyFrame, sides: Sides, today: date) -> pl.LazyFrame:
    """What adverse records say of each client, under its own id and those it has as a party.

    One event recorded under several ids of the firm counts once.
    """
    kind, on = pl.col("kind"), pl.col("recorded_on")
    latest = pl.struct("recorded_on", "ref")
    own = clients.select("client_id", party_id="client_id")
    alias = sides.table("parties").select("client_id", "party_id").drop_nulls()
    return (
        pl.concat([own, alias])
        .unique()
        .join(sides.table("adverse_records").filter(on <= today), on="party_id")
        .unique(["client_id", "kind", "recorded_on", "ref"])
        .join(clients, on="client_id")
        .with_columns(is_grave=kind.is_in(_GRAVE_RECORDS))
        .group_by("client_id")
        .agg(
            n_penalties_24m=((kind == "penalty") & (on > _ago(today, 24))).sum(),
            n_risk_records_12m=((kind != "penalty") & (on > _ago(today, 12))).sum(),
            n_grave_records_on_list=pl.col("is_grave").filter(on >= pl.col("on_list_since")).sum(),
            latest=latest.filter("is_grave").sort().last(),
        )
        .with_columns(
            grave_record_on=pl.col("latest").struct.field("recorded_on"),
            grave_record_ref=pl.col("latest").struct.field("ref"),
        )
    )


def _counted(sides: Sides) -> list[pl.Expr]:
    """No record is nought where the bank keeps a register of them, and unknown where not."""
    names = ("n_penalties_24m", "n_risk_records_12m", "n_grave_records_on_list")
    if sides.has("adverse_records"):
        return [pl.col(n).fill_null(0) for n in names]
    return [pl.lit(None, pl.Int64).alias(n) for n in names]


def _ago(today: date, months: int) -> pl.Expr:
    return pl.lit(today).dt.offset_by(f"-{months}mo")
