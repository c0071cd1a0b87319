"""The fact catalogue: every fact a rule may ask, with type, unit, meaning and absence.

No computation lives here. `screening.facts` computes exactly these; `screening.rulepack` checks
every condition and placeholder against them.
"""

from __future__ import annotations

import hashlib
from types import MappingProxyType

from screening.schema.client_catalogue import CLIENT
from screening.schema.fact import Absence, Fact, FactType

B, N, D, S, DAY = (
    FactType.BOOLEAN,
    FactType.BIGINT,
    FactType.DOUBLE,
    FactType.VARCHAR,
    FactType.DATE,
)
NEVER = None
PAPER, NOT_YET, COVERAGE = Absence.PAPER, Absence.NOT_YET, Absence.COVERAGE


def _family(name: str, *rows: Fact) -> tuple[Fact, ...]:
    assert all(f.family == name for f in rows)
    return rows


DEAL = _family(
    "deal",
    Fact("mode", S, "deal", "kind of offshore trade", PAPER),
    Fact("client_id", S, "deal", "client whose deal it is", PAPER),
    Fact("policy_tier", S, "deal", "tier of document review, T2 unless the desk said", NEVER),
    Fact("is_special", B, "deal", "marked as a special offshore resale", NEVER),
    Fact(
        "is_special_reported", B, "deal", "the special case was reported to the local SAFE", NEVER
    ),
    Fact("submitted_on", DAY, "deal", "day the first of its papers reached the bank", PAPER),
    Fact("cargo_form", S, "deal", "BULK, BOX, LIQUID or BREAKBULK", PAPER),
    Fact("n_contracts", N, "deal", "contracts", NEVER),
    Fact("n_invoices", N, "deal", "invoices", NEVER),
    Fact("n_transport_documents", N, "deal", "transport papers", NEVER),
    Fact("n_warehouse_receipts", N, "deal", "warehouse receipts", NEVER),
    Fact("n_goods_lines", N, "deal", "goods lines of its papers", NEVER),
    Fact("n_payments", N, "deal", "payments, neither returned nor cancelled", NEVER),
    Fact("n_open_payments", N, "deal", "payments that wait for release", NEVER),
    Fact("has_sea_transport", B, "deal", "a bill of lading or sea waybill is there", NEVER),
    Fact("has_title_paper", B, "deal", "a transport paper or warehouse receipt is there", NEVER),
    Fact("has_buy_contract", B, "deal", "a purchase contract is there", NEVER),
    Fact("has_sell_contract", B, "deal", "a sale contract is there", NEVER),
)

TITLE = _family(
    "title",
    Fact(
        "n_other_deals_on_bill",
        N,
        "title",
        "other deals that use the same transport paper (carrier and number), most over its papers",
        PAPER,
        points_to="reused_bill_document_id",
    ),
    Fact("reused_bill_ref", S, "title", "number of the paper used again", NOT_YET),
    Fact("reused_bill_document_id", S, "title", "the paper used again", NOT_YET),
    Fact("reused_bill_other_deal", S, "title", "another deal on that paper, the earliest", NOT_YET),
    Fact(
        "has_title_chain",
        B,
        "title",
        "every use of the paper follows a sale by the holder before (a string)",
        NEVER,
    ),
    Fact(
        "has_declared_allocations",
        B,
        "title",
        "every use of the paper declares the quantity it draws (a split lot)",
        NEVER,
    ),
    Fact(
        "bill_allocated_ratio",
        D,
        "title",
        "quantity one holder drew from a transport paper over the paper's quantity, the largest",
        PAPER,
        "ratio",
        points_to="overdrawn_bill_document_id",
    ),
    Fact("overdrawn_bill_ref", S, "title", "number of that paper", NOT_YET),
    Fact("overdrawn_bill_document_id", S, "title", "that paper", NOT_YET),
    Fact(
        "bill_status_at_title",
        S,
        "title",
        "worst status of its transport papers when title came in or went out",
        PAPER,
        points_to="bill_status_document_id",
    ),
    Fact("bill_status_document_id", S, "title", "the paper with that status", NOT_YET),
    Fact("bill_status_ref", S, "title", "number of that paper", NOT_YET),
    Fact(
        "bill_age_at_title_days",
        N,
        "title",
        "days from on board to title in, less the agreed tenor, the longest",
        PAPER,
        "days",
        points_to="stale_bill_document_id",
    ),
    Fact(
        "bill_age_beyond_voyage_days",
        N,
        "title",
        "the same less the days the voyage should take",
        PAPER,
        "days",
        points_to="stale_bill_document_id",
    ),
    Fact("stale_bill_document_id", S, "title", "the oldest bill", NOT_YET),
    Fact("stale_bill_ref", S, "title", "number of the oldest bill", NOT_YET),
    Fact("has_order_bill", B, "title", "one of its bills is to the order of a party", PAPER),
    Fact(
        "endorsement_is_missing",
        B,
        "title",
        "an order bill lacks an unbroken row of endorsements from its order party",
        PAPER,
        points_to="unendorsed_bill_document_id",
    ),
    Fact(
        "endorsement_is_due",
        B,
        "title",
        "the order party is no bank that still holds the papers under a credit or collection",
        NOT_YET,
    ),
    Fact("unendorsed_bill_document_id", S, "title", "the bill without it", NOT_YET),
    Fact("unendorsed_bill_ref", S, "title", "number of that bill", NOT_YET),
    Fact("order_party", S, "title", "the order party of that bill", NOT_YET),
    Fact(
        "n_receipts_not_in_force",
        N,
        "title",
        "warehouse receipts issued after, expired before or cancelled when title passed",
        PAPER,
        points_to="receipt_not_in_force_document_id",
    ),
    Fact("receipt_not_in_force_no", S, "title", "number of the first such receipt", NOT_YET),
    Fact("receipt_not_in_force_document_id", S, "title", "that receipt", NOT_YET),
)

IDENTIFIERS = _family(
    "identifiers",
    Fact("has_container", B, "identifiers", "container numbers are given", NEVER),
    Fact(
        "n_bad_container_numbers",
        N,
        "identifiers",
        "container numbers whose ISO 6346 check digit fails",
        PAPER,
        needs=("equipment",),
        points_to="bad_container_document_id",
    ),
    Fact("bad_container_ref", S, "identifiers", "the first such number", NOT_YET),
    Fact("bad_container_document_id", S, "identifiers", "the paper it stands on", NOT_YET),
    Fact("has_vessel", B, "identifiers", "a transport paper names a vessel", NEVER),
    Fact(
        "imo_is_valid",
        B,
        "identifiers",
        "every IMO ship number passes its check digit",
        PAPER,
        points_to="vessel_document_id",
    ),
    Fact(
        "vessel_name_similarity",
        D,
        "identifiers",
        "likeness of the vessel name to the register's names valid at on board, the least, 0 to 1",
        COVERAGE,
        "ratio",
        needs=("vessels",),
        points_to="vessel_document_id",
    ),
    Fact("vessel_imo", S, "identifiers", "IMO number of the vessel in doubt", PAPER),
    Fact("vessel_name", S, "identifiers", "name of the vessel in doubt", PAPER),
    Fact("vessel_document_id", S, "identifiers", "the paper that names it", NOT_YET),
)

PLACES = _family(
    "places",
    Fact(
        "n_bills_discharged_in_china",
        N,
        "places",
        "transport papers whose port of discharge or place of delivery lies in mainland China",
        PAPER,
        points_to="china_discharge_document_id",
    ),
    Fact("china_discharge_port", S, "places", "that port", NOT_YET),
    Fact("china_discharge_document_id", S, "places", "that paper", NOT_YET),
    Fact("has_on_carriage", B, "places", "a further paper carries the goods on from there", NEVER),
    Fact(
        "n_resident_counterparties",
        N,
        "places",
        "sellers of the purchase and buyers of the sale that are residents of China",
        PAPER,
        needs=("parties",),
    ),
    Fact("resident_counterparty", S, "places", "the first of them", NOT_YET),
    Fact(
        "implied_speed_kn",
        D,
        "places",
        "least sea distance over (days at sea + 1), the fastest of its papers",
        PAPER,
        "knots",
        points_to="voyage_document_id",
    ),
    Fact("voyage_distance_nm", D, "places", "least sea distance of that voyage", COVERAGE, "nm"),
    Fact("voyage_days", N, "places", "days from on board to discharge of it", PAPER, "days"),
    Fact("voyage_document_id", S, "places", "the paper of that voyage", NOT_YET),
    Fact("load_port", S, "places", "its port of loading", NOT_YET),
    Fact("discharge_port", S, "places", "its port of discharge", NOT_YET),
    Fact("has_transhipment", B, "places", "a paper says the goods change vessel", NEVER),
)

PRICES = _family(
    "prices",
    Fact(
        "price_deviation",
        D,
        "prices",
        "how far a unit price is from the reference: the larger of ratio and its inverse, less 1",
        COVERAGE,
        "ratio",
        needs=("reference_prices",),
        points_to="price_document_id",
    ),
    Fact("price_ratio", D, "prices", "that unit price over its reference", COVERAGE, "ratio"),
    Fact("unit_price_usd", D, "prices", "that unit price", COVERAGE, "USD a unit of the reference"),
    Fact("reference_price_usd", D, "prices", "the reference known then", COVERAGE, "USD a unit"),
    Fact("reference_price_on", DAY, "prices", "day of the reference", COVERAGE),
    Fact("price_document_id", S, "prices", "the paper with that unit price", COVERAGE),
    Fact("price_basis", S, "prices", "FIXED, FORMULA or PROVISIONAL on that paper", PAPER),
    Fact("is_exchange_traded", B, "prices", "the reference is quoted on an exchange", COVERAGE),
    Fact(
        "n_priced_lines_without_reference",
        N,
        "prices",
        "priced goods lines no reference price covers",
        NEVER,
    ),
    Fact(
        "n_vague_lines",
        N,
        "prices",
        "goods lines with no HS code or a description too short",
        PAPER,
    ),
)

MONEY = _family(
    "money",
    Fact("buy_invoice_usd", D, "money", "purchase invoices net of credits", PAPER, "USD"),
    Fact("sell_invoice_usd", D, "money", "sale invoices net of credits", NOT_YET, "USD"),
    Fact("invoice_usd", D, "money", "the larger of the two legs' invoices", PAPER, "USD"),
    Fact("margin_usd", D, "money", "sale less purchase", NOT_YET, "USD"),
    Fact(
        "margin_ratio",
        D,
        "money",
        "sale less purchase, over the purchase",
        NOT_YET,
        "ratio",
    ),
    Fact("has_true_up_invoice", B, "money", "a final invoice replaces a provisional one", NEVER),
    Fact(
        "arithmetic_error_ratio",
        D,
        "money",
        "gap between quantity times price and amount, over the amount, the worst line or total",
        PAPER,
        "ratio",
        points_to="arithmetic_document_id",
    ),
    Fact(
        "arithmetic_error_amount",
        D,
        "money",
        "that gap",
        PAPER,
        "currency of the paper",
        points_to="arithmetic_document_id",
    ),
    Fact("arithmetic_document_id", S, "money", "the paper with that gap", NOT_YET),
)

QUANTITIES = _family(
    "quantities",
    Fact("buy_quantity", D, "quantities", "quantity bought", PAPER, "quantity_unit"),
    Fact("sell_quantity", D, "quantities", "quantity sold", PAPER, "quantity_unit"),
    Fact("quantity_unit", S, "quantities", "unit both are turned into", PAPER),
    Fact(
        "quantity_gap_beyond_tolerance_ratio",
        D,
        "quantities",
        "gap between bought and sold over bought, less the tolerance agreed",
        PAPER,
        "ratio",
    ),
    Fact(
        "weight_conflict_ratio",
        D,
        "quantities",
        "gap between the quantity bought and that of the title papers, over the one bought",
        PAPER,
        "ratio",
        points_to="weight_conflict_document_id",
    ),
    Fact(
        "title_papers_quantity",
        D,
        "quantities",
        "quantity the title papers carry for the deal",
        PAPER,
        "quantity_unit",
    ),
    Fact("weight_conflict_document_id", S, "quantities", "a title paper in conflict", NOT_YET),
)

TIMES = _family(
    "times",
    Fact(
        "sale_after_discharge_days",
        N,
        "times",
        "days a sale contract was signed after delivery of goods whose bill was surrendered",
        PAPER,
        "days",
        points_to="late_sale_document_id",
    ),
    Fact("late_sale_document_id", S, "times", "that contract", NOT_YET),
    Fact(
        "invoice_before_contract_days",
        N,
        "times",
        "days an invoice was issued before the first contract of its leg was signed",
        PAPER,
        "days",
        points_to="early_invoice_document_id",
    ),
    Fact("early_invoice_document_id", S, "times", "that invoice", NOT_YET),
    Fact(
        "purchase_after_on_board_days",
        N,
        "times",
        "days the first purchase contract was signed after goods were on board",
        PAPER,
        "days",
        points_to="late_purchase_document_id",
    ),
    Fact("late_purchase_document_id", S, "times", "that contract", NOT_YET),
    Fact("n_future_dates", N, "times", "papers dated after the time of decision", NEVER),
)

DOCUMENTS = _family(
    "documents",
    Fact(
        "n_missing_papers",
        N,
        "documents",
        "papers the document policy demands, that are due and not there",
        COVERAGE,
    ),
    Fact("missing_papers", S, "documents", "which papers", COVERAGE),
    Fact("document_policy_row", S, "documents", "policy row and version applied", COVERAGE),
    Fact(
        "n_invoice_number_clashes",
        N,
        "documents",
        "invoices whose seller and number stand elsewhere with other content",
        PAPER,
        points_to="clashing_invoice_document_id",
    ),
    Fact("clashing_invoice_no", S, "documents", "the first such number", NOT_YET),
    Fact("clashing_invoice_document_id", S, "documents", "that invoice", NOT_YET),
    Fact(
        "n_blank_fields",
        N,
        "documents",
        "fields that a paper, payment or the deal must bear and that are blank",
        NEVER,
        points_to="blank_field_document_id",
    ),
    Fact("blank_fields", S, "documents", "which fields, as table.column", NOT_YET),
    Fact("blank_field_document_id", S, "documents", "the first paper with one", NOT_YET),
)

ELIGIBILITY = _family(
    "eligibility",
    Fact("eligibility_on", DAY, "eligibility", "first payment's day, or the as-of day", NEVER),
    Fact(
        "is_in_directory",
        B,
        "eligibility",
        "the client was in the trade FX directory (名录) on that day",
        COVERAGE,
        needs=("client_status",),
    ),
    Fact(
        "safe_class",
        S,
        "eligibility",
        "SAFE class A, B or C on that day",
        COVERAGE,
        needs=("client_status",),
    ),
    Fact(
        "client_class",
        S,
        "eligibility",
        "the bank's own class of the client on that day",
        COVERAGE,
        needs=("client_status",),
    ),
    Fact(
        "is_on_offshore_list",
        B,
        "eligibility",
        "on the list of offshore trade enterprises on that day",
        COVERAGE,
        needs=("client_status",),
    ),
)

PAYMENTS = _family(
    "payments",
    Fact("currency_kind", S, "payments", "FX, RMB or MIXED, of payments, else of contracts", PAPER),
    Fact("has_fx_payment", B, "payments", "a payment is in foreign currency", NEVER),
    Fact("has_rmb_payment", B, "payments", "a payment is in RMB", NEVER),
    Fact("buy_bank", S, "payments", "bank of the purchase leg", NOT_YET),
    Fact("sell_bank", S, "payments", "bank of the sale leg", NOT_YET),
    Fact("legs_at_different_banks", B, "payments", "the legs are settled at two banks", NOT_YET),
    Fact("has_different_bank_reason", B, "payments", "marked special with a reason (R07)", NEVER),
    Fact("buy_currency", S, "payments", "currency of the purchase leg", NOT_YET),
    Fact("sell_currency", S, "payments", "currency of the sale leg", NOT_YET),
    Fact("legs_in_different_currencies", B, "payments", "the legs differ in currency", NOT_YET),
    Fact(
        "has_different_currency_reason", B, "payments", "marked special with a reason (R08)", NEVER
    ),
    Fact("first_leg_on", DAY, "payments", "day of the first receipt or payment", NOT_YET),
    Fact("first_leg_usd", D, "payments", "amount of the leg settled first", NOT_YET, "USD"),
    Fact("days_since_first_leg", N, "payments", "days from then to the as-of day", NOT_YET, "days"),
    Fact("has_agreed_tenor", B, "payments", "a contract agrees days of credit", NEVER),
    Fact("agreed_tenor_days", N, "payments", "the longest agreed", NOT_YET, "days"),
    Fact("leg_gap_days", N, "payments", "days between the legs' last payments", NOT_YET, "days"),
    Fact(
        "leg_gap_beyond_tenor_days",
        N,
        "payments",
        "the same less the agreed tenor",
        NOT_YET,
        "days",
    ),
    Fact(
        "expected_leg_gap_days",
        N,
        "payments",
        "days between the legs, the open one expected by its invoice's due date or tenor",
        NOT_YET,
        "days",
    ),
    Fact("has_enterprise_report", B, "payments", "the enterprise has reported the gap", NEVER),
    Fact(
        "payment_over_invoice_ratio",
        D,
        "payments",
        "paid over invoiced, less 1, the larger of the legs",
        PAPER,
        "ratio",
    ),
    Fact("overpaid_leg", S, "payments", "that leg", NOT_YET),
    Fact(
        "n_third_party_payments",
        N,
        "payments",
        "payments to a payee that sells, or from a payer that buys, under none of its contracts",
        PAPER,
        points_to="third_party_payment_id",
    ),
    Fact("third_party_payment_id", S, "payments", "the first of them", NOT_YET),
    Fact("has_assignment", B, "payments", "an assignment is on file (R09)", NEVER),
    Fact(
        "n_duplicate_invoice_payments",
        N,
        "payments",
        "payments beyond the first on the same invoice, payee and amount",
        NOT_YET,
        points_to="duplicate_payment_id",
    ),
    Fact("duplicate_payment_id", S, "payments", "the first of them", NOT_YET),
    Fact("duplicate_invoice_no", S, "payments", "the invoice paid twice", NOT_YET),
)

NETWORK = _family(
    "network",
    Fact(
        "supplier_is_buyer",
        B,
        "network",
        "a seller of the purchase and a buyer of the sale are one firm or have one controller",
        PAPER,
    ),
    Fact("round_trip_party", S, "network", "that firm or controller", NOT_YET),
)

FAMILIES = MappingProxyType(
    {
        "deal": DEAL,
        "title": TITLE,
        "identifiers": IDENTIFIERS,
        "places": PLACES,
        "prices": PRICES,
        "money": MONEY,
        "quantities": QUANTITIES,
        "times": TIMES,
        "documents": DOCUMENTS,
        "eligibility": ELIGIBILITY,
        "payments": PAYMENTS,
        "network": NETWORK,
        "client": CLIENT,
    }
)
FACTS = MappingProxyType({f.name: f for family in FAMILIES.values() for f in family})
DEAL_FACTS = MappingProxyType({n: f for n, f in FACTS.items() if f.grain == "deal"})
CLIENT_FACTS = MappingProxyType({n: f for n, f in FACTS.items() if f.grain == "client"})


def fact(name: str) -> Fact:
    """The fact of that name; KeyError if there is none."""
    return FACTS[name]


def catalogue_digest() -> str:
    """Twelve hex digits that change whenever a fact's name, type, unit or absence does."""
    rows = sorted(
        f"{f.name}|{f.type.value}|{f.unit}|{f.grain}|{f.absence.value if f.absence else ''}"
        for f in FACTS.values()
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]
