"""Tables of clients, their dated statuses, foreign parties and how parties are related."""

from __future__ import annotations

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T

VALID_AND_KNOWN = (
    Column("valid_from", T.DATE, "first day it holds", required=True),
    Column("valid_to", T.DATE, "last day it holds", absence="still holds"),
    Column("known_from", T.TIME, "when the bank learned of it", absence="known from the start"),
    Column("known_to", T.TIME, "when the bank learned it was wrong", absence="never corrected"),
)

CLIENTS = Table(
    "clients",
    TableKind.PARTY,
    "one row an enterprise of the bank",
    ("client_id",),
    (
        Column("client_id", T.CODE, "the enterprise's key", required=True, also=("enterprise_id",)),
        Column("uscc", T.CODE, "unified social credit code", standard="GB 32100"),
        Column("name_cn", T.TEXT, "name in Chinese"),
        Column("name_en", T.TEXT, "name in English"),
        Column("lei", T.CODE, "LEI", standard="ISO 17442"),
        Column("incorporated_on", T.DATE, "day of incorporation"),
        Column("registered_province", T.TEXT, "province of registration"),
        Column("scope_text", T.TEXT, "registered scope of business", standard="经营范围"),
        Column("paid_in_capital", T.MONEY, "paid-in capital", unit="CNY"),
        Column("annual_revenue", T.MONEY, "revenue of the last full year", unit="CNY"),
        Column("staff_count", T.WHOLE, "staff"),
        Column("branch_id", T.CODE, "branch that keeps the client"),
        Column("branch_province", T.TEXT, "province of that branch"),
        Column(
            "nonlocal_reason",
            T.TEXT,
            "why a branch of another province keeps it",
            standard="异地企业",
            absence="no reason",
        ),
    ),
)

CLIENT_STATUS = Table(
    "client_status",
    TableKind.PARTY,
    "one row a dated entry of a client in a register, class or list",
    ("client_id", "scheme", "value", "valid_from", "known_from"),
    (
        Column("client_id", T.CODE, "enterprise", required=True, also=("enterprise_id",)),
        Column(
            "scheme",
            T.CODE,
            "register, class or list",
            required=True,
            values=(
                "directory",
                "safe_class",
                "client_class",
                "offshore_list",
                "lingang_white_list",
                "bank_white_list",
                "rmb_key_supervision",
                "registry_status",
            ),
        ),
        Column(
            "value",
            T.CODE,
            "what the entry says, in the words of its scheme: of the directory and of lists "
            "listed, suspended, removed, revoked or none; SAFE class A, B, C; the class 1, 2, "
            "3 of the bank; of the companies register normal or any other state. Chinese words are "
            "read as these (移出, B类, 一类); another word is rejected. A client with no "
            "entry is in no directory and on no list that favours it; that it is not under key "
            "supervision an entry `none` must say",
            required=True,
        ),
        *VALID_AND_KNOWN,
        Column(
            "source_ref",
            T.TEXT,
            "notice or batch it came from; an entry of a list of the authorities counts only with "
            "the number of their notice, as 〔2025〕3号 or 2025年第3号",
        ),
    ),
)

PARTIES = Table(
    "parties",
    TableKind.PARTY,
    "one row a party",
    ("party_id",),
    (
        Column("party_id", T.CODE, "the party's key", required=True),
        Column("name", T.TEXT, "name"),
        Column("country", T.CODE, "country", standard="ISO 3166-1 alpha-2"),
        Column("is_resident", T.FLAG, "resident of China", standard="居民"),
        Column("is_bank", T.FLAG, "is a bank", absence="taken as no bank"),
        Column("client_id", T.CODE, "the same firm as client of the bank", absence="no client"),
        Column("lei", T.CODE, "LEI", standard="ISO 17442"),
        Column("registration_no", T.CODE, "registration number"),
        Column("controller_id", T.CODE, "ultimate controller, where one is known"),
        Column("incorporated_on", T.DATE, "day of incorporation"),
        Column("address", T.TEXT, "address"),
        Column("phone", T.TEXT, "telephone"),
        Column("website", T.TEXT, "web site"),
        Column("email", T.TEXT, "e-mail address"),
        Column("imo_company", T.CODE, "IMO company number", standard="IMO MSC.160(78)"),
        Column("is_mass_address", T.FLAG, "address at which very many firms are registered"),
    ),
)

PARTY_LINKS = Table(
    "party_links",
    TableKind.PARTY,
    "one row a relation between two parties; `different`: the bank looked, and they are two firms",
    ("party_id", "other_party_id", "kind", "valid_from"),
    (
        Column("party_id", T.CODE, "party; the shareholder, the director", required=True),
        Column("other_party_id", T.CODE, "the other party; the firm owned, led", required=True),
        Column(
            "kind",
            T.CODE,
            "relation",
            required=True,
            values=(
                "shareholder",
                "director",
                "same_group",
                "same_controller",
                "same_entity",
                "different",
            ),
        ),
        Column("share_ratio", T.RATIO, "share held, 0.5 for half", unit="ratio"),
        Column("is_disclosed", T.FLAG, "the client declared it", absence="not declared"),
        *VALID_AND_KNOWN,
    ),
)

TABLES = (CLIENTS, CLIENT_STATUS, PARTIES, PARTY_LINKS)
