"""Who used a paper before, in the batch and its history: title papers, invoices, payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import polars as pl

from screening.linking.client_goods import client_goods
from screening.linking.files import create_file_use, file_uses
from screening.linking.flows import create_flow_use, flow_uses
from screening.linking.history import History
from screening.linking.late import Clashes, clashes
from screening.linking.likeness import clones, create_trade_use, mirror_deals
from screening.linking.links import Links
from screening.linking.receipts import create_receipt_use, receipt_uses
from screening.linking.resolution import Resolution, resolve
from screening.linking.returns import title_returns
from screening.linking.round_money import money_returns
from screening.linking.settlement import (
    create_invoice_use,
    create_payment_use,
    invoice_uses,
    payment_uses,
)
from screening.linking.title import create_paper_use, paper_uses
from screening.linking.voyages import create_voyage_use, voyage_uses
from screening.linking.workbench import frame, workbench
from screening.reference import unit_factors, usd_rates
from screening.schema import TABLES
from screening.schema.result_table import ResultTable
from screening.schema.results import USE_TABLES

LATEST = datetime.max.replace(tzinfo=UTC)
NARROW = {
    "deals": ("deal_id", "submitted_at", "title_in_date", "title_out_date"),
    "contracts": (
        "document_id",
        "contract_no",
        "sign_date",
        "currency",
        "total_amount",
        "seller_id",
        "buyer_id",
        "submitted_at",
    ),
    "invoices": (
        "document_id",
        "invoice_no",
        "invoice_type",
        "issue_date",
        "seller_id",
        "buyer_id",
        "currency",
        "total_amount",
        "replaces_document_id",
        "submitted_at",
    ),
    "transport_documents": (
        "document_id",
        "transport_doc_ref",
        "carrier_code",
        "shipper_id",
        "consignee_id",
        "notify_id",
        "status",
        "status_at",
        "issue_date",
        "on_board_date",
        "load_port",
        "vessel_imo",
        "voyage",
        "master_ref",
        "cargo_form",
        "hs6",
        "gross_weight_kg",
        "quantity",
        "unit",
        "submitted_at",
    ),
    "warehouse_receipts": (
        "document_id",
        "receipt_no",
        "warehouse_id",
        "keeper_id",
        "lot",
        "hs6",
        "quantity",
        "unit",
        "issue_date",
        "valid_to",
        "status",
        "submitted_at",
    ),
    "stock_reports": ("warehouse_id", "hs6", "counted_on", "quantity", "unit"),
    "goods_lines": ("document_id", "line_no", "hs6", "quantity", "unit", "unit_price"),
    "document_files": ("document_id", "sha256"),
    "document_links": ("parent_id", "child_id", "kind"),
    "equipment": ("document_id", "equipment_ref"),
    "endorsements": ("document_id", "endorser_id", "endorsee_id", "endorsed_on"),
    "document_events": ("document_id", "status", "at", "known_at"),
    "letters_of_credit": ("deal_id", "issuing_bank_id", "expiry", "papers_released_on"),
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
        "creditor_agent",
        "debtor_id",
        "debtor_account",
        "debtor_agent",
        "settle_kind",
    ),
    "accounts": ("account_no", "kind", "country"),
    "carriers": ("carrier_code", "name", "known_from"),
    "fx_rates": ("currency", "rate_date", "usd_per_unit", "published_at", "source"),
    "clients": ("client_id",),
    "parties": ("party_id", "name", "is_bank", "is_resident", "country", "controller_id"),
    "party_links": ("party_id", "other_party_id", "kind", "valid_from", "valid_to"),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the uses of papers in the batch and in the history come to.

    `papers`: one row a deal and transport paper: paper_key, n_other_deals, other_deal,
    has_title_chain, has_declared_allocations, allocated_ratio, overdrawn_by, is_untitled,
    earlier_deal, chain_givers, chain_takers, chain_bank_to, ended_as, ended_on. `invoices`: one row
    a deal and invoice with a known seller and number: n_clashes. `payments`: one row a deal and
    payment on an invoice: is_duplicate, invoice_no, beyond_ratio, beyond_invoice_no, is_of_several.
    `receipts` one row a deal and receipt, `files` one row a deal, paper and file, `voyages` one
    row a deal and paper that names its voyage, `flows` one row a deal and payment.
    `title_returns`, `money_returns`, `mirror_deals` and
    `clones`: one row a deal that can be asked. `submitted`: one row a deal:
    submitted_on. `entities`: one row an id of a firm with several, and `parties` all
    that the batch says of who is who. `client_goods`: one row a deal
    and chapter of goods: whether its client traded it before. `peers` are the prices of other deals
    that earlier runs recorded (price_use), `earlier` the deals of these clients in earlier runs
    (client_deal), both as the history gives them. `uses` are this batch's own rows for later
    batches: the result tables of USE_TABLES less run_id. `clashes` are earlier uses of papers that
    this batch uses again.
    """

    papers: pl.DataFrame
    invoices: pl.DataFrame
    payments: pl.DataFrame
    receipts: pl.DataFrame
    files: pl.DataFrame
    voyages: pl.DataFrame
    flows: pl.DataFrame
    title_returns: pl.DataFrame
    money_returns: pl.DataFrame
    mirror_deals: pl.DataFrame
    clones: pl.DataFrame
    submitted: pl.DataFrame
    entities: pl.DataFrame
    client_goods: pl.DataFrame
    peers: pl.DataFrame
    earlier: pl.DataFrame
    uses: Mapping[str, pl.DataFrame]
    clashes: Clashes
    parties: Resolution


def ledger(
    tables: Mapping[str, pl.DataFrame],
    links: Links,
    past: History,
    as_of: datetime = LATEST,
) -> Ledger:
    """The ledgers of the batch's tables and links, keyed for pass 2.

    `past` are the uses by other deals: a deal that is judged anew is not its own history. At
    `as_of` no rate published later and no earlier run's payment of a later day is known.
    """
    narrow = {n: _table(tables, n).select(c) for n, c in NARROW.items()}
    told = resolve(tables, past.parties, as_of)
    same = told.entities
    sources = {
        **narrow,
        "use": links.documents,
        "share": links.payments,
        "deal": links.deals,
        "unit_factor": unit_factors().select("unit", "factor", "base_unit"),
        "entity": same,
        "usd_rate": _rates(narrow["payments"], narrow["invoices"], narrow["fx_rates"], as_of),
        **{f"past_{name}": frame for name, frame in past.uses.items()},
    }
    with workbench(sources) as con:
        _create_submitted(con)
        create_paper_use(con, as_of)
        create_invoice_use(con)
        create_payment_use(con)
        create_receipt_use(con)
        create_file_use(con)
        create_voyage_use(con)
        create_flow_use(con)
        create_trade_use(con)
        payments = payment_uses(con)
        held = {
            "papers": paper_uses(con, as_of),
            "receipts": receipt_uses(con),
            "files": file_uses(con),
            "invoices": invoice_uses(con),
            "voyages": voyage_uses(con),
        }
        flows = flow_uses(con, as_of.date())
        goods = title_returns(con, as_of.date())
        return Ledger(
            **held,
            payments=payments,
            flows=flows,
            title_returns=goods,
            money_returns=money_returns(con, held["papers"], goods),
            mirror_deals=mirror_deals(con, as_of.date()),
            clones=clones(con, held["papers"]),
            submitted=frame(con, "FROM submitted ORDER BY deal_id"),
            entities=same,
            client_goods=client_goods(con),
            peers=past.uses["price_use"],
            earlier=past.uses["client_deal"],
            uses={t.name: _own(con, t) for t in USE_TABLES},
            parties=told,
            clashes=clashes(con, held),
        )


def _table(tables: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    return tables.get(name, TABLES[name].empty())


def _rates(
    payments: pl.DataFrame, invoices: pl.DataFrame, own: pl.DataFrame, as_of: datetime
) -> pl.DataFrame:
    """One row a currency and day of the payments: usd_per_unit, as known then.

    On each day of a payment the currencies of the invoices are asked too.
    """
    day = pl.coalesce("value_date", pl.col("requested_at").dt.date())
    paid = payments.select("currency", on=day)
    offshore = paid.filter(pl.col("currency") == "CNY").with_columns(currency=pl.lit("CNH"))
    billed = invoices.select("currency").drop_nulls().unique()
    on_days = billed.join(paid.select("on").drop_nulls().unique(), how="cross")
    return usd_rates(pl.concat([paid, offshore, on_days]), own, as_of).select(
        "currency", "on", "usd_per_unit"
    )


def _own(con: duckdb.DuckDBPyConnection, table: ResultTable) -> pl.DataFrame:
    """The batch's own rows of a use table, in the order it is written."""
    return frame(con, f"FROM {table.name} ORDER BY {', '.join(table.order[1:])}, deal_id")


def _create_submitted(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """CREATE TABLE submitted AS
        WITH seen AS (
            SELECT deal_id, submitted_at FROM deals
            UNION ALL SELECT u.deal_id, d.submitted_at FROM use u JOIN (
                SELECT document_id, submitted_at FROM contracts
                UNION ALL SELECT document_id, submitted_at FROM invoices
                UNION ALL SELECT document_id, submitted_at FROM transport_documents
                UNION ALL SELECT document_id, submitted_at FROM warehouse_receipts) d
                USING (document_id)
        )
        SELECT d.deal_id, CAST(min(submitted_at) AS DATE) AS submitted_on
        FROM deal d LEFT JOIN seen USING (deal_id) GROUP BY d.deal_id"""
    )
