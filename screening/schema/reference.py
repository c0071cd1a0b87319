"""Reference tables: a bank's own override what the libraries know (ECB rates, ports, calendar)."""

from __future__ import annotations

from types import MappingProxyType

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T
from screening.schema.papers import INCOTERMS
from screening.schema.parties import VALID_AND_KNOWN


def reference(name: str, grain: str, key: tuple[str, ...], *columns: Column) -> Table:
    """A reference table."""
    return Table(name, TableKind.REFERENCE, grain, key, columns)


FX_RATES = reference(
    "fx_rates",
    "one row a currency and day",
    ("currency", "rate_date"),
    Column("currency", T.CODE, "currency", required=True, standard="ISO 4217"),
    Column("rate_date", T.DATE, "day of the rate", required=True),
    Column(
        "usd_per_unit",
        T.RATE,
        "US dollars for one unit",
        required=True,
        unit="USD",
        is_above_zero=True,
    ),
    Column("published_at", T.TIME, "when it was published", absence="on its day"),
    Column("source", T.TEXT, "who published it"),
)
REFERENCE_PRICES = reference(
    "reference_prices",
    "one row a quotation: commodity, grade, day, source, terms and publication",
    (
        "hs6",
        "grade",
        "price_date",
        "source",
        "unit",
        "currency",
        "incoterm",
        "quantity_basis",
        "published_at",
    ),
    Column("hs6", T.CODE, "commodity", required=True, standard="WCO HS, 6 digits"),
    Column("grade", T.TEXT, "grade", absence="any grade"),
    Column("price_date", T.DATE, "day the price is for", required=True),
    Column("published_at", T.TIME, "when it was published", absence="on its day"),
    Column("unit", T.CODE, "unit priced", required=True, standard="UN/ECE Rec 20"),
    Column("currency", T.CODE, "currency", required=True, standard="ISO 4217"),
    Column("value", T.PRICE, "price", required=True, unit="currency a unit", is_above_zero=True),
    Column(
        "p25",
        T.PRICE,
        "first quartile of the observations",
        unit="currency a unit",
        is_above_zero=True,
    ),
    Column(
        "p75",
        T.PRICE,
        "third quartile of the observations",
        unit="currency a unit",
        is_above_zero=True,
    ),
    Column("n", T.WHOLE, "observations behind it"),
    Column(
        "incoterm",
        T.CODE,
        "delivery term it is quoted at",
        values=INCOTERMS,
        absence="taken as the paper's own",
    ),
    Column(
        "quantity_basis",
        T.CODE,
        "basis of the quantity priced",
        values=("wet", "dry"),
        absence="taken as the paper's own",
    ),
    Column("is_exchange_traded", T.FLAG, "quoted on an exchange", absence="not quoted"),
    Column("source", T.TEXT, "exchange, index or customs statistics"),
)
PORTS = reference(
    "ports",
    "one row a port",
    ("unlocode",),
    Column("unlocode", T.CODE, "port", required=True, standard="UN/LOCODE"),
    Column("name", T.TEXT, "name"),
    Column("latitude", T.RATIO, "latitude", required=True, unit="degrees north"),
    Column("longitude", T.RATIO, "longitude", required=True, unit="degrees east"),
)
VESSELS = reference(
    "vessels",
    "one row a vessel and name interval",
    ("imo", "name", "valid_from"),
    Column("imo", T.CODE, "IMO ship number", required=True, standard="IMO number, 7 digits"),
    Column("name", T.TEXT, "name in the interval", required=True),
    Column(
        "type",
        T.CODE,
        "type of vessel",
        values=("bulk_carrier", "tanker", "gas_carrier", "container", "general_cargo", "ro_ro"),
        aliases=MappingProxyType(
            {
                "bulk carrier": "bulk_carrier",
                "container ship": "container",
                "general cargo": "general_cargo",
                "gas carrier": "gas_carrier",
            }
        ),
    ),
    Column("dwt", T.WHOLE, "deadweight", unit="t"),
    Column("teu", T.WHOLE, "containers it can carry", unit="TEU"),
    Column("flag", T.CODE, "flag in the interval", standard="ISO 3166-1 alpha-2"),
    Column("owner", T.TEXT, "owner in the interval, by name or company number"),
    Column("delivered_on", T.DATE, "day it entered service"),
    Column("broken_up_on", T.DATE, "day it left service", absence="in service"),
    *VALID_AND_KNOWN,
)
PAPERS_DEMANDED = ("buy_contract", "sell_contract", "buy_invoice", "sell_invoice", "title")
NO_PAPER = "none"  # a row of the policy that demands nothing: paid on instruction alone
DOCUMENT_POLICY = reference(
    "document_policy",
    "one row a selector, version and paper demanded",
    ("policy_id", "version", "paper"),
    Column("policy_id", T.CODE, "policy row", required=True),
    Column("version", T.WHOLE, "version", required=True),
    Column("mode", T.CODE, "mode of trade it is for", absence="every mode"),
    Column("policy_tier", T.CODE, "tier it is for", absence="every tier"),
    Column("client_class", T.CODE, "bank's class of the client it is for", absence="every class"),
    Column("list_status", T.CODE, "list it is for", values=("listed", "not_listed"), absence="any"),
    Column(
        "method",
        T.CODE,
        "method of payment it is for",
        values=("TT", "LC", "collection", "OA"),
        absence="every method",
    ),
    Column(
        "cargo_form",
        T.CODE,
        "form of cargo it is for",
        values=("BULK", "BOX", "LIQUID", "BREAKBULK"),
        absence="every form",
    ),
    Column("amount_from_usd", T.MONEY, "deals from this value", unit="USD", absence="any"),
    Column("amount_below_usd", T.MONEY, "deals below this value", unit="USD", absence="any"),
    Column(
        "paper",
        T.CODE,
        "paper demanded; none where an instruction alone will do",
        required=True,
        values=(*PAPERS_DEMANDED, NO_PAPER),
    ),
    Column(
        "due_after_days",
        T.WHOLE,
        "days after the deal is handed in until it is due",
        unit="days",
        absence="at once",
    ),
    Column(
        "medium",
        T.CODE,
        "medium demanded",
        values=("original", "e-original", "copy"),
        absence="any medium",
    ),
    Column(
        "alternative",
        T.CODE,
        "paper that will do instead",
        values=PAPERS_DEMANDED,
        absence="none",
    ),
    Column(
        "sampling_ratio",
        T.RATIO,
        "share of such deals looked at again later, 0.05 for 5 %",
        unit="ratio",
        absence="none",
    ),
    *VALID_AND_KNOWN,
    Column("approved_by", T.TEXT, "who approved the row"),
)
CALENDAR = reference(
    "calendar",
    "one row a day",
    ("date",),
    Column("date", T.DATE, "day", required=True),
    Column("is_working_day_cn", T.FLAG, "working day in mainland China", required=True),
)

TABLES = (FX_RATES, REFERENCE_PRICES, PORTS, VESSELS, DOCUMENT_POLICY, CALENDAR)
