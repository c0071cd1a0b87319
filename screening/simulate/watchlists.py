"""A made-up list of control: firms, ships and a bank that do not exist, and one honest namesake."""

from __future__ import annotations

import polars as pl

from screening.schema import TABLES
from screening.simulate.change import of
from screening.simulate.checkdigits import imo_numbers
from screening.simulate.roll import NAMESAKE_BUYER

NAMESAKE, LISTED_NAMESAKE = "Osier Lantern Trading Pte. Ltd.", "OSIER LANTERN HOLDINGS SA"
"""An honest firm, and the entry its name is near: a review that people have to settle."""

LISTED_BIC = "ZARVXXA1"
_LIST, _EDITION, _LISTED_ON = "MADE-UP", "2025-06", 18_600
_SETTLED_ON = 20_000
_ENTRIES = (  # uid, name, name_kind, kind, bic
    ("MU-001", "ZARVAND PETROKALA TRADING CO LTD", "primary", "entity", None),
    ("MU-001", "ZARPETRO", "weak", "entity", None),
    ("MU-001", "扎尔万德石化贸易有限公司", "strong", "entity", None),
    ("MU-002", LISTED_NAMESAKE, "primary", "entity", None),
    ("MU-003", "ZARVAND MERCHANT BANK", "primary", "bank", LISTED_BIC),
    ("MU-004", "PETROKALA, Anna", "primary", "person", None),
)
_SHIPS = (("MU-101", "ZARVAND STAR"), ("MU-102", "PETROKALA DAWN"))
_FIRST_SHIP = 99_000  # of the numbers no ship of the fleet has


def made_up_list(legal_effect: str = "bank_policy") -> pl.DataFrame:
    """Table sanctions: one row a name of an entry of the list MADE-UP, of that legal effect."""
    serials = pl.int_range(_FIRST_SHIP, _FIRST_SHIP + len(_SHIPS), eager=True)
    numbers = imo_numbers(serials.to_numpy()).tolist()
    ships = [
        (uid, name, "primary", "vessel", None, number)
        for (uid, name), number in zip(_SHIPS, numbers, strict=True)
    ]
    names = ["uid", "name", "name_kind", "kind", "bic", "imo"]
    types = {n: pl.String() for n in names}
    rows = pl.DataFrame([*((*e, None) for e in _ENTRIES), *ships], schema=types, orient="row")
    told = rows.with_columns(
        pl.lit(_LIST).alias("list"),
        pl.lit(_EDITION).alias("list_version"),
        pl.lit(legal_effect).alias("legal_effect"),
        pl.lit(_LISTED_ON, pl.Int32).cast(pl.Date).alias("valid_from"),
    )
    columns = [c for c in TABLES["sanctions"].names if c in told.columns]
    return told.select(columns).sort("uid", "name")


def listed_ships() -> pl.DataFrame:
    """One row a ship of the list: vessel_name, vessel_imo, to be put on a bill."""
    ships = made_up_list().filter(pl.col("kind") == "vessel")
    return ships.select(vessel_name="name", vessel_imo="imo").sort("vessel_imo")


def screening_results(book: pl.DataFrame) -> pl.DataFrame:
    """Table screening_results: what people found of the namesake, in a book that shows it."""
    entry = made_up_list().filter(pl.col("name") == LISTED_NAMESAKE)["uid"].item()
    said = {"party_id": NAMESAKE_BUYER, "list": _LIST, "uid": entry, "result": "false_match"}
    settled = pl.lit(_SETTLED_ON, pl.Int32).cast(pl.Date).cast(pl.Datetime("us", "UTC"))
    shown = book.filter(of("NAME")).head(1).with_columns(screened_at=settled, engine=pl.lit("desk"))
    told = shown.with_columns(pl.lit(v).alias(c) for c, v in said.items())
    return told.select(*said, "screened_at", "engine")


def at_listed_bank(book: pl.DataFrame) -> pl.DataFrame:
    """The book with the buyers of kind LIST paying through the bank that is on the list."""
    bank = pl.when(of("LIST")).then(pl.lit(LISTED_BIC)).otherwise("payer_bank")
    return book.with_columns(bank.alias("payer_bank"))
