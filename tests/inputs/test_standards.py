"""Codes in the spelling of their standard, and what is no such code."""

from __future__ import annotations

import pytest

from screening.inputs.standards import canon_of
from screening.schema import TABLES


@pytest.mark.parametrize(
    ("table", "column", "given", "kept"),
    [
        ("country_risk", "place", "kp", "KP"),
        ("country_risk", "place", "kpnam", "KPNAM"),
        ("country_risk", "place", "XQ", None),
        ("country_risk", "place", "Korea, South", None),
        ("control_lists", "hs_prefix", "84.71", "8471"),
        ("control_lists", "hs_prefix", "84", "84"),
        ("control_lists", "hs_prefix", "847", None),
        ("goods_lines", "hs6", "8471", None),
        ("goods_lines", "hs6", "8471.30", "847130"),
    ],
)
def test_a_code_is_spelt_as_its_standard_says(
    table: str, column: str, given: str, kept: str | None
) -> None:
    canon = canon_of(next(c for c in TABLES[table].columns if c.name == column))
    assert canon is not None
    assert canon[0](given) == kept
