"""What the bank knows of its clients: reviews, mandates, statements, flows and old penalties."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.simulate import exact
from screening.simulate.clients import YOUNG
from screening.simulate.declared import RESALE_CODE
from screening.simulate.delivery import FREIGHT_CODE
from screening.simulate.horizon import AS_OF, as_date, as_time, day_number
from screening.simulate.people import People
from screening.simulate.roll import group_parent, number_of

_FIRST_REVIEW, _REVIEW_EVERY, _DUE_AFTER = 19_500, 330, 365
_APPROVED = AS_OF - 700
_YEARLY_LIMIT = 5_000_000_000_00  # cents of a USD
_YEARS = (2023, 2024)
_GROUP_REVENUE, _GROUP_CAPITAL = 250_000_000_000_00, 8_000_000_000_00  # cents of CNY
_MONTHS = [date(y, m, 1) for y in (2024, 2025) for m in range(1, 13)]
_OTHER_CODES = (("121010", 130), ("121020", 40))  # general and processing trade, in a hundred
_FREIGHT_SHARE = 3
_PENALTY_EVERY, _NEWS_EVERY = 40, 200
_FINE = 5_000_00
_CLIENT = pl.col("client_id")


def client_reviews(everyone: People) -> pl.DataFrame:
    """Table client_reviews: a first review and one each eleven months, never overdue."""
    born = pl.col("incorporated_on").cast(pl.Int32).cast(pl.Int64)
    young = born > AS_OF - 2 * YOUNG
    first = pl.when(young).then(born + 5).otherwise(_FIRST_REVIEW + number_of(_CLIENT) * 37 % 300)
    turns = pl.DataFrame({"turn": range(4)}, schema={"turn": pl.Int64})
    return (
        everyone.tables["clients"]
        .select("client_id", first.alias("first"))
        .join(turns, how="cross")
        .with_columns(reviewed_on=pl.col("first") + _REVIEW_EVERY * pl.col("turn"))
        .filter(pl.col("reviewed_on") <= AS_OF)
        .with_columns(next_due_on=pl.col("reviewed_on") + _DUE_AFTER)
        .select(
            "client_id",
            pl.when(pl.col("turn") == 0)
            .then(pl.lit("initial"))
            .otherwise(pl.lit("periodic"))
            .alias("kind"),
            as_date("reviewed_on"),
            as_date("next_due_on"),
            pl.lit("desk-1").alias("reviewed_by"),
        )
    )


def client_mandates(everyone: People) -> pl.DataFrame:
    """Table client_mandates: what procurement centres may do for their groups."""
    parents = [group_parent(c) for c in everyone.groups]
    return pl.DataFrame({"client_id": everyone.groups, "parent_id": parents}).with_columns(
        pl.lit("group_procurement").alias("kind"),
        exact.decimal(pl.lit(_YEARLY_LIMIT), 100, 3).alias("yearly_limit"),
        pl.lit("checker-1").alias("approved_by"),
        pl.lit(_APPROVED, pl.Int32).cast(pl.Date).alias("valid_from"),
        as_time(pl.lit(_APPROVED), 8).alias("known_from"),
    )


def netting_programmes(everyone: People) -> pl.DataFrame:
    """Table netting_programmes: of a few clients that also trade online; nothing here is netted."""
    return (
        everyone.tables["clients"]
        .filter(number_of(_CLIENT) % 12 == 5)
        .select(
            "client_id",
            pl.format("NP-{}", _CLIENT).alias("programme_id"),
            pl.lit("cross_border_ecommerce").alias("kind"),
            pl.lit(_APPROVED, pl.Int32).cast(pl.Date).alias("valid_from"),
        )
    )


def financial_statements(everyone: People) -> pl.DataFrame:
    """Table financial_statements: a client's own of two years, and those of the group it heads.

    A procurement centre's group is another's and far larger; listed clients head groups of their
    own.
    """
    own = everyone.tables["clients"].select(
        "client_id", "incorporated_on", revenue="annual_revenue", paid_in_capital="paid_in_capital"
    )
    groups = own.filter(_CLIENT.is_in(everyone.groups)).with_columns(
        revenue=exact.decimal(pl.lit(_GROUP_REVENUE), 100, 3),
        paid_in_capital=exact.decimal(pl.lit(_GROUP_CAPITAL), 100, 3),
    )
    headed = own.filter(_CLIENT.is_in(everyone.white_listed)).with_columns(
        pl.col("revenue", "paid_in_capital") * 2
    )
    frames = [
        rows.filter((pl.col("incorporated_on") < date(year, 7, 1)) | pl.lit(of_group)).select(
            "client_id",
            pl.lit(date(year, 12, 31)).alias("year_end"),
            pl.lit(of_group).alias("is_consolidated"),
            "revenue",
            "paid_in_capital",
            as_time(pl.lit(day_number(date(year + 1, 4, 20))), 8).alias("known_at"),
        )
        for year in _YEARS
        for rows, of_group in ((own, False), (groups, True), (headed, True))
    ]
    return pl.concat(frames)


def cross_border_flows(book: pl.DataFrame, everyone: People) -> pl.DataFrame:
    """Table cross_border_flows: two years by month; offshore resale is two fifths of most clients'.

    Resale is a twelfth of what the book settles for the client; stars do nothing else.
    """
    usd = (pl.col("buy_amount") + pl.col("sell_amount")) * pl.col("fx_micro") // exact.MICRO
    traded = book.filter("has_payments").group_by("client_id").agg(total=usd.sum())
    star = _CLIENT.is_in(everyone.stars)
    clients = everyone.tables["clients"].select("client_id", "incorporated_on")
    monthly = clients.join(traded, on="client_id", how="left", maintain_order="left").select(
        "client_id",
        "incorporated_on",
        resale=pl.col("total").fill_null(1_000_000_00) // len(_MONTHS) * 2 + 1_000_000_00,
    )
    shares = ((RESALE_CODE, 100), (FREIGHT_CODE, _FREIGHT_SHARE), *_OTHER_CODES)
    by_code = pl.concat(
        monthly.filter(~star | pl.lit(code in (RESALE_CODE, FREIGHT_CODE))).with_columns(
            bop_code=pl.lit(code), each=pl.col("resale") * share // 100
        )
        for code, share in shares
    )
    months = pl.DataFrame({"month": _MONTHS}).with_row_index("turn")
    season = 80 + (number_of(_CLIENT) * 13 + pl.col("turn").cast(pl.Int64) * 29) % 41
    return (
        by_code.join(months, how="cross")
        .filter(pl.col("month") > pl.col("incorporated_on"))
        .with_columns(cents=pl.col("each") * season // 100)
        .select("client_id", "month", "bop_code", exact.money("cents").alias("amount"))
    )


def adverse_records(everyone: People) -> pl.DataFrame:
    """Table adverse_records: small fines of years ago, and news that proved wrong."""
    fined = everyone.tables["clients"].filter(number_of(_CLIENT) % _PENALTY_EVERY == 7)
    party = pl.col("party_id")
    named = everyone.tables["parties"].filter(
        party.str.starts_with("BUY-"), number_of(party) % _NEWS_EVERY == 13
    )
    fines = fined.with_columns(on=17_700 + number_of(_CLIENT) % 300).select(
        _CLIENT.alias("party_id"),
        pl.lit("penalty").alias("kind"),
        as_date("on").alias("recorded_on"),
        pl.format("P-{}", _CLIENT).alias("ref"),
        pl.lit("市场监督管理局").alias("authority"),
        exact.decimal(pl.lit(_FINE), 100, 3).alias("amount"),
        pl.lit(None, pl.Datetime("us", "UTC")).alias("known_to"),
    )
    news = named.select(
        party,
        pl.lit("adverse_news").alias("kind"),
        pl.lit(19_300, pl.Int32).cast(pl.Date).alias("recorded_on"),
        pl.format("A-{}", party).alias("ref"),
        pl.lit("press").alias("authority"),
        pl.lit(None, pl.Decimal(18, 3)).alias("amount"),
        as_time(pl.lit(19_360), 8).alias("known_to"),
    )
    return pl.concat([fines, news])
