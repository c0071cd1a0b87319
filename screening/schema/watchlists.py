"""Tables of lists of sanctions and control, and of what the bank's own screening engine found."""

from __future__ import annotations

from types import MappingProxyType

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T
from screening.schema.restrictions import LEGAL_EFFECTS

_LIST = Column("list", T.CODE, "the list", required=True)
_UID = Column("uid", T.CODE, "the list's own number of the entry", required=True)

SANCTIONS = Table(
    "sanctions",
    TableKind.REFERENCE,
    "one row a name of an entry of a list",
    ("list", "uid", "name", "name_kind", "valid_from", "known_from"),
    (
        _LIST,
        Column(
            "list_version",
            T.CODE,
            "edition of the list; of several the last counts",
            absence="known by its content alone",
        ),
        _UID,
        Column("name", T.TEXT, "one name of the entry", required=True),
        Column(
            "name_kind",
            T.CODE,
            "what kind of name it is; a weak one is too common to tell the entry by",
            values=("primary", "strong", "weak"),
            aliases=MappingProxyType({"good": "strong", "low": "weak"}),
            absence="taken as primary",
        ),
        Column(
            "kind",
            T.CODE,
            "what the entry is",
            values=("person", "entity", "vessel", "aircraft", "bank"),
            aliases=MappingProxyType({"individual": "person"}),
            absence="that of the entry's other names, or an entity",
        ),
        Column(
            "legal_effect",
            T.CODE,
            "what the list binds the bank by: Chinese law, the UN Charter, or its own policy",
            required=True,
            values=LEGAL_EFFECTS,
        ),
        Column("programme", T.TEXT, "programme or reason it is listed under"),
        Column("country", T.TEXT, "country named in the entry"),
        Column("imo", T.CODE, "IMO ship numbers, parted by blanks", standard="IMO number"),
        Column("imo_company", T.CODE, "IMO company numbers, parted by blanks"),
        Column("lei", T.CODE, "LEI", standard="ISO 17442"),
        Column("bic", T.CODE, "BICs, parted by blanks", standard="ISO 9362"),
        Column("registration_no", T.CODE, "registration numbers, parted by blanks"),
        Column("valid_from", T.DATE, "day it was listed", absence="listed from the start"),
        Column("valid_to", T.DATE, "last day it is listed", absence="still listed"),
        Column("known_from", T.TIME, "when the bank learned of it", absence="when it was listed"),
        Column("known_to", T.TIME, "when the bank learned it was wrong", absence="never corrected"),
    ),
)

SANCTION_ADDRESSES = Table(
    "sanction_addresses",
    TableKind.REFERENCE,
    "one row an address of an entry of a list",
    ("list", "uid", "address_no"),
    (
        _LIST,
        _UID,
        Column("address_no", T.CODE, "the list's own number of the address", required=True),
        Column("address", T.TEXT, "street and house"),
        Column("city", T.TEXT, "city, province and postal code"),
        Column("country", T.TEXT, "country"),
        Column("remarks", T.TEXT, "remarks"),
    ),
)

SCREENING_RESULTS = Table(
    "screening_results",
    TableKind.PARTY,
    "one row what the bank's own name screening says of a name or party and a list",
    ("list", "uid", "name", "party_id", "screened_at"),
    (
        Column("name", T.TEXT, "name screened", absence="that of the party"),
        Column("party_id", T.CODE, "party screened", absence="whoever bears the name"),
        _LIST,
        Column("uid", T.CODE, "entry of the list", absence="the list as a whole"),
        Column(
            "result",
            T.CODE,
            "clear: nothing found; possible: not settled yet; match, false_match: by people",
            required=True,
            values=("clear", "possible", "match", "false_match"),
        ),
        Column("screened_at", T.TIME, "when it was screened or settled", required=True),
        Column("engine", T.TEXT, "engine or person that says so"),
        Column(
            "legal_effect",
            T.CODE,
            "what the list binds the bank by, where it is not given as table `sanctions`",
            values=LEGAL_EFFECTS,
            absence="that of the list, or the bank's own policy",
        ),
    ),
)

TABLES = (SANCTIONS, SANCTION_ADDRESSES, SCREENING_RESULTS)
