"""Facts of sellers that receive and never pay, and are of little substance."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, N, S, of_family

_fact = of_family("receivers")

FACTS = (
    _fact(
        "n_payers_of_receive_only_seller",
        N,
        "domestic clients that paid a foreign seller of the deal in twelve months, where it paid "
        "no client and is younger than a year or shows two signs of weak substance; the most; 0: "
        "no such seller",
        "向只收不付且缺乏实质的境外卖方付款的境内客户数,取最多",
        COVERAGE,
        needs=("parties", "payments"),
        points_to="receive_only_payment_id",
    ),
    _fact("receive_only_seller", S, "that seller", "只收不付的境外卖方", NOT_YET),
    _fact(
        "receive_only_payment_id",
        S,
        "the first of this deal's payments to it",
        "向只收不付卖方的付款",
        NOT_YET,
    ),
)
