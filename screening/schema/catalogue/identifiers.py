"""Facts of identifiers: container numbers, IMO ship numbers, vessel names."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("identifiers")

FACTS = (
    _fact("has_container", B, "container numbers are given", "单证载有集装箱号", NEVER),
    _fact(
        "n_bad_container_numbers",
        N,
        "container numbers whose ISO 6346 check digit fails",
        "校验位错误的集装箱号个数",
        PAPER,
        needs=("equipment",),
        points_to="bad_container_document_id",
    ),
    _fact("bad_container_ref", S, "the first such number", "首个校验位错误的集装箱号", NOT_YET),
    _fact(
        "bad_container_document_id",
        S,
        "the paper it stands on",
        "载有首个错误集装箱号的单据",
        NOT_YET,
    ),
    _fact("has_vessel", B, "a transport paper names a vessel", "运输单据载有船名", NEVER),
    _fact(
        "imo_is_valid",
        B,
        "every IMO ship number passes its check digit",
        "IMO 船舶编号均通过校验",
        PAPER,
        points_to="vessel_document_id",
    ),
    _fact(
        "vessel_name_similarity",
        D,
        "likeness of the vessel name to the register's names valid at on board, the least, 0 to 1",
        "船名与装船日登记船名的相似度,取最低",
        COVERAGE,
        unit="ratio",
        needs=("vessels",),
        points_to="vessel_document_id",
    ),
    _fact("vessel_imo", S, "IMO number of the vessel in doubt", "存疑船舶的 IMO 编号", PAPER),
    _fact("vessel_name", S, "name of the vessel in doubt", "存疑船舶的船名", PAPER),
    _fact("vessel_document_id", S, "the paper that names it", "载有存疑船舶的运输单据", NOT_YET),
)
