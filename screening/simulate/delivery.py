"""Delivery terms of both legs, and what carriage and insurance cost whoever pays them.

Most deals are back to back: bought and sold on the same term. Of the others the client buys FOB,
pays the carrier and sells with carriage paid; what it sells CIF it insures itself.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from screening.simulate import exact
from screening.simulate.goods import GOODS
from screening.simulate.horizon import AS_OF, FIRST_REFERENCE, day_number
from screening.simulate.kinds import CLEAN

_SHIPPED_BY_CLIENT, _SOLD_FOB = 22, 45  # of a hundred deals
INSURED = 2  # in ten, of the sales of goods at sea
PREMIUM_PPM = 1_500  # of the sum insured
_COVER = 110  # per cent of the value
_OFF_BP = 400  # how far a freight actually agreed may be from the usual one
# by form of cargo, hundredths of a USD a tonne: whatever the distance; for each 1,000 miles
FREIGHT = {"BULK": (500, 150), "LIQUID": (600, 200), "BREAKBULK": (2_500, 500), "BOX": (4_000, 800)}
# sea freight that is for neither our imports nor our exports (SAFE codes of 2014)
FREIGHT_CODE, FREIGHT_REMARK = "222013", "不涉及我国货物进出口海运费"
_SOURCE = "simulated with figures of public knowledge"


def delivered(book: pl.DataFrame) -> pl.DataFrame:
    """The book with buy_incoterm, sell_incoterm, is_shipped_by_client, is_cif and freight.

    `freight_price` is in millionths of the purchase's currency a unit. Where the supplier pays the
    carriage it is part of the purchase price already.
    """
    chance = pl.col("serial") * 7_919 % 100
    stored = pl.col("title") == "receipt"
    string = pl.col("bill_use") == "chain"
    by_client = ~stored & (pl.col("kind") == CLEAN) & (chance < _SHIPPED_BY_CLIENT)
    fob = ~stored & (pl.col("kind") == CLEAN) & ~by_client & (chance < _SOLD_FOB)
    cif = (pl.col("link") % 10 < INSURED) & ~stored & ~string & ~fob
    book = book.with_columns(
        is_shipped_by_client=by_client,
        is_cif=cif,
        freight_price=_freight(book),
        buy_incoterm=_term(stored, by_client | fob, pl.lit(value=False)),
        sell_incoterm=_term(stored, fob, cif),
    )
    paid_in_price = pl.col("buy_incoterm") == "CFR"
    return book.with_columns(
        buy_price=pl.col("buy_price") + pl.when(paid_in_price).then("freight_price").otherwise(0)
    )


def _term(stored: pl.Expr, fob: pl.Expr, cif: pl.Expr) -> pl.Expr:
    return (
        pl.when(stored)
        .then(pl.lit("FCA"))
        .when(fob)
        .then(pl.lit("FOB"))
        .when(cif)
        .then(pl.lit("CIF"))
        .otherwise(pl.lit("CFR"))
    )


def _freight(book: pl.DataFrame) -> pl.Series:
    good = book["good"].to_numpy()
    fixed, far = (np.array([FREIGHT[g.form][i] for g in GOODS])[good] for i in (0, 1))
    grams = np.array([g.grams for g in GOODS])[good]
    hundredths = fixed * 1_000 + far * book["distance_nm"].to_numpy()  # of a thousandth of a tonne
    one_trade = pl.when(pl.col("kind") == "T12").then("leader").otherwise("serial")
    trade = book.select(one_trade.alias("trade"))["trade"].to_numpy()
    off = 10_000 - _OFF_BP + trade * 104_729 % (2 * _OFF_BP + 1)
    micro_usd = hundredths * (grams // 1_000) // 100 * off // 10_000
    return pl.Series(micro_usd * exact.MICRO // book["fx_micro"].to_numpy())


def landed() -> pl.Expr:
    """What the goods cost the client a unit: purchase price, and carriage and insurance it pays."""
    carriage = pl.when("is_shipped_by_client").then("freight_price").otherwise(0)
    premium = pl.when("is_cif").then(PREMIUM_PPM * _COVER // 100).otherwise(0)
    return (pl.col("buy_price") + carriage) * (exact.MICRO + premium) // exact.MICRO


def freight_rates() -> pl.DataFrame:
    """Table freight_rates: the usual rates, month by month."""
    first = [date(y, m, 1) for y in (2024, 2025) for m in range(1, 13)]
    days = [d for d in first if FIRST_REFERENCE <= day_number(d) <= AS_OF]
    rows = [
        (form, day, fixed * 10_000, far * 10_000, PREMIUM_PPM)
        for form, (fixed, far) in FREIGHT.items()
        for day in days
    ]
    names = ["cargo_form", "rate_date", "usd_a_tonne", "usd_a_tonne_1000nm", "insurance_ratio"]
    return pl.DataFrame(rows, schema=names, orient="row").select(
        "cargo_form",
        "rate_date",
        exact.price("usd_a_tonne"),
        exact.price("usd_a_tonne_1000nm"),
        exact.decimal(pl.col("insurance_ratio"), exact.MICRO, 6).alias("insurance_ratio"),
        pl.lit(_SOURCE).alias("source"),
    )
