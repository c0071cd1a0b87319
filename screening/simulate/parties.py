"""Foreign parties, banks, carriers and clients as parties: who they are and where they sit."""

from __future__ import annotations

import polars as pl

from screening.simulate.firm_names import firm_names
from screening.simulate.fleet import CARRIERS
from screening.simulate.horizon import AS_OF
from screening.simulate.keepers import keepers
from screening.simulate.roll import (
    COUNTRIES,
    HONG_KONG_CLIENTS,
    NAMESAKE_BUYER,
    OUR_BANK,
    RESIDENT_BUYER,
    carrier,
    group_parent,
    group_supplier,
    is_group,
    is_star,
    number_of,
    star_firm,
)
from screening.simulate.watchlists import NAMESAKE

_FORMS = {
    **dict(
        zip(
            COUNTRIES,
            ("Pte. Ltd.", "Ltd", "SA", "DMCC", "plc", "Co., Ltd.", "KK", "Pty Ltd", "BV", "LLC"),
            strict=True,
        )
    ),
    "VG": "Ltd",
}
_STAR_AGE = 400  # days on the last day of the book
_OLDEST, _YEARS_OF_FOUNDING = 5_800, 11_000  # days from 1985 to early 2016
_CARRIERS_AT = "SG"


def parties(
    clients: pl.DataFrame,
    traders: list[str],
    shells: tuple[tuple[str, str], ...],
    stars: tuple[str, ...],
    groups: tuple[str, ...],
) -> pl.DataFrame:
    """Table parties: clients (from their table), traders, shells, stars, groups, banks, keepers."""
    around = [star_firm(c, i) for c in stars for i in range(1, 5)]
    kin = [firm(c) for c in groups for firm in (group_parent, group_supplier)]
    foreign = [*traders, *(s for pair in shells for s in pair), *around, *kin]
    domestic = _foreign([RESIDENT_BUYER]).with_columns(
        pl.lit("CN").alias("country"), pl.lit(True).alias("is_resident")
    )
    frames = [_own(clients, groups), _foreign(foreign), domestic, _banks(), _carriers()]
    frames += [keepers(shells), _namesake()]
    return pl.concat(frames, how="diagonal_relaxed")


def _namesake() -> pl.DataFrame:
    """The honest firm whose name is near an entry of the made-up list."""
    return _foreign([NAMESAKE_BUYER]).with_columns(
        pl.lit(NAMESAKE).alias("name"),
        pl.lit("SG").alias("country"),
        pl.lit("8 Namesake Quay, SG").alias("address"),
        pl.lit("+00 5999999").alias("phone"),
    )


def _own(clients: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    who = pl.col("client_id")
    abroad = who.is_in(HONG_KONG_CLIENTS)
    return clients.select(
        who.alias("party_id"),
        pl.col("name_en").alias("name"),
        pl.when(abroad).then(pl.lit("HK")).otherwise(pl.lit("CN")).alias("country"),
        (~abroad).alias("is_resident"),
        pl.lit(False).alias("is_bank"),
        who,
        pl.when(who.is_in(groups)).then(_owner_of_group(who)).alias("controller_id"),
        "incorporated_on",
        pl.format("{} Dongfang Road, Shanghai", number_of(who)).alias("address"),
        pl.format("+86 21 5{}", number_of(who).cast(pl.String).str.zfill(7)).alias("phone"),
        pl.format("https://{}.example", who.str.to_lowercase()).alias("website"),
        pl.lit(False).alias("is_mass_address"),
    )


def _owner_of_group(client: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit("UBO-G"), client)


def _foreign(ids: list[str]) -> pl.DataFrame:
    who, country = pl.col("party_id"), pl.col("country")
    shell = who.str.extract(r"^SHL-(\d{3})-[AB]$")
    owner = (
        pl.when(shell.is_not_null())
        .then(pl.concat_str(pl.lit("UBO-"), shell))
        .when(is_star(who))
        .then(pl.concat_str(pl.lit("UBO-S"), number_of(who.str.slice(0, 9))))
        .when(is_group(who))
        .then(_owner_of_group(who.str.slice(4, 5)))
    )
    return (
        pl.DataFrame({"party_id": ids, "name": firm_names(len(ids))})
        .with_columns(_country(who).alias("country"))
        .with_columns(
            pl.concat_str("name", pl.lit(" "), country.replace_strict(_FORMS)),
            pl.lit(False).alias("is_resident"),
            pl.lit(False).alias("is_bank"),
            pl.lit(None, pl.String).alias("client_id"),
            owner.alias("controller_id"),
        )
        .with_columns(*_substance(shell))
    )


def _country(party: pl.Expr) -> pl.Expr:
    """Parties are spread over the trading places by their numbers; a star's last firm is VG."""
    spread = (number_of(party) % len(COUNTRIES)).replace_strict(
        dict(enumerate(COUNTRIES)), return_dtype=pl.String
    )
    group = pl.when(is_group(party)).then(pl.lit("SG")).otherwise(spread)
    star = pl.when(party.str.ends_with("-4")).then(pl.lit("VG")).otherwise(pl.lit("HK"))
    return pl.when(is_star(party)).then(star).otherwise(group)


def _substance(shell: pl.Expr) -> tuple[pl.Expr, ...]:
    """Age, address, telephone and web site: a few honest firms lack one, firms of straw several.

    Firms around a star have nothing but an address that very many share; a pair of shells one
    address.
    """
    who, place = pl.col("party_id"), pl.int_range(pl.len(), dtype=pl.Int64)
    straw = is_star(who)
    founded = _OLDEST + place * 7_919 % _YEARS_OF_FOUNDING
    house = pl.when(shell.is_not_null()).then(pl.format("{}", shell.cast(pl.Int64) + 500_000))
    no_site, crowded = place % 40 == 7, place % 50 == 11
    return (
        pl.when(straw)
        .then(AS_OF - _STAR_AGE)
        .otherwise(founded)
        .cast(pl.Int32)
        .cast(pl.Date)
        .alias("incorporated_on"),
        pl.when(straw)
        .then(pl.lit("1 Nominee House, Hong Kong"))
        .otherwise(
            pl.format("{} Harbour Road, {}", house.fill_null(place.cast(pl.String)), "country")
        )
        .alias("address"),
        pl.when(~straw).then(pl.format("+00 {}", place + 6_000_000)).alias("phone"),
        pl.when(~straw & ~no_site)
        .then(pl.format("https://{}.example", who.str.to_lowercase()))
        .alias("website"),
        (straw | (crowded & ~no_site)).alias("is_mass_address"),
    )


def _banks() -> pl.DataFrame:
    rows = [
        (OUR_BANK, "Demonstration Bank Shanghai", "CN", True),
        ("BNK-FICTHKHH", "Fictitious Bank Hong Kong", "HK", False),
        ("BNK-FICTSGSG", "Fictitious Bank Singapore", "SG", False),
        ("BNK-FICTGB2L", "Fictitious Bank London", "GB", False),
    ]
    names = ["party_id", "name", "country", "is_resident"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.lit(True).alias("is_bank")
    )


def _carriers() -> pl.DataFrame:
    return pl.DataFrame({"code": CARRIERS}).select(
        carrier(pl.col("code")).alias("party_id"),
        pl.format("{} Line (simulated)", "code").alias("name"),
        pl.lit(_CARRIERS_AT).alias("country"),
        pl.lit(False).alias("is_resident"),
        pl.lit(False).alias("is_bank"),
    )
