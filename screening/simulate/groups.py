"""Deals that belong together, and the cargo and currency their kind needs."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate import levels
from screening.simulate.change import change, of

CARGO = [
    "good",
    "load_port",
    "discharge_port",
    "distance_nm",
    "boxes",
    "quantity",
    "first_quantity",
    "gross_g",
    "is_stored",
    "vessel_imo",
    "vessel_name",
    "voyage_no",
    "carrier_code",
    "bill_ref",
    "title",
    "has_credit",
]
TERMS = [
    "buy_currency",
    "sell_currency",
    "fx_micro",
    "buy_price",
    "margin_bp",
    "bought_on",
    "sold_on",
    "loaded_on",
    "issued_on",
    "title_in_on",
    "title_out_on",
    "landed_on",
    "surrendered_on",
    "buy_invoiced_on",
    "sell_invoiced_on",
    "pay_lag",
    "receive_lag",
    "sell_tenor",
    "buy_tenor",
]


_STRAIGHT = ("T01", "T02", "T05", "T06", "T08", "T09")


def followed(book: pl.DataFrame) -> pl.DataFrame:
    """Groups with the cargo and terms, or the client and supplier, of their leader."""
    led = book[book["leader"].to_numpy()]
    own_cargo = of("N02", "PAY2", "N06", "T05")
    own_numbers = of("T06", "T09", "T11", "T12")
    tied = own_numbers | of("CHAIN")  # a number that two deals share ties no payment to one
    book = change(book, (pl.col("size") > 1) & ~own_cargo, **{c: led[c] for c in CARGO + TERMS})
    number = pl.concat_str("carrier_code", (pl.col("serial") + 100_000_000).cast(pl.String))
    book = change(book, own_numbers, bill_ref=number)
    book = change(book, tied, link=pl.lit(0, pl.Int64))
    both = ("client_id", "supplier_id", "payee_id")
    own_client = of("T06") & (pl.col("leader") % 3 > 0)  # the others use two clients
    return change(book, of("N01", "PAY2") | own_client, **{c: led[c] for c in both})


def fitting_cargo(book: pl.DataFrame) -> pl.DataFrame:
    """Kinds that turn on a bill get one of its sort, those that turn on a receipt a receipt."""
    may_be_stored = of("OK", "N05", "N07", "RMB", "TWO", "MON")
    book = change(book, ~may_be_stored & pl.col("is_stored"), is_stored=False, title="order")
    order, straight = of("N01", "N03", "N04", "CHAIN", "T04"), of(*_STRAIGHT)
    book = change(book, order, title="order", has_credit=False)
    book = change(book, straight, title="straight", has_credit=False)
    book = change(book, of("T11"), is_stored=True, title="receipt", has_credit=False)
    book = in_currency(
        book, of("ER", "ERL", "N08", "N07", "PAY2", "BANKS", "N04", "CHAIN", "T05"), "USD"
    )
    # what a resident pays into a free trade account is RMB
    return in_currency(book, of("RMB", "RES"), "CNY")


def in_currency(book: pl.DataFrame, where: pl.Expr, currency: str) -> pl.DataFrame:
    """The book with some deals priced and paid in another currency, at the day's rate."""
    per_unit = _fx_on(book, currency)
    return change(
        book,
        where,
        buy_price=pl.col("buy_price") * pl.col("fx_micro") // per_unit,
        buy_currency=currency,
        sell_currency=currency,
        fx_micro=per_unit,
    )


def _fx_on(book: pl.DataFrame, currency: str) -> pl.Series:
    day = book["bought_on"].to_numpy() - levels.DAYS[0]
    level = levels.fx_levels()[currency]
    return pl.Series(level[np.clip(day, 0, len(level) - 1)])
