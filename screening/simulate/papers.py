"""Deals, contracts, invoices and their goods lines, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.forms import contract_form, invoice_form, signer
from screening.simulate.horizon import AS_OF, as_date, as_time
from screening.simulate.money import ADVANCE_SHARE

OUT_OF = {"buy": ("supplier_id", "client_id"), "sell": ("client_id", "buyer_id")}


def deals(book: pl.DataFrame) -> pl.DataFrame:
    """Table deals."""
    last_paid = pl.max_horizontal("buy_paid_on", "sell_paid_on")
    special, gap = pl.col("is_special"), pl.col("has_gap_report")
    reported = pl.when(special & (last_paid + 3 <= AS_OF)).then(last_paid + 3)
    filed = pl.when(gap & (pl.col("buy_paid_on") + 10 <= AS_OF)).then(pl.col("buy_paid_on") + 10)
    return (
        book.filter("has_deal")
        .with_columns(special_report_date=reported, enterprise_report_date=filed)
        .select(
            "deal_id",
            "client_id",
            # one paper shown at several branches is seen whole by none of them
            pl.when(pl.col("kind") == "T10")
            .then(pl.format("SH{}", (pl.col("part") + 1).cast(pl.String).str.zfill(2)))
            .otherwise("branch_id")
            .alias("branch_id"),
            pl.lit("offshore_resale").alias("mode"),
            as_date("title_in_on").alias("title_in_date"),
            as_date("title_out_on").alias("title_out_date"),
            pl.col("tier").alias("policy_tier"),
            special.alias("is_special"),
            pl.when(special).then(pl.lit("买方本地货币结算")).alias("special_reason"),
            as_date("special_report_date"),
            as_date("enterprise_report_date"),
            _handed_in(pl.max_horizontal("bought_on", "sold_on")),
        )
    )


def _handed_in(day: pl.Expr) -> pl.Expr:
    return as_time(pl.min_horizontal(day + 1, pl.lit(AS_OF)), 3).alias("submitted_at")


def with_buy_papers(book: pl.DataFrame) -> pl.DataFrame:
    """Deals whose purchase papers are their own: a chain of clients shares one set."""
    return book.filter(pl.col("has_papers") & ~shares_buy_papers())


def shares_buy_papers() -> pl.Expr:
    """Deals whose purchase is the sale of the client before, on the very same papers."""
    return (pl.col("kind") == "CHAIN") & (pl.col("part") > 0)


def shares_sell_papers() -> pl.Expr:
    """Deals whose sale is the purchase of the next client, on the very same papers."""
    return (pl.col("kind") == "CHAIN") & (pl.col("part") + 1 < pl.col("size"))


def contracts(book: pl.DataFrame) -> pl.DataFrame:
    """Table contracts."""
    buy, sell = with_buy_papers(book), book.filter("has_papers", "has_sale")
    first = buy.with_columns(first_share("buy_amount"))
    second = buy.filter("has_two_contracts").with_columns(
        second_share("buy_amount"),
        pl.concat_str("buy_contract_id", pl.lit("-2")).alias("buy_contract_id"),
        pl.concat_str("buy_contract_no", pl.lit("/2")).alias("buy_contract_no"),
    )
    return pl.concat([_contract(first, "buy"), _contract(second, "buy"), _contract(sell, "sell")])


def first_share(column: str) -> pl.Expr:
    """What the first purchase contract is worth: the whole, or what the second leaves of it."""
    rest = pl.col(column) - second_share(column)
    return pl.when("has_two_contracts").then(rest).otherwise(column).alias(column)


def second_share(column: str) -> pl.Expr:
    """Two fifths of a deal with two purchase contracts, in whole units, as the second's part."""
    return (pl.col(column) * 2 // 5).alias(column)


def _contract(rows: pl.DataFrame, leg: str) -> pl.DataFrame:
    seller, buyer = OUT_OF[leg]
    shared = shares_sell_papers() if leg == "sell" else pl.lit(False)
    signed = "bought_on" if leg == "buy" else "sold_on"
    return (
        rows.select(
            pl.col(f"{leg}_contract_id").alias("document_id"),
            pl.when(~shared).then("own_deal_id").alias("deal_id"),
            pl.when(~shared & pl.col("own_deal_id").is_not_null()).then(pl.lit(leg)).alias("leg"),
            pl.col(f"{leg}_contract_no").alias("contract_no"),
            as_date(signed).alias("sign_date"),
            pl.col(seller).alias("seller_id"),
            pl.col(buyer).alias("buyer_id"),
            pl.col(f"{leg}_currency").alias("currency"),
            exact.money(f"{leg}_amount").alias("total_amount"),
            pl.col(f"{leg}_incoterm").alias("incoterm"),
            _named_place(leg).alias("named_place"),
            (pl.col("loaded_on") - 12).cast(pl.Int32).cast(pl.Date).alias("shipment_from"),
            (pl.col("loaded_on") + 12).cast(pl.Int32).cast(pl.Date).alias("shipment_to"),
            pl.when("has_credit")
            .then(pl.lit("L/C"))
            .otherwise(pl.lit("T/T"))
            .alias("payment_terms"),
            pl.when(pl.col("is_advanced") & pl.lit(leg == "buy"))
            .then(exact.decimal(pl.lit(ADVANCE_SHARE), 100, 6))
            .alias("advance_ratio"),
            pl.col(f"{leg}_tenor").alias("tenor_days"),
            pl.when(pl.col("cargo_form") == "BOX").then(None).otherwise(50_000).alias("tolerance"),
            pl.when(pl.lit(leg == "sell")).then("buy_contract_no").alias("related_contract_no"),
            contract_form(leg).alias("template_fingerprint"),
            signer(leg).alias("signer"),
            _handed_in(pl.max_horizontal("bought_on", "sold_on")),
        )
        .with_columns(exact.decimal(pl.col("tolerance"), exact.MICRO, 6).alias("tolerance_ratio"))
        .drop("tolerance")
    )


def _named_place(leg: str) -> pl.Expr:
    """Where the goods are loaded, or where they go; stored goods are handed over in their store."""
    loaded = pl.col(f"{leg}_incoterm") == "FOB"
    return pl.when(loaded).then("load_port").otherwise("discharge_port")


def invoices(book: pl.DataFrame) -> pl.DataFrame:
    """Table invoices, provisional ones and what replaces them included."""
    buy = with_buy_papers(book)
    sell = book.filter("has_papers", "has_sell_invoice").with_columns(
        sell_amount=pl.col("sell_amount") * (10_000 + pl.col("sell_total_skew_bp")) // 10_000
    )
    first = buy.with_columns(first_share("buy_amount"))
    second = buy.filter("has_two_contracts").with_columns(
        second_share("buy_amount"),
        pl.concat_str("buy_invoice_id", pl.lit("-2")).alias("buy_invoice_id"),
        pl.concat_str("buy_invoice_no", pl.lit("-2")).alias("buy_invoice_no"),
        pl.concat_str("buy_contract_no", pl.lit("/2")).alias("buy_contract_no"),
    )
    provisional = sell.filter("is_provisional").with_columns(
        sell_amount="provisional_amount",
        sell_invoice_id="provisional_id",
        sell_invoice_no=pl.concat_str("sell_invoice_no", pl.lit("P")),
        is_provisional=pl.lit(False),
        is_first=pl.lit(True),
    )
    final = sell.with_columns(
        sell_invoiced_on=pl.when("is_provisional")
        .then(pl.min_horizontal(pl.col("sell_invoiced_on") + 7, pl.lit(AS_OF - 1)))
        .otherwise("sell_invoiced_on"),
        is_first=pl.lit(False),
    )
    return pl.concat(
        [
            _invoice(first.with_columns(is_first=pl.lit(False)), "buy"),
            _invoice(second.with_columns(is_first=pl.lit(False)), "buy"),
            _invoice(provisional, "sell"),
            _invoice(final, "sell"),
        ]
    )


def _invoice(rows: pl.DataFrame, leg: str) -> pl.DataFrame:
    seller, buyer = OUT_OF[leg]
    shared = shares_sell_papers() if leg == "sell" else pl.lit(False)
    replaces = pl.col("is_provisional") & pl.lit(leg == "sell")
    issued = f"{leg}_invoiced_on"
    own = pl.when(~shared).then("invoice_deal_id")
    return rows.select(
        pl.col(f"{leg}_invoice_id").alias("document_id"),
        own.alias("deal_id"),
        pl.when(~shared & pl.col("invoice_deal_id").is_not_null()).then(pl.lit(leg)).alias("leg"),
        pl.col(f"{leg}_invoice_no").alias("invoice_no"),
        pl.when("is_first")
        .then(pl.lit("provisional"))
        .otherwise(pl.lit("final"))
        .alias("invoice_type"),
        as_date(issued).alias("issue_date"),
        as_date(f"{leg}_due_on").alias("due_date"),
        pl.col(seller).alias("seller_id"),
        pl.col(buyer).alias("buyer_id"),
        pl.col(f"{leg}_currency").alias("currency"),
        exact.money(f"{leg}_amount").alias("total_amount"),
        pl.col(f"{leg}_contract_no").alias("contract_no"),
        pl.when(pl.col("title") != "receipt").then("bill_ref").alias("transport_doc_ref"),
        pl.when(replaces).then("provisional_id").alias("replaces_document_id"),
        invoice_form(seller, leg).alias("template_fingerprint"),
        _handed_in(pl.col(issued)),
    )
