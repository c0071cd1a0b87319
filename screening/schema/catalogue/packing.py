"""Facts of packing: what one container or package weighs and what a container can hold."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, D, S, of_family

_fact = of_family("packing")

FACTS = (
    _fact("has_packages", B, "a transport paper does not say bulk", "货物非散装运输", NEVER),
    _fact(
        "heaviest_box_kg",
        D,
        "gross weight of one container, the highest; those not weighed share what is left",
        "单个集装箱毛重,取最高",
        PAPER,
        unit="kg",
        points_to="heaviest_box_document_id",
    ),
    _fact("heaviest_box_ref", S, "number of that container", "毛重最高的集装箱号", NOT_YET),
    _fact("heaviest_box_document_id", S, "the paper it stands on", "载有最重集装箱的单据", NOT_YET),
    _fact(
        "box_norm_ratio",
        D,
        "mean weight of a paper's containers over the 5th percentile of the commodity, the least",
        "单箱平均重量与同类商品第5百分位之比,取最低",
        COVERAGE,
        unit="ratio",
        needs=("commodities",),
        points_to="light_box_document_id",
    ),
    _fact("box_mean_kg", D, "that mean weight", "占比最低单据的单箱平均重量", PAPER, unit="kg"),
    _fact("light_box_document_id", S, "that paper", "单箱平均重量占比最低的单据", NOT_YET),
    _fact(
        "package_norm_ratio",
        D,
        "mean weight of a paper's packages over the 5th percentile of the commodity, the least",
        "单件平均重量与同类商品第5百分位之比,取最低",
        COVERAGE,
        unit="ratio",
        needs=("commodities",),
        points_to="light_package_document_id",
    ),
    _fact("package_mean_kg", D, "that mean weight", "占比最低单据的单件平均重量", PAPER, unit="kg"),
    _fact("light_package_document_id", S, "that paper", "单件平均重量占比最低的单据", NOT_YET),
    _fact(
        "box_payload_ratio",
        D,
        "weight of a container over what its size can carry, the highest",
        "集装箱载重与该箱型最大载重之比,取最高",
        PAPER,
        unit="ratio",
        needs=("equipment",),
        points_to="fullest_box_document_id",
    ),
    _fact("fullest_box_ref", S, "number of that container", "载重占比最高的集装箱号", NOT_YET),
    _fact("fullest_box_iso_code", S, "its size and type", "载重占比最高的集装箱箱型", PAPER),
    _fact("fullest_box_kg", D, "weight in it", "载重占比最高的集装箱重量", PAPER, unit="kg"),
    _fact("fullest_box_document_id", S, "the paper it stands on", "载有该超载箱的单据", NOT_YET),
    _fact(
        "has_boxed_volume",
        B,
        "goods in containers are measured by volume",
        "集装箱货物按体积计量",
        PAPER,
    ),
    _fact(
        "box_volume_ratio",
        D,
        "volume of a paper's goods over the room of its containers, the highest",
        "货物体积与所列集装箱容积之比,取最高",
        PAPER,
        unit="ratio",
        needs=("equipment",),
        points_to="bulkiest_document_id",
    ),
    _fact("bulkiest_document_id", S, "that paper", "体积与箱容之比最高的单据", NOT_YET),
)
