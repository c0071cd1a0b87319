"""Closed lists and shapes of standard codes: currencies, countries, ports, commodities.

The standard a column names in the schema decides what is asked of it. Check digits (IMO, ISO
6346, LEI, USCC) are not asked here: a wrong one is a finding, not a bad row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pycountry

from screening.schema import Column

Canon = Callable[[str], str | None]
"""Gives the canonical spelling of a code, or None when it is no such code."""

_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_HS6 = re.compile(r"[0-9]{6}")
_HS_PREFIX = re.compile(r"[0-9]{2}([0-9]{2}){0,2}")


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes, and CNH, which trade uses for renminbi abroad."""
    return frozenset({c.alpha_3 for c in pycountry.currencies} | {"CNH"})


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes, and XK, which banks use for Kosovo."""
    return frozenset({c.alpha_2 for c in pycountry.countries} | {"XK"})


def currency(code: str) -> str | None:
    """The currency's code in capitals."""
    return code.upper() if code.upper() in currencies() else None


def country(code: str) -> str | None:
    """The country's code in capitals."""
    return code.upper() if code.upper() in countries() else None


def port(code: str) -> str | None:
    """The UN/LOCODE in capitals, without the blank often printed after the country."""
    plain = code.upper().replace(" ", "")
    return plain if _LOCODE.fullmatch(plain) else None


def hs6(code: str) -> str | None:
    """The HS code of exactly six digits, written with or without its points."""
    plain = code.replace(".", "")
    return plain if _HS6.fullmatch(plain) else None


def place(code: str) -> str | None:
    """A country's code or a UN/LOCODE, in capitals."""
    return country(code.strip()) or port(code)


def hs_prefix(code: str) -> str | None:
    """The chapter, heading or HS code (2, 4 or 6 digits), written with or without its points."""
    plain = code.replace(".", "")
    return plain if _HS_PREFIX.fullmatch(plain) else None


_BY_STANDARD: tuple[tuple[str, Canon, str], ...] = (
    ("ISO 4217", currency, "is not a currency code of ISO 4217"),
    ("ISO 3166-1 alpha-2 or UN/LOCODE", place, "is neither a country code nor a UN/LOCODE"),
    ("ISO 3166-1 alpha-2", country, "is not a country code of ISO 3166-1 alpha-2"),
    ("UN/LOCODE", port, "is not a UN/LOCODE (two letters, then three letters or digits 2 to 9)"),
    ("WCO HS, first", hs_prefix, "is not the beginning of an HS code: 2, 4 or 6 digits"),
    ("WCO HS", hs6, "is not an HS code of 6 digits"),
)


def canon_of(column: Column) -> tuple[Canon, str] | None:
    """How to spell the column's codes and what to say of others; None if any text will do."""
    if column.values:
        return _listed(column), f"is not one of {', '.join(column.values)}"
    return next(
        ((canon, why) for name, canon, why in _BY_STANDARD if column.standard.startswith(name)),
        None,
    )


def _listed(column: Column) -> Canon:
    known = {a.casefold(): v for a, v in column.aliases.items()}
    known |= {v.casefold(): v for v in column.values}
    return lambda code: known.get(code.casefold())
