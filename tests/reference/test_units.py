"""Units have their defined sizes, and quantities of different units add up exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.reference.units import BASE_UNITS, SPELLINGS, UNITS, base_micro, unit_factors

FACTORS = unit_factors()


def micro(quantities: list[str | None], units: list[str | None]) -> list[int | None]:
    frame = pl.DataFrame(
        {"q": quantities, "unit": units}, {"q": pl.String, "unit": pl.String}
    ).with_columns(pl.col("q").cast(pl.Decimal(18, 3)))
    joined = frame.join(FACTORS, on="unit", how="left", maintain_order="left")
    exact = base_micro(pl.col("q"), pl.col("micro_numerator"), pl.col("micro_denominator"))
    return joined.select(exact).to_series().to_list()


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        ("TNE", "mass", 1000.0),
        ("LBR", "mass", 0.45359237),
        ("APZ", "mass", 0.0311034768),
        ("STN", "mass", 907.18474),
        ("LTN", "mass", 1016.0469088),
        ("BLL", "volume", 158.987294928),
        ("GLL", "volume", 3.785411784),
        ("MTQ", "volume", 1000.0),
        ("C62", "pieces", 1.0),
        ("MWH", "energy", 1000.0),
        ("GV", "energy", 277.77777777777777),
        ("BZ", "energy", 293.07107017222222),
    ],
)
def test_size_of_a_unit(unit: str, dimension: str, factor: float) -> None:
    row = FACTORS.row(by_predicate=pl.col("unit") == unit, named=True)
    assert (row["dimension"], row["factor"]) == (dimension, factor)


def test_a_barrel_is_42_gallons_and_a_troy_ounce_480_grains() -> None:
    assert UNITS["BLL"][1] == 42 * UNITS["GLL"][1]
    assert UNITS["APZ"][1] == UNITS["LBR"][1] * 480 / 7000
    assert UNITS["ONZ"][1] == UNITS["LBR"][1] / 16
    assert UNITS["LTN"][1] == UNITS["LBR"][1] * 2240


def test_each_unit_once_each_base_unit_of_size_one() -> None:
    assert FACTORS["unit"].is_unique().all()
    assert FACTORS["unit"].is_sorted()
    assert set(FACTORS["dimension"]) == set(BASE_UNITS)
    for dimension, base in BASE_UNITS.items():
        assert UNITS[base] == (dimension, Fraction(1))


def test_spellings_name_known_units_and_hide_none() -> None:
    assert set(SPELLINGS.values()) <= set(UNITS)
    assert not set(SPELLINGS) & set(UNITS)


def test_whole_milligrams() -> None:
    assert micro(["1.000", "0.001", "1", "-2.5"], ["KGM", "TNE", "LBR", "GRM"]) == [
        1_000_000,
        1_000_000,
        453_592,
        -2_500,
    ]


def test_rounding_is_half_away_from_zero() -> None:
    assert micro(["0.001", "-0.001"], ["CWA", "CWA"]) == [45_359, -45_359]
    half = pl.DataFrame({"q": ["0.001", "-0.001"]}).with_columns(pl.col("q").cast(pl.Decimal(9, 3)))
    assert half.select(base_micro(pl.col("q"), pl.lit(1), pl.lit(2))).to_series().to_list() == [
        1,
        -1,
    ]


def test_unknown_or_absent_stays_null() -> None:
    assert micro([None, "1", "1"], ["KGM", None, "TON"]) == [None, None, None]


def test_what_does_not_fit_is_null_never_wrapped() -> None:
    assert micro(["999999999999999.999"], ["TNE"]) == [None]
    assert micro(["9000000000"], ["TNE"]) == [9_000_000_000_000_000_000]


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(sorted(UNITS)))
def test_agrees_with_exact_fractions(quantity: Decimal, unit: str) -> None:
    exact = Fraction(quantity) * UNITS[unit][1] * 1_000_000
    whole = int(Decimal(abs(exact).__floor__()))
    rest = abs(exact) - whole
    rounded = whole + (1 if rest >= Fraction(1, 2) else 0)
    expected = rounded if exact >= 0 else -rounded
    fits = abs(expected) < 2**63
    text = str(quantity.quantize(Decimal("0.001"), ROUND_HALF_UP))
    assert micro([text], [unit]) == [expected if fits else None]
