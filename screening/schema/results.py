"""Result tables: what a run leaves behind, column by column; the store is built from this."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

_POLARS: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),  # UTC by convention; a zone-less type reads the same anywhere
    "DECIMAL(18,3)": pl.Decimal(18, 3),
    "UTINYINT[]": pl.List(pl.UInt8()),
}


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of a result table: its DuckDB type and its meaning."""

    name: str
    type: str
    meaning: str

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type that holds it."""
        return _POLARS[self.type]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """One result table: grain in words, the order its rows are written in, its columns."""

    name: str
    grain: str
    order: tuple[str, ...]
    columns: tuple[ResultColumn, ...]

    @property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Polars schema, in column order."""
        return {c.name: c.dtype for c in self.columns}

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return pl.DataFrame(schema=self.dtypes)

    def shape(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly these columns, typed and in order, rows sorted by `order`."""
        return frame.select(pl.col(n).cast(t) for n, t in self.dtypes.items()).sort(
            self.order, nulls_last=True, maintain_order=True
        )


def _table(
    name: str, grain: str, order: tuple[str, ...], *columns: tuple[str, str, str]
) -> ResultTable:
    return ResultTable(name, grain, order, tuple(ResultColumn(*c) for c in columns))


RUN_ID = ("run_id", "VARCHAR", "the run: digest of everything that decides its results")
DEAL_ID = ("deal_id", "VARCHAR", "the deal")

RUN = _table(
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
RUN_HISTORY = _table(
    "run_history",
    "one row an earlier run consulted by a run",
    ("run_id", "consulted_run_id"),
    RUN_ID,
    ("consulted_run_id", "VARCHAR", "the earlier run, live at that time"),
)
RUN_FILE = _table(
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
REJECT = _table(
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
RUN_RULE = _table(
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
RULE_TEXT = _table(
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
)
POLICY_TEXT = _table(
    "policy_text",
    "one row a rule pack, with its policy file",
    ("pack_digest",),
    ("pack_digest", "VARCHAR", "digest of the pack"),
    ("text", "VARCHAR", "the policy file"),
)
DEAL_DOCUMENT = _table(
    "deal_document",
    "one row a use of a paper by a deal",
    ("run_id", "deal_id", "document_id", "leg", "line_no"),
    RUN_ID,
    DEAL_ID,
    ("document_id", "VARCHAR", "paper"),
    ("table_name", "VARCHAR", "kind of paper"),
    ("leg", "VARCHAR", "buy, sell or both; null when it could not be told"),
    ("line_no", "BIGINT", "goods line drawn on, null for the whole paper"),
    ("allocated_quantity", "DECIMAL(18,3)", "quantity drawn, as declared"),
    ("unit", "VARCHAR", "unit of it"),
    ("allocated_amount", "DECIMAL(18,3)", "amount drawn, as declared"),
    ("currency", "VARCHAR", "currency of it"),
    ("joined_by", "VARCHAR", "why it was joined: given, deal_id, contract_no, invoice_no, ..."),
    ("joined_on", "VARCHAR", "the value that matched"),
)
DEAL_PAYMENT = _table(
    "deal_payment",
    "one row a share of a payment in a deal",
    ("run_id", "deal_id", "payment_id", "invoice_document_id"),
    RUN_ID,
    DEAL_ID,
    ("payment_id", "VARCHAR", "payment"),
    ("invoice_document_id", "VARCHAR", "invoice it pays, where known"),
    ("leg", "VARCHAR", "buy or sell; null when it could not be told"),
    ("amount", "DECIMAL(18,3)", "share in the payment's currency; null when it could not be told"),
    ("joined_by", "VARCHAR", "why it was joined"),
    ("joined_on", "VARCHAR", "the value that matched"),
)
DEAL_RESULT = _table(
    "deal_result",
    "one row a deal",
    ("run_id", "deal_id"),
    RUN_ID,
    DEAL_ID,
    ("client_id", "VARCHAR", "client"),
    ("submitted_on", "DATE", "day the first of its papers reached the bank"),
    ("disposition", "VARCHAR", "PASS, PASS_NOTE, REVIEW, ESCALATE or HOLD, as proposed"),
    ("disposition_rank", "BIGINT", "1 HOLD ... 5 PASS, for ordering"),
    ("total_points", "BIGINT", "sum of all addends"),
    ("rule_points", "BIGINT", "sum of rules and caps: no base, no anomaly, no alert of the client"),
    ("score", "DOUBLE", "100 / (1 + 2^(-total_points / 20))"),
    ("n_hits", "BIGINT", "active rules hit"),
    ("n_not_evaluable", "BIGINT", "active rules that could not be asked"),
    ("unasked_groups", "VARCHAR", "policy groups in which no key rule was answered"),
    ("why", "VARCHAR", "what set the disposition"),
    ("why_zh", "VARCHAR", "what set the disposition, in Chinese"),
    ("answers", "UTINYINT[]", "answer code of every rule, by run_rule.position"),
)
ADDEND = _table(
    "addend",
    "one row an addend of a deal's total",
    ("run_id", "deal_id", "position"),
    RUN_ID,
    DEAL_ID,
    ("position", "BIGINT", "place in the sum, from 1"),
    ("kind", "VARCHAR", "base, rule, group_cap, anomaly or client"),
    ("rule_id", "VARCHAR", "rule, for kind rule"),
    ("rule_group", "VARCHAR", "group, for rule and group_cap"),
    ("full_points", "BIGINT", "points before the same-typology reduction"),
    ("points", "BIGINT", "points added"),
    ("client_alert", "VARCHAR", "client and period of the alert, for kind client"),
)
_ROLE = ("role", "VARCHAR", "in_force: its points count; shadow: stored beside it, counts nothing")
_MODEL = ("model", "VARCHAR", "name of the anomaly model")
_MODEL_DIGEST = ("model_digest", "VARCHAR", "sha256 of what decides in the model")
DEAL_ANOMALY = _table(
    "deal_anomaly",
    "one row a deal and anomaly model; none where the run had no model",
    ("run_id", "deal_id", "role"),
    RUN_ID,
    DEAL_ID,
    _ROLE,
    _MODEL,
    _MODEL_DIGEST,
    ("forest_score", "DOUBLE", "isolation forest, 0 to 1: above a half is odd"),
    ("tail_score", "DOUBLE", "sum over the facts of how far out in its tail each lies"),
    ("percentile", "DOUBLE", "training deals less odd by both scores together, in hundredths"),
    ("n_missing_facts", "BIGINT", "facts of the model that the deal does not have"),
    ("missing_facts_ratio", "DOUBLE", "the same over the facts of the model"),
)
ANOMALY_REASON = _table(
    "anomaly_reason",
    "one row a deal at review or above, model and fact that drove its scores, at most three",
    ("run_id", "deal_id", "role", "position"),
    RUN_ID,
    DEAL_ID,
    _ROLE,
    _MODEL,
    _MODEL_DIGEST,
    ("position", "BIGINT", "place, the strongest 1"),
    ("fact", "VARCHAR", "fact"),
    ("value", "DOUBLE", "its value; null where it is missing"),
    ("usual_low", "DOUBLE", "5 % of the training deals that have it lie below"),
    ("usual_high", "DOUBLE", "5 % of the training deals that have it lie above"),
    ("missing_ratio", "DOUBLE", "share of the training deals that do not have it"),
    ("tail_addend", "DOUBLE", "what it adds to the tail score; these add up to it exactly"),
    ("forest_share", "DOUBLE", "edges it took off the path of an ordinary deal, a tree"),
)
MODEL_DRIFT = _table(
    "model_drift",
    "one row a run, anomaly model and fact, and one for the score: whether the model fits the book",
    ("run_id", "role", "fact"),
    RUN_ID,
    _ROLE,
    _MODEL,
    _MODEL_DIGEST,
    ("fact", "VARCHAR", "fact, or 'score' for the percentile"),
    ("stability_index", "DOUBLE", "population stability index against the training deals"),
    ("missing_ratio", "DOUBLE", "share of the run's deals that do not have the fact"),
    ("trained_missing_ratio", "DOUBLE", "the same of the training deals"),
    (
        "is_warning",
        "BOOLEAN",
        "0.25 or more, more than chance does in so few deals, and 100 deals or more",
    ),
)
FINDING = _table(
    "finding",
    "one row a hit, or a required rule that could not be asked",
    ("run_id", "deal_id", "rule_id"),
    RUN_ID,
    DEAL_ID,
    ("rule_id", "VARCHAR", "rule"),
    ("version", "BIGINT", "its version"),
    ("status", "VARCHAR", "active or shadow"),
    ("rule_group", "VARCHAR", "group"),
    ("stage", "VARCHAR", "pre_payment, post_payment or both"),
    ("typology", "VARCHAR", "typology"),
    ("curable", "BOOLEAN", "may be mended without adverse inference"),
    ("answer", "VARCHAR", "hit or not_evaluable"),
    ("tier", "BIGINT", "tier that held, from 1, worst first"),
    ("severity", "VARCHAR", "hold, escalate, review or note, after evidence on file"),
    ("rule_severity", "VARCHAR", "severity by the rule alone"),
    ("points", "BIGINT", "points after evidence on file, before reductions and caps"),
    ("lowered_by", "VARCHAR", "reason code that lowered it"),
    ("cause", "VARCHAR", "why it could not be asked"),
    ("missing_facts", "VARCHAR", "facts that were missing"),
    ("values_seen", "VARCHAR", "JSON: the facts asked, and the limits they met"),
    ("document_id", "VARCHAR", "the paper it points to"),
    ("payment_id", "VARCHAR", "the payment it points to"),
    ("reason", "VARCHAR", "reason in English"),
    ("reason_zh", "VARCHAR", "reason in Chinese"),
)
DUTY = _table(
    "duty",
    "one row a duty of a deal",
    ("run_id", "deal_id", "duty"),
    RUN_ID,
    DEAL_ID,
    ("duty", "VARCHAR", "SPECIAL, CURE, ENTERPRISE_REPORT, MONITOR, REPORT_FRT, ..."),
    ("title", "VARCHAR", "what is to be done"),
    ("title_zh", "VARCHAR", "the same in Chinese"),
    ("rule_ids", "VARCHAR", "rules it comes from"),
    ("starts_on", "DATE", "day its clock starts"),
    ("due_on", "DATE", "last day; null means promptly"),
    ("met_on", "DATE", "day it was done by what the batch brought; null means still owed"),
)
PAYMENT_DECISION = _table(
    "payment_decision",
    "one row a payment that waits for release",
    ("run_id", "payment_id"),
    RUN_ID,
    ("payment_id", "VARCHAR", "payment"),
    ("deal_ids", "VARCHAR", "deals it is for"),
    ("direction", "VARCHAR", "OUT or IN"),
    ("amount", "DECIMAL(18,3)", "amount"),
    ("currency", "VARCHAR", "currency"),
    ("requested_at", "TIMESTAMP", "UTC time it was asked for"),
    ("decision", "VARCHAR", "RELEASE, REVIEW, ESCALATE or HOLD, as proposed"),
    (
        "rule_ids",
        "VARCHAR",
        "rules that decide it: its holds, else its escalations, else all it has or cannot be asked",
    ),
)
RUN_RULE_COVERAGE = _table(
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
CLIENT_ID = ("client_id", "VARCHAR", "client")
PERIOD = ("period", "VARCHAR", "month of the day of decision, as 2025-12")
CLIENT_RESULT = _table(
    "client_result",
    "one row a client of a run's deals and period",
    ("run_id", "client_id"),
    RUN_ID,
    CLIENT_ID,
    PERIOD,
    ("disposition", "VARCHAR", "PASS, PASS_NOTE, REVIEW, ESCALATE or HOLD, as proposed"),
    ("disposition_rank", "BIGINT", "1 HOLD ... 5 PASS, for ordering"),
    ("points", "BIGINT", "sum of the points of its findings"),
    ("deal_points", "BIGINT", "of them, what each of its deals of the run inherits"),
    ("n_deals", "BIGINT", "its deals of the run"),
    ("n_hits", "BIGINT", "active rules hit"),
    ("n_not_evaluable", "BIGINT", "active rules that could not be asked"),
    ("why", "VARCHAR", "what set the disposition"),
    ("why_zh", "VARCHAR", "what set the disposition, in Chinese"),
    ("answers", "UTINYINT[]", "answer code of every client rule, by run_rule.position"),
)
CLIENT_FINDING = _table(
    "client_finding",
    "one row a hit of a client, or a required rule that could not be asked of it",
    ("run_id", "client_id", "rule_id"),
    RUN_ID,
    CLIENT_ID,
    PERIOD,
    ("rule_id", "VARCHAR", "rule"),
    ("version", "BIGINT", "its version"),
    ("status", "VARCHAR", "active or shadow"),
    ("rule_group", "VARCHAR", "group"),
    ("typology", "VARCHAR", "typology"),
    ("answer", "VARCHAR", "hit or not_evaluable"),
    ("tier", "BIGINT", "tier that held, from 1, worst first"),
    ("severity", "VARCHAR", "hold, escalate, review or note"),
    ("points", "BIGINT", "points"),
    ("cause", "VARCHAR", "why it could not be asked"),
    ("missing_facts", "VARCHAR", "facts that were missing"),
    ("values_seen", "VARCHAR", "JSON: the facts asked, and the limits they met"),
    ("reason", "VARCHAR", "reason in English"),
    ("reason_zh", "VARCHAR", "reason in Chinese"),
)
CLIENT_DEAL = _table(
    "client_deal",
    "one row a deal of a client: the narrow ledger later batches consult",
    ("run_id", "client_id", "deal_id"),
    RUN_ID,
    CLIENT_ID,
    DEAL_ID,
    ("dated_on", "DATE", "day of the first of its papers, else payments; as-of day at the latest"),
    ("value_cents", "BIGINT", "larger of its legs' invoices in US cents; null: cannot be valued"),
    ("is_loss", "BOOLEAN", "sold below its purchase; false while unsold; null: cannot be told"),
    ("is_on_instruction", "BOOLEAN", "paid on instruction or simplified (tiers T0, T1)"),
    ("counterparty_ids", "VARCHAR", "firms bought from or sold to, commas; null: one is not named"),
    (
        "margin_ppm",
        "BIGINT",
        "margin over the purchase in millionths; null: unsold or cannot be told",
    ),
    ("hs2s", "VARCHAR", "HS chapters of its goods, commas; null: a goods line has no code"),
    ("disposition", "VARCHAR", "PASS, PASS_NOTE, REVIEW, ESCALATE or HOLD, as proposed"),
)
SUPERSEDED = _table(
    "superseded",
    "one row a result that a later run replaced",
    ("run_id", "deal_id", "by_run_id"),
    RUN_ID,
    DEAL_ID,
    ("by_run_id", "VARCHAR", "the run that replaced it"),
)
LATE_FINDING = _table(
    "late_finding",
    "one row a deal of an earlier run, rule and key that a deal of this run uses again",
    ("run_id", "deal_id", "rule_id", "key"),
    RUN_ID,
    ("deal_id", "VARCHAR", "the earlier deal, whose own result stays as it was"),
    ("deal_run_id", "VARCHAR", "the run of the earlier deal's result"),
    ("rule_id", "VARCHAR", "rule that the two deals break together"),
    ("by_deal_id", "VARCHAR", "first deal of this run that uses the key again"),
    ("document_id", "VARCHAR", "paper of the earlier deal"),
    ("payment_id", "VARCHAR", "payment of the earlier deal, for an invoice paid again"),
    ("key", "VARCHAR", "what both use: transport paper, receipt, lot, file or invoice"),
    ("severity", "VARCHAR", "hold, escalate or review, as of the finding of the later deal"),
    ("reason", "VARCHAR", "reason in English"),
    ("reason_zh", "VARCHAR", "reason in Chinese"),
)
DEAL_SOURCE = _table(
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
CURED = "CURED"  # finding.lowered_by of a finding that was put right
CURE = _table(
    "cure",
    "one row a correction offered for a finding: a new fact beside the old, never an edit",
    ("cure_no",),
    ("cure_no", "BIGINT", "place of the cure in the store, from 1"),
    DEAL_ID,
    ("rule_id", "VARCHAR", "rule of the finding"),
    ("run_id", "VARCHAR", "the run whose finding it answers"),
    ("severity", "VARCHAR", "severity of that finding by the rule alone"),
    ("document_id", "VARCHAR", "the paper the finding points to"),
    ("payment_id", "VARCHAR", "the payment it points to"),
    ("field", "VARCHAR", "fact, or table.column, that was wrong"),
    ("corrects", "VARCHAR", "the paper, payment or deal it stands on; null: a fact of the deal"),
    ("original_value", "VARCHAR", "what was stored; null: it was blank"),
    ("corrected_value", "VARCHAR", "what is right"),
    ("proof", "VARCHAR", "the paper that proves it"),
    ("cured_by", "VARCHAR", "who put it right"),
    ("cured_on", "DATE", "day it was put right"),
    ("status", "VARCHAR", "accepted or refused"),
    ("reason", "VARCHAR", "why it was refused"),
    ("reason_zh", "VARCHAR", "the same in Chinese"),
    ("recorded_at", "TIMESTAMP", "UTC time it was written"),
)
CURE_CONDITION = _table(
    "cure_condition",
    "one row a cure and condition of the test: whether it held",
    ("cure_no", "position"),
    ("cure_no", "BIGINT", "the cure"),
    ("position", "BIGINT", "place in the test, from 1"),
    ("condition", "VARCHAR", "what was asked: curable, rest_is_clean, rare, small, ..."),
    ("holds", "BOOLEAN", "null: it could not be told"),
    ("told", "VARCHAR", "what was seen"),
    ("told_zh", "VARCHAR", "the same in Chinese"),
)
CURE_TABLES = (CURE, CURE_CONDITION)
NOTICE_NO = ("notice_no", "BIGINT", "place of the notice in the store, from 1")
LIST_NAME = ("list", "VARCHAR", "offshore_list or lingang_white_list")
LIST_NOTICE = _table(
    "list_notice",
    "one row an official notice of a list of enterprises, as it was imported; never edited",
    ("notice_no",),
    NOTICE_NO,
    LIST_NAME,
    ("issuer", "VARCHAR", "authority that issued it"),
    ("number", "VARCHAR", "its number"),
    ("dated", "DATE", "day it bears"),
    ("file_sha256", "VARCHAR", "digest of the file it was imported from"),
    ("content_digest", "VARCHAR", "digest of what it says, whatever the kind of file"),
    ("received_at", "TIMESTAMP", "UTC time from which the bank counts as knowing it"),
    ("imported_at", "TIMESTAMP", "UTC time it was written"),
    ("imported_by", "VARCHAR", "who imported it"),
)
LIST_ENTRY = _table(
    "list_entry",
    "one row an enterprise in a notice: a later entry supersedes an earlier one, none is edited",
    ("notice_no", "line"),
    NOTICE_NO,
    ("line", "BIGINT", "line of the file"),
    LIST_NAME,
    ("client_id", "VARCHAR", "client of the bank; null: none was known by that code"),
    ("uscc", "VARCHAR", "unified social credit code"),
    ("name", "VARCHAR", "name in the notice"),
    ("action", "VARCHAR", "listed, suspended or removed"),
    ("valid_from", "DATE", "first day it holds"),
    ("valid_to", "DATE", "last day it holds; null: until a later entry"),
    ("reason", "VARCHAR", "reason given"),
    ("known_from", "TIMESTAMP", "UTC time from which the bank counts as knowing it"),
)
PROPOSAL_NO = ("proposal_no", "BIGINT", "place of the proposing in the store, from 1")
LIST_PROPOSAL = _table(
    "list_proposal",
    "one row a client and proposing: what the bank would recommend for the list, by criteria of "
    "its own",
    ("proposal_no", "client_id"),
    PROPOSAL_NO,
    ("as_of", "TIMESTAMP", "UTC time it was asked as of; nothing known later was used"),
    ("client_id", "VARCHAR", "client"),
    ("uscc", "VARCHAR", "unified social credit code"),
    ("name", "VARCHAR", "name, Chinese if known"),
    ("list_state", "VARCHAR", "listed, suspended, removed or none on that day"),
    ("proposal", "VARCHAR", "add, keep, suspend, remove or left_out"),
    ("reasons", "VARCHAR", "why, in English"),
    ("reasons_zh", "VARCHAR", "why, in Chinese"),
    ("rule_ids", "VARCHAR", "criteria that hit, comma-separated"),
    ("unasked_ids", "VARCHAR", "criteria that could not be asked, comma-separated"),
    ("facts", "VARCHAR", "JSON: every fact the criteria asked, with its value"),
    ("run_ids", "VARCHAR", "runs whose results of its deals were counted, comma-separated"),
    ("pack_digest", "VARCHAR", "digest of the rule pack that holds the criteria"),
    ("digest", "VARCHAR", "digest of all that was proposed together"),
    ("proposed_at", "TIMESTAMP", "UTC time it was written"),
)
LIST_GROUND = _table(
    "list_ground",
    "one row a client, proposing and criterion that hit or could not be asked",
    ("proposal_no", "client_id", "rule_id"),
    PROPOSAL_NO,
    ("client_id", "VARCHAR", "client"),
    ("rule_id", "VARCHAR", "criterion"),
    ("version", "BIGINT", "its version"),
    ("rule_digest", "VARCHAR", "sha256 of what decides in it"),
    ("proposes", "VARCHAR", "what its hit proposes: leave_out, suspend or remove"),
    ("answer", "VARCHAR", "hit or not_evaluable"),
    ("cause", "VARCHAR", "why it could not be asked"),
    ("values_seen", "VARCHAR", "JSON: the facts asked, and the limits they met"),
    ("reason", "VARCHAR", "reason in English"),
    ("reason_zh", "VARCHAR", "reason in Chinese"),
)
LIST_SUBMISSION = _table(
    "list_submission",
    "one row a recommendation file that was made",
    ("submission_no",),
    ("submission_no", "BIGINT", "place of the submission in the store, from 1"),
    PROPOSAL_NO,
    ("as_of", "TIMESTAMP", "UTC time of the proposals it carries"),
    ("file", "VARCHAR", "name of the file"),
    ("file_sha256", "VARCHAR", "digest of the file"),
    ("n_rows", "BIGINT", "enterprises in it"),
    ("made_at", "TIMESTAMP", "UTC time it was written"),
)
LIST_TABLES = (LIST_NOTICE, LIST_ENTRY, LIST_PROPOSAL, LIST_GROUND, LIST_SUBMISSION)
FOUND_PREFIX = "FOUND-"  # of the id of a deal made of what no deal claimed
PAPER_USE = _table(
    "paper_use",
    "one row a use of a title paper by a deal: the narrow ledger later batches consult",
    ("run_id", "paper_key", "deal_id"),
    RUN_ID,
    ("paper_key", "VARCHAR", "carrier and normalised number"),
    DEAL_ID,
    ("client_id", "VARCHAR", "client"),
    ("document_id", "VARCHAR", "paper"),
    ("submitted_on", "DATE", "day of use"),
    ("supplier_ids", "VARCHAR", "sellers of the purchase leg, comma-separated"),
    ("buyer_ids", "VARCHAR", "buyers of the sale leg, comma-separated"),
    ("named_ids", "VARCHAR", "firms the paper names as holders, comma-separated; no banks"),
    ("drawn_milli", "BIGINT", "quantity drawn as declared, thousandths of the base unit"),
    ("paper_milli", "BIGINT", "quantity of the paper, thousandths of the base unit"),
    ("bank_ids", "VARCHAR", "banks of the deal's credits, comma-separated"),
    ("banks_hold_to", "DATE", "last day those may hold the papers; null where no end is known"),
    ("ended_as", "VARCHAR", "how the paper ended: surrendered for delivery, or void"),
    ("ended_at", "TIMESTAMP", "UTC time it ended"),
    ("end_known_at", "TIMESTAMP", "UTC time the bank learned of it"),
)
INVOICE_USE = _table(
    "invoice_use",
    "one row an invoice of a deal: the narrow ledger later batches consult",
    ("run_id", "invoice_key", "deal_id", "document_id"),
    RUN_ID,
    ("invoice_key", "VARCHAR", "seller and normalised number"),
    DEAL_ID,
    ("document_id", "VARCHAR", "invoice"),
    ("content", "VARCHAR", "buyer, day, amount, currency and kind, as one text"),
)
PAYMENT_USE = _table(
    "payment_use",
    "one row a released or requested payment on an invoice; a refund is a negative amount",
    ("run_id", "invoice_key", "payment_id"),
    RUN_ID,
    ("invoice_key", "VARCHAR", "seller and normalised number"),
    DEAL_ID,
    ("payment_id", "VARCHAR", "payment"),
    ("payee", "VARCHAR", "payee"),
    ("direction", "VARCHAR", "IN or OUT as the client sees it; of a refund, of what it refunds"),
    ("amount", "DECIMAL(18,3)", "amount paid on the invoice"),
    ("invoice_amount", "DECIMAL(18,3)", "amount of the invoice"),
    ("currency", "VARCHAR", "currency"),
    ("paid_on", "DATE", "value date, or day of request"),
)

RECEIPT_USE = _table(
    "receipt_use",
    "one row a use of a warehouse receipt by a deal: the narrow ledger later batches consult",
    ("run_id", "receipt_key", "deal_id", "document_id"),
    RUN_ID,
    ("receipt_key", "VARCHAR", "warehouse and normalised receipt number"),
    ("lot_key", "VARCHAR", "warehouse, commodity and normalised lot marks"),
    DEAL_ID,
    ("client_id", "VARCHAR", "client"),
    ("document_id", "VARCHAR", "receipt"),
    ("submitted_on", "DATE", "day of use"),
    ("supplier_ids", "VARCHAR", "sellers of the purchase leg, comma-separated"),
    ("buyer_ids", "VARCHAR", "buyers of the sale leg, comma-separated"),
    ("stock_key", "VARCHAR", "warehouse, commodity and base unit"),
    ("quantity_milli", "BIGINT", "quantity of the receipt, thousandths of the base unit"),
    ("drawn_milli", "BIGINT", "of it declared as drawn by the deal; null for the whole receipt"),
    ("issued_on", "DATE", "day of issue"),
    ("valid_to", "DATE", "last day of validity"),
    ("is_open", "BOOLEAN", "neither cancelled nor delivered"),
    ("held_to", "DATE", "day title went out of the deal; null while it is held"),
    ("replaced_keys", "VARCHAR", "keys of the receipts it was issued for, comma-separated"),
)
FILE_USE = _table(
    "file_use",
    "one row a file of a paper of a deal: the narrow ledger later batches consult",
    ("run_id", "sha256", "deal_id", "document_id"),
    RUN_ID,
    ("sha256", "VARCHAR", "digest of the file"),
    DEAL_ID,
    ("document_id", "VARCHAR", "paper"),
    ("submitted_on", "DATE", "day of use"),
    ("content", "VARCHAR", "kind, number, day, amount or quantity and party, as one text"),
)
VOYAGE_USE = _table(
    "voyage_use",
    "one row a transport paper of a deal and the voyage it names: the ledger of cargo aboard",
    ("run_id", "voyage_key", "deal_id", "document_id"),
    RUN_ID,
    ("voyage_key", "VARCHAR", "IMO ship number and normalised voyage number"),
    ("paper_key", "VARCHAR", "carrier and normalised number"),
    DEAL_ID,
    ("client_id", "VARCHAR", "client"),
    ("document_id", "VARCHAR", "paper"),
    ("submitted_on", "DATE", "day of use"),
    ("on_board_on", "DATE", "goods on board"),
    ("load_port", "VARCHAR", "port of loading"),
    ("hs6", "VARCHAR", "commodity"),
    ("gross_g", "BIGINT", "gross weight in grams, else the quantity where that is a weight"),
    ("quantity_milli", "BIGINT", "quantity of the paper, thousandths of the base unit"),
    ("parcel_no", "VARCHAR", "number of the master or first bill of its parcel, else its own"),
    ("marks", "VARCHAR", "its containers, 'measured' or 'lot': what tells the parcel from others"),
)
PEER_MONTHS = 3  # whole months before that of a price, from which its peers come
PRICE_USE = _table(
    "price_use",
    "one row a priced goods line of a deal: the peers of later prices, each as a run recorded it",
    ("run_id", "price_month", "deal_id", "document_id", "line_no", "leg"),
    RUN_ID,
    ("price_month", "VARCHAR", "heading of the commodity and month of the price, 7403:2025-02"),
    DEAL_ID,
    ("document_id", "VARCHAR", "contract, or invoice where no contract has a price"),
    ("line_no", "BIGINT", "goods line"),
    ("leg", "VARCHAR", "buy or sell"),
    ("hs6", "VARCHAR", "commodity"),
    ("lane", "VARCHAR", "countries of loading and discharge, CL-NL; null: no paper says"),
    ("base_unit", "VARCHAR", "base unit of the quantity"),
    ("priced_on", "DATE", "day the price was struck"),
    ("recorded_on", "DATE", "day of decision of the run: from the day after, others may see it"),
    ("price_micro", "BIGINT", "price on FOB basis, millionths of a US dollar a base unit"),
    ("ratio_micro", "BIGINT", "price over the reference then known, millionths; null: none"),
)
FLOW_USE = _table(
    "flow_use",
    "one row a payment of a deal, role and firm behind it: the ledger of flows",
    ("run_id", "deal_id", "payment_id", "role", "flow_key"),
    RUN_ID,
    ("client_id", "VARCHAR", "client"),
    DEAL_ID,
    ("payment_id", "VARCHAR", "payment; none that was returned or cancelled"),
    ("role", "VARCHAR", "payee: the other party; tied: a firm tied to it; client: the client's"),
    ("flow_key", "VARCHAR", "the firm behind it in that role"),
    ("other_id", "VARCHAR", "the other party"),
    ("direction", "VARCHAR", "IN or OUT"),
    ("paid_on", "DATE", "value date, or day of request"),
    ("currency", "VARCHAR", "currency"),
    ("usd_cents", "BIGINT", "the deal's share in US cents; null: cannot be valued"),
    ("is_refund", "BOOLEAN", "gives back what was paid before"),
    ("is_bought", "BOOLEAN", "foreign currency out that was bought, or of unstated source"),
    ("is_return", "BOOLEAN", "RMB in"),
    ("account_kind", "VARCHAR", "kind of the client's account: FTE, FTN, NRA, OSA or ordinary"),
    ("other_kind", "VARCHAR", "kind of the other party's account"),
    ("line", "VARCHAR", "of a free trade account: first line (abroad) or second line (domestic)"),
    ("parcel", "VARCHAR", "commodity, port and measured quantity or containers of the deal"),
)
LIST_DIGEST = ("list_digest", "VARCHAR", "digest of the list's content and the matching method")
_LIST = ("list", "VARCHAR", "the list")
_LIST_VERSION = ("list_version", "VARCHAR", "edition of the list; null: known by its digest alone")
_N_ENTRIES = ("n_entries", "BIGINT", "entries of the list known at that time")
_SCREENED_AT = ("screened_at", "TIMESTAMP", "UTC time of decision the list was known at")
_VALUE_KIND = ("kind", "VARCHAR", "name, vessel, imo, lei, bic or registration")
LIST_SCREENED = _table(
    "list_screened",
    "one row a list that the names of a run were held against",
    ("run_id", "list"),
    RUN_ID,
    _LIST,
    _LIST_VERSION,
    LIST_DIGEST,
    ("legal_effect", "VARCHAR", "what it binds the bank by"),
    _N_ENTRIES,
    ("n_names", "BIGINT", "distinct names of those entries"),
    _SCREENED_AT,
    ("n_screened", "BIGINT", "distinct names and identifiers of the run"),
    ("n_matched", "BIGINT", "of them near an entry or equal to its identifier"),
)
NAME_SCREENED = _table(
    "name_screened",
    "one row a name or identifier of a run and list it was held against; nothing found is told too",
    ("run_id", "list", "kind", "value"),
    RUN_ID,
    _LIST,
    _LIST_VERSION,
    LIST_DIGEST,
    _N_ENTRIES,
    _SCREENED_AT,
    _VALUE_KIND,
    ("value", "VARCHAR", "the name or identifier as the papers write it"),
    ("uid", "VARCHAR", "nearest entry; null: nothing found"),
    ("listed_name", "VARCHAR", "its name that is nearest"),
    ("score", "DOUBLE", "how near, 0.8 to 1; null: nothing found"),
    ("way", "VARCHAR", "identifier, written, read (from Chinese) or same (common words alone)"),
)
LIST_MATCH = _table(
    "list_match",
    "one row a name or identifier and entry of a list it is near",
    ("run_id", "list", "kind", "value", "uid"),
    RUN_ID,
    _LIST,
    LIST_DIGEST,
    _VALUE_KIND,
    ("value", "VARCHAR", "the name or identifier as the papers write it"),
    ("uid", "VARCHAR", "entry"),
    ("listed_name", "VARCHAR", "its name that is nearest"),
    ("score", "DOUBLE", "how near, 0.8 to 1"),
    ("way", "VARCHAR", "identifier, written, read (from Chinese) or same (common words alone)"),
)
SCREENED_TABLES = (LIST_SCREENED, NAME_SCREENED, LIST_MATCH)
TRADE_USE = _table(
    "trade_use",
    "one row a deal, commodity, supplier, buyer and transport paper: the ledger of like deals",
    ("run_id", "deal_id", "hs6", "supplier_id", "buyer_id", "document_id"),
    RUN_ID,
    ("client_id", "VARCHAR", "client"),
    DEAL_ID,
    ("hs6", "VARCHAR", "commodity"),
    ("supplier_id", "VARCHAR", "seller of the purchase leg"),
    ("buyer_id", "VARCHAR", "buyer of the sale leg"),
    ("document_id", "VARCHAR", "transport paper; null: none"),
    ("dated_on", "DATE", "day of its first contract, else of its first paper"),
    ("submitted_on", "DATE", "day of the first of its papers"),
    ("base_unit", "VARCHAR", "base unit of the quantity"),
    ("quantity_milli", "BIGINT", "quantity bought, thousandths of the base unit; null: not told"),
    (
        "price",
        "VARCHAR",
        "currency, unit and price bought at, USD:TNE:9000.000000; of several the two ends",
    ),
    ("paper_key", "VARCHAR", "carrier and normalised number of the transport paper"),
    ("parcel_no", "VARCHAR", "number of the master or first bill of its parcel, else its own"),
    ("parcel_key", "VARCHAR", "voyage, port, commodity, measured quantity or containers"),
    ("voyage_key", "VARCHAR", "IMO ship number and normalised voyage number"),
)
PARTY_ID = ("party_id", "VARCHAR", "party or client")
PARTY_MATCH = _table(
    "party_match",
    "one row a pair of parties that are one firm, may be, or were said not to be: the evidence",
    ("run_id", "party_id", "other_party_id", "decided_by"),
    RUN_ID,
    PARTY_ID,
    ("other_party_id", "VARCHAR", "the other"),
    ("verdict", "VARCHAR", "same: joined to one firm; may_be_same: never joined; different"),
    ("decided_by", "VARCHAR", "stated, lei, uscc, registration, imo_company, account, name, ..."),
    ("probability_permille", "BIGINT", "probability of one firm in thousandths; null: not weighed"),
    ("agree", "VARCHAR", "attributes that agree, commas"),
    ("differ", "VARCHAR", "attributes that differ, commas"),
)
PARTY_ENTITY = _table(
    "party_entity",
    "one row a party that is new, or whose firm is called otherwise than before",
    ("run_id", "party_id"),
    RUN_ID,
    PARTY_ID,
    ("entity_id", "VARCHAR", "what its firm is called from this run on"),
    ("since_on", "DATE", "day of decision of the run that first called a firm so"),
    ("former_id", "VARCHAR", "what it was called before, superseded; null: it is new"),
    ("known_at", "TIMESTAMP", "UTC time of decision of the run"),
)
PARTY_KEY = _table(
    "party_key",
    "one row a new identifier or name of a party: what parties of later batches are held against",
    ("run_id", "party_id", "kind", "value"),
    RUN_ID,
    PARTY_ID,
    ("kind", "VARCHAR", "lei, uscc, registration, imo_company or name"),
    ("value", "VARCHAR", "the identifier as letters and digits, or the name as given"),
)
PARTY_TABLES = (PARTY_MATCH, PARTY_ENTITY, PARTY_KEY)
USE_TABLES = (
    PAPER_USE,
    INVOICE_USE,
    PAYMENT_USE,
    RECEIPT_USE,
    FILE_USE,
    VOYAGE_USE,
    FLOW_USE,
    TRADE_USE,
)
CONSULTED_TABLES = (*USE_TABLES, CLIENT_DEAL, PRICE_USE)
EVER_TABLES = (PRICE_USE,)  # of these what was replaced since counts too: it was known then

RESULT_TABLES = MappingProxyType(
    {
        t.name: t
        for t in (
            RUN,
            RUN_HISTORY,
            RUN_FILE,
            REJECT,
            RUN_RULE,
            RULE_TEXT,
            POLICY_TEXT,
            DEAL_DOCUMENT,
            DEAL_PAYMENT,
            DEAL_RESULT,
            ADDEND,
            DEAL_ANOMALY,
            ANOMALY_REASON,
            MODEL_DRIFT,
            FINDING,
            LATE_FINDING,
            DUTY,
            PAYMENT_DECISION,
            RUN_RULE_COVERAGE,
            CLIENT_RESULT,
            CLIENT_FINDING,
            SUPERSEDED,
            DEAL_SOURCE,
            *CURE_TABLES,
            *LIST_TABLES,
            *SCREENED_TABLES,
            *PARTY_TABLES,
            *CONSULTED_TABLES,
        )
    }
)
