"""The sum: base, rules, group caps, anomaly. All integers; its addends are its explanation."""

from __future__ import annotations

import polars as pl

from screening.rulepack import Policy
from screening.score.points import cuts, numbered, reduced

_COLUMNS = ("deal_id", "kind", "rule_id", "rule_group", "full_points", "points")
_KINDS = ("base", "rule", "group_cap", "anomaly")


def addends(
    deals: pl.Series, hits: pl.DataFrame, policy: Policy, odd: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row an addend (`addend` table less run_id); `hits` are active hits with their points.

    Within one typology the hits are ordered by points, then rule id: the first counts in full,
    each other floor(points * num / den). What a group has above its cap is taken back by one
    negative addend. The anomaly's addend is always there: what `odd` (deal_id, points) says of the
    deal, else nought. What a client's alert adds comes after, in `clients.inherited`.
    """
    rows = pl.concat(
        [
            _one_each(deals, "base", policy.base_points),
            rule_addends(hits, policy),
            _anomaly(deals, odd),
        ]
    )
    order = pl.col("kind").replace_strict({k: i for i, k in enumerate(_KINDS)})
    return (
        rows.with_columns(order=order)
        .sort(
            "deal_id",
            "order",
            "full_points",
            "rule_id",
            "rule_group",
            descending=[False, False, True, False, False],
            nulls_last=True,
        )
        .with_columns(position=_place_within("deal_id"))
        .select("deal_id", "position", *_COLUMNS[1:], client_alert=pl.lit(None, pl.String))
    )


def rule_addends(hits: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """One row a hit that counts and a group cap that cuts, in no order: what rules come to.

    `deal_id` may be a place in a table, and words an Enum in the order of the alphabet; they come
    back as they were given.
    """
    counted = hits.filter(pl.col("points") > 0)
    deal, rule, typology, group = (
        numbered(counted[n]) for n in ("deal_id", "rule_id", "typology", "rule_group")
    )
    full = counted["points"].to_numpy()
    points = reduced(deal, typology, rule, full, policy)
    of_deal, of_group, cut = cuts(deal, group, points, [policy.group_caps[g] for g in group.values])
    rules = counted.select(
        "deal_id",
        kind=pl.lit("rule"),
        rule_id="rule_id",
        rule_group="rule_group",
        full_points="points",
        points=pl.Series(points),
    )
    taken_back = pl.select(
        deal_id=deal.values.gather(of_deal),
        kind=pl.lit("group_cap"),
        rule_id=pl.lit(None, counted["rule_id"].dtype),
        rule_group=group.values.gather(of_group).cast(counted["rule_group"].dtype),
        full_points=pl.Series(cut),
        points=pl.Series(cut),
    )
    return pl.concat([rules, taken_back])


def _one_each(deals: pl.Series, kind: str, points: int) -> pl.DataFrame:
    return pl.DataFrame({"deal_id": deals}).select(
        "deal_id",
        kind=pl.lit(kind),
        rule_id=pl.lit(None, pl.String),
        rule_group=pl.lit(None, pl.String),
        full_points=pl.lit(points, pl.Int64),
        points=pl.lit(points, pl.Int64),
    )


def _anomaly(deals: pl.Series, odd: pl.DataFrame | None) -> pl.DataFrame:
    rows = _one_each(deals, "anomaly", 0)
    if odd is None or odd.is_empty():
        return rows
    told = rows.drop("full_points", "points").join(odd, on="deal_id", how="left")
    points = pl.col("points").fill_null(0)
    return told.with_columns(full_points=points, points=points).select(rows.columns)


def _changes(column: str) -> pl.Expr:
    """Whether a row begins a new value of a sorted column."""
    return pl.col(column).ne_missing(pl.col(column).shift()) | (pl.int_range(pl.len()) == 0)


def _place_within(column: str) -> pl.Expr:
    """Place of a row, from 1, among the rows of its value of a sorted column."""
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    return row - pl.when(_changes(column)).then(row).forward_fill() + 1
