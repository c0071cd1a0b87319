"""The use ledger of files: the same file handed in as another paper."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.papers import NORMALISED
from screening.linking.workbench import frame

_CONTENT = {  # what a paper says: number, day, amount or quantity, party
    "contracts": ("contract_no", "sign_date", "total_amount", "buyer_id"),
    "invoices": ("invoice_no", "issue_date", "total_amount", "buyer_id"),
    "transport_documents": ("transport_doc_ref", "on_board_date", "quantity", "consignee_id"),
    "warehouse_receipts": ("receipt_no", "issue_date", "quantity", "keeper_id"),
}


def create_file_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `file_use`, one row a deal, paper and file."""
    said = " UNION ALL ".join(
        f"""SELECT document_id, concat_ws('|', '{table}', {NORMALISED.format(number)},
               CAST({day} AS VARCHAR), CAST({amount} AS VARCHAR), {party}) AS content
        FROM {table}"""
        for table, (number, day, amount, party) in _CONTENT.items()
    )
    con.execute(
        f"""CREATE TABLE file_use AS
        WITH said AS ({said})
        SELECT lower(f.sha256) AS sha256, u.deal_id, u.document_id,
               any_value(s.submitted_on) AS submitted_on, any_value(c.content) AS content
        FROM (SELECT DISTINCT deal_id, document_id FROM use) u
        JOIN document_files f USING (document_id)
        JOIN submitted s USING (deal_id) JOIN said c USING (document_id)
        GROUP BY ALL"""
    )


def file_uses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal, paper and file of the batch, against every paper of that file."""
    con.execute(
        """CREATE TABLE every_file AS
        SELECT * FROM file_use UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_file_use"""
    )
    return frame(
        con,
        """SELECT deal_id, document_id, sha256 FROM file_use
        ORDER BY deal_id, document_id, sha256""",
    )
