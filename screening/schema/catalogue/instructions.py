"""Facts of changed payment instructions."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, B, N, S, of_family

_fact = of_family("instructions")

FACTS = (
    _fact(
        "has_payee_change",
        B,
        "payee or account of a payment out was changed before it was paid",
        "付款前变更过收款人或账户",
        COVERAGE,
        needs=("instruction_versions",),
    ),
    _fact(
        "payee_change_days",
        N,
        "fewest working days from such a change to the payment, or until now",
        "变更收款人或账户至付款的最少工作日数",
        COVERAGE,
        unit="working days",
        needs=("instruction_versions",),
        points_to="payee_change_payment_id",
    ),
    _fact("payee_change_payment_id", S, "that payment", "变更收款人或账户的付款", NOT_YET),
    _fact(
        "has_terms_change",
        B,
        "amount, currency or date of a payment out was changed before it was paid",
        "付款前变更过金额、币种或日期",
        COVERAGE,
        needs=("instruction_versions",),
    ),
    _fact(
        "terms_change_days",
        N,
        "fewest working days from such a change to the payment, or until now",
        "变更金额、币种或日期至付款的最少工作日数",
        COVERAGE,
        unit="working days",
        needs=("instruction_versions",),
        points_to="terms_change_payment_id",
    ),
    _fact("terms_change_payment_id", S, "that payment", "变更金额、币种或日期的付款", NOT_YET),
)
