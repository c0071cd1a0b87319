"""What the desk keeps of papers and deals: files, readings, refusals, changes, marks, looks."""

from __future__ import annotations

from hashlib import sha256

import polars as pl

from screening.simulate import exact, links
from screening.simulate.horizon import AS_OF, as_date, as_time
from screening.simulate.kinds import CLEAN

_PAID = "released"
_IS_CLEAN = pl.col("kind") == CLEAN
_READ_EVERY, _REFUSED_EVERY, _CHANGED_EVERY, _WAIVED_EVERY = 12, 60, 45, 80
_LOOK_AFTER = 20  # days from the first payment
_COVER = 112  # per cent of the invoice


def document_files(handed: pl.DataFrame, book: pl.DataFrame) -> pl.DataFrame:
    """Table document_files: one file a paper of `handed` (document_id, table, submitted_at).

    And one a proof that a switched bill was given up, handed in with that bill. The bills of a
    group that edits one bill's consignee are one file; some clients hand in copies alone.
    """
    first = pl.col("bill_id").first().over("leader", order_by="part")
    of_bill = book.select(
        pl.col("bill_id").alias("document_id"),
        pl.when(pl.col("kind") == "T09").then(first).otherwise("bill_id").alias("image"),
        "has_only_copies",
    )
    proofs = handed.join(
        links.document_links(book).select("proof_document_id", document_id="parent_id"),
        on="document_id",
    ).select("submitted_at", document_id="proof_document_id", table=pl.lit("proof"))
    every = pl.concat([handed, proofs.select(handed.columns)])
    files = every.join(of_bill, on="document_id", how="left", maintain_order="left").with_columns(
        image=pl.coalesce("image", "document_id")
    )
    digests = [sha256(image.encode()).hexdigest() for image in files["image"].to_list()]
    digest = pl.Series(digests, dtype=pl.String)
    number = digest.str.slice(0, 4).str.to_integer(base=16)
    is_bill = pl.col("table") == "transport_documents"
    return files.select(
        "document_id",
        digest.alias("sha256"),
        (number % 4 + 1).alias("pages"),
        pl.when("has_only_copies")
        .then(pl.lit("copy"))
        .when(is_bill & (number % 5 == 0))
        .then(pl.lit("e-original"))
        .otherwise(pl.lit("original"))
        .alias("medium"),
        pl.col("submitted_at").alias("received_at"),
    )


def extractions(book: pl.DataFrame) -> pl.DataFrame:
    """Table extractions: fields of some invoices, read by machine and read well."""
    read = book.filter(_IS_CLEAN, pl.col("serial") % _READ_EVERY == 0)
    sure = 920_000 + pl.col("serial") * 37 % 79_000
    return pl.concat(
        read.with_columns(sure=sure + 500 * i).select(
            pl.col("sell_invoice_id").alias("document_id"),
            pl.lit(field).alias("field"),
            exact.decimal(pl.col("sure"), exact.MICRO, 6).alias("confidence"),
        )
        for i, field in enumerate(("invoice_no", "issue_date", "total_amount"))
    )


def _refused(book: pl.DataFrame) -> pl.DataFrame:
    """Deals whose purchase contract first came with a wrong total, and was asked for again."""
    return book.filter(_IS_CLEAN, pl.col("serial") % _REFUSED_EVERY == 1).with_columns(
        wrong=pl.col("buy_amount") + 100_000,
        refused_on=pl.min_horizontal(pl.col("sold_on") + 1, pl.lit(AS_OF - 2)),
    )


def rejections(book: pl.DataFrame) -> pl.DataFrame:
    """Table rejections: contracts the desk asked to have mended."""
    refused = _refused(book).with_columns(buy_amount=pl.col("wrong"))
    return refused.select(
        pl.col("buy_contract_id").alias("document_id"),
        as_time(pl.col("refused_on"), 6).alias("rejected_at"),
        pl.col("buy_contract_no").alias("number"),
        exact.money("buy_amount").alias("amount"),
        as_date("bought_on").alias("dated_on"),
        pl.col("client_id").alias("party_id"),
        pl.lit("total does not fit the lines").alias("reason"),
        pl.lit(True).alias("asked_to_mend"),
    )


def amendments(book: pl.DataFrame) -> pl.DataFrame:
    """Table amendments: what was asked for, and a few changes long before any payment."""
    mended = _refused(book).with_columns(
        old=exact.decimal(pl.col("wrong"), 100, 2).cast(pl.String),
        new=exact.decimal(pl.col("buy_amount"), 100, 2).cast(pl.String),
        at=as_time(pl.col("refused_on") + 1, 6),
        document=pl.col("buy_contract_id"),
        field=pl.lit("total_amount"),
    )
    paid = pl.min_horizontal(
        "buy_paid_on",
        "sell_paid_on",
        pl.when("is_advanced").then("advanced_on"),
        pl.when("is_shipped_by_client").then("freight_on"),
    )
    other = _IS_CLEAN & (pl.col("serial") % _CHANGED_EVERY == 2)
    moved = book.filter(other, paid - pl.col("sold_on") > 10).with_columns(
        old=(pl.col("loaded_on") + 9).cast(pl.Int32).cast(pl.Date).cast(pl.String),
        new=(pl.col("loaded_on") + 12).cast(pl.Int32).cast(pl.Date).cast(pl.String),
        at=as_time(pl.col("sold_on") + 1, 6),
        document=pl.col("sell_contract_id"),
        field=pl.lit("shipment_to"),
    )
    return pl.concat(
        rows.select(
            pl.col("document").alias("document_id"),
            pl.lit(1, pl.Int64).alias("sequence"),
            "field",
            pl.col("old").alias("old_value"),
            pl.col("new").alias("new_value"),
            pl.col("at").alias("amended_at"),
            pl.col("client_id").alias("amended_by"),
        )
        for rows in (mended, moved)
    )


def _first_paid() -> pl.Expr:
    """Day of a deal's first payment made, freight and advances too; null before it."""
    days = {"buy": "buy_paid_on", "sell": "sell_paid_on", "freight": "freight_on"}
    return pl.min_horizontal(
        *(pl.when(pl.col(f"{leg}_stage") == _PAID).then(day) for leg, day in days.items()),
        pl.when(pl.col("is_advanced") & (pl.col("advanced_on") <= AS_OF)).then("advanced_on"),
    )


def usage_marks(book: pl.DataFrame) -> pl.DataFrame:
    """Table usage_marks: on every title paper of a deal, the day something is paid on it."""
    shared = pl.col("bill_use").is_in(["split", "chain"])
    bill = pl.when(shared).then(pl.col("bill_id").first().over("leader", order_by="part"))
    used = book.with_columns(
        used_on=pl.max_horizontal(_first_paid(), pl.col("issued_on") + 1),
        bill=bill.otherwise("bill_id"),
    ).filter("has_deal", "has_papers", "has_payments", _first_paid().is_not_null())
    is_receipt = pl.col("title") == "receipt"
    papers = [
        used.filter(~is_receipt).with_columns(document=pl.col("bill")),
        used.filter("is_switched").with_columns(
            document=pl.col("switched_id"),
            used_on=pl.max_horizontal("used_on", pl.col("switched_on") + 1),
        ),
        used.filter(is_receipt | pl.col("is_stored_too")).with_columns(
            document=pl.col("receipt_id")
        ),
    ]
    return (
        pl.concat(papers)
        .filter(pl.col("used_on") < AS_OF)
        .select(
            pl.col("document").alias("document_id"),
            "deal_id",
            as_time(pl.col("used_on"), 10).alias("marked_at"),
            exact.money("buy_amount").alias("amount"),
            pl.col("buy_currency").alias("currency"),
            pl.format("MARK-{}", "serial").alias("platform_ref"),
            pl.lit("LOCKED").alias("state"),
        )
    )


def samples(book: pl.DataFrame) -> pl.DataFrame:
    """Table samples: the later look at deals paid on simplified papers."""
    looked = book.filter("has_deal", pl.col("tier") == "T1").with_columns(
        sampled_on=_first_paid() + _LOOK_AFTER
    )
    return looked.filter(pl.col("sampled_on") <= AS_OF).select(
        "deal_id",
        as_date("sampled_on"),
        pl.format("desk-{}", pl.col("serial") % 4 + 1).alias("sampled_by"),
        pl.lit("in_order").alias("result"),
    )


def waivers(book: pl.DataFrame) -> pl.DataFrame:
    """Table waivers: the sale invoice of a few deals waived for a time, by two people."""
    waived = book.filter("has_deal", _IS_CLEAN, pl.col("serial") % _WAIVED_EVERY == 3)
    granted = pl.min_horizontal(pl.col("sold_on") + 2, pl.lit(AS_OF))
    return waived.with_columns(granted_on=granted, valid_to=granted + 90).select(
        "deal_id",
        pl.lit("sell_invoice").alias("paper"),
        pl.lit("maker-1").alias("requested_by"),
        pl.lit("checker-2").alias("approved_by"),
        pl.lit("buyer invoices after outturn").alias("reason"),
        as_date("granted_on"),
        as_date("valid_to"),
    )


def insurances(book: pl.DataFrame) -> pl.DataFrame:
    """Table insurances: the certificate of every sale whose seller is bound to insure."""
    insured = book.filter("has_deal", "has_papers", "has_sale", "is_cif")
    shared = pl.col("bill_use").is_in(["split", "chain"])
    bill = pl.when(shared).then(pl.col("bill_id").first().over("leader", order_by="part"))
    return (
        book.with_columns(bill=bill.otherwise("bill_id"))
        .join(insured.select("deal_id"), on="deal_id", how="semi", maintain_order="left")
        .with_columns(sell_amount=pl.col("sell_amount") * _COVER // 100)
        .select(
            pl.format("IC-{}", "serial").alias("certificate_no"),
            "deal_id",
            pl.lit("sell").alias("leg"),
            pl.col("bill").alias("document_id"),
            exact.money("sell_amount").alias("insured_amount"),
            pl.col("sell_currency").alias("currency"),
            as_date("loaded_on").alias("issue_date"),
        )
    )
