"""Tables of outside evidence: what carriers, ports, platforms, customs and warehouses say.

Few banks have all of it. A table the batch does not bring leaves the rules that need it unasked.
"""

from __future__ import annotations

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T
from screening.schema.parties import VALID_AND_KNOWN
from screening.schema.reference import reference

KNOWN_AT = Column("known_at", T.TIME, "when the bank learned of it", absence="known when it was")
SOURCE = Column("source", T.TEXT, "who said so")

PORT_CALLS = reference(
    "port_calls",
    "one row a call of a vessel at a port",
    ("imo", "unlocode", "arrived_at"),
    Column("imo", T.CODE, "IMO ship number", required=True, standard="IMO number, 7 digits"),
    Column("unlocode", T.CODE, "port", required=True, standard="UN/LOCODE"),
    Column("arrived_at", T.TIME, "arrival", required=True, standard="DCSA ARRI"),
    Column("departed_at", T.TIME, "departure", absence="still there", standard="DCSA DEPA"),
    KNOWN_AT,
    SOURCE,
)
EQUIPMENT_EVENTS = reference(
    "equipment_events",
    "one row an event of a container",
    ("equipment_ref", "event", "at"),
    Column("equipment_ref", T.CODE, "container number", required=True, standard="ISO 6346"),
    Column(
        "event",
        T.CODE,
        "what happened to it",
        required=True,
        values=("LOAD", "DISC", "GTIN", "GTOT", "STUF", "STRP", "PICK", "DROP"),
        standard="DCSA equipmentEventTypeCode",
    ),
    Column("at", T.TIME, "when", required=True),
    Column("unlocode", T.CODE, "where", standard="UN/LOCODE"),
    Column("transport_doc_ref", T.CODE, "transport paper it moved under"),
    Column("is_empty", T.FLAG, "moved empty", standard="DCSA emptyIndicatorCode"),
    KNOWN_AT,
    SOURCE,
)
CARRIERS = reference(
    "carriers",
    "one row a carrier or forwarder on a register and the interval it stood there",
    ("carrier_code", "valid_from"),
    Column("carrier_code", T.CODE, "carrier", required=True, standard="SMDG code or NMFTA SCAC"),
    Column("name", T.TEXT, "name"),
    Column("kind", T.CODE, "vessel operator or forwarder", values=("carrier", "nvocc")),
    *VALID_AND_KNOWN,
)
COMMODITIES = reference(
    "commodities",
    "one row a commodity",
    ("hs6",),
    Column("hs6", T.CODE, "commodity", required=True, standard="WCO HS, 6 digits"),
    Column("name", T.TEXT, "name"),
    Column(
        "cargo_form",
        T.CODE,
        "form it usually ships in",
        values=("BULK", "BOX", "LIQUID", "BREAKBULK"),
    ),
    Column(
        "density_kg_m3",
        T.QUANTITY,
        "density, by which prices a tonne and a barrel are compared",
        unit="kg a cubic metre",
        absence="mass and volume are not compared",
    ),
    Column("box_kg_p05", T.QUANTITY, "weight in one container, 5th percentile", unit="kg"),
    Column("box_kg_p95", T.QUANTITY, "weight in one container, 95th percentile", unit="kg"),
    Column("package_kg_p05", T.QUANTITY, "weight of one package, 5th percentile", unit="kg"),
    Column("package_kg_p95", T.QUANTITY, "weight of one package, 95th percentile", unit="kg"),
    SOURCE,
)
PRODUCTION = reference(
    "production",
    "one row a commodity, country and year",
    ("hs6", "country", "year"),
    Column("hs6", T.CODE, "commodity", required=True, standard="WCO HS, 6 digits"),
    Column("country", T.CODE, "country", required=True, standard="ISO 3166-1 alpha-2"),
    Column("year", T.WHOLE, "year", required=True),
    Column("output_tonnes", T.QUANTITY, "output, nought for none", unit="t"),
    Column("export_tonnes", T.QUANTITY, "exports", unit="t"),
    Column("import_tonnes", T.QUANTITY, "imports", unit="t"),
    SOURCE,
)
PORT_FACILITIES = reference(
    "port_facilities",
    "one row a port and form of cargo it can work; a port with a row has them all listed",
    ("unlocode", "cargo_form"),
    Column("unlocode", T.CODE, "port", required=True, standard="UN/LOCODE"),
    Column(
        "cargo_form",
        T.CODE,
        "form of cargo",
        required=True,
        values=("BULK", "BOX", "LIQUID", "BREAKBULK"),
    ),
    SOURCE,
)
WAREHOUSES = reference(
    "warehouses",
    "one row a warehouse on the bank's register and the interval it was approved",
    ("warehouse_id", "valid_from"),
    Column("warehouse_id", T.CODE, "warehouse", required=True),
    Column("name", T.TEXT, "name"),
    Column("keeper_id", T.CODE, "keeper"),
    Column("location", T.CODE, "place", standard="UN/LOCODE"),
    Column(
        "zone_kind",
        T.CODE,
        "special customs zone it lies in",
        values=("bonded", "none"),
        standard="海关特殊监管区域, 保税监管场所",
    ),
    Column("capacity", T.QUANTITY, "what it can hold", unit="unit"),
    Column("unit", T.CODE, "unit of capacity", standard="UN/ECE Rec 20"),
    *VALID_AND_KNOWN,
)
STOCK_REPORTS = reference(
    "stock_reports",
    "one row a warehouse, commodity and day of count",
    ("warehouse_id", "hs6", "counted_on"),
    Column("warehouse_id", T.CODE, "warehouse", required=True),
    Column("hs6", T.CODE, "commodity", required=True, standard="WCO HS, 6 digits"),
    Column("counted_on", T.DATE, "day of the count", required=True),
    Column("quantity", T.QUANTITY, "quantity found there", required=True, unit="unit"),
    Column("unit", T.CODE, "unit of quantity", required=True, standard="UN/ECE Rec 20"),
    KNOWN_AT,
    SOURCE,
)

PLATFORM_QUERIES = Table(
    "platform_queries",
    TableKind.DETAIL,
    "one row an answer of a verification platform on a paper",
    ("query_id",),
    (
        Column("query_id", T.CODE, "the query's key", required=True),
        Column("document_id", T.CODE, "paper asked about", required=True),
        Column("provider", T.TEXT, "platform or carrier site asked"),
        Column("queried_at", T.TIME, "when it was asked", required=True),
        Column(
            "result",
            T.CODE,
            "its answer",
            required=True,
            values=("match", "mismatch", "not_found", "no_coverage"),
        ),
        Column("hs6", T.CODE, "commodity it reports", standard="WCO HS, 6 digits"),
        Column("gross_weight_kg", T.QUANTITY, "gross weight it reports", unit="kg"),
        Column("on_board_date", T.DATE, "on board day it reports"),
        Column("consignee_name", T.TEXT, "consignee it reports"),
        Column("detail", T.TEXT, "what it says"),
    ),
)
CUSTOMS_DECLARATIONS = Table(
    "customs_declarations",
    TableKind.DETAIL,
    "one row an overseas customs declaration of the goods on a paper",
    ("declaration_no",),
    (
        Column("declaration_no", T.CODE, "number", required=True, standard="EU MRN and the like"),
        Column("document_id", T.CODE, "transport paper or receipt of the goods", required=True),
        Column("authority_country", T.CODE, "country", standard="ISO 3166-1 alpha-2"),
        Column("procedure", T.CODE, "procedure", values=("EXPORT", "IMPORT", "TRANSIT")),
        Column("accepted_on", T.DATE, "day it was accepted"),
        Column("exporter_name", T.TEXT, "exporter"),
        Column("importer_name", T.TEXT, "importer"),
        Column("hs6", T.CODE, "commodity", standard="WCO HS, 6 digits"),
        Column("gross_weight_kg", T.QUANTITY, "gross mass", unit="kg"),
        Column("statistical_value", T.MONEY, "statistical value", unit="currency"),
        Column("currency", T.CODE, "currency of it", standard="ISO 4217"),
        Column("provider", T.TEXT, "who passed it on"),
        KNOWN_AT,
    ),
)

TABLES = (
    PORT_CALLS,
    EQUIPMENT_EVENTS,
    CARRIERS,
    COMMODITIES,
    PRODUCTION,
    PORT_FACILITIES,
    WAREHOUSES,
    STOCK_REPORTS,
    PLATFORM_QUERIES,
    CUSTOMS_DECLARATIONS,
)
