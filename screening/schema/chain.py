"""The chain of evidence: a link for what one transaction wrote, a digest for each piece of it."""

from __future__ import annotations

from screening.schema.result_table import table_of

LINK_NO = ("link_no", "BIGINT", "link of the chain under which the row was written")
CHAIN_LINK = table_of(
    "chain_link",
    "one row a link of the chain of evidence: what one transaction wrote, tied to all before it",
    ("link_no",),
    ("link_no", "BIGINT", "place in the chain, from 1"),
    ("kind", "VARCHAR", "what was written: run, cure, list_notice, list_proposal, ..."),
    ("subject", "VARCHAR", "which: run_id of a run, number of anything else"),
    ("schema_version", "BIGINT", "version of the table layout"),
    ("n_rows", "BIGINT", "rows written under the link"),
    ("previous", "VARCHAR", "digest of the link before; of the first, empty"),
    ("digest", "VARCHAR", "SHA-256 of the columns above and of the link's rows in chain_chunk"),
)
CHAIN_CHUNK = table_of(
    "chain_chunk",
    "one row up to 65,536 rows of one table, in the order written, under a link of the chain",
    ("link_no", "table_name", "subject", "chunk_no"),
    LINK_NO,
    ("table_name", "VARCHAR", "table"),
    ("subject", "VARCHAR", "value that marks the rows: of run_id, digest, cure_no, ..."),
    ("chunk_no", "BIGINT", "place of the piece among them, from 1"),
    ("n_rows", "BIGINT", "rows in it"),
    ("digest", "VARCHAR", "SHA-256 of their values, column by column"),
)
CHAIN_TABLES = (CHAIN_LINK, CHAIN_CHUNK)
