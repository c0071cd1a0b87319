"""What hits come to is what a plain sum a deal says, whatever the columns they come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.rulepack import Policy
from screening.rulepack.rule import GROUPS
from screening.score.addends import rule_addends
from screening.score.points import numbered
from tests.score.made import small_policy

RULES = ("AUT-01", "AUT-04", "AUT-08", "COM-01", "COM-04", "LOG-01", "NET-04")
Hit = tuple[int, str, str, int]
"""Place of the deal, rule, typology, points."""
HITS = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(RULES), st.sampled_from("abc"), st.integers(0, 90)
    ),
    unique_by=lambda hit: hit[:2],
    max_size=30,
)
Row = tuple[int, str, str | None, str, int, int]


def expected(hits: Sequence[Hit], policy: Policy) -> list[Row]:
    """The addends as one would write them down by hand."""
    rows: list[Row] = []
    left: dict[tuple[int, str], int] = defaultdict(int)
    seen = set()
    for place, rule, typology, full in sorted(hits, key=lambda h: (h[0], h[2], -h[3], h[1])):
        if full:
            is_first = (place, typology) not in seen
            seen.add((place, typology))
            part = full * policy.same_typology_num // policy.same_typology_den
            counts, group = full if is_first else part, GROUPS[rule[:3]]
            rows.append((place, "rule", rule, group, full, counts))
            left[place, group] += counts
    for (place, group), total in left.items():
        cut = policy.group_caps[group] - total
        if cut < 0:
            rows.append((place, "group_cap", None, group, cut, cut))
    return sorted(rows, key=str)


def frame(hits: Sequence[Hit]) -> pl.DataFrame:
    schema = {"deal_id": pl.UInt32, "rule_id": pl.String, "typology": pl.String, "points": pl.Int64}
    rows = pl.DataFrame(hits, schema=schema, orient="row")
    group = pl.col("rule_id").str.head(3).replace_strict(dict(GROUPS), return_dtype=pl.String)
    return rows.with_columns(rule_group=group)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(HITS, st.randoms(use_true_random=False), st.sampled_from([(1, 2), (2, 3), (0, 1)]))
def test_points_are_those_of_a_plain_sum(
    hits: list[Hit], mix: Random, part: tuple[int, int]
) -> None:
    policy = small_policy(same_typology_num=part[0], same_typology_den=part[1])
    mix.shuffle(hits)
    places = frame(hits)
    words = places.with_columns(deal_id=pl.format("D{}", "deal_id"))
    enums = places.with_columns(
        pl.col(n).cast(pl.Enum(places[n].unique().sort()))
        for n in ("rule_id", "typology", "rule_group")
    )
    for rows in (places, enums, words, words.sort("deal_id", "rule_id")):
        sums = rule_addends(rows, policy)
        assert sums.schema["deal_id"] == rows.schema["deal_id"]
        plain = sums.with_columns(
            pl.col("deal_id").cast(pl.String).str.strip_prefix("D").cast(pl.Int64),
            pl.col("rule_id", "rule_group").cast(pl.String),
        )
        assert sorted(plain.rows(), key=str) == expected(hits, policy)


def test_numbers_are_in_the_order_of_the_values() -> None:
    for column in (
        pl.Series([7, 3, 7], dtype=pl.UInt32),
        pl.Series(["b", "a", "b"]),
        pl.Series(["a", "b", "b"]),
        pl.Series(["b", "a"], dtype=pl.Enum(["a", "b"])),
        pl.Series([], dtype=pl.String),
    ):
        found = numbered(column)
        assert [found.values[i] for i in found.rows.tolist()] == column.to_list()
        assert found.values.to_list() == sorted(found.values.to_list())
