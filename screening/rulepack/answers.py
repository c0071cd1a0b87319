"""The answers a rule can give, their codes, and the causes for which it cannot be asked."""

from __future__ import annotations

from types import MappingProxyType

from screening.schema import Absence, Fact

NOT_APPLICABLE = 0
PASS = 1
FIRST_NOT_EVALUABLE = 2
FIRST_HIT = 16  # code of a hit in the worst tier; tier i is FIRST_HIT + i

HIT_NAME = "hit"
PASS_NAME = "pass"  # noqa: S105 - an answer
NOT_APPLICABLE_NAME = "not_applicable"
NOT_EVALUABLE_NAME = "not_evaluable"
ANSWERS = (HIT_NAME, PASS_NAME, NOT_EVALUABLE_NAME, NOT_APPLICABLE_NAME)

CAUSES = tuple(Absence)  # strongest first
CAUSE_CODES = MappingProxyType({a: FIRST_NOT_EVALUABLE + i for i, a in enumerate(CAUSES)})
CAUSE_WORDS = MappingProxyType(
    {
        Absence.PAPER: ("a required paper or field is missing", "缺少应有的单证或字段"),
        Absence.NOT_YET: ("the event has not happened yet", "相关事项尚未发生"),
        Absence.COVERAGE: ("no reference or outside data covers it", "无可用的参考或外部数据"),
        Absence.SOURCE: ("a data feed was down", "数据源不可用"),
    }
)
SEVERITIES = ("hold", "escalate", "review", "note")  # strongest first


def cause_of(fact: Fact) -> Absence:
    """Why the fact is missing; a fact that is never missing can only lack its source."""
    return fact.absence or Absence.SOURCE


def answer_of(code: int) -> tuple[str, str | None]:
    """Name of the answer and, for a not_evaluable, of its cause."""
    if code >= FIRST_HIT:
        return HIT_NAME, None
    if code >= FIRST_NOT_EVALUABLE:
        return NOT_EVALUABLE_NAME, CAUSES[code - FIRST_NOT_EVALUABLE].value
    return (PASS_NAME if code == PASS else NOT_APPLICABLE_NAME), None
