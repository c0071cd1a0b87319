"""Facts of the keepers of warehouses: approved by the bank, and strangers to the deal."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm, firms_of
from screening.facts.in_force import is_in_force, known_rows
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

_ROLES = {
    "suppliers": "RELATED_TO_SUPPLIER",
    "buyers": "RELATED_TO_BUYER",
    "client": "RELATED_TO_CLIENT",
}
_OK = "APPROVED"
_ORDER = (*_ROLES.values(), "NOT_ON_REGISTER", "NOT_APPROVED_THEN", "OTHER_KEEPER")
_FEW_SHARES = 0.05  # a holding on the exchange relates nobody to anybody
_RECEIPT = ["deal_id", "document_id"]


def register(part: Partition, sides: Sides) -> pl.LazyFrame:
    """The bank's register of warehouses as known by the time of decision."""
    return known_rows(sides.table("warehouses"), part.as_of)


def keepers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with receipts: whether their keepers are approved, related, and the doubt.

    Relations are those the bank was told; without a table of them only controllers can tell.
    """
    receipts = as_one_firm(
        part.used("warehouse_receipts")
        .select(*_RECEIPT, "warehouse_id", "issue_date", keeper="keeper_id")
        .unique(),
        sides,
        ["keeper"],
    )
    rows = _standing(receipts, part, sides)
    known = pl.col("keeper").is_not_null() & pl.lit(sides.has("party_links"))
    rows = (
        rows.join(_related(rows, part, sides), on=_RECEIPT, how="left")
        .with_columns(
            is_related=pl.when(pl.col("relation").is_not_null() | known).then(
                pl.col("relation").is_not_null()
            ),
            doubt=pl.coalesce("relation", pl.when(pl.col("standing") != _OK).then("standing")),
        )
        .with_columns(order=_place("doubt"))
    )
    facts = rows.group_by("deal_id").agg(
        keeper_is_approved=(pl.col("standing") == _OK).all(ignore_nulls=False),
        keeper_is_related=pl.col("is_related").any(ignore_nulls=False),
    )
    doubtful = rows.filter(pl.col("doubt").is_not_null())
    worst = deciding(doubtful, "order", ties=["document_id"], descending=False).select(
        "deal_id",
        keeper_doubt="doubt",
        doubtful_keeper="keeper",
        doubtful_warehouse="warehouse_id",
        keeper_related_to="related_to",
        doubtful_keeper_document_id="document_id",
    )
    return facts.join(worst, on="deal_id", how="left")


def _place(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(
        {doubt: i for i, doubt in enumerate(_ORDER)}, default=None, return_dtype=pl.Int64
    )


def _standing(receipts: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """The receipts with `standing` of warehouse and keeper on the day of issue; null if unknown.

    A receipt that names no warehouse is asked by its keeper; one that names no keeper has the
    register's.
    """
    listed = as_one_firm(register(part, sides), sides, ["keeper_id"]).select(
        "warehouse_id", "valid_from", "valid_to", kept_by="keeper_id"
    )
    covers = (pl.col("valid_from") <= pl.col("issue_date")) & (
        pl.col("issue_date") <= pl.col("valid_to")
    ).fill_null(value=True)
    mine = (pl.col("kept_by") == pl.col("keeper")).fill_null(value=True)
    by_warehouse = (
        receipts.join(listed, on="warehouse_id")
        .group_by(_RECEIPT)
        .agg(
            is_in_force=covers.any(ignore_nulls=False),
            is_kept_so=(covers & mine).any(ignore_nulls=False),
            kept_by=pl.col("kept_by").filter(covers).min(),
        )
    )
    by_keeper = (
        receipts.join(listed.drop("warehouse_id"), left_on="keeper", right_on="kept_by")
        .group_by(_RECEIPT)
        .agg(keeper_is_in_force=covers.any(ignore_nulls=False))
    )
    named = pl.when(pl.col("warehouse_id").is_not_null())
    there = named.then("is_in_force").otherwise("keeper_is_in_force")
    can_tell = (
        pl.lit(sides.has("warehouses"))
        & pl.col("issue_date").is_not_null()
        & pl.any_horizontal(pl.col("warehouse_id", "keeper").is_not_null())
    )
    kept = pl.col("is_kept_so") | pl.col("keeper_is_in_force").fill_null(value=False)
    return (
        receipts.join(by_warehouse, on=_RECEIPT, how="left")
        .join(by_keeper, on=_RECEIPT, how="left")
        .with_columns(
            standing=pl.when(~can_tell)
            .then(pl.lit(None, pl.String))
            .when(there.is_null())
            .then(pl.lit("NOT_ON_REGISTER"))
            .when(~there)
            .then(pl.lit("NOT_APPROVED_THEN"))
            .when(pl.col("warehouse_id").is_not_null() & ~kept)
            .then(pl.lit("OTHER_KEEPER"))
            .otherwise(pl.lit(_OK)),
            keeper=pl.coalesce("keeper", "kept_by"),
        )
        .select(*_RECEIPT, "warehouse_id", "issue_date", "keeper", "standing")
    )


def _related(rows: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a receipt whose keeper is, or is related to, a firm of the deal: the gravest."""
    firms = firms_of(part, sides).with_columns(pl.concat_list("client"))
    others = pl.concat(
        firms.select("deal_id", firm=group, relation=pl.lit(code)).explode(
            "firm", empty_as_null=False
        )
        for group, code in _ROLES.items()
    ).drop_nulls()
    kept = rows.select(*_RECEIPT, "issue_date", "keeper").drop_nulls("keeper")
    met = pl.concat(
        [
            kept.join(others, left_on=["deal_id", "keeper"], right_on=["deal_id", "firm"]).select(
                *_RECEIPT, "relation", related_to="keeper"
            ),
            _by_control(kept, others, sides),
            _by_links(kept, others, part, sides),
        ]
    ).with_columns(order=_place("relation"))
    return (
        met.sort(*_RECEIPT, "order", "related_to")
        .unique(_RECEIPT, keep="first", maintain_order=True)
        .select(*_RECEIPT, "relation", "related_to")
    )


def _by_control(kept: pl.LazyFrame, others: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Keepers that control a firm of the deal, are controlled by it, or share its controller."""
    control = as_one_firm(
        sides.table("parties").select("party_id", "controller_id").drop_nulls(),
        sides,
        ["party_id", "controller_id"],
    ).drop_nulls()
    heads = pl.concat(
        [
            control.select(firm="party_id", head="controller_id"),
            control.select(firm="controller_id", head="controller_id"),
        ]
    ).unique()
    return (
        kept.join(heads, left_on="keeper", right_on="firm")
        .join(others.join(heads, on="firm"), on=["deal_id", "head"])
        .select(*_RECEIPT, "relation", related_to="firm")
    )


def _by_links(
    kept: pl.LazyFrame, others: pl.LazyFrame, part: Partition, sides: Sides
) -> pl.LazyFrame:
    """Keepers with a stated relation to a firm of the deal on the day the receipt was issued."""
    few = (pl.col("kind") == "shareholder") & (pl.col("share_ratio") < _FEW_SHARES)
    links = as_one_firm(
        sides.table("party_links").filter(
            ~few.fill_null(value=False), pl.col("kind") != "different"
        ),
        sides,
        ["party_id", "other_party_id"],
    )
    ends = ("party_id", "other_party_id")
    either = pl.concat(
        links.select("valid_from", "valid_to", keeper=a, firm=b) for a, b in (ends, ends[::-1])
    ).drop_nulls(["keeper", "firm"])
    day = pl.col("issue_date").fill_null(part.as_of_day)
    return (
        kept.join(either, on="keeper")
        .filter(is_in_force(day))
        .join(others, on=["deal_id", "firm"])
        .select(*_RECEIPT, "relation", related_to="firm")
    )
