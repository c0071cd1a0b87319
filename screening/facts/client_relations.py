"""Relations of the clients of a batch: related trade, one controller, owners and directors."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from screening.facts.client_means import mandates
from screening.facts.firms import as_one_firm
from screening.facts.money import dollars
from screening.facts.partition import Sides
from screening.facts.relations import controllers, links_in_force, related

_PLACES = 6


def client_relations(
    clients: pl.LazyFrame, year: pl.LazyFrame, others: pl.LazyFrame, sides: Sides, as_of: datetime
) -> pl.LazyFrame:
    """One row a client of `clients` (client_id, is_listed): the facts of family client_relations.

    `year` are its deals of twelve months in the columns of client_deal, `others` those of every
    client known. A deal that cannot be valued, or names no counterparty, leaves the share unknown.
    """
    return (
        clients.select("client_id")
        .join(_related_trade(clients, year, sides, as_of), on="client_id", how="left")
        .join(_one_controller(clients, others, sides), on="client_id", how="left")
        .join(_owners(clients, sides, as_of), on="client_id", how="left")
        .join(_directors(clients, sides, as_of), on="client_id", how="left")
    )


def _related_trade(
    clients: pl.LazyFrame, year: pl.LazyFrame, sides: Sides, as_of: datetime
) -> pl.LazyFrame:
    named = _counterparties(year, sides).collect(engine="in-memory").lazy()
    firms = pl.concat([named.select("firm"), named.select(firm="client")])
    pairs = related(firms, sides, as_of).lazy()
    favour = clients.join(mandates(sides, as_of), on="client_id", how="left").select(
        "client_id",
        is_mandated=pl.col("is_mandated").fill_null(value=False),
        is_favoured=pl.col("is_listed").fill_null(value=False)
        | pl.col("is_mandated").fill_null(value=False),
    )
    own = named.join(favour, on="client_id").join(
        pairs, left_on=["client", "firm"], right_on=["a", "b"]
    )
    is_covered = pl.col("is_favoured") & (pl.col("is_mandated") | pl.col("is_disclosed"))
    among = named.join(named, on=["client_id", "deal_id"], suffix="_other").join(
        pairs, left_on=["firm", "firm_other"], right_on=["a", "b"], how="semi"
    )
    columns = ("client_id", "deal_id", "firm", "value_cents")
    counted = pl.concat([own.filter(~is_covered).select(columns), among.select(columns)]).unique()
    return _shares(year, counted, sides)


def _shares(year: pl.LazyFrame, counted: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    cents = pl.col("value_cents")
    is_told = cents.is_not_null() & pl.col("counterparty_ids").is_not_null()
    whole = year.group_by("client_id").agg(every=cents.sum(), is_told=is_told.all())
    part = counted.unique(["client_id", "deal_id"]).group_by("client_id").agg(part=cents.sum())
    first = (
        counted.group_by("client_id", "firm")
        .agg(cents.sum())
        .sort("client_id", "value_cents", "firm", descending=[False, True, False])
        .unique("client_id", keep="first", maintain_order=True)
        .select("client_id", client_related_party="firm")
    )
    ratio = (pl.col("part").fill_null(0).cast(pl.Float64) / pl.col("every")).round(_PLACES)
    is_known = pl.lit(sides.has("party_links")) & pl.col("is_told") & (pl.col("every") > 0)
    return (
        whole.join(part, on="client_id", how="left")
        .join(first, on="client_id", how="left")
        .select(
            "client_id",
            client_related_ratio_12m=pl.when(is_known).then(ratio),
            client_related_party=pl.when(is_known).then("client_related_party"),
        )
    )


def _counterparties(year: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a deal of the year and counterparty: client_id, client (its firm), firm."""
    rows = (
        year.filter(pl.col("counterparty_ids") != "")
        .select(
            "client_id",
            "deal_id",
            "value_cents",
            client="client_id",
            firm=pl.col("counterparty_ids").str.split(","),
        )
        .explode("firm", empty_as_null=False)
    )
    return as_one_firm(rows, sides, ["client", "firm"]).drop_nulls(["client", "firm"]).unique()


def _called(clients: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    return as_one_firm(clients.select("client_id", firm="client_id"), sides, ["firm"])


def _one_controller(clients: pl.LazyFrame, others: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a client: the controller under whom most clients of the bank traded in the year."""
    traded = others.group_by("client_id").agg(
        cents=pl.when(pl.col("value_cents").is_not_null().all()).then(pl.col("value_cents").sum())
    )
    under = _called(traded, sides).join(traded, on="client_id").join(controllers(sides), on="firm")
    joint = under.group_by("controller").agg(
        n=pl.col("firm").n_unique().cast(pl.Int64),
        cents=pl.when(pl.col("cents").is_not_null().all()).then(pl.col("cents").sum()),
    )
    most = (
        _called(clients, sides)
        .join(controllers(sides), on="firm")
        .join(joint, on="controller")
        .sort("client_id", "n", "controller", descending=[False, True, False])
        .unique("client_id", keep="first", maintain_order=True)
    )
    return (
        clients.select("client_id")
        .join(most, on="client_id", how="left")
        .select(
            "client_id",
            n_client_firms_of_controller="n",
            client_controller="controller",
            client_controller_usd_12m=dollars(pl.col("cents")),
        )
    )


def _owners(clients: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a client: whether an owner is on record; null where the bank keeps none at all."""
    held = links_in_force(sides, as_of).filter(pl.col("kind") == "shareholder")
    owned = pl.concat([controllers(sides).select("firm"), held.select(firm="b")]).unique()
    told = _called(clients, sides).join(
        owned.with_columns(is_owned=pl.lit(value=True)), on="firm", how="left"
    )
    kept = _called(sides.table("clients"), sides).join(held, left_on="firm", right_on="b")
    is_kept = kept.select("client_id").collect(engine="in-memory").height > 0
    owner = pl.col("is_owned").fill_null(value=False)
    return told.select(
        "client_id", has_client_owner=pl.when(owner | pl.lit(is_kept)).then(owner)
    ).unique("client_id")


def _directors(clients: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a client with directors on record: the one who leads most firms."""
    led = links_in_force(sides, as_of).filter(pl.col("kind") == "director").select("a", "b")
    counted = led.unique().group_by("a").agg(n=pl.len().cast(pl.Int64))
    return (
        _called(clients, sides)
        .join(led.unique(), left_on="firm", right_on="b")
        .join(counted, on="a")
        .sort("client_id", "n", "a", descending=[False, True, False])
        .unique("client_id", keep="first", maintain_order=True)
        .select("client_id", n_firms_of_client_director="n", client_director="a")
    )
