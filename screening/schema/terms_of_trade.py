"""Tables of motive and cost: financing and hedges of a deal, freight, trade flows, netting."""

from __future__ import annotations

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T
from screening.schema.desk import DEAL_ID, record
from screening.schema.parties import VALID_AND_KNOWN
from screening.schema.reference import reference

FINANCINGS = record(
    "financings",
    "one row a deposit, loan, discount or forward the bank gave for a deal",
    ("deal_id", "financing_id"),
    DEAL_ID,
    Column("financing_id", T.CODE, "its number", required=True),
    Column(
        "kind",
        T.CODE,
        "what it is",
        required=True,
        values=("deposit", "loan", "discount", "forward"),
        standard="保证金; 贷款/押汇; 贴现/福费廷; 远期",
    ),
    Column("amount", T.MONEY, "amount", required=True, unit="currency"),
    Column("currency", T.CODE, "currency", required=True, standard="ISO 4217, CNH offshore"),
    Column("annual_rate", T.RATIO, "interest a year, 0.03 for 3 %; the client's gain on a deposit"),
    Column("starts_on", T.DATE, "first day"),
    Column("ends_on", T.DATE, "last day"),
    Column("fee", T.MONEY, "fees paid", unit="currency", absence="none"),
    Column(
        "locked_gain",
        T.MONEY,
        "what a forward or a CNY/CNH gap locks in for the client",
        unit="currency",
        absence="none",
    ),
)
HEDGES = record(
    "hedges",
    "one row a hedge of a deal's price",
    ("deal_id", "hedge_id"),
    DEAL_ID,
    Column("hedge_id", T.CODE, "its number", required=True),
    Column("instrument", T.CODE, "instrument", values=("future", "option", "swap", "forward")),
    Column("result", T.MONEY, "gain, or loss below nought", unit="currency", absence="still open"),
    Column("currency", T.CODE, "currency", standard="ISO 4217"),
    Column("closed_on", T.DATE, "day it was closed", absence="still open"),
)
INSTRUCTION_VERSIONS = Table(
    "instruction_versions",
    TableKind.DETAIL,
    "one row a change of a payment instruction",
    ("payment_id", "changed_at", "field"),
    (
        Column("payment_id", T.CODE, "payment", required=True),
        Column("changed_at", T.TIME, "when", required=True),
        Column(
            "field",
            T.CODE,
            "what was changed",
            required=True,
            values=("payee", "account", "amount", "currency", "date"),
        ),
        Column("was", T.TEXT, "what it was"),
        Column("became", T.TEXT, "what it became"),
        Column("changed_by", T.TEXT, "who asked for it"),
    ),
)
NETTING_PROGRAMMES = Table(
    "netting_programmes",
    TableKind.PARTY,
    "one row a programme under which an enterprise settles net",
    ("client_id", "programme_id", "valid_from"),
    (
        Column("client_id", T.CODE, "enterprise", required=True, also=("enterprise_id",)),
        Column("programme_id", T.CODE, "its number", required=True),
        Column(
            "kind",
            T.CODE,
            "what it is for",
            values=("cross_border_ecommerce", "overseas_warehouse", "group_netting"),
            standard="沪府办发〔2021〕25号 (十八)",
        ),
        *VALID_AND_KNOWN,
    ),
)
FREIGHT_RATES = reference(
    "freight_rates",
    "one row a form of cargo and day: what carriage and insurance cost, for want of a quotation",
    ("cargo_form", "rate_date"),
    Column(
        "cargo_form",
        T.CODE,
        "form of cargo",
        required=True,
        values=("BULK", "BOX", "LIQUID", "BREAKBULK"),
    ),
    Column("rate_date", T.DATE, "day it holds from", required=True),
    Column("usd_a_tonne", T.PRICE, "whatever the distance", required=True, unit="USD/t"),
    Column(
        "usd_a_tonne_1000nm",
        T.PRICE,
        "for each 1,000 nautical miles",
        required=True,
        unit="USD/t",
    ),
    Column("insurance_ratio", T.RATIO, "premium over value, 0.001 for 0.1 %", unit="ratio"),
    Column("source", T.TEXT, "who published it"),
)
TABLES = (
    FINANCINGS,
    HEDGES,
    INSTRUCTION_VERSIONS,
    NETTING_PROGRAMMES,
    FREIGHT_RATES,
)
