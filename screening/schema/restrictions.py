"""Tables of what may not be done: restricted places, controlled goods, and ships that hide."""

from __future__ import annotations

from screening.schema.column import Column
from screening.schema.column import ColumnType as T
from screening.schema.evidence import KNOWN_AT, SOURCE
from screening.schema.parties import VALID_AND_KNOWN
from screening.schema.reference import reference

LEGAL_EFFECTS = ("statutory_cn", "un", "bank_policy")
LEGAL_EFFECT = Column(
    "legal_effect",
    T.CODE,
    "whose rule it is: law of China, the United Nations, or the bank's own policy",
    required=True,
    values=LEGAL_EFFECTS,
)
PLACE_SCHEMES = ("embargo", "restricted")
JURISDICTION_SCHEMES = ("fatf_high_risk", "fatf_monitored", "secrecy")

COUNTRY_RISK = reference(
    "country_risk",
    "one row a country or port, a scheme of a list, and the interval it is in force",
    ("list", "place", "scheme", "valid_from"),
    Column("list", T.CODE, "list it stands on", required=True),
    Column(
        "place",
        T.CODE,
        "country, or a port alone",
        required=True,
        standard="ISO 3166-1 alpha-2 or UN/LOCODE",
    ),
    Column(
        "scheme",
        T.CODE,
        "what the list says of it",
        required=True,
        values=(*PLACE_SCHEMES, *JURISDICTION_SCHEMES),
    ),
    LEGAL_EFFECT,
    *VALID_AND_KNOWN,
    SOURCE,
)
CONTROL_LISTS = reference(
    "control_lists",
    "one row a commodity code or keyword of a list of controlled goods",
    ("list", "category", "hs_prefix", "keyword", "valid_from"),
    Column("list", T.CODE, "list it stands on", required=True),
    Column(
        "category",
        T.CODE,
        "why the goods are controlled",
        required=True,
        values=("prohibited", "dual_use", "arms", "precursor", "cites", "waste"),
    ),
    Column(
        "hs_prefix",
        T.CODE,
        "first digits of the commodity code",
        standard="WCO HS, first 2, 4 or 6 digits",
        absence="goods of any code",
    ),
    Column(
        "keyword",
        T.TEXT,
        "words in the description",
        absence="the code alone decides",
    ),
    LEGAL_EFFECT,
    *VALID_AND_KNOWN,
    SOURCE,
)
AIS_GAPS = reference(
    "ais_gaps",
    "one row a thing the position signals of a vessel show or lack, or an interval found whole",
    ("imo", "kind", "from_at"),
    Column("imo", T.CODE, "IMO ship number", required=True, standard="IMO number, 7 digits"),
    Column(
        "kind",
        T.CODE,
        "what was found; none for an interval looked at and found whole",
        required=True,
        values=("gap", "identity_change", "transfer", "none"),
        standard="gap, change of identity, ship-to-ship transfer",
    ),
    Column("from_at", T.TIME, "when it began", required=True),
    Column("to_at", T.TIME, "when it ended", absence="had not ended"),
    Column("is_risk_area", T.FLAG, "in an area of risk", absence="taken as in none"),
    KNOWN_AT,
    SOURCE,
)

TABLES = (COUNTRY_RISK, CONTROL_LISTS, AIS_GAPS)
