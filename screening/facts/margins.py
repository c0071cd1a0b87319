"""Facts of margin: all sales less all purchases, after freight paid and the hedges' result."""

from __future__ import annotations

import polars as pl

from screening.facts.delivery_terms import agreed_terms, with_freight
from screening.facts.money import dollars, in_usd, traded_cents
from screening.facts.partition import Partition, Sides
from screening.facts.terms import CARRIED

REPEATED_DAYS = 365
HEDGE_DAYS = 30  # after the last payment of a deal settled on both legs its hedges are closed
UNPAID_DAYS = 365  # and of one that is not, this long after the last contract
_LEGS = ("buy", "sell")


def margins(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `margins`."""
    left = margin_cents(part, sides)
    buy = pl.col("buy").cast(pl.Float64)
    is_traded = pl.col("buy").is_not_null() | pl.col("sell").is_not_null()

    def ratio(cents: str) -> pl.Expr:
        return pl.when(pl.col("buy") > 0).then((pl.col(cents).cast(pl.Float64) / buy).round(6))

    facts = left.select(
        "deal_id",
        "has_hedge",
        hedge_cover_ratio=_cover(),
        freight_paid_usd=pl.when(is_traded).then(dollars(pl.col("freight"))),
        hedge_result_usd=pl.when(is_traded).then(dollars(pl.col("hedged"))),
        margin_after_freight_usd=dollars(pl.col("after_freight")),
        margin_after_freight_ratio=ratio("after_freight"),
        margin_after_costs_usd=dollars(pl.col("after_costs")),
        margin_after_costs_ratio=ratio("after_costs"),
    )
    return facts.join(_losses(part, sides), on="deal_id", how="left").join(
        _carriage(part, sides, left), on="deal_id", how="left"
    )


def margin_cents(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal in whole US cents: `buy`, `sell`, `freight`, `hedged`, and what is left.

    `after_freight` leaves the hedges out, `after_costs` has them in. Null where a leg is neither
    invoiced nor contracted, or a sum cannot be valued; an open hedge has no result yet.
    """
    made = (
        part.deals.lazy()
        .select("deal_id")
        .join(traded_cents(part, sides), on="deal_id", how="left")
        .join(_freight_paid(part, sides), on="deal_id", how="left")
        .join(_hedged(part, sides), on="deal_id", how="left")
        .with_columns(
            freight=pl.when(pl.col("has_freight").is_null()).then(0).otherwise("freight"),
            hedged=pl.when(pl.col("has_hedge").is_null()).then(0).otherwise("hedged"),
            has_hedge=pl.col("has_hedge").fill_null(value=False),
        )
        .with_columns(after_freight=pl.col("sell") - pl.col("buy") - pl.col("freight"))
        .with_columns(after_costs=pl.col("after_freight") + pl.col("hedged"))
    )
    return part.kept("margin cents", lambda: made)


def _freight_paid(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Freight out less freight in, of payments made or asked for; refunds turn it round."""
    paid = part.settled().filter(pl.col("purpose") == "freight")
    is_cost = (pl.col("direction") != "IN").fill_null(value=True) ^ pl.col("is_refund")
    cents = pl.col("cents")
    return (
        in_usd(part, sides, paid, "share", "paid_on")
        .with_columns(cents=pl.when(is_cost).then(cents).otherwise(-cents))
        .group_by("deal_id")
        .agg(
            freight=pl.when(cents.is_not_null().all()).then(cents.sum()),
            has_freight=pl.lit(value=True),
        )
    )


def _hedged(part: Partition, sides: Sides) -> pl.LazyFrame:
    """The result of all hedges of a deal; null while one may still be open.

    One that is open or has no result is waited for until HEDGE_DAYS after the last payment of a
    deal paid on both legs, else until UNPAID_DAYS after its last contract: then it is none.
    """
    rows = in_usd(part, sides, part.table("hedges"), "result", "closed_on")
    is_known = (pl.col("closed_on") <= part.as_of_day).fill_null(value=True) & pl.col(
        "cents"
    ).is_not_null()
    is_late = pl.col("until") < pl.lit(part.as_of_day)
    return (
        rows.join(_hedged_until(part), on="deal_id", how="left")
        .group_by("deal_id")
        .agg(
            hedged=pl.when((is_known | is_late.fill_null(value=False)).all()).then(
                pl.col("cents").filter(is_known).sum()
            ),
            has_hedge=is_known.any() | ~is_late.fill_null(value=False).all(),
        )
    )


def _hedged_until(part: Partition) -> pl.LazyFrame:
    """One row a deal: the day until which an open hedge of it is waited for."""
    leg, day = pl.col("leg"), pl.col("paid_on")
    paid = (
        part.settled()
        .filter(~pl.col("is_refund"))
        .group_by("deal_id")
        .agg(n=leg.filter(leg.is_in(_LEGS)).n_unique(), paid=day.max())
    )
    signed = part.used("contracts").group_by("deal_id").agg(signed=pl.col("sign_date").max())
    settled = pl.when(pl.col("n") == len(_LEGS)).then(pl.col("paid").dt.offset_by(f"{HEDGE_DAYS}d"))
    unpaid = pl.col("signed").dt.offset_by(f"{UNPAID_DAYS}d")
    return signed.join(paid, on="deal_id", how="left").select(
        "deal_id", until=pl.coalesce(settled, unpaid)
    )


def _cover() -> pl.Expr:
    """The share of the loss before hedges that they make good; one where nothing is lost."""
    loss = -pl.col("after_freight").cast(pl.Float64)
    return (
        pl.when(loss <= 0)
        .then(1.0)
        .otherwise((pl.col("hedged").cast(pl.Float64) / loss).round(6).clip(0.0, 1.0))
    )


def _losses(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Losses of the client with a supplier and a buyer of the deal, before its first day."""
    firms = (
        sides.table("parties")
        .filter(pl.col("client_id").is_not_null())
        .group_by("party_id")
        .agg(firm=pl.col("client_id").min())
    )
    named = [
        part.parties_of(leg)
        .join(firms, on="party_id", how="left")
        .select("deal_id", pl.coalesce("firm", "party_id").alias(leg))
        .unique()
        for leg in _LEGS
    ]
    pairs = named[0].join(named[1], on="deal_id")
    begun = (
        part.deals.lazy()
        .select("deal_id", "client_id")
        .join(sides.submitted.lazy(), on="deal_id", how="left")
        .with_columns(day=pl.min_horizontal(pl.col("submitted_on"), pl.lit(part.as_of_day)))
    )
    asked = begun.join(pairs, on="deal_id").with_columns(
        until=pl.col("day").dt.offset_by("-1d"),
        before=pl.col("day").dt.offset_by(f"-{REPEATED_DAYS + 1}d"),
    )
    running = _running_losses(sides)
    for day in ("until", "before"):
        asked = asked.sort(day, nulls_last=True).join_asof(
            running.rename({"n": f"n_{day}"}),
            left_on=day,
            right_on="dated_on",
            by=["client_id", *_LEGS],
            check_sortedness=False,
            coalesce=False,
        )
        asked = asked.drop("dated_on")
    n = pl.col("n_until").fill_null(0) - pl.col("n_before").fill_null(0)
    return asked.group_by("deal_id").agg(n_earlier_losses_with_pair=n.max().cast(pl.Int64))


def _running_losses(sides: Sides) -> pl.LazyFrame:
    """How many deals a client had lost with two firms by each day: one row a loss and pair."""
    lost = (
        sides.earlier.lazy()
        .filter("is_loss")
        .select("client_id", "dated_on", "deal_id", firm=pl.col("counterparty_ids").str.split(","))
        .explode("firm")
        .drop_nulls()
    )
    both = lost.rename({"firm": "buy"}).join(
        lost.select("client_id", "deal_id", sell="firm"), on=["client_id", "deal_id"]
    )
    keys = ["client_id", *_LEGS]
    return (
        both.sort(*keys, "dated_on", "deal_id")
        .with_columns(n=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(keys))
        .group_by(*keys, "dated_on")
        .agg(pl.col("n").max())
        .sort("dated_on", *keys)
    )


def _carriage(part: Partition, sides: Sides, left: pl.LazyFrame) -> pl.LazyFrame:
    """What carriage stands on neither side or on both, in the terms agreed and the money seen.

    Bought without carriage and sold with it, the client owes it: then freight on record must fit
    into the gap of prices, and without any on record nothing can be told. Else it owes none:
    freight it paid is unexplained, and where goods bought with carriage are sold without it, so is
    the part of the gap that should have been the buyer's own carriage (by the estimates).
    """
    terms = [
        agreed_terms(part)
        .filter(pl.col("leg") == leg)
        .select("deal_id", pl.col("incoterm").alias(leg))
        for leg in _LEGS
    ]
    paper = (
        part.used("contracts")
        .filter(pl.col("leg") == "sell")
        .group_by("deal_id")
        .agg(carriage_document_id=pl.col("document_id").min())
    )
    bought, sold = (pl.col(f"{leg}_term").is_in(CARRIED) for leg in _LEGS)
    gap = (pl.col("sell") - pl.col("buy")).cast(pl.Float64)
    freight = pl.col("freight").cast(pl.Float64)
    unexplained = (
        pl.when(~bought & sold)
        .then(pl.when(freight > 0).then((freight - gap).clip(lower_bound=0.0)))
        .when(bought & ~sold)
        .then(
            (gap + pl.col("estimate") * 100).clip(lower_bound=0.0) + freight.clip(lower_bound=0.0)
        )
        .when(bought.is_not_null() & sold.is_not_null())
        .then(freight.clip(lower_bound=0.0))
    )
    return (
        left.join(terms[0].rename({"buy": "buy_term"}), on="deal_id", how="left")
        .join(terms[1].rename({"sell": "sell_term"}), on="deal_id", how="left")
        .join(_estimated(part, sides), on="deal_id", how="left")
        .join(paper, on="deal_id", how="left")
        .with_columns(unexplained=unexplained)
        .select(
            "deal_id",
            "carriage_document_id",
            carriage_borne_by_client=~bought & sold,
            carriage_unexplained_usd=(pl.col("unexplained") / 100).round(2),
            carriage_unexplained_ratio=pl.when(pl.col("buy") > 0).then(
                (pl.col("unexplained") / pl.col("buy").cast(pl.Float64)).round(6)
            ),
        )
    )


def _estimated(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Dollars the carriage and insurance of what is sold should cost, of deals whose goods weigh.

    Only for goods that transport papers state in mass or volume.
    """
    units = sides.units.lazy().select("unit", "dimension", "factor")
    borne = (
        part.used("transport_documents")
        .unique(["deal_id", "document_id"], keep="first", maintain_order=True)
        .join(units, on="unit", how="left")
        .with_columns(
            milli=(pl.col("quantity").cast(pl.Float64) * pl.col("factor") * 1000)
            .round()
            .cast(pl.Int64, strict=False),
            on=pl.coalesce("on_board_date", "issue_date"),
        )
        .group_by("deal_id")
        .agg(
            on=pl.col("on").min(),
            dimension=pl.when(pl.col("dimension").n_unique() == 1).then(pl.col("dimension").min()),
            milli=pl.when(pl.col("milli").is_not_null().all()).then(pl.col("milli").sum()),
        )
    )
    base = pl.col("milli").cast(pl.Float64) / 1000
    return with_freight(borne, part, sides).select(
        "deal_id", estimate=(pl.col("freight_usd") * base).round(2)
    )
