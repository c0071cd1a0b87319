"""Tables of the enterprise list: notices, proposals, submissions."""

from __future__ import annotations

from screening.schema.result_table import table_of

NOTICE_NO = ("notice_no", "BIGINT", "place of the notice in the store, from 1")
LIST_NAME = ("list", "VARCHAR", "offshore_list or lingang_white_list")
LIST_NOTICE = table_of(
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
LIST_ENTRY = table_of(
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
LIST_PROPOSAL = table_of(
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
LIST_GROUND = table_of(
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
LIST_SUBMISSION = table_of(
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
