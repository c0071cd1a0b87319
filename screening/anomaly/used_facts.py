"""The facts a model looks at, by a stated list with stated transforms, and why others are not."""

from __future__ import annotations

from types import MappingProxyType

from screening.schema import DEAL_FACTS, FactType

NONE, LOG = "none", "log"
TRANSFORMS = MappingProxyType(
    {
        NONE: "as it is",
        LOG: "sign(x) ln(1 + |x|): differences of a ratio count, large values do not drown small",
    }
)
USED = MappingProxyType(
    {
        "buy_invoice_usd": LOG,
        "price_ratio": LOG,
        "value_shifted_ratio": LOG,
        "margin_after_costs_ratio": LOG,
        "advance_ratio": NONE,
        "deposit_ratio": NONE,
        "agreed_tenor_days": LOG,
        "expected_leg_gap_days": LOG,
        "bill_age_beyond_voyage_days": LOG,
        "invoice_before_contract_days": LOG,
        "purchase_after_on_board_days": LOG,
        "title_out_before_in_days": LOG,
        "implied_speed_kn": LOG,
        "cargo_capacity_ratio": LOG,
        "box_norm_ratio": LOG,
        "package_norm_ratio": LOG,
        "receipts_over_stock_ratio": LOG,
        "receipts_over_capacity_ratio": LOG,
        "youngest_counterparty_days": LOG,
    }
)
_AFTER = (
    "grows with the day of asking, or is not known until a deal is done: it would tell an old deal"
    " from a new one, not odd from usual"
)
_ANSWER = "counts or grades what one rule asks: it would bring that rule's answer in a second time"
_COPY = "says almost what a fact used says already, and would count it twice"
_UNIT = "its unit differs from deal to deal"
_ALIKE = "the same, or one of two values, in nearly every deal: it would say what one rule asks"
_KIND = "says which goods, way or papers a deal has, not how far it is from what these lead to"
_OUTSIDE = "describes the market or an outside source, not the deal"
_REASONS = MappingProxyType(
    {
        _AFTER: (
            *("days_since_first_leg", "days_since_advance", "open_leg_days", "leg_gap_days"),
            *("open_leg_overdue_days", "days_since_planned_shipment", "net_outflow_ratio"),
            *("special_days_overdue", "usage_mark_overdue_days", "inward_declaration_days"),
            *("payee_change_days", "terms_change_days", "n_open_payments", "n_payments"),
            "sale_after_discharge_days",  # nought until the goods are discharged
        ),
        _COPY: (
            *("invoice_usd", "first_leg_usd", "document_policy_usd", "margin_usd"),
            *("margin_after_freight_usd", "margin_after_freight_ratio", "margin_ratio"),
            *("margin_after_costs_usd", "price_deviation", "hedge_result_usd"),
            *("agreed_advance_ratio", "advance_beyond_agreed_ratio", "bill_age_at_title_days"),
            *("leg_gap_beyond_tenor_days", "agreed_leg_gap_days", "voyage_cargo_ratio"),
            *("peer_unit_price_usd", "sell_invoice_usd", "value_shifted_usd"),
            *("deposit_tenor_days", "financing_gain_usd"),
        ),
        _KIND: (
            *("n_goods_lines", "n_contracts", "n_invoices", "n_transport_documents"),
            *("n_warehouse_receipts", "n_foreign_counterparties", "n_voyage_legs"),
            *("unit_price_usd", "freight_paid_usd", "voyage_days", "voyage_distance_nm"),
            *("direct_nm", "route_nm", "heaviest_box_kg", "fullest_box_kg", "box_mean_kg"),
            *("box_payload_ratio", "quantity_tolerance_ratio", "n_ft_payments"),
            *("n_first_line_payments", "n_second_line_payments"),
        ),
        _ALIKE: (
            *("payment_over_invoice_ratio", "invoiced_over_contract_ratio", "goods_similarity"),
            *("weight_conflict_ratio", "wording_similarity", "bill_allocated_ratio"),
            *("quantity_gap_beyond_tolerance_ratio", "final_shortfall_ratio"),
            *("route_detour_ratio", "port_call_gap_days", "hedge_cover_ratio"),
        ),
        _UNIT: (
            *("buy_quantity", "sell_quantity", "title_papers_quantity", "package_mean_kg"),
            *("weight_conflict_expected", "weight_conflict_found", "arithmetic_error_amount"),
        ),
        _OUTSIDE: (
            *("reference_price_usd", "reference_p25_usd", "reference_p75_usd", "reference_n"),
            *("fx_rate_age_days", "reference_age_days", "peer_q1_usd", "peer_median_usd"),
            *("peer_q3_usd", "n_price_peers", "n_papers_on_voyage"),
        ),
    }
)
_NUMBERS = (FactType.BIGINT, FactType.DOUBLE)


def left_out() -> dict[str, str]:
    """Every numeric fact of a deal that is not used, and why: what is not named above is a rule's.

    Ids, labels, texts, days and yes-or-no facts are no numbers and never come in.
    """
    named = {fact: reason for reason, facts in _REASONS.items() for fact in facts}
    numeric = (f.name for f in DEAL_FACTS.values() if f.type in _NUMBERS)
    return {name: named.get(name, _ANSWER) for name in numeric if name not in USED}
