"""Tables of what the bank knows of an enterprise: reviews, mandates, figures, flows, penalties."""

from __future__ import annotations

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T
from screening.schema.parties import VALID_AND_KNOWN

CLIENT_ID = Column("client_id", T.CODE, "enterprise", required=True, also=("enterprise_id",))


def standing(name: str, grain: str, key: tuple[str, ...], *columns: Column) -> Table:
    """A table of what is known of an enterprise."""
    return Table(name, TableKind.PARTY, grain, key, (CLIENT_ID, *columns))


CLIENT_REVIEWS = standing(
    "client_reviews",
    "one row a review of an enterprise by the bank",
    ("client_id", "kind", "reviewed_on"),
    Column(
        "kind",
        T.CODE,
        "first classification, its renewal, or enhanced due diligence",
        required=True,
        values=("initial", "periodic", "enhanced"),
        standard="客户尽职调查; 强化尽职调查",
    ),
    Column("reviewed_on", T.DATE, "day of the review", required=True),
    Column("next_due_on", T.DATE, "day the next one is due", absence="a year later"),
    Column("reviewed_by", T.CODE, "who reviewed"),
)
CLIENT_MANDATES = standing(
    "client_mandates",
    "one row a mandate under which an enterprise trades for its group, as approved at onboarding",
    ("client_id", "kind", "valid_from"),
    Column(
        "kind",
        T.CODE,
        "group procurement centre or dedicated subsidiary",
        required=True,
        values=("group_procurement", "dedicated_subsidiary"),
    ),
    Column("parent_id", T.CODE, "the firm whose group it serves"),
    Column("yearly_limit", T.MONEY, "volume approved a year", unit="USD", absence="none approved"),
    Column("approved_by", T.CODE, "who approved it"),
    *VALID_AND_KNOWN,
)
FINANCIAL_STATEMENTS = standing(
    "financial_statements",
    "one row a year of an enterprise's statements, its own or its group's",
    ("client_id", "year_end", "is_consolidated"),
    Column("year_end", T.DATE, "last day of the year", required=True),
    Column("is_consolidated", T.FLAG, "of the group it belongs to", required=True),
    Column("revenue", T.MONEY, "revenue of the year", unit="CNY"),
    Column("paid_in_capital", T.MONEY, "paid-in capital at its end", unit="CNY"),
    Column("known_at", T.TIME, "when the bank had them", absence="four months after the year"),
)
CROSS_BORDER_FLOWS = standing(
    "cross_border_flows",
    "one row a month and balance-of-payments code of an enterprise's receipts and payments, "
    "at all banks as far as known",
    ("client_id", "month", "bop_code"),
    Column("month", T.DATE, "first day of the month", required=True),
    Column("bop_code", T.CODE, "code", required=True, standard="SAFE 交易编码"),
    Column("amount", T.MONEY, "receipts and payments together", required=True, unit="USD"),
)
ADVERSE_RECORDS = Table(
    "adverse_records",
    TableKind.PARTY,
    "one row a penalty, risk report or adverse news of a firm",
    ("party_id", "kind", "recorded_on", "ref"),
    (
        Column("party_id", T.CODE, "client or party", required=True),
        Column(
            "kind",
            T.CODE,
            "what it is",
            required=True,
            values=("penalty", "risk_report", "litigation", "adverse_news"),
            standard="行政处罚; 外汇风险交易报告; 诉讼; 负面舆情",
        ),
        Column("recorded_on", T.DATE, "day of it", required=True),
        Column("ref", T.CODE, "its number", required=True),
        Column("authority", T.TEXT, "who issued it"),
        Column("is_fx", T.FLAG, "for a breach of the rules of foreign exchange", absence="no"),
        Column("amount", T.MONEY, "fine", unit="CNY"),
        Column("known_from", T.TIME, "when the bank learned of it", absence="on its day"),
        Column("known_to", T.TIME, "when it proved wrong or was lifted", absence="stands"),
    ),
)

TABLES = (
    CLIENT_REVIEWS,
    CLIENT_MANDATES,
    FINANCIAL_STATEMENTS,
    CROSS_BORDER_FLOWS,
    ADVERSE_RECORDS,
)
