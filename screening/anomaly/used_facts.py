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
        "n_goods_lines": LOG,
        "n_payments": LOG,
        "buy_invoice_usd": LOG,
        "unit_price_usd": LOG,
        "price_ratio": LOG,
        "value_shifted_ratio": LOG,
        "margin_ratio": LOG,
        "freight_paid_usd": LOG,
        "advance_ratio": NONE,
        "deposit_ratio": NONE,
        "agreed_tenor_days": LOG,
        "leg_gap_days": LOG,
        "payment_over_invoice_ratio": LOG,
        "invoiced_over_contract_ratio": LOG,
        "weight_conflict_ratio": LOG,
        "bill_age_at_title_days": LOG,
        "purchase_after_on_board_days": LOG,
        "title_out_before_in_days": LOG,
        "voyage_days": LOG,
        "voyage_distance_nm": LOG,
        "implied_speed_kn": LOG,
        "cargo_capacity_ratio": LOG,
        "heaviest_box_kg": LOG,
        "youngest_counterparty_days": LOG,
    }
)
_AFTER = (
    "grows with the day of asking: it would tell an old deal from a new one, not odd from usual"
)
_ANSWER = "counts or grades what one rule asks: it would bring that rule's answer in a second time"
_COPY = "says almost what a fact used says already, and would count it twice"
_UNIT = "its unit differs from deal to deal"
_ALIKE = "hardly differs from deal to deal"
_OUTSIDE = "describes the market or an outside source, not the deal"
_REASONS = MappingProxyType(
    {
        _AFTER: (
            *("days_since_first_leg", "days_since_advance", "open_leg_days"),
            *("open_leg_overdue_days", "days_since_planned_shipment", "expected_leg_gap_days"),
            *("special_days_overdue", "usage_mark_overdue_days", "inward_declaration_days"),
            *("payee_change_days", "terms_change_days", "n_open_payments"),
        ),
        _COPY: (
            *("invoice_usd", "first_leg_usd", "document_policy_usd", "margin_usd", "route_nm"),
            *("margin_after_freight_usd", "margin_after_freight_ratio", "direct_nm"),
            *("margin_after_costs_usd", "margin_after_costs_ratio", "price_deviation"),
            *("agreed_advance_ratio", "advance_beyond_agreed_ratio", "box_mean_kg"),
            *("leg_gap_beyond_tenor_days", "bill_age_beyond_voyage_days", "goods_similarity"),
            *("fullest_box_kg", "peer_unit_price_usd", "sell_invoice_usd", "value_shifted_usd"),
            *("box_payload_ratio", "box_norm_ratio", "voyage_cargo_ratio", "wording_similarity"),
        ),
        _ALIKE: (
            *("n_contracts", "n_invoices", "n_transport_documents", "n_warehouse_receipts"),
            *("n_foreign_counterparties", "n_voyage_legs", "quantity_tolerance_ratio"),
        ),
        _UNIT: (
            *("buy_quantity", "sell_quantity", "title_papers_quantity", "package_mean_kg"),
            *("weight_conflict_expected", "weight_conflict_found", "arithmetic_error_amount"),
        ),
        _OUTSIDE: (
            *("reference_price_usd", "reference_p25_usd", "reference_p75_usd", "reference_n"),
            *("fx_rate_age_days", "peer_q1_usd", "peer_median_usd", "peer_q3_usd"),
            *("n_price_peers", "n_papers_on_voyage"),
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
