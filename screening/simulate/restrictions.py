"""Lists of the simulated world: risky countries, controlled goods, and ships looked at."""

from __future__ import annotations

import polars as pl

from screening.simulate.fleet import Fleet
from screening.simulate.horizon import AS_OF, FIRST_REFERENCE, as_time

_SECRECY, _HIGH_RISK, _EMBARGO = ("BM", "KY", "SC", "VG"), ("IR", "KP", "MM"), ("KP",)
_CONTROLLED = (  # code, words, category: a few kinds of goods that such lists name
    ("284410", None, "dual_use"),
    ("290410", None, "precursor"),
    ("9301", None, "arms"),
    ("8471", "encryption", "dual_use"),
    ("3915", "waste", "waste"),
    ("0507", "ivory", "cites"),
    (None, "depleted uranium", "prohibited"),
)
_LISTED = 18_600  # days since 1970: 2020-12-04
_LOOKED_AT = 3  # every so many ships somebody has looked at
_SOURCE = "simulated"


def country_risk() -> pl.DataFrame:
    """Table country_risk: a made-up list of places of secrecy, of high risk and under embargo."""
    rows = [
        *(("BANK", c, "secrecy", "bank_policy") for c in _SECRECY),
        *(("BANK", c, "fatf_high_risk", "bank_policy") for c in _HIGH_RISK),
        *(("UN", c, "embargo", "un") for c in _EMBARGO),
    ]
    names = ["list", "place", "scheme", "legal_effect"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(_since(), _source())


def control_lists() -> pl.DataFrame:
    """Table control_lists: a made-up list of controlled goods."""
    return pl.DataFrame(
        _CONTROLLED, schema=["hs_prefix", "keyword", "category"], orient="row"
    ).select(
        pl.lit("SIMULATED").alias("list"),
        "category",
        "hs_prefix",
        "keyword",
        pl.lit("statutory_cn").alias("legal_effect"),
        _since(),
        _source(),
    )


def ais_gaps(ships: Fleet) -> pl.DataFrame:
    """Table ais_gaps: the position signals of some ships, looked at and found whole."""
    return pl.DataFrame({"imo": ships.imo[::_LOOKED_AT]}).with_columns(
        pl.lit("none").alias("kind"),
        as_time(pl.lit(FIRST_REFERENCE), 0).alias("from_at"),
        as_time(pl.lit(AS_OF), 0).alias("to_at"),
        _source(),
    )


def _since() -> pl.Expr:
    return pl.lit(_LISTED, pl.Int32).cast(pl.Date).alias("valid_from")


def _source() -> pl.Expr:
    return pl.lit(_SOURCE).alias("source")
