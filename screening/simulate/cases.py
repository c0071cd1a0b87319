"""Cases of the sample batch, and deals whose point is what waits on the last day."""

from __future__ import annotations

import polars as pl

from screening.simulate.accounts import OTHER_BIC
from screening.simulate.change import change, of
from screening.simulate.horizon import AS_OF
from screening.simulate.people import People
from screening.simulate.roll import (
    CLASS_B_CLIENT,
    NAMESAKE_BUYER,
    RESIDENT_BUYER,
    UNLISTED_CLIENT,
)

SETTLED = (
    "N03",
    "T11",
    "N05",
    "N07",
    "BANKS",
    "RMB",
    "THIRD",
    "T10",
    "CURE",
    "LIST",
)  # both legs paid by the last day


def cases(book: pl.DataFrame, people: People) -> pl.DataFrame:
    """The book with the cases of the sample in it."""
    return _money(_firms(_papers(book), people))


def _papers(book: pl.DataFrame) -> pl.DataFrame:
    book = change(book, of("CHN"), discharge_port="CNNGB")
    book = change(book, of("MISS"), has_sell_invoice=False, has_gap_report=True)
    book = change(book, of("ONE"), has_sale=False, has_sell_invoice=False)
    book = change(book, of("TWO"), has_two_contracts=True)
    book = change(book, of("LONE"), has_deal=False, has_papers=False, has_sell_invoice=False)
    return change(book, of("STRAY"), has_deal=False, has_payments=False)


def _firms(book: pl.DataFrame, people: People) -> pl.DataFrame:
    book = change(book, of("RES"), buyer_id=RESIDENT_BUYER, payer_id=RESIDENT_BUYER)
    book = change(book, of("NAME"), buyer_id=NAMESAKE_BUYER, payer_id=NAMESAKE_BUYER)
    book = change(book, of("THIRD"), payee_id=people.shells[1][0])
    book = change(book, of("CLSB"), client_id=CLASS_B_CLIENT)
    book = change(book, of("DIR"), client_id=UNLISTED_CLIENT)
    return change(book, of("MON"), client_id=people.white_listed[0], tier="T1")


def _money(book: pl.DataFrame) -> pl.DataFrame:
    dearer = pl.col("buy_price") * 112 // 100
    book = change(book, of("REV"), buy_price=dearer, margin_bp=pl.lit(2_350, pl.Int64))
    book = change(book, of("LOSS"), margin_bp=pl.lit(-800, pl.Int64))
    book = change(book, of("CURE"), sell_total_skew_bp=pl.lit(90, pl.Int32))
    book = change(book, of("PAY2", "LONE"), is_split_paid=False)
    return change(book, of("BANKS"), sell_bank=OTHER_BIC)


def waiting(book: pl.DataFrame) -> pl.DataFrame:
    """Cases about waiting, moved to where the last day of the book finds them."""
    target = (
        pl.when(of("ER"))
        .then(AS_OF - 12 - pl.col("buy_paid_on"))
        .when(of("ERL"))
        .then(AS_OF - 60 - pl.col("buy_paid_on"))
        .when(of("MISS"))
        .then(AS_OF - 140 - pl.col("bought_on"))
        .when(of("ONE"))
        .then(AS_OF - 75 - pl.col("bought_on"))
        .when(of(*SETTLED))
        .then(pl.min_horizontal(AS_OF - 6 - pl.max_horizontal("buy_paid_on", "sell_paid_on"), 0))
    )
    days = [c for c in book.columns if c.endswith("_on")]
    book = change(book, target.is_not_null(), **{d: pl.col(d) + target for d in days})
    due = (
        pl.when(of("N08"))
        .then(pl.col("sell_invoiced_on") + 120)
        .otherwise(pl.col("buy_paid_on") + 105)
    )
    tenor = pl.when(of("N08")).then(120)
    book = change(book, of("N08", "ER", "ERL"), sell_due_on=due, sell_paid_on=due, sell_tenor=tenor)
    together = pl.col("buy_paid_on").max().over("leader")
    return change(book, of("PAY2"), buy_paid_on=together)
