"""The keys of a batch: what an earlier use must share with it to be read from the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from screening.linking.resolution import identifying
from screening.linking.workbench import frame, workbench
from screening.linking.written import BILLS
from screening.reference import unit_factors
from screening.schema import TABLES
from screening.schema.results import PEER_MONTHS

_NARROW = {
    "deals": ("client_id",),
    "goods_lines": ("hs6",),
    "payments": ("client_id", "creditor_id", "debtor_id", "currency"),
    "contracts": ("sign_date", "seller_id", "buyer_id"),
    "invoices": ("issue_date", "invoice_no", "invoice_type", "seller_id", "buyer_id"),
    "transport_documents": (
        "document_id",
        "transport_doc_ref",
        "carrier_code",
        "vessel_imo",
        "voyage",
    ),
    "warehouse_receipts": ("receipt_no", "warehouse_id", "hs6", "lot", "unit"),
    "document_files": ("sha256",),
    "document_links": ("parent_id",),
    "parties": ("party_id", "client_id", "controller_id"),
    "party_links": ("party_id", "other_party_id"),
    "clients": ("client_id",),
}
IMO = "regexp_replace(normalised(t.vessel_imo), '^IMO(NO)?', '')"
LOT_MARKS = "CASE WHEN regexp_matches(normalised(r.lot), '[0-9]') THEN normalised(r.lot) END"
HEADING = r"substr(regexp_replace({}, '\D', '', 'g'), 1, 4)"
RMB = "('CNY', 'CNH')"
_FIRMS = """SELECT id FROM (
        SELECT unnest([party_id, client_id, controller_id]) AS id FROM parties
        UNION SELECT unnest([party_id, other_party_id]) FROM party_links
        UNION SELECT unnest([client_id, creditor_id, debtor_id]) FROM payments)"""
_KEYS = {  # the keys by name, as the ledgers of uses make them
    "transport": f"SELECT unnest([number, full_number, parcel_number(number)]) FROM {BILLS}",
    "invoice": """SELECT issuer(seller_id) || ':' || normalised(invoice_no) || ':'
        || coalesce(invoice_type, 'final') FROM invoices""",
    "paid": """SELECT coalesce(issuer(seller_id), '?') || ':' || normalised(invoice_no)
        FROM invoices""",
    "receipt": "SELECT nullif(normalised(receipt_no), '') FROM warehouse_receipts",
    "lot": f"""SELECT issuer(warehouse_id) || ':' || hs6 || ':' || {LOT_MARKS}
        FROM warehouse_receipts r""",
    "stock": """SELECT issuer(warehouse_id) || ':' || hs6 || ':' || base_unit
        FROM warehouse_receipts JOIN unit_factor USING (unit)""",
    "file": "SELECT lower(sha256) FROM document_files",
    "voyage": f"""SELECT {IMO} || ':' || nullif(normalised(t.voyage), '')
        FROM transport_documents t""",
    "parent": "SELECT parent_id FROM document_links",
    "month": f"""SELECT heading || ':' || strftime(month - to_months(n), '%Y-%m')
        FROM (SELECT DISTINCT {HEADING.format("hs6")} AS heading FROM goods_lines)
        CROSS JOIN (
            SELECT date_trunc('month', sign_date) AS month FROM contracts
            UNION SELECT date_trunc('month', issue_date) FROM invoices)
        CROSS JOIN generate_series(1, {PEER_MONTHS}) AS s (n)""",
    "sellers": """WITH named AS (
            SELECT seller_id AS id FROM contracts UNION SELECT seller_id FROM invoices)
        SELECT id FROM named
        UNION SELECT client_id FROM parties JOIN named ON id = party_id
        UNION SELECT other_party_id FROM party_links JOIN named ON id = party_id
        UNION SELECT party_id FROM party_links JOIN named ON id = other_party_id""",
    "bought": f"{_FIRMS} WHERE EXISTS (FROM payments WHERE currency NOT IN {RMB})",
    "returned": f"{_FIRMS} WHERE EXISTS (FROM payments WHERE currency IN {RMB})",
    "client": """SELECT client_id FROM deals UNION SELECT client_id FROM payments
        UNION SELECT client_id FROM (
            SELECT party_id, client_id FROM parties UNION SELECT client_id, client_id FROM clients)
        WHERE party_id IN (
            SELECT unnest([seller_id, buyer_id]) FROM contracts
            UNION SELECT unnest([seller_id, buyer_id]) FROM invoices)
        UNION SELECT s.client_id FROM parties s SEMI JOIN (
            SELECT controller_id FROM parties WHERE client_id IN (
                SELECT client_id FROM deals UNION SELECT client_id FROM payments)) o
            ON o.controller_id = s.controller_id""",
}
_CODED = "substr(paper_key, strpos(paper_key, ':') + 1, 1) > '9'"
# Which rows of a table of uses share a key: an expression over its columns, and the keys. A bill
# or receipt whose carrier or warehouse is not stated may be any of its number, so numbers decide;
# of a bill also with its carrier's code before it, as one that states no carrier may be written,
# and without four letters that may be the code of a carrier called otherwise.
READ_BY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "paper_use": (
        ("split_part(paper_key, ':', -1)", "transport"),
        ("replace(paper_key, ':', '')", "transport"),
        (f"CASE WHEN {_CODED} THEN substr(paper_key, strpos(paper_key, ':') + 5) END", "transport"),
        ("document_id", "parent"),
    ),
    "invoice_use": (("invoice_key", "invoice"),),
    "payment_use": (("invoice_key", "paid"),),
    "receipt_use": (
        ("split_part(receipt_key, ':', -1)", "receipt"),
        ("lot_key", "lot"),
        ("stock_key", "stock"),
        ("document_id", "parent"),
    ),
    "file_use": (("sha256", "file"),),
    "voyage_use": (("voyage_key", "voyage"), ("document_id", "parent")),
    "flow_use": (
        ("client_id", "client"),
        # what went out in foreign currency comes back in RMB, and the reverse: nothing else counts
        ("CASE WHEN is_return THEN flow_key END", "bought"),
        ("CASE WHEN is_bought THEN flow_key END", "returned"),
    ),
    "trade_use": (
        ("buyer_id", "sellers"),  # who bought then sells now: a mirror deal
        ("voyage_key", "voyage"),
        ("split_part(paper_key, ':', -1)", "transport"),
    ),
    "client_deal": (("client_id", "client"),),
    "price_use": (("price_month", "month"),),
}


@dataclass(frozen=True, slots=True)
class HistoryKeys:
    """The distinct keys of a batch's tables by name (those of READ_BY), sorted, without nulls."""

    of: Mapping[str, pl.Series]


def history_keys(tables: Mapping[str, pl.DataFrame]) -> HistoryKeys:
    """The keys of the tables, and of whatever linking may make of them.

    They come from the papers and not from the links, so that history can be read before anything
    is linked: a paper that ends in no deal, or is not known yet, adds a key and no harm.
    """
    narrow = {n: tables.get(n, TABLES[n].empty()).select(c) for n, c in _NARROW.items()}
    narrow["unit_factor"] = unit_factors().select("unit", "base_unit")
    told = identifying(tables)
    with workbench(narrow) as con:
        keys = {name: _sorted(frame(con, text)) for name, text in _KEYS.items()}
    return HistoryKeys({**keys, **{name: _sorted(rows) for name, rows in told.items()}})


def _sorted(rows: pl.DataFrame) -> pl.Series:
    return rows.to_series().cast(pl.String).alias("key").drop_nulls().unique().sort()
