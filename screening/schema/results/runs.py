"""Tables of a run: what it read, rejected, asked and consulted."""

from __future__ import annotations

from screening.schema.chain import LINK_NO
from screening.schema.result_table import table_of
from screening.schema.results.keys import DEAL_ID, RUN_ID

RUN = table_of(
    "run",
    "one row a run",
    ("run_id",),
    RUN_ID,
    ("run_no", "BIGINT", "place of the run in the store, from 1"),
    ("request_digest", "VARCHAR", "digest of inputs, reference, pack, model, engine and as-of"),
    ("batch", "VARCHAR", "name of the batch folder"),
    ("batch_digest", "VARCHAR", "sha256 over the batch's files"),
    ("reference_digest", "VARCHAR", "sha256 over the reference data"),
    ("history_digest", "VARCHAR", "sha256 over the live runs consulted"),
    ("pack_digest", "VARCHAR", "sha256 of what decides in the rule pack"),
    (
        "model_digest",
        "VARCHAR",
        "sha256 of the anomaly model, then of one in shadow; empty without a model",
    ),
    ("engine_version", "VARCHAR", "version of the program"),
    ("catalogue_digest", "VARCHAR", "digest of the fact catalogue; names the deal_fact table"),
    ("as_of", "TIMESTAMP", "UTC time of decision; nothing known later was used"),
    ("as_of_source", "VARCHAR", "where the as-of time came from"),
    ("n_rows_in", "BIGINT", "input rows read"),
    ("n_rows_loaded", "BIGINT", "of them loaded"),
    ("n_rows_rejected", "BIGINT", "of them rejected"),
    ("n_deals", "BIGINT", "deals screened"),
    ("n_payments", "BIGINT", "payments of those deals"),
    ("committed_at", "TIMESTAMP", "UTC time the results were written"),
)
RUN_HISTORY = table_of(
    "run_history",
    "one row an earlier run consulted by a run",
    ("run_id", "consulted_run_id"),
    RUN_ID,
    ("consulted_run_id", "VARCHAR", "the earlier run, live at that time"),
)
RUN_FILE = table_of(
    "run_file",
    "one row an input file and the table it fed",
    ("run_id", "file", "table_name"),
    RUN_ID,
    ("file", "VARCHAR", "path inside the batch or reference folder"),
    ("table_name", "VARCHAR", "table it fed"),
    ("format", "VARCHAR", "format read, or 'not read'"),
    ("n_rows_in", "BIGINT", "rows in the file"),
    ("n_rows_loaded", "BIGINT", "rows loaded"),
    ("n_rows_rejected", "BIGINT", "rows rejected"),
    ("sha256", "VARCHAR", "digest of the file"),
    ("note", "VARCHAR", "what a reader should know of the file"),
)
REJECT = table_of(
    "reject",
    "one row a rejected input row",
    ("run_id", "file", "line", "table_name", "raw_sha256"),
    RUN_ID,
    ("file", "VARCHAR", "file"),
    ("line", "BIGINT", "line or record in the file"),
    ("table_name", "VARCHAR", "table it was meant for"),
    ("column_name", "VARCHAR", "first column at fault"),
    ("reason", "VARCHAR", "why it was rejected"),
    ("raw", "VARCHAR", "the row as it stood; may be removed by retention"),
    ("raw_sha256", "VARCHAR", "digest of the raw text; stays"),
)
RUN_RULE = table_of(
    "run_rule",
    "one row a rule asked in a run",
    ("run_id", "position"),
    RUN_ID,
    ("position", "BIGINT", "place in the packed answers, from 1; client rules after deal rules"),
    ("rule_id", "VARCHAR", "rule"),
    ("version", "BIGINT", "its version"),
    ("digest", "VARCHAR", "sha256 of what decides in it"),
    ("status", "VARCHAR", "active or shadow"),
    ("rule_group", "VARCHAR", "group"),
    ("stage", "VARCHAR", "pre_payment, post_payment or both"),
    ("required", "BOOLEAN", "must be askable for a deal to pass"),
    ("grain", "VARCHAR", "deal or client: what it is asked of"),
)
RULE_TEXT = table_of(
    "rule_text",
    "one row a rule digest, with its whole text, kept on first use",
    ("rule_id", "version", "digest"),
    ("rule_id", "VARCHAR", "rule"),
    ("version", "BIGINT", "version"),
    ("digest", "VARCHAR", "sha256 of what decides in it"),
    ("title", "VARCHAR", "title"),
    ("title_zh", "VARCHAR", "title in Chinese"),
    ("text", "VARCHAR", "the rule file"),
    ("canonical", "VARCHAR", "the conditions as both engines run them"),
    LINK_NO,
)
POLICY_TEXT = table_of(
    "policy_text",
    "one row a rule pack, with its policy file",
    ("pack_digest",),
    ("pack_digest", "VARCHAR", "digest of the pack"),
    ("text", "VARCHAR", "the policy file"),
    LINK_NO,
)
RUN_RULE_COVERAGE = table_of(
    "run_rule_coverage",
    "one row a rule, answer and cause of a run",
    ("run_id", "rule_id", "answer", "cause"),
    RUN_ID,
    ("rule_id", "VARCHAR", "rule"),
    ("version", "BIGINT", "version"),
    ("answer", "VARCHAR", "hit, pass, not_evaluable or not_applicable"),
    ("cause", "VARCHAR", "why it could not be asked"),
    ("missing_tables", "VARCHAR", "tables the batch did not bring that the rule needs"),
    ("n_deals", "BIGINT", "deals with that answer; clients, where the rule is asked of clients"),
)
SUPERSEDED = table_of(
    "superseded",
    "one row a result that a later run replaced",
    ("run_id", "deal_id", "by_run_id"),
    RUN_ID,
    DEAL_ID,
    ("by_run_id", "VARCHAR", "the run that replaced it"),
)
DEAL_SOURCE = table_of(
    "deal_source",
    "one row a deal whose rows a run took from the store, because the batch or the day touched it",
    ("run_id", "deal_id"),
    RUN_ID,
    DEAL_ID,
    ("source_run_id", "VARCHAR", "the run whose input tables hold the rows that were taken"),
    ("is_kept_there", "BOOLEAN", "they were not stored again: read them under source_run_id"),
    ("taken_by", "VARCHAR", "what led to it: deal_id, document_id, contract_no, ..., or monitor"),
    ("taken_on", "VARCHAR", "the value that matched, or why it is still open"),
)
