"""Where ports lie: the bank's own table first, else the port list that searoute carries."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

import polars as pl

OWN = "own"
SEAROUTE = "searoute"

# UN/LOCODE gives some places two codes, the sea port's own and one (often the airport's) that
# real bills use for the same quay; searoute lists only one of the two.
SAME_PORT = MappingProxyType(
    {
        "CNSGH": "CNSHA",
        "CNNBG": "CNNGB",
        "CNNBO": "CNNGB",
        "CNQDG": "CNTAO",
        "CNTXG": "CNXIP",
        "CNGGZ": "CNCAN",
        "DZARZ": "DZAZW",
        "JOAQJ": "JOAQB",
        "SADMM": "SADMN",
        "VNTCI": "VNCMT",
    }
)
# Entries of searoute's list that lie in another part of the world: a sign or a country is wrong.
MISPLACED = frozenset({"ASPGO", "CHERN", "CRSJO", "IDCHN", "TKMRW", "VCCRP", "ZAPOR"})

PLACE_SCHEMA: dict[str, pl.DataType] = {
    "port": pl.String(),
    "longitude": pl.Float64(),
    "latitude": pl.Float64(),
    "source": pl.String(),
}


def port_country(port: pl.Expr) -> pl.Expr:
    """The ISO 3166-1 alpha-2 country of a UN/LOCODE: its first two letters; null if malformed."""
    code = port.str.to_uppercase().str.replace_all(r"\s", "")
    return pl.when(code.str.contains(r"^[A-Z]{2}[A-Z2-9]{3}$")).then(code.str.slice(0, 2))


def port_coordinates(codes: pl.Series, own: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct code, sorted: port, longitude, latitude (degrees), source.

    `own` is the table ports. A code is looked up there, then at searoute, then under the other
    codes of the same port (`SAME_PORT`); a port nobody knows has nulls.
    """
    asked = _with_place(codes.alias("port").cast(pl.String).unique().to_frame())
    # The bank's own ports come first, so that of two rows for a code or place theirs is kept.
    known = pl.concat([_own_ports(own), searoute_ports()])
    by_code = known.unique("port", keep="first", maintain_order=True)
    by_place = _with_place(known).unique("place", keep="first", maintain_order=True).drop("port")
    return (
        asked.join(by_code, on="port", how="left")
        .join(by_place, on="place", how="left", suffix="_of_place")
        .select("port", *[pl.coalesce(c, f"{c}_of_place") for c in list(PLACE_SCHEMA)[1:]])
        .sort("port")
    )


@lru_cache(maxsize=1)
def searoute_ports() -> pl.DataFrame:
    """One row a port of searoute's list, sorted by code: port, longitude, latitude, source.

    Of several points under one code a terminal comes first, then the most westerly.
    """
    from searoute.searoute import setup_P  # noqa: PLC0415 slow

    rows = [
        (data["port"], float(lon), float(lat), float(data.get("t") or 0.0))
        for (lon, lat), data in setup_P().nodes(data=True)
        if len(data["port"]) == 5 and data["port"] not in MISPLACED
    ]
    listed = pl.DataFrame(rows, ["port", "longitude", "latitude", "is_terminal"], orient="row")
    return (
        listed.sort(
            "port", "is_terminal", "longitude", "latitude", descending=[False, True, False, False]
        )
        .unique("port", keep="first", maintain_order=True)
        .select("port", "longitude", "latitude", source=pl.lit(SEAROUTE))
    )


def _with_place(ports: pl.DataFrame) -> pl.DataFrame:
    """The frame with column `place`: one name for all codes of a port."""
    return ports.with_columns(place=pl.col("port").replace(SAME_PORT))


def _own_ports(own: pl.DataFrame) -> pl.DataFrame:
    """One row a port of the bank's table; the least coordinates where a code stands twice."""
    return (
        own.select(
            pl.col("unlocode").alias("port"),
            pl.col("longitude").cast(pl.Float64),
            pl.col("latitude").cast(pl.Float64),
            pl.lit(OWN).alias("source"),
        )
        .drop_nulls()
        .filter(pl.col("latitude").abs() <= 90, pl.col("longitude").abs() <= 180)
        .sort("port", "longitude", "latitude")
        .unique("port", keep="first", maintain_order=True)
    )
