"""Tables of the deal and its papers (domain: deal, contract, invoice, transport paper, receipt)."""

from __future__ import annotations

from types import MappingProxyType

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T

MODES = (
    "offshore_resale",
    "global_procurement",
    "processing_abroad",
    "contracting_abroad",
    "other",
)
MODE_ALIASES = MappingProxyType(
    {
        "离岸转手买卖": "offshore_resale",
        "全球采购": "global_procurement",
        "委托境外加工": "processing_abroad",
        "承包工程境外购买货物": "contracting_abroad",
        "其他": "other",
    }
)
LEGS = ("buy", "sell", "both")
LEG_ALIASES = MappingProxyType({"BUY": "buy", "SELL": "sell", "BOTH": "both"})
BILL_STATUSES = (
    "DRAFT",
    "APPROVED",
    "ISSUED",
    "PENDING_SURRENDER_FOR_AMENDMENT",
    "SURRENDERED_FOR_AMENDMENT",
    "PENDING_SURRENDER_FOR_DELIVERY",
    "SURRENDERED_FOR_DELIVERY",
    "TELEX_RELEASED",
    "VOIDED",
)
RECEIPT_STATUSES = ("ISSUED", "PLEDGED", "TRANSFERRED", "CANCELLED", "DELIVERED")
BILL_STATUS_ALIASES = MappingProxyType(
    {
        "签发": "ISSUED",
        "已签发": "ISSUED",
        "电放": "TELEX_RELEASED",
        "已电放": "TELEX_RELEASED",
        "提货": "SURRENDERED_FOR_DELIVERY",
        "已提货": "SURRENDERED_FOR_DELIVERY",
        "作废": "VOIDED",
        "已作废": "VOIDED",
        "注销": "VOIDED",
        "已注销": "VOIDED",
    }
)
RECEIPT_STATUS_ALIASES = MappingProxyType(
    {
        "签发": "ISSUED",
        "已签发": "ISSUED",
        "质押": "PLEDGED",
        "已质押": "PLEDGED",
        "转让": "TRANSFERRED",
        "已转让": "TRANSFERRED",
        "提货": "DELIVERED",
        "已提货": "DELIVERED",
        "作废": "CANCELLED",
        "已作废": "CANCELLED",
        "注销": "CANCELLED",
        "已注销": "CANCELLED",
    }
)
INCOTERMS = ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")

DOCUMENT_ID = Column("document_id", T.CODE, "the paper's own key at the bank", required=True)
DEAL_ID = Column("deal_id", T.CODE, "deal the paper is for", absence="found by its references")
LEG = Column(
    "leg",
    T.CODE,
    "side of the deal the paper is for",
    values=LEGS,
    aliases=LEG_ALIASES,
    absence="found from the parties or the papers it refers to",
)
SUBMITTED_AT = Column(
    "submitted_at", T.TIME, "when the bank received it", absence="taken as known from the start"
)
TEMPLATE = Column(
    "template_fingerprint",
    T.CODE,
    "digest of its form: layout and fixed wording, less what is filled in",
    absence="form not looked at",
)


def paper(
    name: str, grain: str, key: tuple[str, ...], *columns: Column, kind: TableKind = TableKind.PAPER
) -> Table:
    """A table of papers: the columns given, between the paper's key and its place in a deal."""
    return Table(name, kind, grain, key, (DOCUMENT_ID, DEAL_ID, LEG, *columns, SUBMITTED_AT))


DEALS = Table(
    "deals",
    TableKind.DEAL,
    "one row a deal of one client",
    ("deal_id",),
    (
        Column("deal_id", T.CODE, "the deal's key", required=True, standard="EndToEndId"),
        Column(
            "client_id",
            T.CODE,
            "the bank's enterprise whose deal it is",
            required=True,
            also=("enterprise_id",),
        ),
        Column(
            "mode",
            T.CODE,
            "kind of offshore trade",
            values=MODES,
            aliases=MODE_ALIASES,
            standard="银发〔2021〕329号 categories",
            absence="cannot say which rules apply",
        ),
        Column("branch_id", T.CODE, "branch that serves the deal"),
        Column("title_in_date", T.DATE, "day title passes to the client"),
        Column("title_out_date", T.DATE, "day title passes from the client"),
        Column(
            "policy_tier",
            T.CODE,
            "tier of document review",
            values=("T0", "T1", "T2", "T3"),
            absence="ordinary review",
        ),
        Column("doc_policy_id", T.CODE, "row of the document policy applied by the desk"),
        Column(
            "is_special",
            T.FLAG,
            "marked as a special offshore resale",
            standard="特殊离岸转手",
            absence="not marked",
        ),
        Column("special_reason", T.TEXT, "why two banks or two currencies", absence="no reason"),
        Column(
            "special_report_date", T.DATE, "day the special case was reported to the local SAFE"
        ),
        Column(
            "enterprise_report_date",
            T.DATE,
            "day of the enterprise's report on a long gap or prepayment",
            absence="not reported",
            standard="汇发〔2020〕14号 art. 20",
        ),
        SUBMITTED_AT,
    ),
)

CONTRACTS = paper(
    "contracts",
    "one row a contract",
    ("document_id",),
    Column(
        "contract_no",
        T.CODE,
        "contract number",
        required=True,
        standard="UBL ContractDocumentReference/ID",
    ),
    Column("sign_date", T.DATE, "day of signature"),
    Column("seller_id", T.CODE, "selling party"),
    Column("buyer_id", T.CODE, "buying party"),
    Column("currency", T.CODE, "currency", standard="ISO 4217"),
    Column("total_amount", T.MONEY, "contract value", unit="currency"),
    Column("incoterm", T.CODE, "delivery term", values=INCOTERMS, standard="Incoterms 2020"),
    Column("named_place", T.TEXT, "named place of the delivery term"),
    Column("shipment_from", T.DATE, "first day of the shipment window"),
    Column("shipment_to", T.DATE, "last day of the shipment window"),
    Column("payment_terms", T.TEXT, "terms of payment in words"),
    Column(
        "advance_ratio",
        T.RATIO,
        "share agreed to be paid before shipment",
        unit="ratio",
        absence="none agreed",
    ),
    Column("tenor_days", T.WHOLE, "days of credit agreed", unit="days", absence="none agreed"),
    Column(
        "tolerance_ratio",
        T.RATIO,
        "quantity tolerance agreed, 0.05 for 5 %",
        unit="ratio",
        absence="none agreed",
    ),
    Column("related_contract_no", T.CODE, "the contract of the other leg it backs"),
    TEMPLATE,
    Column("signer", T.TEXT, "who signed it for the seller"),
)

INVOICES = paper(
    "invoices",
    "one row an invoice, credit note or debit note",
    ("document_id",),
    Column(
        "invoice_no", T.CODE, "invoice number", required=True, standard="UBL Invoice/ID; UNTDID 380"
    ),
    Column(
        "invoice_type",
        T.CODE,
        "kind of invoice",
        values=("proforma", "provisional", "final", "credit", "debit"),
        absence="taken as final",
    ),
    Column("issue_date", T.DATE, "day of issue", standard="UBL IssueDate"),
    Column("due_date", T.DATE, "day payment is due", standard="UBL DueDate"),
    Column("seller_id", T.CODE, "seller", standard="UBL AccountingSupplierParty"),
    Column("buyer_id", T.CODE, "buyer", standard="UBL AccountingCustomerParty"),
    Column("currency", T.CODE, "currency", standard="ISO 4217; UBL DocumentCurrencyCode"),
    Column(
        "total_amount",
        T.MONEY,
        "amount payable",
        unit="currency",
        standard="UBL LegalMonetaryTotal/PayableAmount",
    ),
    Column("charges", T.MONEY, "freight and other charges within the total", unit="currency"),
    Column("contract_no", T.CODE, "contract it falls under"),
    Column("transport_doc_ref", T.CODE, "transport paper it bills"),
    Column(
        "replaces_document_id",
        T.CODE,
        "provisional invoice it replaces; of a credit or debit note, the invoice it is for",
    ),
    TEMPLATE,
)

TRANSPORT_DOCUMENTS = paper(
    "transport_documents",
    "one row a bill of lading or other transport paper",
    ("document_id",),
    Column(
        "transport_doc_ref",
        T.CODE,
        "the paper's number",
        required=True,
        standard="DCSA transportDocumentReference",
    ),
    Column(
        "type",
        T.CODE,
        "kind of transport paper",
        values=("BOL", "SWB", "AWB", "CMR", "RAIL", "MULTIMODAL"),
        standard="DCSA transportDocumentTypeCode; UNTDID 705, 740, 730",
    ),
    Column("carrier_code", T.CODE, "carrier", standard="DCSA carrierCode (SMDG, NMFTA SCAC)"),
    Column(
        "status",
        T.CODE,
        "latest status",
        values=BILL_STATUSES,
        aliases=BILL_STATUS_ALIASES,
        standard="DCSA transportDocumentStatus",
    ),
    Column("status_at", T.TIME, "when that status began"),
    Column("is_to_order", T.FLAG, "made out to order", standard="DCSA isToOrder"),
    Column("is_electronic", T.FLAG, "electronic bill", standard="DCSA isElectronic"),
    Column("house_or_master", T.CODE, "house or master paper", values=("house", "master")),
    Column("master_ref", T.CODE, "the master paper of a house paper"),
    Column("issue_date", T.DATE, "day of issue", standard="DCSA issueDate"),
    Column("on_board_date", T.DATE, "goods on board", standard="DCSA shippedOnBoardDate"),
    Column(
        "received_date", T.DATE, "received for shipment", standard="DCSA receivedForShipmentDate"
    ),
    Column("discharge_date", T.DATE, "goods discharged", absence="not known to be discharged"),
    Column("shipper_id", T.CODE, "shipper"),
    Column("consignee_id", T.CODE, "consignee, or the named order party of an order bill"),
    Column("notify_id", T.CODE, "notify party"),
    Column("issuing_party_name", T.TEXT, "who issued it", standard="DCSA issuingParty"),
    Column("load_port", T.CODE, "port of loading", standard="UN/LOCODE"),
    Column("discharge_port", T.CODE, "port of discharge", standard="UN/LOCODE"),
    Column("place_of_receipt", T.CODE, "place of receipt", standard="UN/LOCODE"),
    Column("place_of_delivery", T.CODE, "place of delivery", standard="UN/LOCODE"),
    Column("vessel_name", T.TEXT, "vessel name", standard="DCSA vesselName"),
    Column("vessel_imo", T.CODE, "IMO ship number", standard="IMO number, 7 digits"),
    Column("voyage", T.CODE, "voyage number", standard="DCSA carrierExportVoyageNumber"),
    Column("planned_departure_date", T.DATE, "planned departure", standard="DCSA"),
    Column("planned_arrival_date", T.DATE, "planned arrival", standard="DCSA"),
    Column("freight_term", T.CODE, "who pays freight", values=("PRE", "COL"), standard="DCSA"),
    Column("has_transhipment", T.FLAG, "goods change vessel on the way"),
    Column(
        "cargo_form",
        T.CODE,
        "physical form of the cargo",
        values=("BULK", "BOX", "LIQUID", "BREAKBULK"),
    ),
    Column("goods_description", T.TEXT, "goods as described", standard="DCSA descriptionOfGoods"),
    Column("hs6", T.CODE, "commodity", standard="WCO HS, 6 digits"),
    Column("quantity", T.QUANTITY, "quantity carried", unit="unit"),
    Column("unit", T.CODE, "unit of quantity", standard="UN/ECE Rec 20"),
    Column("gross_weight_kg", T.QUANTITY, "gross weight", unit="kg", standard="cargoGrossWeight"),
    Column("package_count", T.WHOLE, "packages", standard="DCSA numberOfPackages"),
    Column("contract_no", T.CODE, "contract named on the paper"),
    Column("clauses", T.TEXT, "clauses on the condition of the goods"),
)

WAREHOUSE_RECEIPTS = paper(
    "warehouse_receipts",
    "one row a warehouse receipt or warrant",
    ("document_id",),
    Column("receipt_no", T.CODE, "receipt number", required=True),
    Column("type", T.CODE, "kind", values=("RECEIPT", "WARRANT"), standard="UNTDID 631, 635"),
    Column("warehouse_id", T.CODE, "warehouse"),
    Column("keeper_id", T.CODE, "keeper"),
    Column("location", T.CODE, "place", standard="UN/LOCODE"),
    Column("lot", T.CODE, "lot, brand or shape marks"),
    Column("hs6", T.CODE, "commodity", standard="WCO HS, 6 digits"),
    Column("quantity", T.QUANTITY, "quantity stored", unit="unit"),
    Column("unit", T.CODE, "unit of quantity", standard="UN/ECE Rec 20"),
    Column("issue_date", T.DATE, "day of issue"),
    Column("valid_to", T.DATE, "last day of validity"),
    Column(
        "status",
        T.CODE,
        "status",
        values=RECEIPT_STATUSES,
        aliases=RECEIPT_STATUS_ALIASES,
    ),
    Column("status_on", T.DATE, "day that status began", absence="not known when"),
    Column("contract_no", T.CODE, "contract named on the paper"),
)

GOODS_LINES = Table(
    "goods_lines",
    TableKind.DETAIL,
    "one row a goods line of a contract or invoice",
    ("document_id", "line_no"),
    (
        DOCUMENT_ID,
        Column("line_no", T.WHOLE, "line number on the paper", required=True),
        Column("description", T.TEXT, "goods as described", standard="UBL Item/Description"),
        Column("grade", T.TEXT, "grade or specification"),
        Column("brand", T.TEXT, "brand"),
        Column("origin_country", T.CODE, "origin", standard="ISO 3166-1 alpha-2"),
        Column("hs6", T.CODE, "commodity", standard="WCO HS, 6 digits"),
        Column("quantity", T.QUANTITY, "quantity", unit="unit", standard="UBL InvoicedQuantity"),
        Column("unit", T.CODE, "unit of quantity", standard="UN/ECE Rec 20"),
        Column("unit_price", T.PRICE, "price of one unit", unit="currency a unit"),
        Column(
            "price_basis",
            T.CODE,
            "how the price is set",
            values=("FIXED", "FORMULA", "PROVISIONAL"),
            absence="taken as fixed",
        ),
        Column("quotation_from", T.DATE, "first day of the quotation period"),
        Column("quotation_to", T.DATE, "last day of the quotation period"),
        Column(
            "line_amount",
            T.MONEY,
            "amount of the line",
            unit="currency",
            standard="LineExtensionAmount",
        ),
        Column(
            "quantity_basis",
            T.CODE,
            "basis of the quantity",
            values=("wet", "dry", "shipped", "outturn"),
        ),
    ),
)

EQUIPMENT = Table(
    "equipment",
    TableKind.DETAIL,
    "one row a container on a transport paper",
    ("document_id", "equipment_ref"),
    (
        DOCUMENT_ID,
        Column("equipment_ref", T.CODE, "container number", required=True, standard="ISO 6346"),
        Column("iso_code", T.CODE, "size and type", standard="ISO 6346; DCSA ISOEquipmentCode"),
        Column("gross_weight_kg", T.QUANTITY, "gross weight in it", unit="kg"),
        Column("package_count", T.WHOLE, "packages in it"),
        Column("seal_no", T.CODE, "seal number"),
    ),
)

ENDORSEMENTS = Table(
    "endorsements",
    TableKind.DETAIL,
    "one row an endorsement, in its order on the bill",
    ("document_id", "sequence"),
    (
        DOCUMENT_ID,
        Column("sequence", T.WHOLE, "place in the order of endorsements", required=True),
        Column("endorser_id", T.CODE, "who endorses"),
        Column("endorsee_id", T.CODE, "to whom", absence="endorsed in blank"),
        Column("endorsed_on", T.DATE, "day"),
        Column("place", T.TEXT, "place"),
    ),
)

DOCUMENT_EVENTS = Table(
    "document_events",
    TableKind.DETAIL,
    "one row a change of a paper's status",
    ("document_id", "status", "at"),
    (
        DOCUMENT_ID,
        Column(
            "status",
            T.CODE,
            "status that began",
            required=True,
            values=(*BILL_STATUSES, *(s for s in RECEIPT_STATUSES if s not in BILL_STATUSES)),
            aliases={**RECEIPT_STATUS_ALIASES, **BILL_STATUS_ALIASES},
        ),
        Column("at", T.TIME, "when it began", required=True),
        Column("known_at", T.TIME, "when the bank learned of it", absence="known when it began"),
        Column("source", T.TEXT, "who said so"),
    ),
)

LETTERS_OF_CREDIT = Table(
    "letters_of_credit",
    TableKind.DETAIL,
    "one row a letter of credit or collection of one leg",
    ("lc_no",),
    (
        Column("lc_no", T.CODE, "number", required=True),
        Column("deal_id", T.CODE, "deal it pays for"),
        Column("leg", T.CODE, "side of the deal", values=LEGS, aliases=LEG_ALIASES),
        Column("issuing_bank_id", T.CODE, "issuing or collecting bank", standard="BIC"),
        Column("advising_bank_id", T.CODE, "advising bank", standard="BIC"),
        Column("currency", T.CODE, "currency", standard="ISO 4217"),
        Column("amount", T.MONEY, "amount", unit="currency"),
        Column("tolerance_ratio", T.RATIO, "amount tolerance", unit="ratio"),
        Column("tenor_days", T.WHOLE, "usance", unit="days"),
        Column("latest_shipment", T.DATE, "latest shipment"),
        Column("expiry", T.DATE, "expiry"),
        Column(
            "presentation_days", T.WHOLE, "days to present", unit="days", standard="UCP 600 14(c)"
        ),
        Column("linked_lc", T.CODE, "the credit it backs"),
        Column(
            "papers_released_on", T.DATE, "bank released the papers", absence="not yet released"
        ),
    ),
)

EVIDENCE_ON_FILE = Table(
    "evidence_on_file",
    TableKind.DETAIL,
    "one row a reason code the desk has evidenced on a deal",
    ("deal_id", "reason_code"),
    (
        Column("deal_id", T.CODE, "deal", required=True),
        Column(
            "reason_code",
            T.CODE,
            "reason code",
            required=True,
            values=(*(f"R{i:02d}" for i in range(1, 19)), "R99"),
        ),
        Column("document_id", T.CODE, "paper that proves it"),
        Column("filed_on", T.DATE, "day it was filed"),
    ),
)

TABLES = (
    DEALS,
    CONTRACTS,
    INVOICES,
    TRANSPORT_DOCUMENTS,
    WAREHOUSE_RECEIPTS,
    GOODS_LINES,
    EQUIPMENT,
    ENDORSEMENTS,
    DOCUMENT_EVENTS,
    LETTERS_OF_CREDIT,
    EVIDENCE_ON_FILE,
)
