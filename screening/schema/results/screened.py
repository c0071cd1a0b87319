"""Tables of names held against lists."""

from __future__ import annotations

from screening.schema.result_table import table_of
from screening.schema.results.keys import RUN_ID

LIST_DIGEST = ("list_digest", "VARCHAR", "digest of the list's content and the matching method")
_LIST = ("list", "VARCHAR", "the list")
_LIST_VERSION = ("list_version", "VARCHAR", "edition of the list; null: known by its digest alone")
_N_ENTRIES = ("n_entries", "BIGINT", "entries of the list known at that time")
_SCREENED_AT = ("screened_at", "TIMESTAMP", "UTC time of decision the list was known at")
_VALUE_KIND = ("kind", "VARCHAR", "name, vessel, imo, lei, bic or registration")
LIST_SCREENED = table_of(
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
NAME_SCREENED = table_of(
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
LIST_MATCH = table_of(
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
