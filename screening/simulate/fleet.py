"""Ships and carriers of the simulated world, with the register that knows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from screening.simulate import checkdigits
from screening.simulate.horizon import as_date

CARRIERS = ("OCLN", "HRZN", "BLUW", "PCLN", "NRDL", "ESTL")
_FORMS = ("BULK", "BOX", "LIQUID", "BREAKBULK")
_TYPES = {
    "BULK": "bulk_carrier",
    "BOX": "container",
    "LIQUID": "tanker",
    "BREAKBULK": "general_cargo",
}
_TEU = 9_000
_REGISTERED = 11_000
_LAST_BROKEN_UP = 19_700
_DWT = {"BULK": 180_000, "BOX": 120_000, "LIQUID": 160_000, "BREAKBULK": 38_000}
_SPEED = {"BULK": (120, 140), "BOX": (160, 200), "LIQUID": (120, 140), "BREAKBULK": (130, 150)}
_FIRST = [
    "Amber",
    "Azure",
    "Bright",
    "Calm",
    "Eastern",
    "Emerald",
    "Fair",
    "Golden",
    "Grand",
    "Jade",
    "Northern",
    "Pacific",
    "Royal",
    "Silver",
    "Southern",
    "Swift",
    "True",
    "Western",
]
_SECOND = [
    "Albatross",
    "Aurora",
    "Cormorant",
    "Crane",
    "Dolphin",
    "Eagle",
    "Fortune",
    "Gull",
    "Horizon",
    "Kingfisher",
    "Lotus",
    "Marlin",
    "Mercury",
    "Navigator",
    "Pelican",
    "Petrel",
    "Phoenix",
    "Pioneer",
    "Swan",
    "Tern",
    "Voyager",
]
LEAST_PER_FORM = 45
DEALS_A_SHIP = 250  # of one form: more would have a ship in several ports on most days
GHOSTS = 8  # ships of each form in an ocean of their own, for bills of voyages they never made
RETIRED = 6
_STEP, _NUMBERS, _FIRST_NUMBER = 53, 99_991, 40_000  # a prime: every ship has a number of its own
_NAMES = len(_FIRST) * len(_SECOND)


@dataclass(frozen=True, slots=True)
class Fleet:
    """Ships by cargo form (places in the arrays form * per_form ...), and table vessels.

    The last GHOSTS ships of a form sail for nobody.
    """

    per_form: int
    imo: tuple[str, ...]
    name: tuple[str, ...]
    register: pl.DataFrame


def speeds(form: str) -> tuple[int, int]:
    """Least and greatest speed of a form's ships, in tenths of a knot."""
    return _SPEED[form]


def form_place(form: str) -> int:
    """Place of a cargo form in the fleet."""
    return _FORMS.index(form)


def fleet(deals: int) -> Fleet:
    """The fleet for a book of that many deals; its names and numbers are made up."""
    per_form = max(LEAST_PER_FORM, min(deals // DEALS_A_SHIP, 5_000)) + GHOSTS
    n = per_form * len(_FORMS)
    numbers = np.arange(n + RETIRED, dtype=np.int64) * _STEP + _FIRST_NUMBER
    imo = tuple(checkdigits.imo_numbers(numbers % _NUMBERS).tolist())
    name = tuple(_ship_name(i) for i in range(n + RETIRED))
    # the ships that have left service carry nothing; a register has them all the same
    form = [_FORMS[i // per_form % len(_FORMS)] for i in range(n + RETIRED)]
    delivered = 12_000 + np.arange(n + RETIRED) * 31 % 6000
    register = pl.DataFrame(
        {
            "imo": imo,
            "name": name,
            "type": [_TYPES[f] for f in form],
            "dwt": [_DWT[f] for f in form],
            "teu": [_TEU if f == "BOX" else None for f in form],
            "delivered_on": delivered,
            "broken_up_on": [None] * n + [_LAST_BROKEN_UP - 40 * i for i in range(RETIRED)],
            "valid_from": delivered,
        }
    ).with_columns(as_date(c) for c in ("delivered_on", "broken_up_on", "valid_from"))
    return Fleet(per_form, imo[:n], name[:n], register)


def _ship_name(i: int) -> str:
    name = f"{_FIRST[i % len(_FIRST)]} {_SECOND[i // len(_FIRST) % len(_SECOND)]}".upper()
    return f"{name} {i // _NAMES + 1}" if i >= _NAMES else name


def carriers() -> pl.DataFrame:
    """Table carriers: every line of the simulated world."""
    return pl.DataFrame({"carrier_code": CARRIERS}).select(
        "carrier_code",
        pl.format("{} Line (simulated)", "carrier_code").alias("name"),
        pl.lit("carrier").alias("kind"),
        pl.lit(_REGISTERED, pl.Int32).cast(pl.Date).alias("valid_from"),
    )
