"""What is written differently but means the same compares equal; what differs does not."""

from __future__ import annotations

import polars as pl
import pytest

from screening.reference.names import (
    name_similarity,
    normalised_name,
    normalised_ref,
    vessel_name,
)


def through(expression: pl.Expr, text: str | None) -> str | None:
    frame = pl.DataFrame({"v": [text]}, {"v": pl.String})
    found: str | None = frame.select(expression).item()
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("inv-2026/001", "INV2026001"),
        ("  No. 007 ", "NO007"),
        ("ＩＮＶ－００１", "INV001"),
        ("合同-12号", "合同12号"),
        ("--- ", None),
        ("", None),
        (None, None),
    ],
)
def test_document_numbers(text: str | None, expected: str | None) -> None:
    assert through(normalised_ref(pl.col("v")), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ningbo Dacheng Trading Co., Ltd.", "NINGBO DACHENG TRADING CO LTD"),
        ("NINGBO DACHENG TRADING COMPANY LIMITED", "NINGBO DACHENG TRADING CO LTD"),
        ("Ningbo Dacheng Trading Co.Ltd", "NINGBO DACHENG TRADING CO LTD"),
        ("Gulf Metals L.L.C.", "GULF METALS LLC"),
        ("Société Générale S.A.", "SOCIETE GENERALE SA"),
        ("Smith & Sons", "SMITH AND SONS"),
        ("Harbour (Asia) Pte. Ltd.", "HARBOUR ASIA PTE LTD"),
        ("Comptoir Limitedia", "COMPTOIR LIMITEDIA"),
        ("宁波大成贸易有限公司", "宁波大成贸易有限公司"),
        ("...", None),
        (None, None),
    ],
)
def test_names_of_firms(text: str | None, expected: str | None) -> None:
    assert through(normalised_name(pl.col("v")), text) == expected


@pytest.mark.parametrize(
    "text", ["MV Ever Given", "M/V EVER GIVEN", "M.V. Ever-Given", "ever given"]
)
def test_names_of_vessels(text: str) -> None:
    assert through(vessel_name(pl.col("v")), text) == "EVER GIVEN"


def test_a_carrier_prefix_is_part_of_the_name() -> None:
    assert through(vessel_name(pl.col("v")), "MSC Oscar") == "MSC OSCAR"


def test_similarity() -> None:
    pairs = [
        ("MV EVER GIVEN", "Ever Given"),
        ("EVER GIVEN", "EVER GIVING"),
        ("EVER GIVEN", "MSC OSCAR"),
        ("EVER GIVEN", None),
        (None, None),
        ("EVER GIVEN", "-"),
        ("EVER GIVEN", "MSC OSCAR"),
    ]
    text = {"a": pl.String, "b": pl.String}
    found = name_similarity(pl.DataFrame(pairs, text, orient="row"))
    alike = {(a, b): s for a, b, s in found.iter_rows()}
    assert found.height == 6
    assert alike["MV EVER GIVEN", "Ever Given"] == 1.0
    assert alike["EVER GIVEN", "EVER GIVING"] == pytest.approx(1 - 3 / 21)
    assert alike["EVER GIVEN", "MSC OSCAR"] < 0.5
    assert [alike["EVER GIVEN", None], alike[None, None], alike["EVER GIVEN", "-"]] == [None] * 3


def test_similarity_does_not_change_with_order_of_rows() -> None:
    names = ["EVER GIVEN", "MSC OSCAR", "M/V Ever Given", "OSCAR", "MAERSK ALABAMA"]
    pairs = pl.DataFrame({"a": names}).join(pl.DataFrame({"b": names}), how="cross")
    shuffled = pairs.sample(fraction=1, shuffle=True, seed=5)
    assert name_similarity(pairs).equals(name_similarity(shuffled))


def test_no_pairs() -> None:
    empty = pl.DataFrame(schema={"a": pl.String, "b": pl.String})
    assert name_similarity(empty).schema == {
        "a": pl.String,
        "b": pl.String,
        "similarity": pl.Float64,
    }
