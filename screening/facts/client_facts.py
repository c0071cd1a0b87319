"""Facts of clients, over their deals in the batch and in the live results of earlier runs.

Which deals, which days and what is unknown: see `screening.schema.catalogue.client`. All sums are
of whole numbers, turned into one double at the end.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from screening.facts.client_margins import margin_spreads
from screening.facts.client_means import client_means, revived
from screening.facts.client_patterns import client_patterns
from screening.facts.client_relations import client_relations
from screening.facts.client_standing import class_fault, client_standing
from screening.facts.money import dollars
from screening.facts.partition import Sides
from screening.facts.pass_through import pass_through
from screening.facts.sound import assert_sound, typed
from screening.schema import CLIENT_FACTS

MONTH_DAYS = 30
MONTHS_BEFORE = 6  # domain NET-07: growth is against the mean of six months
_SERIOUS = ("HOLD", "ESCALATE")
_PLACES = 6  # of ratios

_IN_YEAR, _IN_MONTH, _BEFORE = (pl.col(n) for n in ("is_in_year", "is_in_month", "is_before"))


def client_facts(
    deals: pl.DataFrame, past: pl.DataFrame, sides: Sides, as_of: datetime
) -> pl.DataFrame:
    """One row a client of `deals`, sorted: client_id and every fact of that grain, typed.

    `deals` are the batch's in the columns of table `client_deal` less run_id, `past` those of
    other deals in earlier runs. What is dated after the day of decision was not known by then.
    """
    as_of_day = as_of.date()
    known = _dated(_together(deals, past), as_of_day).lazy()
    sums = known.group_by("client_id").agg(**_sums())
    others = _dated(pl.concat([deals, past.select(deals.columns)]), as_of_day).lazy()
    standing = client_standing(deals.lazy().select("client_id").unique(), sides, as_of)
    frame = (
        sums.join(_parties(known), on="client_id", how="left")
        .join(_means(sides, as_of_day), on="client_id", how="left")
        .join(_largest(known), on="client_id", how="left")
        .join(margin_spreads(known.filter(_IN_YEAR)), on="client_id", how="left")
        .join(revived(known, as_of_day), on="client_id", how="left")
        .join(client_patterns(known, sides, as_of_day), on="client_id", how="left")
        .join(pass_through(sides, as_of_day), on="client_id", how="left")
        .join(standing, on="client_id", how="left")
        .join(client_means(standing.select("client_id", "is_listed"), sides, as_of), on="client_id")
        .join(
            client_relations(
                standing.select("client_id", "is_listed"),
                known.filter(_IN_YEAR),
                others.filter(_IN_YEAR),
                sides,
                as_of,
            ),
            on="client_id",
        )
        .with_columns(**_facts(as_of_day))
        .select("client_id", *(typed(f) for f in CLIENT_FACTS.values()))
    )
    wide = frame.collect(engine="in-memory").sort("client_id")
    assert_sound(wide, CLIENT_FACTS.values(), deals["client_id"].n_unique())
    return wide


def _together(deals: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    mine = past.join(deals.select("client_id").unique(), on="client_id", how="semi")
    return pl.concat([deals, mine.select(deals.columns)])


def _dated(deals: pl.DataFrame, today: date) -> pl.DataFrame:
    """The deals known by the day of decision, and the spans of days each falls into."""
    day = pl.col("dated_on")
    month = today - timedelta(days=MONTH_DAYS)
    before = month - timedelta(days=MONTH_DAYS * MONTHS_BEFORE)
    return deals.filter((day <= today).fill_null(value=True)).with_columns(
        is_in_year=(day > pl.lit(today).dt.offset_by("-12mo")).fill_null(value=False),
        is_in_month=(day > month).fill_null(value=False),
        is_before=((day > before) & (day <= month)).fill_null(value=False),
    )


def _sums() -> dict[str, pl.Expr]:
    """What the deals of a client come to, in whole numbers."""
    day, loss = pl.col("dated_on"), pl.col("is_loss")
    serious = pl.col("disposition").is_in(_SERIOUS)
    return {
        "n_client_deals": pl.len().cast(pl.Int64),
        "n_client_undated_deals": day.null_count().cast(pl.Int64),
        "client_first_deal_on": day.min(),
        "n_month": _IN_MONTH.sum(),
        "n_year": _IN_YEAR.sum(),
        "cents_month": _whole("value_cents", _IN_MONTH),
        "cents_before": _whole("value_cents", _BEFORE),
        "cents_year": _whole("value_cents", _IN_YEAR),
        "n_unnamed": pl.col("counterparty_ids").filter(_IN_YEAR).null_count(),
        "n_loss": (loss & _IN_YEAR).sum(),
        "n_open_loss": loss.filter(_IN_YEAR).null_count(),
        "n_serious": (serious & _IN_YEAR).sum(),
        "n_instructed": (pl.col("is_on_instruction") & _IN_YEAR).sum(),
    }


def _whole(column: str, where: pl.Expr) -> pl.Expr:
    """The sum over the deals in a span, null where one of them is unknown."""
    mine = pl.col(column).filter(where)
    return pl.when(mine.is_not_null().all()).then(mine.sum())


def _parties(known: pl.LazyFrame) -> pl.LazyFrame:
    """One row a client with counterparties in the year: how many, the top one, the worst one."""
    ids = pl.col("counterparty_ids").str.split(",")
    pairs = (
        known.filter(_IN_YEAR, pl.col("counterparty_ids") != "")
        .with_columns(party=ids)
        .explode("party")
        .group_by("client_id", "party")
        .agg(cents=pl.col("value_cents").sum(), losses=pl.col("is_loss").sum().cast(pl.Int64))
    )

    def first(by: str) -> pl.Expr:
        return pl.col("party").sort_by(by, "party", descending=[True, False]).first()

    return pairs.group_by("client_id").agg(
        n_parties=pl.len().cast(pl.Int64),
        top_cents=pl.col("cents").max(),
        top_party=first("cents"),
        most_losses=pl.col("losses").max(),
        loss_party=first("losses"),
    )


def _largest(known: pl.LazyFrame) -> pl.LazyFrame:
    """One row a client with deals in the year: the largest of them."""
    cents = pl.col("value_cents")
    return (
        known.filter(_IN_YEAR, cents.is_not_null())
        .sort("client_id", "value_cents", "deal_id", descending=[False, True, False])
        .unique("client_id", keep="first", maintain_order=True)
        .select("client_id", largest_cents="value_cents", largest_deal="deal_id")
    )


def _means(sides: Sides, today: date) -> pl.LazyFrame:
    """One row a client of table clients: capital and revenue in US dollars of the day."""
    rate = (
        sides.fx.lazy()
        .filter(pl.col("currency") == "CNY", pl.col("on") == today)
        .select(cny="usd_per_unit")
    )
    usd = (
        pl.col(n).cast(pl.Float64) * pl.col("cny") for n in ("paid_in_capital", "annual_revenue")
    )
    return (
        sides.table("clients")
        .select("client_id", "paid_in_capital", "annual_revenue")
        .sort(pl.all())
        .unique("client_id", keep="first", maintain_order=True)
        .join(rate, how="cross")
        .select("client_id", *usd)
    )


def _facts(today: date) -> dict[str, pl.Expr]:
    """The facts by name; a span's is unknown while a deal is undated, as it may fall into it."""

    def dated(value: pl.Expr) -> pl.Expr:
        return pl.when(pl.col("n_client_undated_deals") == 0).then(value)

    def named(value: pl.Expr) -> pl.Expr:
        return dated(pl.when(pl.col("n_unnamed") == 0).then(value))

    def lost(value: pl.Expr) -> pl.Expr:
        return named(pl.when(pl.col("n_open_loss") == 0).then(value))

    n_year, cents_year = pl.col("n_year"), pl.col("cents_year")
    since = pl.lit(today) - pl.col("client_first_deal_on")
    losses = pl.col("most_losses").fill_null(0)
    largest = dated(pl.when(cents_year.is_not_null()).then(pl.col("largest_cents").fill_null(0)))
    limit = pl.col("client_yearly_limit_usd")
    return {
        "days_since_first_client_deal": dated(since.dt.total_days()),
        "n_client_deals_30d": dated(pl.col("n_month")),
        "n_client_deals_12m": dated(n_year),
        "client_turnover_usd_30d": dated(dollars(pl.col("cents_month"))),
        "client_turnover_usd_12m": dated(dollars(pl.col("cents_year"))),
        "client_growth_ratio": dated(
            _ratio(pl.col("cents_month") * MONTHS_BEFORE, pl.col("cents_before"))
        ),
        "n_client_counterparties_12m": named(pl.col("n_parties").fill_null(0)),
        "client_top_counterparty_ratio_12m": named(
            _ratio(pl.col("top_cents").fill_null(0), cents_year)
        ),
        "client_top_counterparty": named(pl.when(cents_year > 0).then("top_party")),
        "client_loss_ratio_12m": dated(
            pl.when(pl.col("n_open_loss") == 0).then(_ratio(pl.col("n_loss"), n_year))
        ),
        "n_client_losses_with_one_party_12m": lost(losses),
        "client_loss_party": lost(pl.when(losses > 0).then("loss_party")),
        "n_client_serious_deals_12m": dated(pl.col("n_serious")),
        "client_instruction_ratio_12m": dated(_ratio(pl.col("n_instructed"), n_year)),
        "is_client_over_limit": pl.when(limit.is_null())
        .then(pl.lit(value=False))
        .otherwise(dated(dollars(cents_year)) > limit),
        "client_largest_deal_usd_12m": dollars(largest),
        "client_largest_deal": pl.when(largest > 0).then("largest_deal"),
        "client_largest_deal_over_revenue_ratio": _over("client_revenue_usd", largest),
        "client_largest_deal_over_capital_ratio": _over("client_capital_usd", largest),
        "client_year_over_revenue_ratio": _over("client_revenue_usd", dated(cents_year)),
        "client_fresh_days": pl.min_horizontal("age_days", "revived_days"),
        "n_client_margins_with_one_party_12m": lost(pl.col("n_margins").fill_null(0)),
        "client_margin_spread_points": lost(pl.col("client_margin_spread_points")),
        "client_margin_party": lost(pl.col("client_margin_party")),
        "n_client_margin_deals": lost(pl.col("n_client_margin_deals")),
        "client_class_fault": class_fault(),
        "client_turnover_over_capital_ratio": _over("paid_in_capital", dated(cents_year)),
        "client_turnover_over_revenue_ratio": _over("annual_revenue", dated(cents_year)),
    }


def _ratio(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Part over whole, null where there is no whole."""
    value = part.cast(pl.Float64) / whole.cast(pl.Float64)
    return pl.when(whole > 0).then(value.round(_PLACES))


def _over(means: str, cents: pl.Expr) -> pl.Expr:
    """Cents over dollars."""
    return _ratio(dollars(cents), pl.col(means))
