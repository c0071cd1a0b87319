"""Reference prices and exchange rates of the simulated year, and the tables that state them.

Levels move as triangle waves in whole basis points: slow enough that a price fixed weeks before
its invoice still sits near the reference, and the same on every machine.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.simulate import exact
from screening.simulate.goods import GOODS
from screening.simulate.horizon import AS_OF, EPOCH, FIRST_REFERENCE, as_date, as_time

IntArray = npt.NDArray[np.int64]
DAYS: IntArray = np.arange(FIRST_REFERENCE, AS_OF + 1, dtype=np.int64)
CURRENCIES = ("USD", "EUR", "CNY")
_ONE, _QUOTED_SPREAD, _TRADED_SPREAD = 10_000, 150, 350  # half the middle, in basis points
_QUOTES, _ENTRIES = 120, 38  # observations behind a price
_FX_BASE = {"USD": 1_000_000, "EUR": 1_085_000, "CNY": 139_200}
_SOURCES = {True: "simulated exchange", False: "simulated customs unit values"}
_FX_SWING_BP = {"USD": 0, "EUR": 60, "CNY": 40}


def _wave(days: IntArray, period: int, phase: int, swing_bp: int) -> IntArray:
    place = (days + phase) % period
    ramp: IntArray = np.minimum(place, period - place) * 4 * swing_bp // period
    return ramp - swing_bp


def _publication(days: IntArray, *, daily: bool) -> IntArray:
    """For each day, the day whose published level stands then."""
    dates = [EPOCH + timedelta(days=int(d)) for d in days]
    if daily:
        back = np.array([max(d.weekday() - 4, 0) for d in dates])
        worked: IntArray = np.maximum(days - back, days[0])
        return worked
    return np.array([d - on.day + 1 for d, on in zip(days, dates, strict=True)])


def price_levels() -> IntArray:
    """Millionths of a USD a unit; one row a commodity, one column a day of DAYS."""
    rows = []
    for k, good in enumerate(GOODS):
        base = round(good.price * exact.MICRO)
        stands = _publication(DAYS, daily=good.is_exchange_traded)
        raw = base * (10_000 + _wave(stands, 236 + 7 * k, 41 * k, 250)) // 10_000
        step = tick(base)
        rows.append(raw // step * step)
    return np.array(rows)


def tick(price: int) -> int:
    """Smallest step of a price in millionths: cents, or hundredths of a cent below 20."""
    return 10_000 if price >= 20 * exact.MICRO else 100


def fx_levels() -> dict[str, IntArray]:
    """Millionths of a USD for one unit of each currency, a value a day of DAYS."""
    return {
        c: _FX_BASE[c] * (10_000 + _wave(DAYS, 300, 90, _FX_SWING_BP[c])) // 10_000
        for c in CURRENCIES
    }


def reference_prices() -> pl.DataFrame:
    """Table reference_prices: weekdays for exchange goods, first of month for the others."""
    levels = price_levels()
    frames = []
    for k, good in enumerate(GOODS):
        stands = _publication(DAYS, daily=good.is_exchange_traded)
        own = stands == DAYS
        spread = _QUOTED_SPREAD if good.is_exchange_traded else _TRADED_SPREAD
        frames.append(
            pl.DataFrame({"price_date": DAYS[own], "value": levels[k][own]}).select(
                pl.lit(good.hs6).alias("hs6"),
                as_date("price_date"),
                as_time(pl.col("price_date"), 20).alias("published_at"),
                pl.lit(good.unit).alias("unit"),
                pl.lit("USD").alias("currency"),
                exact.price("value"),
                exact.decimal(pl.col("value") * (_ONE - spread) // _ONE, exact.MICRO, 6).alias(
                    "p25"
                ),
                exact.decimal(pl.col("value") * (_ONE + spread) // _ONE, exact.MICRO, 6).alias(
                    "p75"
                ),
                pl.lit(_QUOTES if good.is_exchange_traded else _ENTRIES + k).alias("n"),
                pl.lit("FOB").alias("incoterm"),
                pl.lit(good.is_exchange_traded).alias("is_exchange_traded"),
                pl.lit(_SOURCES[good.is_exchange_traded]).alias("source"),
            )
        )
    return pl.concat(frames)


def fx_rates() -> pl.DataFrame:
    """Table fx_rates: every weekday, currencies other than USD."""
    own = _publication(DAYS, daily=True) == DAYS
    return pl.concat(
        pl.DataFrame({"rate_date": DAYS[own], "usd_per_unit": level[own]}).select(
            pl.lit(currency).alias("currency"),
            as_date("rate_date"),
            exact.rate("usd_per_unit"),
            as_time(pl.col("rate_date"), 16).alias("published_at"),
            pl.lit("simulated").alias("source"),
        )
        for currency, level in fx_levels().items()
        if currency != "USD"
    )
