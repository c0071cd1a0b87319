"""Facts of the network: parties on both sides of a deal."""

from __future__ import annotations

from screening.schema.fact import NOT_YET, PAPER, B, S, of_family

_fact = of_family("network")

FACTS = (
    _fact(
        "supplier_is_buyer",
        B,
        "a seller of the purchase and a buyer of the sale are one firm or have one controller or "
        "holder of more than half",
        "采购卖方与销售买方为同一企业或受同一控制人控制",
        PAPER,
    ),
    _fact("round_trip_party", S, "that firm or controller", "同处购销两端的企业或控制人", NOT_YET),
)
