"""The use ledger of files: the same file handed in as another paper."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.workbench import frame

_CONTENT = {  # what a paper says: number, day, amount or quantity, party
    "contracts": ("normalised(contract_no)", "sign_date", "total_amount", "buyer_id"),
    "invoices": ("normalised(invoice_no)", "issue_date", "total_amount", "buyer_id"),
    "transport_documents": (
        "bill_number(transport_doc_ref, carrier_code)",
        "on_board_date",
        "quantity",
        "consignee_id",
    ),
    "warehouse_receipts": ("normalised(receipt_no)", "issue_date", "quantity", "keeper_id"),
}
_FIELDS = 4  # after the kind of paper; the party last, for its id may hold anything


def create_file_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `file_use`, one row a deal, paper and file.

    `content` is the kind of paper and its key fields between bars, a field not stated empty.
    """
    said = " UNION ALL ".join(
        f"""SELECT document_id, concat_ws('|', '{table}',
               coalesce({number}, ''), coalesce(CAST({day} AS VARCHAR), ''),
               coalesce(CAST({amount} AS VARCHAR), ''),
               coalesce(e.entity_id, {party}, '')) AS content
        FROM {table} LEFT JOIN entity e ON e.party_id = {party}"""
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
    """One row a deal, paper and file of the batch, against every paper of that file.

    `n_other_papers` counts papers of other deals that are of the same kind, of the same file, and
    say another number, day, amount or party; `other_document_id` and `other_deal` are the first
    of them. A field one of the two does not state tells nothing. Null where a file holds several
    papers of one kind in one deal: a bundle cannot be held against one paper.
    """
    _create_shared(con)
    _create_contradictions(con)
    return frame(
        con,
        """SELECT u.deal_id, u.document_id, u.sha256,
               CASE WHEN s.is_bundle THEN NULL ELSE coalesce(c.n, 0) END AS n_other_papers,
               CASE WHEN NOT s.is_bundle THEN c.other.document END AS other_document_id,
               CASE WHEN NOT s.is_bundle THEN c.other.deal END AS other_deal
        FROM file_use u LEFT JOIN contradiction c USING (sha256, deal_id, document_id)
        LEFT JOIN (SELECT DISTINCT sha256, kind, is_bundle FROM shared) s
               ON s.sha256 = u.sha256 AND s.kind = string_split(u.content, '|')[1]
        ORDER BY u.deal_id, u.document_id, u.sha256""",
    )


def _create_shared(con: duckdb.DuckDBPyConnection) -> None:
    """Create `shared`, one row a paper and stated field of a file that several deals use alike."""
    fields = ", ".join(f"{{'place': {i}, 'value': part[{i + 1}]}}" for i in range(1, _FIELDS))
    party = f"array_to_string(part[{_FIELDS + 1}:], '|')"
    con.execute(
        """CREATE TABLE every_file AS
        FROM file_use UNION ALL BY NAME
        SELECT * EXCLUDE (run_id) FROM past_file_use SEMI JOIN file_use USING (sha256)"""
    )
    con.execute(
        f"""CREATE TABLE shared AS
        WITH parted AS (SELECT *, string_split(content, '|') AS part FROM every_file),
        used AS (
            SELECT sha256, part[1] AS kind, deal_id, document_id,
                   {{'on': coalesce(submitted_on, DATE '9999-12-31'), 'deal': deal_id,
                     'document': document_id}} AS use,
                   unnest([{fields}, {{'place': {_FIELDS}, 'value': {party}}}]) AS field
            FROM parted
            SEMI JOIN (SELECT sha256, string_split(content, '|')[1] AS kind FROM every_file
                       GROUP BY ALL HAVING count(DISTINCT deal_id) > 1) several
                 ON several.sha256 = parted.sha256 AND several.kind = parted.part[1]
        ), stated AS (
            SELECT sha256, kind, deal_id, document_id, use, field.place AS place,
                   field.value AS value FROM used WHERE field.value <> ''
        ), within AS (
            SELECT sha256, kind, bool_or(n > 1) AS is_bundle FROM (
                SELECT sha256, kind, deal_id, place, count(DISTINCT value) AS n
                FROM stated GROUP BY ALL)
            GROUP BY ALL
        )
        SELECT s.*, w.is_bundle FROM stated s JOIN within w USING (sha256, kind)"""
    )


def _create_contradictions(con: duckdb.DuckDBPyConnection) -> None:
    """Create `contradiction`, one row a paper: by how many others, in the field most differ in."""
    con.execute(
        """CREATE TABLE contradiction AS
        WITH by_value AS (
            SELECT sha256, kind, place, value, count(DISTINCT document_id) AS n, min(use) AS first
            FROM shared WHERE NOT is_bundle GROUP BY ALL
        ), by_field AS (
            SELECT sha256, kind, place, sum(n) AS n,
                   min({'first': first, 'value': value}, 2) AS first2
            FROM by_value GROUP BY ALL HAVING count(*) > 1
        )
        SELECT s.sha256, s.deal_id, s.document_id, CAST(f.n - v.n AS BIGINT) AS n,
               CASE WHEN f.first2[1].value = s.value THEN f.first2[2].first
                    ELSE f.first2[1].first END AS other
        FROM shared s JOIN by_value v USING (sha256, kind, place, value)
        JOIN by_field f USING (sha256, kind, place)
        QUALIFY row_number() OVER (
            PARTITION BY s.sha256, s.deal_id, s.document_id ORDER BY f.n - v.n DESC, s.place) = 1"""
    )
