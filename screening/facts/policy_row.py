"""Which row of the document policy is for a deal, and the papers it demands.

A row is a policy_id in its newest version that is in force and was known on the day of decision.
Every selector a row names must be known of the deal and fit; what a row leaves blank fits every
deal. Of several rows the one that names most counts; see docs/document-policy.md.
"""

from __future__ import annotations

import polars as pl

from screening.facts.deal import cargo_form
from screening.facts.eligibility import when_first_paid
from screening.facts.in_force import is_in_force, is_known
from screening.facts.money import counted_invoices, dollars, in_usd
from screening.facts.partition import Partition, Sides
from screening.schema.reference import NO_PAPER

# In the order in which they decide between rows that name as many.
SELECTORS = ("client_class", "list_status", "policy_tier", "mode", "method", "cargo_form")
_BOUNDS = ("amount_from_usd", "amount_below_usd")
_LINE = ("policy_id", "version", "paper", "alternative", "medium", "due_after_days")


def selectors(part: Partition, sides: Sides) -> pl.DataFrame:
    """One row a deal: its values of the SELECTORS, and `usd`; null where nobody knows.

    What no row in force asks for is null too, for it decides nothing. Class and list are those of
    the day of the first payment, as all facts of eligibility.
    """
    lines = _in_force(part, sides)
    frame = part.deals.lazy().select("deal_id", "mode", pl.col("policy_tier").fill_null("T2"))
    for columns, told in _VALUES.items():
        if any(lines[c].null_count() < lines.height for c in columns):
            frame = frame.join(told(part, sides), on="deal_id", how="left")
    values = frame.collect(engine="in-memory")
    types = dict.fromkeys(SELECTORS, pl.String) | {"usd": pl.Float64}
    nulls = [pl.lit(None, t).alias(c) for c, t in types.items() if c not in values.columns]
    return values.with_columns(nulls).select("deal_id", *types)


def demanded(part: Partition, sides: Sides, deals: pl.DataFrame) -> pl.LazyFrame:
    """One row a deal of `deals` (as `selectors` gives them) and paper the row for it demands.

    policy_id, version, paper, alternative, medium, due_after_days, and the row's sampling_ratio.
    A deal that no row is for has none. Rows are compared once a distinct set of values.
    """
    lines = _in_force(part, sides)
    cuts = _cuts(lines)
    band = pl.sum_horizontal(pl.lit(0), *((pl.col("usd") >= cut).cast(pl.Int64) for cut in cuts))
    banded = deals.with_columns(band=pl.when(pl.col("usd").is_not_null()).then(band))
    keys = [*SELECTORS, "band"]
    fitting = (
        banded.select(keys)
        .unique()
        .with_row_index("kind")
        .join(_ranked(lines, cuts), how="cross")
        .filter(_fits())
    )
    wanted = fitting.join(_chosen(fitting), on=["kind", "policy_id", "version"]).select(
        *keys,
        *_LINE,
        sampling_ratio=pl.col("sampling_ratio").max().over("kind"),
    )
    every = banded.select("deal_id", *keys).join(wanted, on=keys, nulls_equal=True)
    return every.drop(keys).lazy()


def _in_force(part: Partition, sides: Sides) -> pl.DataFrame:
    """The lines of each policy_id in its newest version in force and known at the decision."""
    day, version = part.as_of_day, pl.col("version")
    return (
        sides.table("document_policy")
        .filter(is_in_force(day), is_known(part.as_of))
        .filter(version == version.max().over("policy_id"))
        .collect()
    )


def _cuts(lines: pl.DataFrame) -> list[float]:
    """Every bound of an amount that a line names, in order."""
    bounds = pl.concat([lines[b].cast(pl.Float64).alias("usd") for b in _BOUNDS])
    return bounds.drop_nulls().unique().sort().to_list()


def _ranked(lines: pl.DataFrame, cuts: list[float]) -> pl.DataFrame:
    """The lines, selectors as `of_...`, bounds as numbers of bands, `said` how many are named."""
    at = {cut: i + 1 for i, cut in enumerate(cuts)}
    bands = [
        pl.col(b).cast(pl.Float64).replace_strict(at, return_dtype=pl.Int64).alias(name)
        for b, name in zip(_BOUNDS, ("first_band", "end_band"), strict=True)
    ]
    named = [pl.col(s).is_not_null() for s in SELECTORS]
    named.append(pl.any_horizontal(pl.col(_BOUNDS).is_not_null()))
    flags = [flag.cast(pl.Int64) for flag in named]
    return lines.with_columns(
        *bands, said=pl.sum_horizontal(flags), which=pl.concat_str(flags)
    ).rename({s: f"of_{s}" for s in SELECTORS})


def _fits() -> pl.Expr:
    """Whether a line is for a deal; a value that is not known fits no line that asks for it."""
    equal = [
        pl.col(f"of_{s}").is_null() | (pl.col(f"of_{s}") == pl.col(s)).fill_null(value=False)
        for s in SELECTORS
    ]
    from_band = (pl.col("band") >= pl.col("first_band")).fill_null(value=False)
    below_band = (pl.col("band") < pl.col("end_band")).fill_null(value=False)
    return pl.all_horizontal(
        *equal,
        pl.col("first_band").is_null() | from_band,
        pl.col("end_band").is_null() | below_band,
    )


def _chosen(fitting: pl.DataFrame) -> pl.DataFrame:
    """One row a kind of deal: the policy_id and version for it.

    Most selectors first, then those that stand first in SELECTORS, the higher band, the narrower,
    the row that demands more papers, the first id. A row says as much as its line that says most.
    """
    n_papers = (pl.col("paper") != NO_PAPER).sum().over("kind", "policy_id", "version")
    best = ("said", "which", "first_band", "end_band", "n_papers", "policy_id", "paper")
    return (
        fitting.with_columns(n_papers=n_papers)
        .sort(best, descending=[True, True, True, False, True, False, False], nulls_last=True)
        .unique("kind", keep="first", maintain_order=True)
        .select("kind", "policy_id", "version")
    )


def _standing(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: client_class and list_status; null where no register says."""
    listed = pl.col("is_on_offshore_list")
    word = pl.when(listed).then(pl.lit("listed")).when(~listed).then(pl.lit("not_listed"))
    return when_first_paid(part, sides).select("deal_id", "client_class", list_status=word)


def _method(part: Partition, _: Sides) -> pl.LazyFrame:
    """The one method all payments of a deal state; where they state two it is none of them."""
    stated = pl.col("method").drop_nulls()
    return (
        part.settled()
        .group_by("deal_id")
        .agg(method=pl.when(stated.n_unique() == 1).then(stated.min()))
    )


def _form(part: Partition, _: Sides) -> pl.LazyFrame:
    return cargo_form(part)


def _value(part: Partition, sides: Sides) -> pl.LazyFrame:
    """What a deal is worth in US dollars: bought by its invoices, else its contracts, else sold.

    Null where an amount or rate of the papers asked is not known.
    """
    contracts = part.used("contracts").with_columns(
        amount=pl.coalesce("allocated_amount", "total_amount")
    )
    papers = [
        in_usd(part, sides, rows, "amount", day).select("deal_id", "leg", "cents", rank=pl.lit(i))
        for i, (rows, day) in enumerate(
            [(counted_invoices(part), "issue_date"), (contracts, "sign_date")]
        )
    ]
    cents = pl.col("cents")
    return (
        pl.concat(papers)
        .filter(pl.col("leg").is_in(["buy", "both", "sell"]))
        .group_by("deal_id", "rank", is_sale=pl.col("leg") == "sell")
        .agg(cents=pl.when(cents.is_not_null().all()).then(cents.sum()))
        .sort("deal_id", "is_sale", "rank")
        .unique("deal_id", keep="first", maintain_order=True)
        .select("deal_id", usd=dollars(pl.col("cents")))
    )


_VALUES = {
    ("client_class", "list_status"): _standing,
    ("method",): _method,
    ("cargo_form",): _form,
    _BOUNDS: _value,
}
