"""Tables of payments, of the links that tie papers and payments to deals, and of accounts."""

from __future__ import annotations

from types import MappingProxyType

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T
from screening.schema.papers import DEAL_ID, LEG, LEG_ALIASES, LEGS

PAYMENTS = Table(
    "payments",
    TableKind.PAYMENT,
    "one row a payment instruction or receipt",
    ("payment_id",),
    (
        Column("payment_id", T.CODE, "the payment's key", required=True, standard="UETR or TxId"),
        DEAL_ID,
        LEG,
        Column("client_id", T.CODE, "the bank's enterprise that pays or is paid"),
        Column(
            "direction",
            T.CODE,
            "out of or into the client's account",
            values=("OUT", "IN"),
            aliases=MappingProxyType({"DBIT": "OUT", "CRDT": "IN"}),
            standard="CdtDbtInd",
        ),
        Column(
            "amount",
            T.MONEY,
            "amount; the direction says which way it went",
            required=True,
            unit="currency",
            standard="IntrBkSttlmAmt",
            is_above_zero=True,
        ),
        Column("currency", T.CODE, "currency", required=True, standard="ISO 4217"),
        Column(
            "value_date", T.DATE, "value date", standard="IntrBkSttlmDt", absence="not yet paid"
        ),
        Column("debtor_id", T.CODE, "payer", standard="Dbtr"),
        Column("debtor_name", T.TEXT, "payer's name", standard="Dbtr/Nm"),
        Column("debtor_country", T.CODE, "payer's country", standard="ISO 3166-1 alpha-2"),
        Column("debtor_account", T.CODE, "payer's account", standard="DbtrAcct"),
        Column("debtor_agent", T.CODE, "payer's bank", standard="DbtrAgt BICFI"),
        Column("creditor_id", T.CODE, "payee", standard="Cdtr"),
        Column("creditor_name", T.TEXT, "payee's name", standard="Cdtr/Nm"),
        Column("creditor_country", T.CODE, "payee's country", standard="ISO 3166-1 alpha-2"),
        Column("creditor_account", T.CODE, "payee's account", standard="CdtrAcct"),
        Column("creditor_agent", T.CODE, "payee's bank", standard="CdtrAgt BICFI"),
        Column(
            "bank", T.CODE, "legal-person bank that settles the client's side", standard="BIC 8"
        ),
        Column(
            "method", T.CODE, "method", values=("TT", "LC", "collection", "OA"), standard="PmtMtd"
        ),
        Column(
            "purpose",
            T.CODE,
            "purpose",
            values=(
                "advance",
                "balance",
                "provisional",
                "final",
                "refund",
                "claim",
                "freight",
            ),
        ),
        Column(
            "status",
            T.CODE,
            "where the payment stands",
            values=("requested", "released", "returned", "cancelled"),
            absence="taken as released when it has a value date, else as requested",
        ),
        Column("requested_at", T.TIME, "when the bank was asked", absence="known from the start"),
        Column("refund_of", T.CODE, "payment it refunds"),
        Column("remittance_text", T.TEXT, "remittance information", standard="RmtInf/Ustrd"),
        Column("end_to_end_id", T.CODE, "reference of the originator", standard="EndToEndId"),
        Column("bop_code", T.CODE, "balance-of-payments code", standard="SAFE 交易编码"),
        Column("bop_remark", T.TEXT, "balance-of-payments remark", standard="SAFE 交易附言"),
        Column("declaration_no", T.CODE, "declaration number", standard="SAFE 申报号码"),
        Column("declared_on", T.DATE, "day it was declared", absence="not declared yet"),
        Column(
            "verification_form_no",
            T.CODE,
            "verification form of a large item",
            absence="none handed in",
        ),
        Column("rmb_reported_on", T.DATE, "day an RMB payment was reported", standard="RCPMIS"),
        Column(
            "settle_kind",
            T.CODE,
            "where the money came from or went to",
            values=("sold_fx", "bought_fx", "own_currency", "rmb"),
            aliases=MappingProxyType(
                {"结汇": "sold_fx", "购汇": "bought_fx", "原币": "own_currency", "人民币": "rmb"}
            ),
            standard="结汇, 购汇, 原币, 人民币",
        ),
        Column("gross_amount", T.MONEY, "amount before netting", unit="currency"),
        Column("netting_programme_id", T.CODE, "programme it was netted under", absence="gross"),
    ),
)

PAYMENT_REFERENCES = Table(
    "payment_references",
    TableKind.DETAIL,
    "one row a paper a payment names in structured remittance information",
    ("payment_id", "kind", "number"),
    (
        Column("payment_id", T.CODE, "payment", required=True),
        Column(
            "kind",
            T.CODE,
            "kind of paper named",
            required=True,
            values=("invoice", "contract", "transport"),
            aliases=MappingProxyType({"CINV": "invoice"}),
            standard="RfrdDocInf/Tp",
        ),
        Column("number", T.CODE, "its number", required=True, standard="RfrdDocInf/Nb"),
    ),
)

PAYMENT_ALLOCATIONS = Table(
    "payment_allocations",
    TableKind.LINK,
    "one row a share of a payment for one deal and invoice",
    ("payment_id", "deal_id", "invoice_document_id"),
    (
        Column("payment_id", T.CODE, "payment", required=True),
        Column("deal_id", T.CODE, "deal", absence="the deal of the invoice"),
        Column("invoice_document_id", T.CODE, "invoice it pays"),
        Column("leg", T.CODE, "side of the deal", values=LEGS, aliases=LEG_ALIASES),
        Column("amount", T.MONEY, "share", unit="the payment's currency", is_above_zero=True),
        Column("purpose", T.TEXT, "purpose of the share"),
    ),
)

DEAL_DOCUMENTS = Table(
    "deal_documents",
    TableKind.LINK,
    "one row a use of a paper by a deal",
    ("deal_id", "document_id", "leg", "line_no"),
    (
        Column("deal_id", T.CODE, "deal", required=True),
        Column("document_id", T.CODE, "paper", required=True),
        Column("leg", T.CODE, "side of the deal", values=LEGS, aliases=LEG_ALIASES),
        Column("role", T.TEXT, "what the paper is to the deal"),
        Column("line_no", T.WHOLE, "goods line drawn on", absence="the whole paper"),
        Column("allocated_quantity", T.QUANTITY, "quantity drawn", unit="unit", is_above_zero=True),
        Column("unit", T.CODE, "unit of quantity", standard="UN/ECE Rec 20"),
        Column("allocated_amount", T.MONEY, "amount drawn", unit="currency", is_above_zero=True),
        Column("currency", T.CODE, "currency", standard="ISO 4217"),
    ),
)

DOCUMENT_LINKS = Table(
    "document_links",
    TableKind.LINK,
    "one row a relation between two papers",
    ("parent_id", "child_id", "kind"),
    (
        Column("parent_id", T.CODE, "the paper that comes first", required=True),
        Column("child_id", T.CODE, "the paper that follows", required=True),
        Column(
            "kind",
            T.CODE,
            "relation",
            required=True,
            values=(
                "contract-invoice",
                "invoice-bill",
                "master-house",
                "switch",
                "replaces",
                "amends",
                "on-carriage",
            ),
        ),
        Column("proof_document_id", T.CODE, "surrender proof of a switched bill"),
    ),
)

ACCOUNTS = Table(
    "accounts",
    TableKind.PARTY,
    "one row an account",
    ("account_no",),
    (
        Column("account_no", T.CODE, "account number", required=True),
        Column("kind", T.CODE, "kind", values=("FTE", "FTN", "NRA", "OSA", "ordinary")),
        Column("holder_id", T.CODE, "holder"),
        Column("bank", T.CODE, "bank", standard="BIC 8"),
        Column("branch", T.CODE, "branch"),
        Column("country", T.CODE, "country of the account", standard="ISO 3166-1 alpha-2"),
        Column("opened_on", T.DATE, "opened"),
        Column("closed_on", T.DATE, "closed", absence="open"),
        Column(
            "is_pilot_bank",
            T.FLAG,
            "its bank was admitted to free trade account business",
            standard="自由贸易账户业务试点银行",
        ),
    ),
)

ACCOUNT_DAYS = Table(
    "account_days",
    TableKind.PARTY,
    "one row an account and day on which something was booked",
    ("account_no", "booked_on"),
    (
        Column("account_no", T.CODE, "account number", required=True),
        Column("booked_on", T.DATE, "day", required=True),
        Column("credited", T.MONEY, "what came in that day", unit="the account's currency"),
        Column("debited", T.MONEY, "what went out that day", unit="the account's currency"),
        Column(
            "closing_balance", T.MONEY, "balance at the day's end", unit="the account's currency"
        ),
    ),
)

TABLES = (
    PAYMENTS,
    PAYMENT_REFERENCES,
    PAYMENT_ALLOCATIONS,
    DEAL_DOCUMENTS,
    DOCUMENT_LINKS,
    ACCOUNTS,
    ACCOUNT_DAYS,
)
