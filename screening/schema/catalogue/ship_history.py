"""Facts of a ship's history: changes of what it bears, and what its position signals hide."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NOT_YET, N, S, of_family

_fact = of_family("ship_history")
_SIGNALS = ("ais_gaps",)

FACTS = (
    _fact(
        "n_ship_changes_12m",
        N,
        "days within twelve months before loading on which a ship changed name, flag or owner",
        "装船前十二个月内船舶更名、换旗或易主的次数",
        COVERAGE,
        needs=("vessels",),
        points_to="changed_ship_document_id",
    ),
    _fact("changed_ship_imo", S, "that ship", "多次变更的船舶IMO编号", NOT_YET),
    _fact("changed_ship_document_id", S, "its paper", "多次变更船舶的运输单据", NOT_YET),
    _fact(
        "ais_gap_hours",
        N,
        "longest silence of a ship's position signals with the goods on board, outside areas of "
        "risk",
        "载货期间船舶信号在风险区域外中断的最长小时数",
        COVERAGE,
        unit="hours",
        needs=_SIGNALS,
        points_to="ais_event_document_id",
    ),
    _fact(
        "ais_gap_in_risk_area_hours",
        N,
        "longest silence within an area of risk",
        "载货期间船舶信号在风险区域内中断的最长小时数",
        COVERAGE,
        unit="hours",
        needs=_SIGNALS,
        points_to="ais_event_document_id",
    ),
    _fact(
        "n_undisclosed_transfers",
        N,
        "transfers from ship to ship that no paper tells of",
        "单据未载明的船对船过驳次数",
        COVERAGE,
        needs=_SIGNALS,
        points_to="ais_event_document_id",
    ),
    _fact(
        "n_ais_identity_changes",
        N,
        "changes of identity in its signals with the goods on board",
        "载货期间船舶信号身份变更次数",
        COVERAGE,
        needs=_SIGNALS,
        points_to="ais_event_document_id",
    ),
    _fact("ais_event_imo", S, "the ship of the gravest event", "信号异常的船舶IMO编号", NOT_YET),
    _fact("ais_event_on", DAY, "day it began", "信号异常开始之日", NOT_YET),
    _fact("ais_event_document_id", S, "its paper", "信号异常船舶的运输单据", NOT_YET),
)
