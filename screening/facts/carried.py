"""What papers say of the goods' quantity and weight, in pairs: the widest gap, and between which.

Each pair is compared where both state a measure of one kind; pieces against kilograms say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.facts.measure import in_bulk, milli
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

# A paper of the goods' later life follows one of these; where both are used, the later one counts.
_FOLLOWS = ("master-house", "switch", "replaces", "amends", "on-carriage")
_PACKING = 0.15  # what pallets, drums and bales may weigh, over the goods
_MOISTURE = 0.25  # what goods sold by dry weight may weigh wet: water up to a fifth of it
_LEAST = 0.03  # a gap no rule asks about; under it a paper that says nothing leaves all unknown
_ONE_GOODS = ("offshore_resale", "global_procurement")  # modes that sell what they bought
KILOGRAM = "KGM"


def carried(part: Partition, sides: Sides, legs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal whose papers can be compared: the facts `weight_conflict_...` and the total.

    `legs` has one row a deal and leg: `milli` of `base` that its invoices or contracts state, and
    their `basis`.
    """
    bills = part.used("transport_documents")
    papers = _title_papers(part, sides, bills)
    against = _against_legs(part, papers, legs).collect(engine="in-memory").lazy()
    pairs = pl.concat(
        [
            against,
            _customs(part, bills),
            _own_weight(bills, sides),
            _boxes(part, bills),
        ],
        how="diagonal",
    )
    rows = pairs.with_columns(ratio=pl.col("ratio").round(6))
    widest = rows.group_by("deal_id").agg(
        ratio=pl.col("ratio").max(), is_hidden=pl.col("is_missing").any()
    )
    worst = deciding(rows.filter(pl.col("ratio") > 0), "ratio", ties=["kind", "document_id"])
    total = (
        against.filter(pl.col("kind").is_in(["PURCHASE", "SALE"]))
        .sort("deal_id", "kind")
        .unique("deal_id", keep="first", maintain_order=True)
        .select("deal_id", title_papers_quantity=pl.col("found").cast(pl.Float64) / 1000)
    )
    known = ~pl.col("is_hidden") | (pl.col("ratio") > _LEAST)
    return (
        widest.join(worst.drop("ratio"), on="deal_id", how="left")
        .join(total, on="deal_id", how="left")
        .select(
            "deal_id",
            "title_papers_quantity",
            weight_conflict_ratio=pl.when(known).then("ratio"),
            weight_conflict_kind="kind",
            weight_conflict_expected=pl.col("expected").cast(pl.Float64) / 1000,
            weight_conflict_found=pl.col("found").cast(pl.Float64) / 1000,
            weight_conflict_unit="base",
            weight_conflict_document_id="document_id",
        )
    )


def _title_papers(part: Partition, sides: Sides, bills: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal, leg, and paper that carries goods for it; copies of one paper speak once.

    A paper speaks by the quantity the deal draws on it, else by its own, else by its gross weight.
    """
    drawn = pl.col("allocated_quantity").is_not_null()
    own = pl.col("quantity").is_not_null()
    unit = pl.when(drawn).then(pl.coalesce("allocated_unit", "unit")).when(own).then("unit")
    receipts = part.used("warehouse_receipts").with_columns(
        gross_weight_kg=pl.lit(None, pl.Decimal(18, 3)), is_receipt=pl.lit(value=True)
    )
    columns = ("deal_id", "leg", "document_id", "is_receipt", "gross_weight_kg")
    keys = sides.papers.lazy().select("deal_id", "document_id", "paper_key")
    papers = (
        pl.concat(
            rows.select(
                *columns,
                quantity=pl.coalesce("allocated_quantity", "quantity"),
                unit=unit,
                is_drawn=drawn,
            )
            for rows in (
                _latest(part, bills).with_columns(is_receipt=pl.lit(value=False)),
                receipts,
            )
        )
        .join(keys, on=["deal_id", "document_id"], how="left")
        .with_columns(paper_key=pl.coalesce("paper_key", "document_id"))
        .join(sides.units.lazy(), on="unit", how="left")
        .with_columns(own=milli(pl.col("quantity")))
    )
    # A paper of both legs serves each; so does one that names none.
    serving = [
        papers.filter(pl.col("leg").ne_missing(other)).with_columns(serves=pl.lit(leg))
        for leg, other in (("buy", "sell"), ("sell", "buy"))
    ]
    return (
        pl.concat(serving)
        .sort("deal_id", "serves", "paper_key", "document_id", "quantity", "unit", "leg")
        .unique(["deal_id", "serves", "paper_key"], keep="first", maintain_order=True)
    )


def _latest(part: Partition, bills: pl.LazyFrame) -> pl.LazyFrame:
    """Bills without those that another bill of the deal follows, by a link or as their house."""
    used = bills.select("deal_id", "document_id")
    links = part.table("document_links").filter(pl.col("kind").is_in(_FOLLOWS))
    gone = used.join(links, left_on="document_id", right_on="parent_id").join(
        used, left_on=["deal_id", "child_id"], right_on=["deal_id", "document_id"], how="semi"
    )
    masters = bills.filter(pl.col("master_ref") != pl.col("transport_doc_ref")).select(
        "deal_id", transport_doc_ref="master_ref"
    )
    return bills.join(gone, on=["deal_id", "document_id"], how="anti").join(
        masters, on=["deal_id", "transport_doc_ref"], how="anti"
    )


def _against_legs(part: Partition, papers: pl.LazyFrame, legs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal and leg: its invoices against the title papers that serve it."""
    same_kind = pl.col("base_unit") == pl.col("base")
    by_weight = (
        (pl.col("base") == KILOGRAM) & ~pl.col("is_drawn") & ~same_kind.fill_null(value=False)
    )
    gross = (pl.col("gross_weight_kg") * 1000).cast(pl.Int64)
    rows = (
        papers.join(
            legs.select("deal_id", "milli", "base", "basis", serves="leg"), on=["deal_id", "serves"]
        )
        .join(part.deals.lazy().select("deal_id", "mode"), on="deal_id")
        .filter(
            (pl.col("serves") == "buy")
            | (pl.col("leg") == "sell")
            | pl.col("mode").is_in(_ONE_GOODS).fill_null(value=True)
        )
        .with_columns(
            carried=pl.when(same_kind).then("own").when(by_weight).then(gross),
            is_gross=by_weight & gross.is_not_null(),
            is_other_kind=(~same_kind & gross.is_null()).fill_null(value=False),
        )
    )
    amount, receipt = pl.col("carried"), pl.col("is_receipt")
    known = amount.is_not_null().all()
    totals = (
        rows.group_by("deal_id", "serves")
        .agg(
            pl.col("milli", "base", "basis").min(),
            found=pl.when(known).then(amount.sum()),
            on_bills=pl.when(known).then(amount.filter(~receipt).sum()),
            on_receipts=pl.when(known).then(amount.filter(receipt).sum()),
            has_both=receipt.any() & ~receipt.all(),
            is_gross=pl.col("is_gross").any(),
            is_other_kind=pl.col("is_other_kind").any(),
            document_id=pl.col("document_id").min(),
        )
        .join(in_bulk(part), on="deal_id", how="left")
    )
    return _leg_gaps(totals)


def _leg_gaps(totals: pl.LazyFrame) -> pl.LazyFrame:
    packed = pl.col("is_gross") & ~pl.col("is_bulk").fill_null(value=False)
    room = pl.when(packed).then(_PACKING).otherwise(0.0) + pl.when(pl.col("basis") == "dry").then(
        _MOISTURE
    ).otherwise(0.0)
    joint, bills, receipts = (
        _gap(pl.col(c), pl.col("milli"), room) for c in ("found", "on_bills", "on_receipts")
    )
    # Goods shipped and then stored stand on papers of both kinds: together they need not add up.
    apart = pl.min_horizontal(joint, pl.max_horizontal(bills, receipts))
    ratio = pl.when(pl.col("has_both")).then(apart).otherwise(joint)
    return totals.select(
        "deal_id",
        "base",
        "found",
        "document_id",
        kind=pl.when(pl.col("serves") == "buy").then(pl.lit("PURCHASE")).otherwise(pl.lit("SALE")),
        expected="milli",
        ratio=pl.when(pl.col("milli") > 0).then(ratio),
        is_missing=~pl.col("is_other_kind")
        & (pl.col("milli").is_null() | pl.col("found").is_null()),
    )


def _gap(found: pl.Expr, stated: pl.Expr, room: pl.Expr) -> pl.Expr:
    """How far `found` is off `stated`, over it; up to `room` more is rightly so."""
    off = (found - stated).cast(pl.Float64) / stated.cast(pl.Float64)
    return pl.when(off < 0).then(-off).otherwise((off - room).clip(lower_bound=0.0))


def _pair(kind: str, expected: str, found: str, *, short_only: bool | pl.Expr) -> Sequence[pl.Expr]:
    """Columns of a pair of weights in kilograms, in whole grams; null where one is not stated."""
    off = (pl.col(found) - pl.col(expected)).cast(pl.Float64) / pl.col(expected).cast(pl.Float64)
    one_way = pl.lit(short_only) if isinstance(short_only, bool) else short_only
    unknown = pl.col(expected).is_null() | pl.col(found).is_null()
    size = pl.when(one_way).then((-off).clip(lower_bound=0.0)).otherwise(off.abs())
    return (
        pl.col("deal_id", "document_id"),
        pl.lit(kind).alias("kind"),
        pl.lit(KILOGRAM).alias("base"),
        pl.col(expected).alias("expected"),
        pl.col(found).alias("found"),
        pl.when(pl.col(expected) > 0).then(size).alias("ratio"),
        unknown.alias("is_missing"),
    )


def _grams(kilograms: str) -> pl.Expr:
    return (pl.col(kilograms) * 1000).cast(pl.Int64)


def _customs(part: Partition, bills: pl.LazyFrame) -> pl.LazyFrame:
    """Gross weight of a bill against what customs abroad recorded for it.

    Goods leave a country under declarations that add up to the bill; they may enter another in
    parts, so there only more than the bill counts.
    """
    known = (pl.col("known_at") <= part.as_of).fill_null(value=True)
    declared = (
        part.table("customs_declarations")
        .filter(known, pl.col("gross_weight_kg").is_not_null())
        .group_by("document_id", is_export=(pl.col("procedure") == "EXPORT").fill_null(value=False))
        .agg(declared=_grams("gross_weight_kg").sum())
    )
    rows = (
        bills.select("deal_id", "document_id", weight=_grams("gross_weight_kg"))
        .unique()
        .join(declared, on="document_id")
    )
    # what is in parts is `weight` short of `declared`, never the other way
    return pl.concat(
        [
            rows.filter("is_export").select(
                _pair("CUSTOMS", "weight", "declared", short_only=False)
            ),
            rows.filter(~pl.col("is_export")).select(
                _pair("CUSTOMS", "declared", "weight", short_only=True)
            ),
        ]
    )


def _own_weight(bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Gross weight of a bill against its own net quantity: packing only adds to it."""
    return (
        bills.filter(pl.col("quantity").is_not_null())
        .select("deal_id", "document_id", "unit", "quantity", weight=_grams("gross_weight_kg"))
        .unique()
        .join(sides.units.lazy().filter(pl.col("base_unit") == KILOGRAM), on="unit")
        .with_columns(net=milli(pl.col("quantity")))
        .select(_pair("GROSS_WEIGHT", "net", "weight", short_only=True))
    )


def _boxes(part: Partition, bills: pl.LazyFrame) -> pl.LazyFrame:
    """Gross weight of a bill against that of its containers, where each of them states one.

    More than the bill is no conflict: some lists give the weight with the box itself.
    """
    grams = _grams("gross_weight_kg")
    boxes = (
        part.table("equipment")
        .group_by("document_id")
        .agg(packed=pl.when(grams.is_not_null().all()).then(grams.sum()))
        .filter(pl.col("packed").is_not_null())
    )
    return (
        bills.select("deal_id", "document_id", weight=grams)
        .unique()
        .join(boxes, on="document_id")
        .select(_pair("CONTAINERS", "weight", "packed", short_only=True))
    )
