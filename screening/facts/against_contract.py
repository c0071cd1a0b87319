"""Invoices and bills against the contracts of their leg: parties, amount, named port."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.goods import LEGS, scored
from screening.facts.measure import UCP_ABOUT, about
from screening.facts.money import counted_invoices
from screening.facts.partition import Partition, Sides
from screening.reference import firm_similarity

FIRMS_ALIKE = 0.85  # two spellings of one name
_OVER = 0.10  # an invoice this far above its contract and tolerance bills something else
_KEY = ("deal_id", "leg")
# Sea terms alone name a port; the others may name a place inland (Incoterms 2020).
_NAMED = {"FOB": "load", "FAS": "load", "CFR": "discharge", "CIF": "discharge"}
_UNLOCODE = r"^[A-Z]{2}[A-Z2-9]{3}$"


def contracts_by_leg(part: Partition) -> pl.LazyFrame:
    """One row a deal and leg with contracts: sellers, buyers, what is agreed and how firmly.

    `agreed` is null where a contract states no amount, where they are in several currencies, or
    where a price is not fixed: then no invoice can be held against it.
    """
    floating = (
        part.table("goods_lines")
        .filter(pl.col("price_basis").is_in(["FORMULA", "PROVISIONAL"]))
        .select("document_id", is_floating=pl.lit(value=True))
        .unique()
    )
    amount = pl.coalesce("allocated_amount", "total_amount")
    rows = (
        part.used("contracts")
        .filter(pl.col("leg").is_in(LEGS))
        .join(floating, on="document_id", how="left")
        .join(about(part), on="document_id", how="left")
        .with_columns(amount=amount)
    )
    firm = pl.col("amount").is_not_null().all() & ~pl.col("is_floating").any()
    one_currency = pl.col("currency").min() == pl.col("currency").max()
    custom = pl.when(pl.col("is_about").any()).then(UCP_ABOUT).otherwise(0.0)
    return rows.group_by(_KEY).agg(
        sellers=pl.col("seller_id").drop_nulls().unique().sort(),
        buyers=pl.col("buyer_id").drop_nulls().unique().sort(),
        agreed=pl.when(firm.fill_null(value=True) & one_currency).then(pl.col("amount").sum()),
        agreed_in=pl.col("currency").min(),
        tolerance=pl.coalesce(pl.col("tolerance_ratio").max().cast(pl.Float64), custom),
    )


def party_conflicts(part: Partition, sides: Sides, contracts: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal, invoice and role: said, expected, is_conflict.

    An invoice names another firm than every contract of its leg. One firm under several ids or in
    another spelling is no conflict; null where no name says so.
    """
    invoices = part.used("invoices").filter(pl.col("invoice_type").ne_missing("proforma"))
    rows = invoices.join(contracts.select(*_KEY, "sellers", "buyers"), on=list(_KEY))
    roles = [
        rows.select(
            "deal_id",
            "document_id",
            kind=pl.lit(kind),
            said=f"{role}_id",
            known=f"{role}s",
        )
        for role, kind in (("seller", "SELLER"), ("buyer", "BUYER"))
    ]
    asked = pl.concat(roles).filter(pl.col("said").is_not_null(), pl.col("known").list.len() > 0)
    plain = asked.with_columns(is_plain=pl.col("said").is_in(pl.col("known")))
    same = plain.filter("is_plain").select(
        "deal_id", "document_id", "kind", is_conflict=pl.lit(value=False)
    )
    return pl.concat([same, _strangers(plain.filter(~pl.col("is_plain")), sides)], how="diagonal")


def _strangers(rows: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Parties under an id no contract has: the same firm by its other ids or its name, or not."""
    pairs = rows.with_columns(expected="known").drop("known").explode("expected")
    pairs = pairs.with_columns(one="said", other="expected")
    pairs = as_one_firm(pairs, sides, ["one", "other"])
    names = _names(sides)
    named = pairs.join(names.select(one="party_id", a="name"), on="one", how="left").join(
        names.select(other="party_id", b="name"), on="other", how="left"
    )
    alike = scored(named, firm_similarity, "similarity", pl.Float64()).with_columns(
        is_same=pl.when(pl.col("one") == pl.col("other"))
        .then(pl.lit(value=True))
        .otherwise(pl.col("similarity") >= FIRMS_ALIKE)
    )
    same = pl.col("is_same")
    return alike.group_by("deal_id", "document_id", "kind").agg(
        is_conflict=pl.when(same.any())
        .then(pl.lit(value=False))
        .otherwise(~same.any(ignore_nulls=False)),
        said=pl.coalesce(pl.col("a").min(), pl.col("said").min()),
        expected=pl.coalesce(pl.col("b").min(), pl.col("expected").min()),
    )


def _names(sides: Sides) -> pl.LazyFrame:
    """One row a party or client with a name: party_id, name."""
    parties = sides.table("parties").select("party_id", "name")
    clients = sides.table("clients").select(
        party_id="client_id", name=pl.coalesce("name_en", "name_cn")
    )
    return (
        pl.concat([parties, clients])
        .drop_nulls()
        .unique("party_id", keep="first", maintain_order=True)
    )


def amount_over(part: Partition, contracts: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal, the leg billed furthest above its contracts: said, expected, is_conflict.

    `invoiced_over_contract_ratio` is what invoices of fixed prices come to over what is agreed,
    charges aside, less the tolerance. Less than agreed is no conflict: goods may go in parts.
    """
    kind = pl.col("invoice_type").fill_null("final")
    billed = (
        counted_invoices(part)
        .with_columns(
            amount=pl.when(pl.col("allocated_amount").is_null())
            .then(pl.col("amount") - pl.col("charges").fill_null(0))
            .otherwise("amount"),
            is_first=kind == "provisional",
        )
        .group_by(_KEY)
        .agg(
            # a provisional invoice beside a final one is part of it
            billed=pl.when(pl.col("amount").is_not_null().all() & ~pl.col("is_first").any()).then(
                pl.col("amount").sum()
            ),
            billed_in=pl.when(pl.col("currency").min() == pl.col("currency").max()).then(
                pl.col("currency").min()
            ),
            document_id=pl.col("document_id").max(),
        )
    )
    over = (pl.col("billed") - pl.col("agreed")).cast(pl.Float64) / pl.col("agreed").cast(
        pl.Float64
    )
    return (
        contracts.join(billed, on=list(_KEY))
        .filter(pl.col("agreed") > 0, pl.col("billed_in") == pl.col("agreed_in"))
        .with_columns(ratio=(over - pl.col("tolerance")).round(6))
        .filter(pl.col("ratio").is_not_null())
        .sort("deal_id", "ratio", "leg", descending=[False, True, False])
        .unique("deal_id", keep="first", maintain_order=True)
        .select(
            "deal_id",
            "document_id",
            kind=pl.lit("AMOUNT"),
            said=pl.format("{} {}", "billed_in", "billed"),
            expected=pl.format("{} {}", "agreed_in", "agreed"),
            is_conflict=pl.col("ratio") > _OVER,
            invoiced_over_contract_ratio="ratio",
        )
    )


def places_apart(part: Partition) -> pl.LazyFrame:
    """One row a deal and contract of a sea term whose named port can be looked up: is_apart.

    True where no bill of its leg is for that port; null where a bill names none.
    """
    end = pl.col("incoterm").replace_strict(_NAMED, default=None, return_dtype=pl.String)
    named = (
        part.used("contracts")
        .with_columns(end=end)
        .filter(
            pl.col("end").is_not_null(),
            pl.col("leg").is_in(LEGS),
            pl.col("named_place").str.contains(_UNLOCODE),
        )
        .select(*_KEY, "end", "named_place", contract_id="document_id")
    )
    bills = part.used("transport_documents").select(
        "deal_id",
        "document_id",
        "load_port",
        "place_of_receipt",
        "discharge_port",
        "place_of_delivery",
        serves="leg",
    )
    loading = pl.col("end") == "load"
    port = pl.when(loading).then("load_port").otherwise("discharge_port")
    further = pl.when(loading).then("place_of_receipt").otherwise("place_of_delivery")
    place = pl.col("named_place")
    return (
        named.join(bills, on="deal_id")
        .filter(pl.col("serves").is_in(LEGS).not_() | (pl.col("serves") == pl.col("leg")))
        .with_columns(
            is_there=pl.when((port == place) | (further == place).fill_null(value=False))
            .then(pl.lit(value=True))
            .otherwise(port == place)
        )
        .group_by("deal_id", "contract_id")
        .agg(
            is_apart=~pl.col("is_there").any(ignore_nulls=False),
            document_id=pl.col("document_id").min(),
        )
    )
