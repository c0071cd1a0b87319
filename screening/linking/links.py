"""Which paper and which payment belongs to which deal, on which leg, and why it was joined.

Given links are taken as they are; a `deal_id` on a paper becomes a link; what is loose is joined
by the numbers it carries or refers to, nearest first; what fits nowhere becomes a deal of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import duckdb
import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from screening.linking.papers import create_papers, narrow
from screening.linking.payments import NAMED_BY, create_payment_matches, join_payments
from screening.linking.workbench import frame, workbench
from screening.schema.results import DEAL_DOCUMENT, DEAL_PAYMENT, FOUND_PREFIX

_ROUNDS = 4  # contract - invoice - bill - receipt: no honest row of references is longer


@dataclass(frozen=True, slots=True)
class Links:
    """Deals and what belongs to them.

    `deals`: one row a deal (deal_id, client_id, is_found: made here, not given).
    `documents`: one row a use of a paper by a deal (columns of `deal_document` less run_id).
    `payments`: one row a share of a payment in a deal (columns of `deal_payment` less run_id).
    """

    deals: pl.DataFrame
    documents: pl.DataFrame
    payments: pl.DataFrame


def link(tables: Mapping[str, pl.DataFrame]) -> Links:
    """The links of a batch's tables; every paper and payment ends in at least one deal."""
    with workbench(narrow(tables)) as con:
        create_papers(con)
        _join_given(con)
        _create_relations(con)
        for _ in range(_ROUNDS):
            if not _join_neighbours(con):
                break
        create_payment_matches(con)
        join_payments(con)
        _join_rest(con)
        return Links(_deals(con), _documents(con), _payments(con))


def _join_given(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """CREATE TABLE use AS
        SELECT d.deal_id, d.document_id, p.table_name, coalesce(d.leg, p.leg) AS leg, d.line_no,
               d.allocated_quantity, d.unit, d.allocated_amount, d.currency,
               'given' AS joined_by, NULL::VARCHAR AS joined_on
        FROM deal_documents d JOIN paper p USING (document_id)"""
    )
    con.execute(
        """INSERT INTO use
        SELECT deal_id, document_id, table_name, leg, NULL, NULL, NULL, NULL, NULL,
               'deal_id', deal_id
        FROM paper p WHERE deal_id IS NOT NULL
        AND NOT EXISTS (FROM use u WHERE u.document_id = p.document_id AND u.deal_id = p.deal_id)"""
    )


def _create_relations(con: duckdb.DuckDBPyConnection) -> None:
    """Create `loose`, the papers no link places, and `relation`, from each to what it is tied to.

    A tie is a number that one of two papers names and the other bears, one that two copies of a
    bill or receipt bear, or a stated link. Few papers are loose in most batches, so everything
    starts from them.

    Different sellers or carriers can rightly use one number. Such a number relates two papers
    only where a party stands on both; otherwise nothing is joined, for nobody could say to which.
    """
    con.execute(
        """CREATE TABLE loose AS SELECT document_id FROM paper
        ANTI JOIN (SELECT document_id FROM use) USING (document_id)"""
    )
    con.execute(
        """CREATE TABLE relation AS
        WITH near AS (
            SELECT n.* FROM number n
            SEMI JOIN (SELECT kind, number FROM number SEMI JOIN loose USING (document_id))
                 USING (kind, number)
        ), named AS (
            SELECT r.document_id AS a, o.document_id AS b,
                   CASE r.kind WHEN 'contract' THEN 'contract_no'
                               WHEN 'transport' THEN 'transport_doc_ref'
                               WHEN 'receipt' THEN 'receipt_no' END AS joined_by,
                   max_by(r.number, length(r.number)) AS joined_on
            FROM near r JOIN near o ON o.is_own AND o.kind = r.kind AND o.number = r.number
                 AND (NOT r.is_own OR (o.kind IN ('transport', 'receipt') AND r.issuer = o.issuer
                                       AND r.document_id <> o.document_id))
            JOIN paper pr ON pr.document_id = r.document_id
            JOIN paper po ON po.document_id = o.document_id
            JOIN (SELECT kind, number, count(DISTINCT issuer) AS n_issuers
                  FROM near WHERE is_own GROUP BY ALL) i
                 ON i.kind = o.kind AND i.number = o.number
            WHERE r.is_own OR coalesce(pr.seller_id = po.seller_id, false)
               OR coalesce(pr.buyer_id = po.buyer_id, false)
               OR (i.n_issuers <= 1 AND NOT coalesce(
                   pr.seller_id <> po.seller_id AND pr.buyer_id <> po.buyer_id, false))
            GROUP BY ALL
        ), linked AS (
            SELECT parent_id AS a, child_id AS b, 'document_links' AS joined_by, kind AS joined_on
            FROM document_links
        ), pair AS (FROM named UNION ALL FROM linked), either AS (
            SELECT a, b, joined_by, joined_on FROM pair
            UNION SELECT b, a, joined_by, joined_on FROM pair
        )
        SELECT e.* FROM either e SEMI JOIN loose l ON l.document_id = e.a"""
    )


def _join_neighbours(con: duckdb.DuckDBPyConnection) -> bool:
    """Join loose papers to the deals of the papers they are related to; False when none were.

    The deal most ways lead to counts: a stated link before a contract, a contract before a bill,
    which a lot may share. Among equals, deals whose client is named on the paper come first. An
    invoice that still fits several deals of one client is left loose: to which it belongs,
    nobody could say.
    """
    con.execute(
        """CREATE OR REPLACE TEMP TABLE joined AS
        WITH way AS (
            SELECT p.document_id, u.deal_id, u.leg, r.joined_by, r.joined_on, u.document_id AS via,
                   CASE r.joined_by WHEN 'document_links' THEN 4 WHEN 'contract_no' THEN 2
                                    ELSE 1 END AS weight
            FROM loose p JOIN relation r ON r.a = p.document_id
            JOIN use u ON u.document_id = r.b
            WHERE NOT EXISTS (FROM use own WHERE own.document_id = p.document_id)
        ), candidate AS (
            SELECT document_id, deal_id, sum(weight) AS weight
            FROM (SELECT DISTINCT document_id, deal_id, weight FROM way) GROUP BY ALL
        ), owner AS (
            SELECT DISTINCT p.document_id, f.client_id
            FROM (SELECT document_id, unnest([seller_id, buyer_id]) AS party_id
                  FROM paper SEMI JOIN loose USING (document_id)) p
            JOIN firm f USING (party_id)
        ), placed AS (
            SELECT c.document_id, c.deal_id, d.client_id, c.weight, o.client_id IS NOT NULL AS named
            FROM candidate c LEFT JOIN deals d USING (deal_id)
            LEFT JOIN owner o ON o.document_id = c.document_id AND o.client_id = d.client_id
        ), best AS (
            SELECT * FROM placed
            QUALIFY rank() OVER (PARTITION BY document_id ORDER BY weight DESC, named DESC) = 1
        ), chosen AS (
            SELECT b.document_id, b.deal_id, p.table_name
            FROM best b JOIN paper p USING (document_id)
            QUALIFY p.table_name <> 'invoices'
                 OR count(*) OVER (PARTITION BY b.document_id, b.client_id) = 1
        )
        SELECT c.deal_id, c.document_id, c.table_name,
               CASE WHEN c.table_name IN ('transport_documents', 'warehouse_receipts') THEN 'both'
                    WHEN w.leg IN ('buy', 'sell') AND w.joined_by = 'contract_no' THEN w.leg
               END AS leg, w.joined_by, w.joined_on
        FROM chosen c JOIN way w USING (document_id, deal_id)
        QUALIFY row_number() OVER (
            PARTITION BY c.deal_id, c.document_id
            ORDER BY w.weight DESC, w.joined_by, w.joined_on, w.via, w.leg) = 1"""
    )
    con.execute(
        """INSERT INTO use SELECT deal_id, document_id, table_name, leg,
               NULL, NULL, NULL, NULL, NULL, joined_by, joined_on FROM joined"""
    )
    row = con.execute("SELECT count(*) FROM joined").fetchone()
    return bool(row and row[0])


def _join_rest(con: duckdb.DuckDBPyConnection) -> None:
    """Make a deal of each set of related papers and payments that no deal claims.

    Its id is a digest of its smallest key, so it is the same in every run and row order. Why a
    paper or payment is in the set is told by one of the numbers that tie it to the others.
    """
    loose = frame(
        con,
        """SELECT 'd:' || document_id AS key FROM paper p
           WHERE NOT EXISTS (FROM use u WHERE u.document_id = p.document_id)
           UNION ALL
           SELECT 'p:' || payment_id FROM payments p
           WHERE NOT EXISTS (FROM share s WHERE s.payment_id = p.payment_id)
           ORDER BY key""",
    )["key"]
    pairs = frame(
        con,
        """SELECT 'd:' || a AS a, 'd:' || b AS b FROM relation
           UNION ALL SELECT 'p:' || payment_id, 'd:' || document_id FROM payment_match""",
    )
    # Registered under the name the statements below use.
    own = _own_deals(loose, pairs)
    con.register("own_deal", own.to_arrow())
    con.execute(
        """INSERT INTO use
        SELECT o.deal_id, p.document_id, p.table_name,
               CASE WHEN p.table_name IN ('transport_documents', 'warehouse_receipts')
                    THEN 'both' ELSE p.leg END,
               NULL, NULL, NULL, NULL, NULL, coalesce(t.joined_by, 'own deal'), t.joined_on
        FROM own_deal o JOIN paper p ON o.key = 'd:' || p.document_id
        LEFT JOIN (
            SELECT r.a, r.joined_by, r.joined_on FROM relation r
            JOIN own_deal x ON x.key = 'd:' || r.a
            JOIN own_deal y ON y.key = 'd:' || r.b AND y.deal_id = x.deal_id
            QUALIFY row_number() OVER (PARTITION BY r.a ORDER BY r.joined_by, r.joined_on) = 1
        ) t ON t.a = p.document_id"""
    )
    con.execute(
        f"""INSERT INTO share
        SELECT o.deal_id, p.payment_id, NULL, p.leg, p.amount, coalesce(t.joined_by, 'own deal'),
               t.number
        FROM own_deal o JOIN payments p ON o.key = 'p:' || p.payment_id
        LEFT JOIN (
            SELECT m.payment_id, {NAMED_BY} AS joined_by, m.number FROM payment_match m
            JOIN own_deal x ON x.key = 'p:' || m.payment_id
            JOIN own_deal y ON y.key = 'd:' || m.document_id AND y.deal_id = x.deal_id
            QUALIFY row_number() OVER (PARTITION BY m.payment_id ORDER BY joined_by, m.number) = 1
        ) t USING (payment_id)"""
    )


def _own_deals(loose: pl.Series, pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a loose key: the deal made for its set (key, deal_id)."""
    if loose.is_empty():
        return pl.DataFrame(schema={"key": pl.String, "deal_id": pl.String})
    index = pl.DataFrame({"key": loose, "i": np.arange(len(loose), dtype=np.int32)})
    edges = pairs.join(index, left_on="a", right_on="key").join(
        index, left_on="b", right_on="key", suffix="_b"
    )
    i, j = edges["i"].to_numpy(), edges["i_b"].to_numpy()
    graph = coo_matrix((np.ones(len(i), np.int8), (i, j)), shape=(len(loose), len(loose)))
    _, label = connected_components(graph, directed=False)
    smallest = index.with_columns(label=label).with_columns(
        smallest=pl.col("key").min().over("label")
    )
    digests = smallest.select("smallest").unique().sort("smallest")
    digests = digests.with_columns(deal_id=pl.Series(_found_ids(digests["smallest"])))
    return smallest.join(digests, on="smallest").select("key", "deal_id").sort("key")


def _found_ids(keys: pl.Series) -> list[str]:
    return [f"{FOUND_PREFIX}{sha256(k.encode()).hexdigest()[:16]}" for k in keys]


# The client of a deal the linker made: the one its payments name, else the one on its papers.
_DEALS = """
WITH member AS (
    SELECT deal_id FROM deals UNION SELECT deal_id FROM use UNION SELECT deal_id FROM share
), unclaimed AS (
    FROM member ANTI JOIN (SELECT deal_id FROM deals WHERE client_id IS NOT NULL) USING (deal_id)
), claim AS (
    SELECT deal_id, client_id, 1 AS strength FROM deals
    UNION ALL SELECT s.deal_id, p.client_id, 2 FROM share s SEMI JOIN unclaimed USING (deal_id)
              JOIN payments p USING (payment_id)
    UNION ALL SELECT u.deal_id, f.client_id, 3 FROM use u SEMI JOIN unclaimed USING (deal_id)
              JOIN paper p USING (document_id)
              JOIN firm f ON f.party_id IN (p.seller_id, p.buyer_id)
), strongest AS (
    SELECT deal_id, min(client_id) AS client_id FROM (
        SELECT deal_id, client_id, strength, min(strength) OVER (PARTITION BY deal_id) AS best
        FROM claim WHERE client_id IS NOT NULL)
    WHERE strength = best GROUP BY deal_id
)
SELECT m.deal_id, c.client_id, m.deal_id NOT IN (SELECT deal_id FROM deals) AS is_found
FROM member m LEFT JOIN strongest c USING (deal_id) ORDER BY m.deal_id
"""


def _deals(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    con.execute(f"CREATE TABLE deal AS {_DEALS}")
    return frame(con, "FROM deal ORDER BY deal_id")


def _documents(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The uses, with the leg told by the client's part in the paper where none is stated."""
    columns = [n for n in DEAL_DOCUMENT.dtypes if n != "run_id"]
    rows = frame(
        con,
        """WITH part AS (
            SELECT u.deal_id, u.document_id,
                   bool_or(f.party_id = p.buyer_id) AS buys,
                   bool_or(f.party_id = p.seller_id) AS sells
            FROM use u JOIN paper p USING (document_id) JOIN deal d ON d.deal_id = u.deal_id
            JOIN firm f ON f.client_id = d.client_id AND f.party_id IN (p.seller_id, p.buyer_id)
            WHERE u.leg IS NULL GROUP BY ALL
        )
        SELECT u.* REPLACE (coalesce(u.leg,
            CASE WHEN u.table_name IN ('transport_documents', 'warehouse_receipts') THEN 'both'
                 WHEN buys AND NOT coalesce(sells, false) THEN 'buy'
                 WHEN sells AND NOT coalesce(buys, false) THEN 'sell' END) AS leg)
        FROM use u LEFT JOIN part USING (deal_id, document_id)""",
    )
    types = {n: DEAL_DOCUMENT.dtypes[n] for n in columns}
    return rows.select(pl.col(n).cast(t) for n, t in types.items()).sort(
        "deal_id", "document_id", "leg", "line_no", "joined_by", "joined_on", nulls_last=True
    )


def _payments(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The shares, with the leg told by the invoice or by the direction where none is stated."""
    rows = frame(
        con,
        """SELECT s.* REPLACE (coalesce(s.leg, i.leg, p.leg,
                CASE p.direction WHEN 'OUT' THEN 'buy' WHEN 'IN' THEN 'sell' END,
                CASE WHEN fd.client_id = d.client_id THEN 'buy'
                     WHEN fc.client_id = d.client_id THEN 'sell' END) AS leg)
        FROM share s JOIN payments p USING (payment_id) LEFT JOIN deal d ON d.deal_id = s.deal_id
        LEFT JOIN firm fd ON fd.party_id = p.debtor_id AND fd.client_id = d.client_id
        LEFT JOIN firm fc ON fc.party_id = p.creditor_id AND fc.client_id = d.client_id
        LEFT JOIN (SELECT deal_id, document_id, min(leg) AS leg FROM use
                   WHERE leg IN ('buy', 'sell') GROUP BY ALL) i
             ON i.deal_id = s.deal_id AND i.document_id = s.invoice_document_id""",
    )
    types = {n: t for n, t in DEAL_PAYMENT.dtypes.items() if n != "run_id"}
    return rows.select(pl.col(n).cast(t) for n, t in types.items()).sort(
        "deal_id", "payment_id", "invoice_document_id", "joined_by", "joined_on", nulls_last=True
    )
