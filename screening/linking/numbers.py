"""Numbers by which papers and payments lead to each other, as linking compares them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.linking.papers import create_papers, narrow
from screening.linking.payments import NUMBERS_IN_TEXT
from screening.linking.workbench import frame, workbench


def numbers(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row a number that a paper bears or names, or a payment names.

    Columns document_id or payment_id, kind (contract, invoice, transport, receipt; null where a
    payment's text does not say), number (capitals and digits), is_own, and the parties by which
    equal numbers are told apart: seller_id (or payee), buyer_id (or payer), client_id.
    """
    with workbench(narrow(tables)) as con:
        create_papers(con)
        return frame(
            con,
            f"""SELECT n.document_id, NULL::VARCHAR AS payment_id, n.kind, n.number, n.is_own,
                   p.seller_id::VARCHAR AS seller_id, p.buyer_id::VARCHAR AS buyer_id,
                   NULL::VARCHAR AS client_id
            FROM number n JOIN paper p USING (document_id)
            UNION
            SELECT NULL, p.payment_id, g.kind, g.number, false,
                   p.creditor_id, p.debtor_id, p.client_id
            FROM (SELECT payment_id, NULL::VARCHAR AS kind, number FROM ({NUMBERS_IN_TEXT})
                  UNION SELECT payment_id, kind, normalised(number) FROM payment_references) g
            JOIN payments p USING (payment_id)
            ORDER BY ALL""",
        )
