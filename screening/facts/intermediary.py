"""Whether the ends of a deal need somebody between them: ties among them, and direct trade."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.in_force import is_in_force, is_known
from screening.facts.partition import Partition, Sides
from screening.facts.payment_days import asked_on
from screening.facts.reduce import deciding
from screening.reference.names import normalised_name

_DOUBTS = ("RELATED", "SAME_ADDRESS", "MAY_BE_ONE", "OWN_GROUP")  # the gravest first
_FEW_SHARES = 0.05  # a holding on the exchange relates nobody to anybody
_FEW_FIRMS = 20  # an address of more is one where very many are registered, whoever says so
_MONTHS = "-24mo"


def ties(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with both ends: what ties them to each other, or to the client."""
    ends = _ends(part, sides)
    met = pl.concat(
        [
            _among(ends, _edges(part, sides), "supplier", "buyer", "RELATED"),
            _among(ends, _addresses(sides), "supplier", "buyer", "SAME_ADDRESS"),
            *(
                _among(ends, _alike(sides), a, b, "MAY_BE_ONE")
                for a, b in (("supplier", "buyer"), ("supplier", "client"), ("buyer", "client"))
            ),
            *(
                _among(ends, _of_group(part, sides), end, "client", "OWN_GROUP")
                for end in ("supplier", "buyer")
            ),
        ]
    )
    worst = deciding(met, "order", ties=["end", "other"], descending=False)
    doubt = pl.col("doubt")
    told = pl.when(pl.lit(sides.has("party_links"))).then(pl.lit("NONE"))
    return (
        ends.select("deal_id", "client")
        .unique()
        .join(worst, on="deal_id", how="left")
        .join(_mandates(part, sides), left_on="client", right_on="client_id", how="left")
        .select(
            "deal_id",
            has_both_ends=pl.lit(value=True),
            intermediary_doubt=doubt.fill_null(told),
            doubtful_end="end",
            doubtful_other_end="other",
            is_mandated=pl.col("is_mandated").fill_null(value=False),
        )
    )


def direct_trade(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the first customs declaration by which its ends traded without anybody.

    Goods of a deal go straight from supplier to buyer, so declarations of papers that stand in a
    deal tell nothing: only those of other papers do. `is_named` says that both ends have names.
    """
    ours = pl.concat(s.lazy().select("document_id") for s in (sides.papers, sides.receipts))
    declared = (
        sides.table("customs_declarations")
        .join(ours.unique(), on="document_id", how="anti")
        .select(
            "declaration_no",
            "accepted_on",
            exporter=normalised_name(pl.col("exporter_name")),
            importer=normalised_name(pl.col("importer_name")),
        )
        .drop_nulls()
    )
    names = (
        sides.table("parties").select("party_id", name=normalised_name(pl.col("name"))).drop_nulls()
    )
    pairs = (
        part.parties_of("buy")
        .join(part.parties_of("sell"), on="deal_id", suffix="_buyer")
        .join(names, on="party_id", how="left")
        .join(names, left_on="party_id_buyer", right_on="party_id", how="left", suffix="_buyer")
        .join(asked_on(part, sides).select("deal_id", "initiated_on"), on="deal_id")
    )
    day = pl.col("initiated_on")
    found = (
        pairs.join(declared, left_on=["name", "name_buyer"], right_on=["exporter", "importer"])
        .filter(pl.col("accepted_on") < day, pl.col("accepted_on") >= day.dt.offset_by(_MONTHS))
        .group_by("deal_id")
        .agg(direct_trade_declaration_no=pl.col("declaration_no").min())
    )
    named = pairs.group_by("deal_id").agg(
        is_named=(pl.col("name").is_not_null() & pl.col("name_buyer").is_not_null()).all()
    )
    return named.join(found, on="deal_id", how="left")


def _ends(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal, supplier and buyer, each by the one id of its firm."""
    rows = (
        part.parties_of("buy")
        .join(part.parties_of("sell"), on="deal_id", suffix="_buyer")
        .join(part.deals.lazy().select("deal_id", "client_id"), on="deal_id")
        .select("deal_id", supplier="party_id", buyer="party_id_buyer", client="client_id")
    )
    return as_one_firm(rows, sides, ["supplier", "buyer", "client"]).unique()


def _among(ends: pl.LazyFrame, edges: pl.LazyFrame, a: str, b: str, doubt: str) -> pl.LazyFrame:
    """The deals of which the firms in columns `a` and `b` are tied by an edge (a, b)."""
    return (
        ends.filter(pl.col(a) != pl.col(b))
        .join(edges, left_on=[a, b], right_on=["a", "b"], how="semi")
        .select(
            "deal_id",
            end=a,
            other=b,
            doubt=pl.lit(doubt),
            order=pl.lit(_DOUBTS.index(doubt)),
        )
    )


def _edges(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Firms related by a link in force, or by one controller, director or shareholder: a, b.

    Both ways. Whoever leads or holds very many firms, as nominees do, relates none of them.
    """
    day = part.as_of_day
    links = (
        sides.table("party_links")
        .filter(~pl.col("kind").is_in(["same_entity", "different"]), *_in_force(day))
        .select(a="party_id", b="other_party_id")
    )
    ids = pl.concat(
        [
            part.parties_of("buy"),
            part.parties_of("sell"),
            part.deals.lazy().select("deal_id", party_id="client_id"),
        ]
    ).select(a="party_id")
    owned = (
        sides.table("parties")
        .select(a="party_id", b="controller_id")
        .drop_nulls()
        .join(ids.unique(), on="a", how="semi")
    )
    led = sides.table("party_links").filter(
        pl.col("kind").is_in(["director", "shareholder"]), *_in_force(day)
    )
    led = led.select(a="other_party_id", b="party_id").filter(pl.len().over("b") <= _FEW_FIRMS)
    owned_or_led = pl.concat([owned, led.join(ids.unique(), on="a", how="semi")])
    sisters = owned_or_led.join(owned_or_led, on="b", suffix="_other").select("a", b="a_other")
    edges = as_one_firm(pl.concat([links, owned, sisters]), sides, ["a", "b"]).drop_nulls()
    both = pl.concat([edges, edges.select(a="b", b="a")])
    return both.filter(pl.col("a") != pl.col("b")).unique()


def _in_force(day: date) -> tuple[pl.Expr, ...]:
    """Of table party_links: in force on the day, and no mere holding on the exchange."""
    share = pl.col("share_ratio").cast(pl.Float64)
    return (
        is_in_force(day),
        (pl.col("kind") != "shareholder") | (share > _FEW_SHARES).fill_null(value=True),
    )


def _addresses(sides: Sides) -> pl.LazyFrame:
    """Firms at one address that is none of those at which very many are registered: a, b."""
    at = (
        sides.table("parties")
        .filter(~pl.col("is_mass_address").fill_null(value=False))
        .select("party_id", address=normalised_name(pl.col("address")))
        .drop_nulls()
        .filter(pl.len().over("address") <= _FEW_FIRMS)
    )
    pairs = at.join(at, on="address", suffix="_other").select(a="party_id", b="party_id_other")
    edges = as_one_firm(pairs, sides, ["a", "b"]).drop_nulls()
    return edges.filter(pl.col("a") != pl.col("b")).unique()


def _alike(sides: Sides) -> pl.LazyFrame:
    """Firms that may be one by their names and what is known of them: a, b, both ways."""
    pairs = sides.alike.lazy().select("a", "b")
    both = pl.concat([pairs, pairs.select(a="b", b="a")])
    return as_one_firm(both, sides, ["a", "b"]).drop_nulls().unique()


def _of_group(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Firms of a client's own group: those tied to it, or to the parent its mandate names."""
    edges = _edges(part, sides)
    parents = _mandated(part, sides).select("client_id", "parent_id").drop_nulls().unique()
    through = edges.join(parents, left_on="b", right_on="parent_id").select("a", b="client_id")
    return pl.concat([edges, through, parents.select(a="parent_id", b="client_id")]).unique()


def _mandated(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Mandates in force and known on the day of decision."""
    day = part.as_of_day
    return sides.table("client_mandates").filter(is_in_force(day), is_known(part.as_of))


def _mandates(part: Partition, sides: Sides) -> pl.LazyFrame:
    return (
        _mandated(part, sides)
        .select("client_id")
        .unique()
        .with_columns(is_mandated=pl.lit(value=True))
    )
