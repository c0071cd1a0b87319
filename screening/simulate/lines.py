"""Goods lines of contracts and invoices, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.horizon import AS_OF, as_date
from screening.simulate.papers import second_share, with_buy_papers


def goods_lines(book: pl.DataFrame) -> pl.DataFrame:
    """Table goods_lines: every contract and invoice, one line a lot of one price."""
    buy, sell = with_buy_papers(book), book.filter("has_papers", "has_sale")
    invoiced = book.filter("has_papers", "has_sell_invoice")
    one, two = _halves(buy)
    papers = [
        *(
            (rows, "buy", f"buy_{p}_id", "buy_price", s)
            for p in ("contract", "invoice")
            for rows, s in ((one, ""), (two, "-2"))
        ),
        (sell, "sell", "sell_contract_id", "sell_price", ""),
        (invoiced, "sell", "sell_invoice_id", "sell_price", ""),
        (invoiced.filter("is_provisional"), "sell", "provisional_id", "provisional_price", ""),
    ]
    return pl.concat(
        _line(rows, document, price, suffix, line)
        for rows, _, document, price, suffix in papers
        for line in (1, 2)
    )


def _halves(buy: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lines of the first papers of the purchase, and of the second where there are two."""
    two = pl.col("has_two_contracts")
    share = second_share("quantity")
    one = buy.with_columns(
        pl.when(two)
        .then(pl.col("quantity") - share)
        .otherwise("first_quantity")
        .alias("first_quantity"),
        pl.when(two).then(0).otherwise("second_quantity").alias("second_quantity"),
    )
    second = buy.filter(two).with_columns(
        share.alias("first_quantity"), pl.lit(0, pl.Int64).alias("second_quantity")
    )
    return one, second


def _line(rows: pl.DataFrame, document: str, price: str, suffix: str, line: int) -> pl.DataFrame:
    drawn = "first_quantity" if line == 1 else "second_quantity"
    formula = pl.col("is_provisional") & pl.lit(price != "buy_price")
    amount = exact.amount_of(pl.col(drawn), pl.col(price)).alias("line_amount")
    last = pl.min_horizontal(pl.col("loaded_on") + 5, pl.lit(AS_OF))
    return (
        rows.filter(pl.col(drawn) > 0)
        .with_columns(amount)
        .select(
            pl.concat_str(document, pl.lit(suffix)).alias("document_id"),
            pl.lit(line, pl.Int64).alias("line_no"),
            "description",
            "grade",
            pl.col("load_port").str.slice(0, 2).alias("origin_country"),
            "hs6",
            exact.quantity(drawn).alias("quantity"),
            "unit",
            exact.price(price).alias("unit_price"),
            pl.when(formula)
            .then(pl.lit("FORMULA"))
            .otherwise(pl.lit("FIXED"))
            .alias("price_basis"),
            pl.when(formula).then(as_date("loaded_on")).alias("quotation_from"),
            pl.when(formula).then(last.cast(pl.Int32).cast(pl.Date)).alias("quotation_to"),
            exact.money("line_amount"),
        )
    )
