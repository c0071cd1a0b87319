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
PER_FORM = 45


@dataclass(frozen=True, slots=True)
class Fleet:
    """Ships by cargo form (places in the arrays form * PER_FORM ...), and table vessels."""

    imo: tuple[str, ...]
    name: tuple[str, ...]
    register: pl.DataFrame


def speeds(form: str) -> tuple[int, int]:
    """Least and greatest speed of a form's ships, in tenths of a knot."""
    return _SPEED[form]


def form_place(form: str) -> int:
    """Place of a cargo form in the fleet."""
    return _FORMS.index(form)


def fleet() -> Fleet:
    """The fleet; its names and numbers are made up."""
    n = PER_FORM * len(_FORMS)
    imo = tuple(checkdigits.imo_numbers(np.arange(n, dtype=np.int64) * 53 + 40_000).tolist())
    name = tuple(f"{_FIRST[i % 18]} {_SECOND[i // 18 % 21]}".upper() for i in range(n))
    form = [_FORMS[i // PER_FORM] for i in range(n)]
    register = pl.DataFrame(
        {
            "imo": imo,
            "name": name,
            "type": [_TYPES[f] for f in form],
            "dwt": [_DWT[f] for f in form],
            "valid_from": 12_000 + np.arange(n) * 31 % 6000,
        }
    ).with_columns(as_date("valid_from"))
    return Fleet(imo, name, register)
