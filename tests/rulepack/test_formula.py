"""Three-valued truth of a formula, worked out apart from the engines."""

from __future__ import annotations

from itertools import product

import polars as pl
import pytest

from screening.rulepack.expressions import OVER_FACTS
from screening.rulepack.formula import Atom, Formula, Logic, Not, atoms, facts_of, joined, truth

A, B = Atom("has_container", ("has_container",)), Atom("has_vessel", ("has_vessel",))


@pytest.mark.parametrize(
    ("formula", "a", "b", "expected"),
    [
        (Logic("AND", (A, B)), True, None, None),
        (Logic("AND", (A, B)), False, None, False),
        (Logic("OR", (A, B)), True, None, True),
        (Logic("OR", (A, B)), False, None, None),
        (Not(A), None, True, None),
        (Not(A), False, True, True),
    ],
)
def test_truth(formula: Formula, a: bool | None, b: bool | None, expected: bool | None) -> None:
    assert truth(formula, {A.sql: a, B.sql: b}) is expected


@pytest.mark.parametrize(
    "formula",
    [
        Logic("AND", (A, Not(B))),
        Logic("OR", (Not(A), B)),
        Not(Logic("OR", (A, Logic("AND", (A, B))))),
    ],
)
def test_truth_is_what_polars_says(formula: Formula) -> None:
    rows = list(product([True, False, None], repeat=2))
    facts = pl.DataFrame(rows, schema=["has_container", "has_vessel"], orient="row")
    told = facts.select(OVER_FACTS.truth(formula)).to_series().to_list()
    assert told == [truth(formula, {A.sql: a, B.sql: b}) for a, b in rows]


def test_parts_are_kept_once_and_in_order() -> None:
    assert joined("AND", (A, A)) is A
    both = joined("AND", (B, A, B))
    assert both.sql == "(has_vessel AND has_container)"
    assert [x.sql for x in atoms(both)] == list(facts_of(both)) == ["has_vessel", "has_container"]
