"""Facts of routes: detours, ends that fit neither party, ports and origins that cannot be."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("routes")

FACTS = (
    _fact(
        "n_voyage_legs",
        N,
        "legs at sea one after the other that its papers tell of, the most",
        "单据所载前后相接的海运航段数,取最多",
        PAPER,
    ),
    _fact(
        "route_detour_ratio",
        D,
        "sea way of those legs over the direct one (500 nm at least), the highest",
        "各航段航程之和与直达航程之比,取最高",
        COVERAGE,
        unit="ratio",
        points_to="route_document_id",
    ),
    _fact("route_nm", D, "sea way of those legs", "该路线各航段航程之和", COVERAGE, unit="nm"),
    _fact("direct_nm", D, "direct sea way of that route", "该路线直达航程", COVERAGE, unit="nm"),
    _fact("route_from", S, "where that route begins", "该路线起点", NOT_YET),
    _fact("route_to", S, "where it ends", "该路线终点", NOT_YET),
    _fact("route_document_id", S, "the first paper of that route", "该路线的首份单据", NOT_YET),
    _fact(
        "has_voyage_deviation",
        B,
        "the desk has evidence why the ship went out of her way",
        "已提供船舶绕航的证明",
        NEVER,
    ),
    _fact(
        "n_bills_foreign_at_both_ends",
        N,
        "transport papers that load in no supplier's or origin's country and end in no buyer's",
        "装货地与卖方及原产国、卸货地与买方均不符的单据份数",
        PAPER,
        needs=("parties",),
        points_to="foreign_route_document_id",
    ),
    _fact("foreign_load_port", S, "port of loading of the first", "首份此类单据的装货港", NOT_YET),
    _fact("foreign_discharge_port", S, "its port of discharge", "首份此类单据的卸货港", NOT_YET),
    _fact("foreign_route_document_id", S, "that paper", "两端均不符的首份单据", NOT_YET),
    _fact(
        "n_ports_without_facility",
        N,
        "ports on its sea papers that do not work cargo of that form",
        "不具备该货物形态装卸能力的港口个数",
        COVERAGE,
        needs=("port_facilities",),
        points_to="port_without_facility_document_id",
    ),
    _fact("port_without_facility", S, "the first of them", "首个不具备装卸能力的港口", NOT_YET),
    _fact("port_without_facility_document_id", S, "a paper with it", "载有该港口的单据", NOT_YET),
    _fact(
        "n_origins_without_output",
        N,
        "commodities and origins of its goods where none is produced, by the last known year",
        "按最近年度数据无产量的商品原产国个数",
        COVERAGE,
        needs=("production",),
        points_to="origin_without_output_document_id",
    ),
    _fact("origin_without_output", S, "the first such origin", "首个无产量的原产国", NOT_YET),
    _fact("origin_without_output_hs6", S, "the commodity", "原产国无产量的商品编码", NOT_YET),
    _fact("origin_without_output_document_id", S, "a paper with it", "载有该原产国的单据", NOT_YET),
)
