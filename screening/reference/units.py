"""Units of quantity: UN/ECE Recommendation 20 codes, their dimension and exact size.

Quantities are decimals of three places. To add them up across units without a rounding that
depends on the order, `base_micro` turns each into whole millionths of the dimension's base unit
(milligrams for mass) through an exact fraction, rounded once; whole numbers add up exactly.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from types import MappingProxyType

import polars as pl

BASE_UNITS = MappingProxyType({"mass": "KGM", "volume": "LTR", "pieces": "C62", "energy": "KWH"})

_MJ = Fraction(10, 36)  # kWh in a megajoule
_BTU_MJ = Fraction("0.00105505585262")  # international table

# code -> (dimension, base units in one). Defined values, exact: pound, ounces, gallons, barrel
# of 42 US gallons. Hundreds and dozens of pieces are here because chandlery and textiles use them.
UNITS = MappingProxyType(
    {
        "KGM": ("mass", Fraction(1)),
        "TNE": ("mass", Fraction(1000)),
        "KTN": ("mass", Fraction(1_000_000)),
        "DTN": ("mass", Fraction(100)),
        "GRM": ("mass", Fraction("0.001")),
        "MGM": ("mass", Fraction("0.000001")),
        "CTM": ("mass", Fraction("0.0002")),
        "LBR": ("mass", Fraction("0.45359237")),
        "ONZ": ("mass", Fraction("0.028349523125")),
        "APZ": ("mass", Fraction("0.0311034768")),
        "STN": ("mass", Fraction("907.18474")),
        "LTN": ("mass", Fraction("1016.0469088")),
        "CWA": ("mass", Fraction("45.359237")),
        "CWI": ("mass", Fraction("50.80234544")),
        "LTR": ("volume", Fraction(1)),
        "MLT": ("volume", Fraction("0.001")),
        "HLT": ("volume", Fraction(100)),
        "MTQ": ("volume", Fraction(1000)),
        "DMQ": ("volume", Fraction(1)),
        "FTQ": ("volume", Fraction("28.316846592")),
        "BLL": ("volume", Fraction("158.987294928")),
        "GLL": ("volume", Fraction("3.785411784")),
        "GLI": ("volume", Fraction("4.54609")),
        "C62": ("pieces", Fraction(1)),
        "H87": ("pieces", Fraction(1)),
        "NAR": ("pieces", Fraction(1)),
        "NMB": ("pieces", Fraction(1)),
        "EA": ("pieces", Fraction(1)),
        "PCE": ("pieces", Fraction(1)),
        "PR": ("pieces", Fraction(2)),
        "NPR": ("pieces", Fraction(2)),
        "DZN": ("pieces", Fraction(12)),
        "CEN": ("pieces", Fraction(100)),
        "GRO": ("pieces", Fraction(144)),
        "MIL": ("pieces", Fraction(1000)),
        "KWH": ("energy", Fraction(1)),
        "MWH": ("energy", Fraction(1000)),
        "GWH": ("energy", Fraction(1_000_000)),
        "3B": ("energy", _MJ),
        "GV": ("energy", 1000 * _MJ),
        "BTU": ("energy", _BTU_MJ * _MJ),
        "BZ": ("energy", 1_000_000 * _BTU_MJ * _MJ),
    }
)

# Spellings on real papers that name one unit only. TON, OZ and GAL could be several: not here.
SPELLINGS = MappingProxyType(
    {
        "KG": "KGM",
        "KGS": "KGM",
        "MT": "TNE",
        "MTS": "TNE",
        "LB": "LBR",
        "LBS": "LBR",
        "BBL": "BLL",
        "BBLS": "BLL",
        "CBM": "MTQ",
        "M3": "MTQ",
        "PC": "PCE",
        "PCS": "PCE",
        "MMBTU": "BZ",
    }
)

_SCHEMA: dict[str, pl.DataType] = {
    "unit": pl.String(),
    "code": pl.String(),
    "dimension": pl.String(),
    "base_unit": pl.String(),
    "factor": pl.Float64(),
    "micro_numerator": pl.Int64(),
    "micro_denominator": pl.Int64(),
}


def unit_factors() -> pl.DataFrame:
    """One row a spelling of a unit, sorted: its Rec 20 code, dimension, base unit and size.

    `factor` is base units in one unit. micro_numerator / micro_denominator is the same size
    exactly: millionths of the base unit in a thousandth of the unit. A unit not in the frame is
    not known: join left and let the quantity be null.
    """
    return _unit_factors().clone()


@cache
def _unit_factors() -> pl.DataFrame:
    spelled = {**{code: code for code in UNITS}, **SPELLINGS}
    return pl.DataFrame([_row(unit, code) for unit, code in spelled.items()], _SCHEMA).sort("unit")


def base_micro(quantity: pl.Expr, numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Whole millionths of the base unit (Int64) in a quantity of three decimals.

    The fraction is that of `unit_factors`. Rounded half away from zero once; null where the
    quantity or the unit is null, or where the result would not fit (9 billion tonnes).
    """
    thousandths = quantity.cast(pl.Decimal(38, 3)).to_physical().cast(pl.Int128)
    top = thousandths.abs() * numerator.cast(pl.Int128)
    bottom = denominator.cast(pl.Int128)
    rounded = (2 * top + bottom) // (2 * bottom)
    return (rounded * thousandths.sign()).cast(pl.Int64, strict=False)


def _row(unit: str, code: str) -> dict[str, str | float | int]:
    dimension, size = UNITS[code]
    micro = size * 1000  # a thousandth of the unit, in millionths of the base unit
    return {
        "unit": unit,
        "code": code,
        "dimension": dimension,
        "base_unit": BASE_UNITS[dimension],
        "factor": float(size),
        "micro_numerator": micro.numerator,
        "micro_denominator": micro.denominator,
    }
