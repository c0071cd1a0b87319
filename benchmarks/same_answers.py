"""No figure without the same answers: what a peer found must be what we found."""

from __future__ import annotations

import polars as pl


class UnequalError(Exception):
    """A peer's answers are not ours, so that nothing can be said of its speed."""


def check_codes(peer: str, ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Nothing; UnequalError naming the rules whose answer codes differ for any deal.

    One row a deal and one column a rule; codes tell hit, tier, pass, not_applicable and the cause
    of a not_evaluable.
    """
    if ours.equals(theirs):
        return
    if ours.shape != theirs.shape or ours.columns != theirs.columns:
        raise UnequalError(f"{peer} answered {theirs.shape}, we {ours.shape} deals and rules")
    differ = [n for n in ours.columns if not ours[n].equals(theirs[n])]
    told = ", ".join(differ) or f"types {theirs.dtypes} for {ours.dtypes}"
    raise UnequalError(f"{peer} does not answer as we do: {told}; no figures are reported")


def check_rows(peer: str, what: str, ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Nothing; UnequalError saying how many rows differ, whatever their order."""
    by = ours.columns
    left, right = ours.sort(by), theirs.select(by).sort(by)
    if left.equals(right):
        return
    lost = left.join(right, on=by, how="anti", nulls_equal=True).height
    more = right.join(left, on=by, how="anti", nulls_equal=True).height
    raise UnequalError(
        f"{peer} has other {what}: {lost} rows of ours are not there, {more} are not ours; "
        "no figures are reported"
    )
