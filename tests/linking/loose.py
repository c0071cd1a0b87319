"""Rows whose papers are tied to deals by references alone, and what the linker made of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from screening.linking import Links
from tests.one_deal import Rows, honest


def anchored(deal: str = "D1") -> Rows:
    """The honest deal of which only the contracts state their deal; nothing refers to them yet."""
    rows = honest(deal)
    for table in ("invoices", "transport_documents", "payments"):
        for row in rows[table]:
            row |= {"deal_id": None, "leg": None}
    return rows


def named(deal: str = "D1") -> Rows:
    """The same with references: invoices name contracts and the bill, payments name invoices."""
    rows = anchored(deal)
    for row, contract, payment in zip(
        rows["invoices"], rows["contracts"], rows["payments"], strict=True
    ):
        row["contract_no"] = contract["contract_no"]
        row["transport_doc_ref"] = rows["transport_documents"][0]["transport_doc_ref"]
        payment["remittance_text"] = f"PAYMENT OF INVOICE {row['invoice_no']} WITH THANKS"
    return rows


def loose(deal: str = "D1") -> Rows:
    """The same with no deal stated anywhere."""
    rows = named(deal)
    rows["deals"] = []
    for row in rows["contracts"]:
        row |= {"deal_id": None, "leg": None}
    return rows


def use(deal: str, document: str, leg: str | None, **more: Any) -> dict[str, Any]:
    """A row of deal_documents; `drawn` is a quantity in tonnes."""
    drawn = more.pop("drawn", None)
    if drawn is not None:
        more |= {"allocated_quantity": Decimal(drawn), "unit": "TNE"}
    return {"deal_id": deal, "document_id": document, "leg": leg, **more}


def deals_of(links: Links, document: str) -> list[str]:
    """The deals a paper belongs to, sorted."""
    mine = links.documents.filter(pl.col("document_id") == document)
    return mine["deal_id"].unique().sort().to_list()


def paid_for(links: Links, payment: str) -> list[str]:
    """The deals a payment is for, sorted."""
    mine = links.payments.filter(pl.col("payment_id") == payment)
    return mine["deal_id"].unique().sort().to_list()


def reason(links: Links, document: str) -> tuple[Any, ...]:
    """Deal, leg, why and on what value of a paper used once."""
    mine = links.documents.filter(pl.col("document_id") == document)
    (row,) = mine.select("deal_id", "leg", "joined_by", "joined_on").iter_rows()
    return tuple(row)


def share(links: Links, payment: str) -> tuple[Any, ...]:
    """Deal, leg, invoice, amount, why and on what value of a payment with one share."""
    (row,) = shares(links, payment)
    return row


def shares(links: Links, payment: str) -> list[tuple[Any, ...]]:
    """The shares of a payment in order of deal: deal, leg, invoice, amount, why, on what value."""
    mine = links.payments.filter(pl.col("payment_id") == payment).sort("deal_id")
    columns = ("deal_id", "leg", "invoice_document_id", "amount", "joined_by", "joined_on")
    return [tuple(row) for row in mine.select(columns).iter_rows()]
