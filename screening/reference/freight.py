"""What carriage and insurance cost for want of a quotation: stated estimates, and the bank's own.

The estimates are assumptions of this program, taken from no publication and calibrated on no data:
round orders of magnitude, as dollars a tonne whatever the distance and dollars a tonne for each
1,000 nautical miles; a 40-foot box is thought of as 25 t. They
bring FOB, CFR and CIF prices to one basis. For cheap bulk goods freight is a large part of the
price, so there a wrong estimate can move a price across a tier of COM-01. A bank that knows better
brings the table freight_rates.
Insurance is bought for 110 % of the CIF value (UCP 600 art. 28, Incoterms CIF); the premium rate is
an assumption too.
"""

from __future__ import annotations

from datetime import date

import polars as pl

# form of cargo: dollars a tonne, and dollars a tonne for each 1,000 nautical miles
ESTIMATES = {
    "BULK": (5.0, 1.5),
    "LIQUID": (6.0, 2.0),
    "BREAKBULK": (25.0, 5.0),
    "BOX": (40.0, 8.0),
}
UNKNOWN_FORM = "BREAKBULK"  # between bulk and boxes
PREMIUM = 0.0015  # over the insured value
INSURED_SHARE = 1.1  # of CIF
USUAL_NM = 5_000.0  # a voyage between ports that are not known yet
KG_A_LITRE = 0.85  # oils; what bills do not weigh
RATES = ("usd_a_tonne", "usd_a_tonne_1000nm", "insurance_ratio")


def freight_rates(own: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row a form of cargo and day it holds from, sorted: form, rate_date and RATES as doubles.

    `own` is the table freight_rates: its rows dated by `as_of` count, and the estimates from the
    beginning of time until the first of them.
    """
    rows = [(form, date(1, 1, 1), *rates, PREMIUM) for form, rates in ESTIMATES.items()]
    names = ("form", "rate_date", *RATES)
    estimates = pl.DataFrame(rows, schema=names, orient="row")
    known = own.filter(pl.col("rate_date") <= as_of).select(
        pl.col("cargo_form").alias("form"),
        "rate_date",
        *(pl.col(c).cast(pl.Float64) for c in RATES),
    )
    filled = known.with_columns(pl.col("insurance_ratio").fill_null(PREMIUM))
    return pl.concat([estimates, filled]).sort("rate_date", "form")
