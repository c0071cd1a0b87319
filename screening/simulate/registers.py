"""Registers of the simulated world: commodities, who produces them, and which port works them."""

from __future__ import annotations

import polars as pl

from screening.simulate.goods import GOODS, Commodity

YEARS = (2023, 2024, 2025)
_SOURCE = "simulated with figures of public knowledge"
_LEAST, _MOST = 0.95, 1.06  # of the usual lot in a box: net for gross, a little room above
_LIGHT, _HEAVY = 850, 1_150  # kg of a bundle
_TONNES = 1_000_000


def commodities() -> pl.DataFrame:
    """Table commodities: every good we trade, with what a container of it weighs."""
    return pl.DataFrame(
        {
            "hs6": [g.hs6 for g in GOODS],
            "name": [g.name for g in GOODS],
            "cargo_form": [g.form for g in GOODS],
            "box_kg_p05": [_box_kg(g, 0, _LEAST) for g in GOODS],
            "box_kg_p95": [_box_kg(g, 1, _MOST) for g in GOODS],
            "package_kg_p05": [_LIGHT if g.form == "BREAKBULK" else None for g in GOODS],
            "package_kg_p95": [_HEAVY if g.form == "BREAKBULK" else None for g in GOODS],
        }
    ).with_columns(pl.lit(_SOURCE).alias("source"))


def _box_kg(good: Commodity, end: int, room: float) -> int | None:
    if good.form != "BOX":
        return None
    return round(good.lot[end] * good.grams * room / 1000)


def production() -> pl.DataFrame:
    """Table production: output of each good in the countries it is loaded in."""
    rows = [
        (good.hs6, country, year, (k + 3) * _TONNES, (k + 2) * _TONNES, 0)
        for k, good in enumerate(GOODS)
        for country in sorted({port[:2] for port in good.load})
        for year in YEARS
    ]
    names = ["hs6", "country", "year", "output_tonnes", "export_tonnes", "import_tonnes"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.lit(_SOURCE).alias("source")
    )


def port_facilities() -> pl.DataFrame:
    """Table port_facilities: the forms of cargo our goods take to each port."""
    works = {(port, g.form) for g in GOODS for port in (*g.load, *g.discharge)}
    return pl.DataFrame(
        sorted(works), schema=["unlocode", "cargo_form"], orient="row"
    ).with_columns(pl.lit(_SOURCE).alias("source"))
