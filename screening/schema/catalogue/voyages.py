"""Facts of ships and voyages: boxes and ships that were elsewhere, ships that cannot carry it."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("voyages")

FACTS = (
    _fact(
        "n_contradicted_containers",
        N,
        "containers whose known events contradict the paper they stand on",
        "动态轨迹与单据不符的集装箱个数",
        COVERAGE,
        needs=("equipment_events",),
        points_to="contradicted_container_document_id",
    ),
    _fact(
        "contradicted_container_ref",
        S,
        "the first such container",
        "首个轨迹与单据不符的集装箱号",
        NOT_YET,
    ),
    _fact(
        "container_contradiction",
        S,
        "what its events say: elsewhere, other_shipment, loaded_empty or emptied",
        "首个轨迹不符集装箱的不符情形",
        NOT_YET,
    ),
    _fact(
        "container_event_on", DAY, "day of that event", "首个轨迹不符集装箱的事件发生日", NOT_YET
    ),
    _fact(
        "contradicted_container_document_id",
        S,
        "the paper it stands on",
        "载有首个轨迹不符集装箱的运输单据",
        NOT_YET,
    ),
    _fact(
        "port_call_gap_days",
        N,
        "days from the claimed loading or discharge to the nearest known stay of the vessel there, "
        "the most over its papers; 8 where none is within 8",
        "船舶最近一次靠泊与所称装卸日相距天数,取最长",
        COVERAGE,
        unit="days",
        needs=("port_calls",),
        points_to="uncalled_port_document_id",
    ),
    _fact(
        "whereabouts_gap_days",
        N,
        "days from that day to the vessel's nearest known stay in any port",
        "该所称装卸日与船舶最近一次已知在港的相距天数",
        COVERAGE,
        unit="days",
        needs=("port_calls",),
        points_to="uncalled_port_document_id",
    ),
    _fact("whereabouts_port", S, "the port of that stay", "船舶最近一次已知所在港口", NOT_YET),
    _fact("uncalled_port", S, "the port claimed", "单据所称但未见靠泊的港口", NOT_YET),
    _fact("uncalled_port_on", DAY, "the day claimed", "单据所称的靠泊装卸日", NOT_YET),
    _fact("uncalled_port_imo", S, "IMO number of that vessel", "未见靠泊船舶的 IMO 编号", NOT_YET),
    _fact(
        "uncalled_port_document_id",
        S,
        "the paper that claims it",
        "所称港口未见靠泊的运输单据",
        NOT_YET,
    ),
    _fact(
        "vessel_fits_cargo",
        B,
        "every vessel, by its type on the day of loading, can carry the form of cargo",
        "各船舶船型均可承运所载货物形态",
        COVERAGE,
        needs=("vessels",),
        points_to="misfit_vessel_document_id",
    ),
    _fact("misfit_vessel_type", S, "type of the vessel that cannot", "不适载船舶的船型", NOT_YET),
    _fact("misfit_cargo_form", S, "form of cargo it is to carry", "不适载的货物形态", NOT_YET),
    _fact("misfit_vessel_imo", S, "IMO number of that vessel", "不适载船舶的 IMO 编号", NOT_YET),
    _fact(
        "misfit_vessel_document_id", S, "the paper that names it", "载有不适载船舶的单据", NOT_YET
    ),
    _fact(
        "days_out_of_service",
        N,
        "days the goods were on board before the vessel's delivery or after it left service, "
        "the most over its papers; 0 in service",
        "装船日早于交船或晚于退役的天数,取最长",
        COVERAGE,
        unit="days",
        needs=("vessels",),
        points_to="out_of_service_document_id",
    ),
    _fact(
        "out_of_service_imo",
        S,
        "IMO number of the vessel not in service",
        "不在营运期的船舶 IMO 编号",
        NOT_YET,
    ),
    _fact(
        "out_of_service_document_id",
        S,
        "the paper that names it",
        "载有不在营运期船舶的运输单据",
        NOT_YET,
    ),
    _fact(
        "cargo_capacity_ratio",
        D,
        "gross weight of one paper over the vessel's deadweight, or its containers over the "
        "vessel's TEU, the largest",
        "单份单据货量与船舶载重吨或箱位之比,取最大",
        COVERAGE,
        unit="ratio",
        needs=("vessels",),
        points_to="overfull_vessel_document_id",
    ),
    _fact(
        "overfull_vessel_imo",
        S,
        "IMO number of that vessel",
        "单份单据货量占比最高船舶的 IMO 编号",
        NOT_YET,
    ),
    _fact(
        "overfull_vessel_document_id",
        S,
        "that paper",
        "货量占船舶载量比例最高的运输单据",
        NOT_YET,
    ),
    _fact(
        "voyage_cargo_ratio",
        D,
        "gross weight that all papers known put aboard one voyage within 45 days, "
        "over the vessel's deadweight, the largest",
        "同一航次全部已知单据货重与船舶载重吨之比,取最大",
        COVERAGE,
        unit="ratio",
        needs=("vessels",),
        points_to="full_voyage_document_id",
    ),
    _fact(
        "n_papers_on_voyage",
        N,
        "parcels of those papers, this one too",
        "装载比例最高航次的已知货载批数",
        NOT_YET,
    ),
    _fact(
        "full_voyage_document_id", S, "the paper of that voyage", "装载比例最高航次的单据", NOT_YET
    ),
    _fact(
        "parcel_likeness",
        D,
        "how surely another deal's bill with another number is for the same parcel of a voyage: "
        "1 same quantity and containers, or same measured quantity; 0.5 equal lots; 0 none",
        "与其他业务另号提单属同一批货物的相似程度,取最高",
        PAPER,
        unit="ratio",
        points_to="twin_bill_document_id",
    ),
    _fact(
        "n_twin_bills", N, "such parcels of other deals", "其他业务中的同批货物另号提单数", NOT_YET
    ),
    _fact(
        "twin_bill_other_deal",
        S,
        "the first deal with one",
        "首笔持有同批货物另号提单的其他业务",
        NOT_YET,
    ),
    _fact("twin_bill_ref", S, "number of the paper so repeated", "被另号重复的提单号", NOT_YET),
    _fact("twin_bill_document_id", S, "that paper", "被另号重复的运输单据", NOT_YET),
)
