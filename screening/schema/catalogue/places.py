"""Facts of places: ports, residence of the parties, voyage and speed."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("places")

FACTS = (
    _fact(
        "n_bills_discharged_in_china",
        N,
        "transport papers whose port of discharge or place of delivery lies in mainland China",
        "卸货港或交货地在境内的运输单据份数",
        PAPER,
        points_to="china_discharge_document_id",
    ),
    _fact("china_discharge_port", S, "that port", "境内的卸货港或交货地", NOT_YET),
    _fact(
        "china_discharge_document_id", S, "that paper", "卸货港或交货地在境内的运输单据", NOT_YET
    ),
    _fact(
        "has_on_carriage",
        B,
        "a further paper carries the goods on from there",
        "有自境内卸货地续运的单据",
        NEVER,
    ),
    _fact(
        "n_resident_counterparties",
        N,
        "sellers of the purchase and buyers of the sale that are residents of China",
        "属境内居民的采购卖方和销售买方个数",
        PAPER,
        needs=("parties",),
    ),
    _fact("resident_counterparty", S, "the first of them", "首个属境内居民的交易对手", NOT_YET),
    _fact(
        "implied_speed_kn",
        D,
        "least sea distance over (days at sea + 1), the fastest of its papers",
        "按最短海上航程折算的航速,取最高",
        PAPER,
        unit="knots",
        points_to="voyage_document_id",
    ),
    _fact(
        "voyage_distance_nm",
        D,
        "least sea distance of that voyage",
        "折算航速最高航次的最短海上航程",
        COVERAGE,
        unit="nm",
    ),
    _fact(
        "voyage_days",
        N,
        "days from on board to discharge of it",
        "折算航速最高航次的装船至卸货天数",
        PAPER,
        unit="days",
    ),
    _fact(
        "voyage_document_id", S, "the paper of that voyage", "折算航速最高航次的运输单据", NOT_YET
    ),
    _fact("load_port", S, "its port of loading", "折算航速最高航次的装货港", NOT_YET),
    _fact("discharge_port", S, "its port of discharge", "折算航速最高航次的卸货港", NOT_YET),
    _fact("has_transhipment", B, "a paper says the goods change vessel", "单据载明货物转船", NEVER),
)
