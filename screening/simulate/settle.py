"""The book made exact: prices on their tick, amounts to the cent, names and numbers of papers."""

from __future__ import annotations

import polars as pl

from screening.simulate.delivery import delivered, landed
from screening.simulate.exact import MICRO, amount_of
from screening.simulate.financing import moved_bp
from screening.simulate.goods import GOODS
from screening.simulate.horizon import AS_OF
from screening.simulate.kinds import CLEAN, LONGEST_STRING
from screening.simulate.levels import DAYS, fx_levels

ADVANCED_EVERY = 25  # deals
ADVANCED_BEFORE, ADVANCED_AT_MOST = 6, 85  # days before loading; days until all is settled
WAITS = 20  # days ahead for which clients hand in payment requests


def settled(book: pl.DataFrame) -> pl.DataFrame:
    """The book with what papers and payments state: amounts, goods, numbers, stages."""
    book = book.with_columns(moved_bp=moved_bp())
    book = book.with_columns(margin_bp=pl.col("margin_bp") + pl.col("moved_bp"))
    book = _freight(_amounts(_sell_prices(_string_prices(delivered(book)))))
    with_goods = book.join(_goods(), on="good", how="left", maintain_order="left")
    return _stages(_numbers(_advanced(with_goods)))


def _on_tick(price: pl.Expr) -> pl.Expr:
    tick = pl.when(price >= 20 * MICRO).then(10_000).otherwise(100)
    return pl.max_horizontal((price + tick // 2) // tick * tick, tick)


def _marked_up(price: pl.Expr) -> pl.Expr:
    return _on_tick(price * (10_000 + pl.col("margin_bp")) // 10_000)


def _string_prices(book: pl.DataFrame) -> pl.DataFrame:
    """Each deal of a string buys at the price at which the one before it sells."""
    book = book.with_columns(_on_tick(pl.col("buy_price")).alias("buy_price"))
    for part in range(1, LONGEST_STRING):
        follows = (pl.col("part") == part) & (pl.col("bill_use") == "chain")
        before = _marked_up(pl.col("buy_price")).shift(1)
        book = book.with_columns(
            pl.when(follows).then(before).otherwise("buy_price").alias("buy_price")
        )
    return book


def _sell_prices(book: pl.DataFrame) -> pl.DataFrame:
    other = pl.col("sell_currency") != pl.col("buy_currency")
    day = (pl.col("bought_on") - int(DAYS[0])).clip(0, len(DAYS) - 1)
    sell_fx = pl.Series(fx_levels()["EUR"])
    fx = book.select(day.alias("day"))["day"].to_numpy()
    converted = landed() * pl.col("fx_micro") // pl.Series(sell_fx[fx])
    base = pl.when(other).then(converted).otherwise(landed())
    provisional = _on_tick(pl.col("buy_price") * 10_080 // 10_000)
    return book.with_columns(
        _marked_up(base).alias("sell_price"), provisional.alias("provisional_price")
    )


def _amounts(book: pl.DataFrame) -> pl.DataFrame:
    second = (pl.col("quantity") - pl.col("first_quantity")).alias("second_quantity")
    book = book.with_columns(second)
    legs = {"buy": "buy_price", "sell": "sell_price", "provisional": "provisional_price"}
    return book.with_columns(
        (
            amount_of(pl.col("first_quantity"), pl.col(price))
            + amount_of(pl.col("second_quantity"), pl.col(price))
        ).alias(f"{leg}_amount")
        for leg, price in legs.items()
    )


def _freight(book: pl.DataFrame) -> pl.DataFrame:
    """The book with the whole freight the client pays, in cents of the purchase's currency."""
    freight = amount_of(pl.col("quantity"), pl.col("freight_price"))
    return book.with_columns(
        freight_amount=pl.when("is_shipped_by_client").then(freight),
        freight_on=pl.col("issued_on") + 2,
    )


def _goods() -> pl.DataFrame:
    return pl.DataFrame(
        [(k, g.hs6, g.name, g.name_cn, g.grade, g.unit, g.form) for k, g in enumerate(GOODS)],
        schema=["good", "hs6", "description", "goods_cn", "grade", "unit", "cargo_form"],
        orient="row",
    )


def _numbers(book: pl.DataFrame) -> pl.DataFrame:
    n = pl.col("serial").cast(pl.String).str.zfill(8)
    named = {
        "buy_contract_no": "PC25-",
        "sell_contract_no": "SC25-",
        "buy_invoice_no": "INV",
        "sell_invoice_no": "SI25-",
        "buy_contract_id": "CB-",
        "sell_contract_id": "CS-",
        "buy_invoice_id": "IB-",
        "sell_invoice_id": "IS-",
        "provisional_id": "IP-",
        "bill_id": "TD-",
        "receipt_id": "WR-",
        "receipt_no": "WH",
        "buy_payment_id": "PO-",
        "freight_payment_id": "PF-",
        "sell_payment_id": "PI-",
        "lc_no": "LC25",
    }
    book = book.with_columns(
        pl.concat_str(pl.lit(prefix), n).alias(name) for name, prefix in named.items()
    )
    again = pl.col("buy_invoice_no").first().over("leader", order_by="part")
    book = book.with_columns(
        pl.when(pl.col("kind") == "T09")
        .then(again)
        .otherwise("buy_invoice_no")
        .alias("buy_invoice_no"),
        gross_g=pl.col("gross_g") * pl.col("weight_per_mille") // 1000,
        switched_id=pl.concat_str(pl.lit("TS-"), n),
        switched_on=pl.col("title_in_on") + 1,
    )
    if "deal_id" not in book.columns:
        book = book.with_columns(pl.concat_str(pl.lit("D"), n).alias("deal_id"))
    return book


def _advanced(book: pl.DataFrame) -> pl.DataFrame:
    """The book with the deals a part of whose purchase is paid before shipment, as agreed."""
    on = pl.col("loaded_on") - ADVANCED_BEFORE
    fits = pl.max_horizontal("buy_paid_on", "sell_paid_on") - on <= ADVANCED_AT_MOST
    plain = (pl.col("kind") == CLEAN) & ~pl.col("is_split_paid") & ~pl.col("has_credit")
    turn = (pl.col("serial") % ADVANCED_EVERY == 4) & (pl.col("title") != "receipt")
    return book.with_columns(
        advanced_on=on,
        is_advanced=plain & turn & fits & (on > pl.max_horizontal("bought_on", "sold_on")),
    )


def _stages(book: pl.DataFrame) -> pl.DataFrame:
    """Where each payment stands on the last day, and which papers carry the deal's key."""
    known = pl.col("has_deal")
    is_own_bill = pl.col("bill_use").is_in(["own", "copy"])
    return book.with_columns(
        _stage(pl.col("buy_paid_on")).alias("buy_stage"),
        pl.when(pl.col("has_sell_invoice"))
        .then(_stage(pl.col("sell_paid_on")))
        .alias("sell_stage"),
        pl.when("is_shipped_by_client").then(_stage(pl.col("freight_on"))).alias("freight_stage"),
        pl.when(known).then(pl.col("deal_id")).alias("own_deal_id"),
        pl.when(known & ((pl.col("link") < 85) | (pl.col("size") > 1)))
        .then(pl.col("deal_id"))
        .alias("invoice_deal_id"),
        pl.when(known & ((pl.col("link") < 90) | (pl.col("size") > 1)) & is_own_bill)
        .then(pl.col("deal_id"))
        .alias("title_deal_id"),
        pl.when(known & (pl.col("link") < 60)).then(pl.col("deal_id")).alias("payment_deal_id"),
        pl.col("title").is_in(["order", "bank_order"]).alias("is_to_order"),
    )


def _stage(day: pl.Expr) -> pl.Expr:
    return (
        pl.when(day <= AS_OF)
        .then(pl.lit("released"))
        .when(day <= AS_OF + WAITS)
        .then(pl.lit("requested"))
    )
