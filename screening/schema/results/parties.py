"""Tables of parties and what resolves them."""

from __future__ import annotations

from screening.schema.result_table import table_of
from screening.schema.results.keys import RUN_ID

PARTY_ID = ("party_id", "VARCHAR", "party or client")
PARTY_MATCH = table_of(
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
PARTY_ENTITY = table_of(
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
PARTY_KEY = table_of(
    "party_key",
    "one row a new identifier or name of a party: what parties of later batches are held against",
    ("run_id", "party_id", "kind", "value"),
    RUN_ID,
    PARTY_ID,
    ("kind", "VARCHAR", "lei, uscc, registration, imo_company or name"),
    ("value", "VARCHAR", "the identifier as letters and digits, or the name as given"),
)
PARTY_TABLES = (PARTY_MATCH, PARTY_ENTITY, PARTY_KEY)
