"""Facts of who stands on a transport paper against who is in the deal, and of who issued it."""

from __future__ import annotations

import polars as pl

from screening.facts.endorsed import NEVER_TO_ORDER
from screening.facts.endorsements import along_the_chain, endorsements
from screening.facts.firms import as_one_firm, firms_of, told_apart
from screening.facts.held_papers import bank_firms
from screening.facts.issuers import issuers
from screening.facts.partition import Partition, Sides
from screening.facts.proofs import clash_proof
from screening.facts.reduce import deciding

_PARTIES = ("shipper_id", "consignee_id", "notify_id")
_SHOWN = ("shipper", "consignee")  # as the paper calls them


def holders(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `holders`."""
    bills = _met(part, sides)
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _untitled(bills, sides),
        _straight(bills),
        _misfit(bills),
        issuers(part, sides),
        clash_proof(part, sides),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame.with_columns(
        untitled_use_is_number_clash=pl.col("has_number_clash_proof").fill_null(value=False)
        & ~pl.col("bill_names_strangers_only").fill_null(value=True),
        has_non_negotiable_bill=pl.when(pl.col("has_bills"))
        .then("has_non_negotiable_bill")
        .otherwise(pl.lit(value=False)),
    )


def _met(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and bill: what it says of its parties, and which of them the deal knows.

    It knows whoever sells or buys the bill further along an unbroken chain of sales, too.
    """
    bills = (
        part.used("transport_documents")
        .join(_behind_a_house_bill(part), on=["deal_id", "document_id"], how="anti")
        .select(
            "deal_id",
            "document_id",
            "transport_doc_ref",
            "type",
            "is_to_order",
            *_PARTIES,
            shipper="shipper_id",
            consignee="consignee_id",
        )
        .unique(["deal_id", "document_id"])  # a bill of both legs says the same on each
    )
    named = as_one_firm(bills, sides, list(_PARTIES)).join(firms_of(part, sides), on="deal_id")
    named = named.collect(engine="in-memory").lazy()  # read several times
    for party in _PARTIES:
        named = told_apart(named, sides, party, ["client", "suppliers", "buyers", "banks"])
    rows = (
        named.join(_endorsees(part, sides), on=["deal_id", "document_id"], how="left")
        .join(bank_firms(sides), left_on="consignee_id", right_on="party_id", how="left")
        .join(along_the_chain(sides), on=["deal_id", "document_id"], how="left")
        .with_columns(pl.col("chain_givers", "chain_takers").fill_null([]))
    )
    chain = ("chain_givers", "chain_takers")
    inside = pl.concat_list("client", "suppliers", "buyers", "banks", *chain).list.drop_nulls()
    is_known = (pl.col("suppliers").list.len() > 0) & (pl.col("buyers").list.len() > 0)
    to_order = pl.col("is_to_order").fill_null(value=False) & ~pl.col("type").is_in(
        NEVER_TO_ORDER
    ).fill_null(value=False)
    return rows.with_columns(
        inside=inside,
        takers=pl.concat_list("client", "buyers", "banks", "chain_takers").list.drop_nulls(),
        givers=pl.concat_list("client", "suppliers", "chain_givers").list.drop_nulls(),
        is_known=is_known & pl.col("client").is_not_null(),
        to_order=to_order,
        is_straight=pl.when(pl.col("type").is_in(NEVER_TO_ORDER))
        .then(pl.lit(value=True))
        .otherwise(~pl.col("is_to_order")),
        is_bank=pl.col("is_bank").fill_null(value=False),
    )


def _behind_a_house_bill(part: Partition) -> pl.LazyFrame:
    """One row a deal and master bill of a house bill in the deal.

    A master bill names the forwarder and its agent; the house bill says whose goods they are.
    """
    bills = part.used("transport_documents").select("deal_id", "document_id", "house_or_master")
    masters = bills.filter((pl.col("house_or_master") != "house").fill_null(value=True))
    houses = bills.filter((pl.col("house_or_master") != "master").fill_null(value=True))
    return (
        part.table("document_links")
        .filter(pl.col("kind") == "master-house", pl.col("parent_id") != pl.col("child_id"))
        .join(masters, left_on="parent_id", right_on="document_id")
        .join(
            houses, left_on=["deal_id", "child_id"], right_on=["deal_id", "document_id"], how="semi"
        )
        .select("deal_id", document_id="parent_id")
        .unique()
    )


def _endorsees(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and endorsed bill: the parties endorsed, and whether one is in blank."""
    ends = (
        endorsements(part, sides)
        .group_by("deal_id", "document_id")
        .agg("endorser_id", "endorsee_id", is_blank=pl.col("endorsee_id").is_null().any())
    )
    return ends.select(
        "deal_id",
        "document_id",
        "is_blank",
        endorsed=pl.concat_list("endorser_id", "endorsee_id").list.drop_nulls(),
    )


def _among(party: str, firms: str) -> pl.Expr:
    """Whether the party is one of the firms; null where the paper does not name it."""
    return pl.when(pl.col(party).is_not_null()).then(pl.col(firms).list.contains(pl.col(party)))


def _untitled(bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Papers to which no title leads: another enterprise's, or with none but strangers on them.

    A blank endorsement gives title to whoever bears the paper, so strangers alone say nothing
    against it; an earlier use by an unrelated enterprise does.
    """
    met = [_among(party, "inside") for party in _PARTIES]
    endorsed = pl.col("endorsed").list.set_intersection("inside").list.len() > 0
    fits = (
        pl.any_horizontal(*(m.fill_null(value=False) for m in met))
        | endorsed.fill_null(value=False)
        | pl.col("is_blank").fill_null(value=False)
    )
    # A bill to order may leave its consignee out, and any bill its notify party.
    is_stated = pl.col("shipper_id").is_not_null() & (
        pl.col("consignee_id").is_not_null() | pl.col("to_order")
    )
    strangers = (
        pl.when(fits).then(pl.lit(value=False)).when(is_stated & pl.col("is_known")).then(~fits)
    )
    ledger = sides.papers.lazy().select("deal_id", "document_id", "is_untitled", "earlier_deal")
    rows = bills.join(ledger, on=["deal_id", "document_id"], how="left").with_columns(
        strangers=strangers
    )
    cause = (
        pl.when("is_untitled")
        .then(pl.lit("USED_BY_ANOTHER"))
        .when("strangers")
        .then(pl.lit("NAMES_STRANGERS"))
    )
    rows = rows.with_columns(cause=cause).with_columns(
        order=pl.col("cause").replace_strict(
            {"USED_BY_ANOTHER": 2, "NAMES_STRANGERS": 1}, default=0, return_dtype=pl.Int64
        )
    )
    facts = rows.group_by("deal_id").agg(
        bill_was_used_without_title=pl.col("is_untitled").any(ignore_nulls=False),
        bill_names_strangers_only=pl.col("strangers").any(ignore_nulls=False),
    )
    paper = deciding(rows.filter(pl.col("order") > 0), "order", ties=["document_id"]).select(
        "deal_id",
        untitled_bill_cause="cause",
        untitled_bill_document_id="document_id",
        untitled_bill_ref="transport_doc_ref",
        untitled_bill_other=pl.coalesce("earlier_deal", "shipper"),
    )
    return facts.join(paper, on="deal_id", how="left")


def _straight(bills: pl.LazyFrame) -> pl.LazyFrame:
    """Papers that pass by no endorsement, and whether their consignee has a part in the deal."""
    straight = bills.filter(pl.col("is_straight")).with_columns(
        is_stranger=pl.when(pl.col("is_bank"))
        .then(pl.lit(value=False))
        .when(pl.col("is_known") | _among("consignee_id", "inside"))
        .then(~_among("consignee_id", "inside"))
    )
    asked = bills.group_by("deal_id").agg(
        has_bills=pl.lit(value=True),
        has_non_negotiable_bill=pl.col("is_straight").any(ignore_nulls=False),
    )
    facts = straight.group_by("deal_id").agg(
        consignee_is_stranger=pl.col("is_stranger").any(ignore_nulls=False)
    )
    paper = _first(straight, "is_stranger").select(
        "deal_id",
        stranger_consignee="consignee",
        straight_bill_document_id="document_id",
        straight_bill_ref="transport_doc_ref",
    )
    return asked.join(facts, on="deal_id", how="left").join(paper, on="deal_id", how="left")


def _misfit(bills: pl.LazyFrame) -> pl.LazyFrame:
    """Papers whose shipper is on no supplier's side and whose consignee is on no buyer's."""
    consignee = (
        pl.when(pl.col("to_order") | pl.col("is_bank"))
        .then(pl.lit(value=True))
        .otherwise(_among("consignee_id", "takers"))
    )
    notify = _among("notify_id", "takers").fill_null(value=False)
    fits = _among("shipper_id", "givers") | consignee | notify
    rows = bills.with_columns(
        fits_nobody=pl.when(fits).then(pl.lit(value=False)).when("is_known").then(~fits)
    )
    facts = rows.group_by("deal_id").agg(
        bill_fits_nobody=pl.col("fits_nobody").any(ignore_nulls=False)
    )
    paper = _first(rows, "fits_nobody").select(
        "deal_id",
        misfit_shipper="shipper",
        misfit_consignee="consignee",
        misfit_bill_document_id="document_id",
        misfit_bill_ref="transport_doc_ref",
    )
    return facts.join(paper, on="deal_id", how="left")


def _first(rows: pl.LazyFrame, flag: str) -> pl.LazyFrame:
    """One row a deal in which the flag is up: its first such bill."""
    return deciding(rows.filter(pl.col(flag)), "document_id", ties=[], descending=False)
