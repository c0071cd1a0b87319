"""Papers that bear the id of another: equal ids whose number, day or amount contradict."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.linking.workbench import frame, workbench
from screening.schema import PAPERS, TABLES

SAID: Mapping[str, tuple[str, str, str]] = {  # what a paper says: number, day, amount or quantity
    "contracts": ("normalised(contract_no)", "sign_date", "total_amount"),
    "invoices": ("normalised(invoice_no)", "issue_date", "total_amount"),
    "transport_documents": (
        "bill_number(transport_doc_ref, carrier_code)",
        "on_board_date",
        "quantity",
    ),
    "warehouse_receipts": ("normalised(receipt_no)", "issue_date", "quantity"),
}


def reissued_ids(
    tables: Mapping[str, pl.DataFrame], stored: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """One row an id that `tables` and `stored` give to different papers: table_name, document_id.

    They differ in kind, or in a number, day or amount that both state; `table_name` is that of
    `tables`.
    """
    narrow = {
        f"{when}_{t.name}": rows.get(t.name, TABLES[t.name].empty())
        for when, rows in (("brought", tables), ("stored", stored))
        for t in PAPERS
    }
    with workbench(narrow) as con:
        for when in ("brought", "stored"):
            parts = " UNION ALL ".join(
                f"SELECT '{t}' AS table_name, document_id, {number} AS number, {day} AS day, "
                f"CAST({amount} AS DECIMAL(18,3)) AS amount FROM {when}_{t}"
                for t, (number, day, amount) in SAID.items()
            )
            con.execute(f"CREATE VIEW {when} AS {parts}")
        return frame(
            con,
            """SELECT n.table_name, n.document_id FROM brought n JOIN stored t USING (document_id)
            WHERE n.table_name <> t.table_name OR n.number <> t.number OR n.day <> t.day
               OR n.amount <> t.amount ORDER BY ALL""",
        )
