"""Numbers the IMO gives to ships and to companies, told apart by their check digits."""

from __future__ import annotations

import polars as pl

_DIGITS = r"\d{7}"
_SHIP, _COMPANY = (7, 6, 5, 4, 3, 2), (8, 6, 4, 2, 9, 7)


def is_ship_number(number: pl.Expr) -> pl.Expr:
    """Whether seven digits are an IMO ship number: weights 7 to 2, modulo 10."""
    return _weighed(number, _SHIP) % 10 == _digit(number, 6)


def is_company_number(number: pl.Expr) -> pl.Expr:
    """Whether seven digits are an IMO company number: weights 8 6 4 2 9 7, 11 less modulo 11."""
    return (11 - _weighed(number, _COMPANY) % 11) % 10 == _digit(number, 6)


def ship_and_company_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `imo` and `imo_company` in place of `numbers`, each parted by blanks.

    A number that fits both is what the entry is: a ship's of a vessel, else a company's.
    """
    digits = (
        rows.select("kind", numbers="numbers")
        .with_row_index("row")
        .explode("numbers", empty_as_null=False)
        .with_columns(number=pl.col("numbers").str.extract(f"({_DIGITS})"))
        .drop_nulls("number")
    )
    number, of_vessel = pl.col("number"), pl.col("kind") == "vessel"
    ship, company = is_ship_number(number), is_company_number(number)
    told = digits.with_columns(
        imo=pl.when(ship & (of_vessel | ~company)).then(number),
        imo_company=pl.when(company & ~(of_vessel & ship)).then(number),
    )
    joined = told.group_by("row").agg(_parted("imo"), _parted("imo_company"))
    return (
        rows.with_row_index("row")
        .join(joined, on="row", how="left", maintain_order="left")
        .drop("row", "numbers")
    )


def _parted(column: str) -> pl.Expr:
    values = pl.col(column).drop_nulls().unique().sort()
    return pl.when(values.len() > 0).then(values.str.join(" ")).alias(column)


def _weighed(number: pl.Expr, weights: tuple[int, ...]) -> pl.Expr:
    return pl.sum_horizontal(_digit(number, i) * w for i, w in enumerate(weights))


def _digit(number: pl.Expr, place: int) -> pl.Expr:
    return number.str.slice(place, 1).cast(pl.Int64, strict=False)
