"""Who used a paper before, in the batch and its history: title papers, invoices, payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import polars as pl

from screening.linking.history import History
from screening.linking.links import Links
from screening.linking.settlement import (
    create_invoice_use,
    create_payment_use,
    invoice_uses,
    payment_uses,
)
from screening.linking.title import create_paper_use, paper_uses
from screening.linking.workbench import frame, workbench
from screening.reference import unit_factors
from screening.schema import TABLES

_NARROW = {
    "deals": ("deal_id", "submitted_at"),
    "contracts": ("document_id", "seller_id", "buyer_id", "submitted_at"),
    "invoices": (
        "document_id",
        "invoice_no",
        "invoice_type",
        "issue_date",
        "seller_id",
        "buyer_id",
        "currency",
        "total_amount",
        "submitted_at",
    ),
    "transport_documents": (
        "document_id",
        "transport_doc_ref",
        "carrier_code",
        "quantity",
        "unit",
        "submitted_at",
    ),
    "payments": (
        "payment_id",
        "amount",
        "currency",
        "value_date",
        "requested_at",
        "status",
        "purpose",
        "direction",
        "refund_of",
        "creditor_id",
        "creditor_name",
        "creditor_account",
    ),
    "clients": ("client_id",),
    "parties": ("party_id", "client_id"),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the uses of papers in the batch and in the history come to.

    `papers`: one row a deal and transport paper: paper_key, n_other_deals, other_deal,
    has_title_chain, has_declared_allocations, allocated_ratio. `invoices`: one row a deal and
    invoice with a known seller: n_clashes. `payments`: one row a deal and payment on an invoice:
    is_duplicate, invoice_no. `submitted`: one row a deal: submitted_on. The `*_use` frames are
    this batch's own rows for later batches, in the columns of the result tables of those names
    less run_id.
    """

    papers: pl.DataFrame
    invoices: pl.DataFrame
    payments: pl.DataFrame
    submitted: pl.DataFrame
    paper_use: pl.DataFrame
    invoice_use: pl.DataFrame
    payment_use: pl.DataFrame


def ledger(tables: Mapping[str, pl.DataFrame], links: Links, past: History) -> Ledger:
    """The ledgers of the batch's tables and links, keyed for pass 2.

    `past` are the uses by other deals: a deal that is judged anew is not its own history.
    """
    narrow = {n: tables.get(n, TABLES[n].empty()).select(c) for n, c in _NARROW.items()}
    sources = {
        **narrow,
        "use": links.documents,
        "share": links.payments,
        "deal": links.deals,
        "unit_factor": unit_factors().select("unit", "factor"),
        "past_paper_use": past.paper_use,
        "past_invoice_use": past.invoice_use,
        "past_payment_use": past.payment_use,
    }
    with workbench(sources) as con:
        _create_submitted(con)
        create_paper_use(con)
        create_invoice_use(con)
        create_payment_use(con)
        return Ledger(
            papers=paper_uses(con),
            invoices=invoice_uses(con),
            payments=payment_uses(con),
            submitted=frame(con, "FROM submitted ORDER BY deal_id"),
            paper_use=frame(con, "FROM paper_use ORDER BY paper_key, deal_id"),
            invoice_use=frame(con, "FROM invoice_use ORDER BY invoice_key, deal_id, document_id"),
            payment_use=frame(con, "FROM payment_use ORDER BY invoice_key, payment_id, deal_id"),
        )


def _create_submitted(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """CREATE TABLE submitted AS
        WITH seen AS (
            SELECT deal_id, submitted_at FROM deals
            UNION ALL SELECT u.deal_id, d.submitted_at FROM use u JOIN (
                SELECT document_id, submitted_at FROM contracts
                UNION ALL SELECT document_id, submitted_at FROM invoices
                UNION ALL SELECT document_id, submitted_at FROM transport_documents) d
                USING (document_id)
        )
        SELECT d.deal_id, CAST(min(submitted_at) AS DATE) AS submitted_on
        FROM deal d LEFT JOIN seen USING (deal_id) GROUP BY d.deal_id"""
    )
