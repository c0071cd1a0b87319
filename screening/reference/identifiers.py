"""Check digits of containers, ships, Chinese enterprises and legal entities.

Containers and ships are checked over whole columns with numpy, because a large book has millions
of distinct container numbers and python-stdnum takes them one at a time; it is the oracle in the
tests. Enterprises and legal entities are few, so there it is asked directly.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

_CONTAINER = r"^[A-Z]{3}[UJZR][0-9]{7}$"
_IMO = r"^[0-9]{7}$"
_MARKS = r"[\s\-./]"

Codes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


def container_number(value: pl.Expr) -> pl.Expr:
    """A container number as ISO 6346 writes it, without blanks and marks; not checked."""
    return value.str.to_uppercase().str.replace_all(_MARKS, "")


def imo_number(value: pl.Expr) -> pl.Expr:
    """An IMO ship number without its prefix, blanks and marks; not checked."""
    return container_number(value).str.replace(r"^IMO(?:NO)?:?", "")


def company_number(value: pl.Expr) -> pl.Expr:
    """An IMO company number as IMO and seven digits, not checked; null for any other text."""
    digits = container_number(value).str.extract(r"^(?:IMO(?:NO)?:?)?([0-9]{7})$")
    return pl.when(digits.is_not_null()).then(pl.lit("IMO") + digits)


def container_checks(values: pl.Series) -> pl.DataFrame:
    """One row a distinct value: value, number, is_valid (ISO 6346 shape and check digit).

    Null for null. Category R (reefers) is taken beside U, J and Z, as python-stdnum does.
    """
    return _checked(values, container_number, _CONTAINER, 11, _container_digit_holds)


def imo_checks(values: pl.Series) -> pl.DataFrame:
    """One row a distinct value: value, number, is_valid (IMO ship number, weights 7 to 2).

    Null for null. IMO company numbers use other weights and fail.
    """
    return _checked(values, imo_number, _IMO, 7, _imo_digit_holds)


def uscc_checks(values: pl.Series) -> pl.DataFrame:
    """One row a distinct value: value, is_valid (统一社会信用代码, GB 32100). Null for null."""
    from stdnum.cn import uscc  # noqa: PLC0415 needed by few commands

    return _asked(values, uscc.is_valid)


def lei_checks(values: pl.Series) -> pl.DataFrame:
    """One row a distinct value: value, is_valid (ISO 17442, modulo 97). Null for null."""
    from stdnum import lei  # noqa: PLC0415 needed by few commands

    return _asked(values, lei.is_valid)


def _asked(values: pl.Series, is_valid: Callable[[str], bool]) -> pl.DataFrame:
    distinct = values.alias("value").cast(pl.String).unique(maintain_order=True)
    flags = [None if v is None else is_valid(v) for v in distinct.to_list()]
    return pl.DataFrame([distinct, pl.Series("is_valid", flags, pl.Boolean)])


def _checked(
    values: pl.Series,
    compact: Callable[[pl.Expr], pl.Expr],
    shape: str,
    width: int,
    digit_holds: Callable[[Codes], Flags],
) -> pl.DataFrame:
    """Values, their compact form and whether shape and check digit both hold."""
    frame = values.alias("value").cast(pl.String).unique(maintain_order=True).to_frame()
    frame = frame.with_columns(number=compact(pl.col("value")))
    shaped = frame.select(pl.col("number").str.contains(shape).fill_null(False)).to_series()
    text: str = frame["number"].filter(shaped).str.join("").item()
    codes = np.frombuffer(text.encode("ascii"), np.uint8).reshape(-1, width)
    valid = shaped.to_numpy().copy()
    valid[valid] = digit_holds(codes)
    is_valid = pl.when(pl.col("value").is_not_null()).then(pl.Series(valid, dtype=pl.Boolean))
    return frame.with_columns(is_valid=is_valid)


def _letter_values() -> npt.NDArray[np.int64]:
    """ISO 6346 values by character code: digits as they are, letters from 10 without 11, 22, 33."""
    table = np.zeros(256, np.int64)
    table[ord("0") : ord("9") + 1] = np.arange(10)
    table[ord("A") : ord("Z") + 1] = [v for v in range(10, 39) if v % 11]
    return table


def _container_digit_holds(codes: Codes) -> Flags:
    weighted = _letter_values()[codes[:, :10]] @ (2 ** np.arange(10, dtype=np.int64))
    holds: Flags = weighted % 11 % 10 == codes[:, 10] - ord("0")
    return holds


def _imo_digit_holds(codes: Codes) -> Flags:
    digits = codes.astype(np.int64) - ord("0")
    holds: Flags = digits[:, :6] @ np.arange(7, 1, -1) % 10 == digits[:, 6]
    return holds
