"""The papers of a batch seen as one narrow table, and the numbers they carry or refer to."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from screening.linking.written import BILLS
from screening.schema import PAPERS, TABLES

# Columns linking needs, per table; everything wide stays behind until pass 2.
NARROW: Mapping[str, tuple[str, ...]] = {
    "deals": ("deal_id", "client_id", "submitted_at"),
    "contracts": (
        "document_id",
        "deal_id",
        "leg",
        "contract_no",
        "seller_id",
        "buyer_id",
        "submitted_at",
    ),
    "invoices": (
        "document_id",
        "deal_id",
        "leg",
        "invoice_no",
        "invoice_type",
        "seller_id",
        "buyer_id",
        "contract_no",
        "transport_doc_ref",
        "submitted_at",
    ),
    "transport_documents": (
        "document_id",
        "deal_id",
        "leg",
        "transport_doc_ref",
        "carrier_code",
        "contract_no",
        "submitted_at",
    ),
    "warehouse_receipts": (
        "document_id",
        "deal_id",
        "leg",
        "receipt_no",
        "warehouse_id",
        "contract_no",
        "submitted_at",
    ),
    "payments": (
        "payment_id",
        "deal_id",
        "leg",
        "client_id",
        "direction",
        "amount",
        "debtor_id",
        "creditor_id",
        "requested_at",
        "remittance_text",
    ),
    "payment_references": ("payment_id", "kind", "number"),
    "payment_allocations": (
        "payment_id",
        "deal_id",
        "invoice_document_id",
        "leg",
        "amount",
    ),
    "deal_documents": TABLES["deal_documents"].names,
    "document_links": ("parent_id", "child_id", "kind"),
    "clients": ("client_id",),
    "parties": ("party_id", "client_id"),
}

_PARTIES = {
    "contracts": "seller_id, buyer_id",
    "invoices": "seller_id, buyer_id",
    "transport_documents": "NULL AS seller_id, NULL AS buyer_id",
    "warehouse_receipts": "NULL AS seller_id, NULL AS buyer_id",
}
_NUMBERS = (  # table, column, kind of number, who issued it where it is the paper's own
    ("contracts", "contract_no", "contract", "seller_id"),
    ("invoices", "invoice_no", "invoice", "seller_id"),
    ("invoices", "contract_no", "contract", None),
    ("invoices", "transport_doc_ref", "transport", None),
    ("transport_documents", "contract_no", "contract", None),
    ("warehouse_receipts", "receipt_no", "receipt", "warehouse_id"),
    ("warehouse_receipts", "contract_no", "contract", None),
)


def narrow(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The columns linking reads, of every table; a table the batch lacks comes empty."""
    return {
        name: tables.get(name, TABLES[name].empty()).select(columns)
        for name, columns in NARROW.items()
    }


def create_papers(con: duckdb.DuckDBPyConnection) -> None:
    """Create `paper` (one row a paper) and `number` (one row a number on a paper)."""
    papers = " UNION ALL ".join(
        f"SELECT document_id, '{t.name}' AS table_name, deal_id, leg, {_PARTIES[t.name]} "
        f"FROM {t.name}"
        for t in PAPERS
    )
    numbers = " UNION ALL ".join(
        f"SELECT document_id, '{kind}' AS kind, normalised({column}) AS number, "
        f"{issuer is not None} AS is_own, issuer({issuer or 'NULL'}) AS issuer "
        f"FROM {table} WHERE {column} IS NOT NULL"
        for table, column, kind, issuer in _NUMBERS
    )
    con.execute(f"CREATE TABLE paper AS {papers}")
    # A bill is found by its number with and without its carrier's code before it.
    con.execute(
        f"""CREATE TABLE number AS SELECT DISTINCT * FROM ({numbers}
        UNION ALL SELECT document_id, 'transport', unnest([number, full_number]), true, carrier
        FROM {BILLS}) WHERE number <> ''"""
    )
    # A firm of the bank may stand on papers under its client id or under a party id.
    con.execute(
        """CREATE TABLE firm AS
        SELECT party_id, client_id FROM parties WHERE client_id IS NOT NULL
        UNION SELECT client_id, client_id FROM clients"""
    )
