"""Evidence on file lowers a finding; the finding stays, with the code that lowered it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from screening.rulepack import Lowering
from screening.score.lowering import lowered
from tests.score.made import deal, default_pack, facts_of, found, hit, judged, points, small_policy

LEFT = ("severity", "points", "lowered_by", "rule_severity")


def _left(row: dict[str, Any], **evidence: bool) -> tuple[Any, ...]:
    said = judged([row], facts=facts_of(evidence))
    (left,) = said.findings.select(LEFT).rows()
    return left


@pytest.mark.parametrize(
    ("rule", "evidence", "code"),
    [
        ("AUT-01", "has_title_chain", "R03"),
        ("AUT-01", "has_declared_allocations", "R01"),
        ("COM-04", "has_true_up_invoice", "R04"),
        ("PAY-01", "has_different_bank_reason", "R07"),
        ("PAY-02", "has_different_currency_reason", "R08"),
        ("PAY-09", "has_assignment", "R09"),
    ],
)
def test_each_reason_code_lowers_its_rule_on_its_evidence_alone(
    rule: str, evidence: str, code: str
) -> None:
    """Domain 4.1: R01 needs allocations, R03 the title edges, R04 the final invoice, R09 ..."""
    row = hit(rule, "escalate", 30)
    assert _left(row, **{evidence: True}) == ("note", 0, code, "escalate")
    assert _left(row) == ("escalate", 30, None, "escalate")
    lowerings = default_pack().policy.lowerings
    others = {n.evidence for n in lowerings} - {n.evidence for n in lowerings if n.rule == rule}
    assert _left(row, **dict.fromkeys(others, True)) == ("escalate", 30, None, "escalate")


def test_the_extreme_tail_of_a_price_is_lowered_to_escalate_and_no_further() -> None:
    proof = {"has_reference_mismatch_proof": True}
    assert _left(hit("COM-01", "hold", 70), **proof) == ("escalate", 40, "R11", "hold")
    assert _left(hit("COM-01", "escalate", 40), **proof) == ("note", 0, "R11", "escalate")
    assert _left(hit("COM-01", "review", 25), **proof) == ("note", 0, "R11", "review")
    assert _left(hit("COM-01", "hold", 70)) == ("hold", 70, None, "hold")


def test_of_two_that_apply_the_first_of_the_policy_counts() -> None:
    row = hit("AUT-01", "hold", 90)
    left = _left(row, has_title_chain=True, has_declared_allocations=True)
    assert left == ("note", 0, "R03", "hold")


def test_what_is_as_mild_already_is_not_lowered() -> None:
    assert _left(hit("COM-04", "note", 5), has_true_up_invoice=True) == ("note", 5, None, "note")


def test_a_lowering_never_raises_points() -> None:
    lowering = Lowering("COM-04", "R04", "has_true_up_invoice", "review", 20, "t", "z")
    policy = small_policy(lowerings=(lowering,))
    said = lowered(
        found(hit("COM-04", "escalate", 12)), facts_of({"has_true_up_invoice": True}), policy
    )
    assert said.select(LEFT).rows() == [("review", 12, "R04", "escalate")]
    said = lowered(found(hit("COM-04", "note", 5)), facts_of({"has_true_up_invoice": True}), policy)
    assert said.select(LEFT).rows() == [("note", 5, None, "note")]


def test_evidence_of_one_deal_lowers_nothing_of_another() -> None:
    rows = [hit("AUT-01", "hold", 90), hit("AUT-01", "hold", 90, deal_id="D2")]
    said = judged(rows, facts=facts_of({}, {"has_title_chain": True}))
    assert said.findings["severity"].to_list() == ["hold", "note"]
    assert deal(said, "D1")["disposition"] == "HOLD"
    assert deal(said, "D2")["disposition"] == "PASS_NOTE"


def test_what_was_lowered_adds_what_is_left_and_stays_visible() -> None:
    said = judged([hit("AUT-01", "hold", 90)], facts=facts_of({"has_title_chain": True}))
    assert sum(p[3] for p in points(said)) == -100
    assert deal(said)["n_hits"] == 1
    assert said.findings["answer"].to_list() == ["hit"]


def test_a_question_not_asked_is_not_lowered() -> None:
    row = hit("AUT-01", "note", 0) | {"answer": "not_evaluable", "severity": None, "points": None}
    left = _left(row | {"cause": "paper"}, has_title_chain=True)
    assert left == (None, None, None, None)


def test_a_policy_without_lowerings_leaves_all_as_it_is() -> None:
    said = lowered(
        found(hit("AUT-01", "hold", 90)), facts_of({"has_title_chain": True}), small_policy()
    )
    assert said.select(LEFT).rows() == [("hold", 90, None, "hold")]
    assert said.schema["lowered_by"] == pl.String()
