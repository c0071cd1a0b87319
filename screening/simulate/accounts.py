"""Accounts of clients and parties, whose kind follows from the holder.

Clients hold free trade accounts (FTE), those from afar and some others ordinary ones. A foreign
party's account is abroad, or in Shanghai as FTN, NRA or OSA; a foreign client's is FTN.
"""

from __future__ import annotations

import polars as pl

from screening.simulate.roll import (
    HONG_KONG_CLIENTS,
    NON_LOCAL_CLIENTS,
    is_keeper,
    is_star,
    number_of,
)

OUR_BIC = "DEMOCNSH"
OTHER_BIC = "OTHRCNSH"  # a second domestic bank, for deals whose legs are at two banks
_OPENED = 17_600
_IN_SHANGHAI = {0: "FTN", 1: "NRA", 2: "OSA"}  # of each twenty foreign traders
_ORDINARY_EVERY = 8
_STAR_BANK = "HK"  # firms of the islands keep their money in Hong Kong


def accounts(parties: pl.DataFrame) -> pl.DataFrame:
    """Table accounts, from table parties: one a firm that pays or is paid, and clients' second.

    Banks and keepers of warehouses pay and are paid nothing.
    """
    who = pl.col("party_id")
    holders = parties.filter(~pl.col("is_bank"), ~is_keeper(who)).with_columns(
        kind=_kind(who), own=pl.col("client_id").is_not_null()
    )
    second = holders.filter("own").select(
        other_account_of(who).alias("account_no"),
        pl.lit("FTE").alias("kind"),
        who.alias("holder_id"),
        pl.lit(OTHER_BIC).alias("bank"),
        pl.lit("CN").alias("country"),
        pl.lit(True).alias("is_pilot_bank"),
    )
    return pl.concat([_first(holders), second]).select(
        pl.all(), pl.lit(_OPENED, pl.Int32).cast(pl.Date).alias("opened_on")
    )


def _first(holders: pl.DataFrame) -> pl.DataFrame:
    who = pl.col("party_id")
    is_here = pl.col("own") | (pl.col("kind") != "ordinary")
    place = pl.when(is_star(who)).then(pl.lit(_STAR_BANK)).otherwise("country")
    return holders.select(
        pl.concat_str(
            pl.col("kind").replace({"ordinary": "ACC"}), who.str.replace_all("-", "", literal=True)
        ).alias("account_no"),
        "kind",
        who.alias("holder_id"),
        pl.when(is_here)
        .then(pl.lit(OUR_BIC))
        .otherwise(pl.concat_str(pl.lit("FICT"), place, pl.lit("2L")))
        .alias("bank"),
        pl.when(is_here).then(pl.lit("CN")).otherwise(place).alias("country"),
        pl.when(is_here).then(True).alias("is_pilot_bank"),
    )


def _kind(party: pl.Expr) -> pl.Expr:
    is_own = pl.col("client_id").is_not_null()
    is_trader = party.str.contains("^(?:SUP|BUY)-")
    here = (number_of(party) % 20).replace_strict(
        _IN_SHANGHAI, default="ordinary", return_dtype=pl.String
    )
    from_afar = party.is_in(NON_LOCAL_CLIENTS)
    return (
        pl.when(party.is_in(HONG_KONG_CLIENTS))
        .then(pl.lit("FTN"))
        .when(is_own & (from_afar | (number_of(party) % _ORDINARY_EVERY == 3)))
        .then(pl.lit("ordinary"))
        .when(is_own)
        .then(pl.lit("FTE"))
        .when(is_trader)
        .then(here)
        .otherwise(pl.lit("ordinary"))
    )


def other_account_of(client: pl.Expr) -> pl.Expr:
    """Number of a client's account at the other bank."""
    return pl.concat_str(pl.lit("FTE"), client, pl.lit("02"))


def kept(accounts: pl.DataFrame) -> pl.DataFrame:
    """The account of each firm that its payments go through: party, account, bank."""
    first = accounts.filter(pl.col("bank") != OTHER_BIC)
    return first.select(party="holder_id", account="account_no", bank="bank")
