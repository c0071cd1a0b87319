"""The promise of every rule: the order of its answers, and that less knowledge never clears a deal.

Asked of the pack that comes along and of generated rules, over deals drawn from the rules' own
examples, the neighbours of their limits and the extremes of each type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.rulepack import Rule, answer_codes, load_pack, replayed_codes
from screening.rulepack.answers import CAUSES, FIRST_HIT, answer_of, cause_of
from screening.rulepack.formula import Formula, atoms, facts_of, truth
from screening.rulepack.rule import comparisons
from screening.schema import FACTS
from tests.rulepack.conftest import RULE
from tests.rulepack.made import rule_of
from tests.rulepack.test_two_engines import anything

DAY = date(2026, 6, 1)
PACK = tuple(r.on(DAY) for r in load_pack().rules if r.grain == "deal")
Deal = Mapping[str, Any]
QUICK = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def values_of(rules: Sequence[Rule]) -> dict[str, list[Any]]:
    """For each fact the rules ask: what their examples give it, and missing."""
    found: dict[str, dict[Any, None]] = {
        f: {None: None} for r in rules for f in facts_of(r.formula)
    }
    for rule in rules:
        for given_ in (rule.baseline, *(e.set for e in rule.examples)):
            for name, value in given_.items():
                if name in found:
                    found[name][value] = None
    return {name: list(values) for name, values in found.items()}


VALUES = values_of(PACK)
DEALS = st.lists(
    st.fixed_dictionaries({n: st.sampled_from(v) for n, v in VALUES.items()}),
    min_size=1,
    max_size=20,
)


def frame_of(deals: Sequence[Deal], rules: Sequence[Rule]) -> pl.DataFrame:
    names = sorted({f for r in rules for f in facts_of(r.formula)})
    return pl.DataFrame(
        [
            pl.Series(n, [d.get(n) for d in deals], dtype=FACTS[n].type.dtype, strict=False)
            for n in names
        ]
    )


def answered(deals: Sequence[Deal], rules: Sequence[Rule]) -> dict[str, list[int]]:
    return answer_codes(frame_of(deals, rules), rules).to_dict(as_series=False)


def check_poorer(deals: Sequence[Deal], gone: Sequence[str], rules: Sequence[Rule]) -> None:
    poorer = [{n: None if n in gone else v for n, v in d.items()} for d in deals]
    before, after = answered(deals, rules), answered(poorer, rules)
    for rule in rules:
        for rich, poor in zip(before[rule.id], after[rule.id], strict=True):
            if answer_of(rich)[0] in ("hit", "not_evaluable"):
                assert answer_of(poor)[0] in ("hit", "not_evaluable"), (rule.id, gone)
            if rich >= FIRST_HIT and poor >= FIRST_HIT:
                assert poor >= rich, (rule.id, gone)  # nor a worse tier out of nothing
            # what is certain with less stays so with more
            if answer_of(poor)[0] in ("pass", "not_applicable") and not rule.applies:
                assert poor == rich, (rule.id, gone)


@QUICK
@given(deals=DEALS, gone=st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=8))
def test_a_value_taken_away_never_clears_a_deal(deals: list[Deal], gone: list[str]) -> None:
    check_poorer(deals, gone, PACK)


def test_each_example_of_the_pack_with_each_of_its_values_taken_away() -> None:
    """Exhaustive where it matters most: every stated deal, less one fact at a time."""
    for rule in PACK:
        start = {"mode": rule.modes[0], **rule.baseline} if rule.modes else dict(rule.baseline)
        deals: list[Deal] = [
            start,
            *({**start, **e.set, **dict.fromkeys(e.unset)} for e in rule.examples),
        ]
        for fact in facts_of(rule.formula):
            check_poorer(deals, [fact], [rule])


def expected(rule: Rule, deal: Deal, truths: Mapping[str, bool | None]) -> tuple[str, int | None]:
    """The answer in the order the design states, worked out apart from the engines."""

    def holds(formula: Formula | None) -> bool | None:
        return True if formula is None else truth(formula, truths)

    applies, tiers = holds(rule.applies_formula), [holds(t.formula) for t in rule.tiers]
    if applies is False:
        return "not_applicable", None
    if all(t is False for t in tiers):
        return "pass", None
    if applies and True in tiers:
        return "hit", tiers.index(True)
    return "not_evaluable", None


def check_order(deals: Sequence[Deal], rules: Sequence[Rule]) -> None:
    facts = frame_of(deals, rules)
    codes = answer_codes(facts, rules)
    assert codes.equals(replayed_codes(facts, rules))
    for rule in rules:
        rows = facts.select(pl.sql_expr(t).alias(t) for t in comparisons(rule)).to_dicts()
        for deal, truths, code in zip(facts.to_dicts(), rows, codes[rule.id], strict=True):
            answer, tier = expected(rule, deal, truths)
            assert answer_of(code)[0] == answer, (rule.id, deal)
            if tier is not None:
                assert code - FIRST_HIT == tier
            if answer == "not_evaluable":
                check_cause(rule, deal, truths, code)


def check_cause(rule: Rule, deal: Deal, truths: Mapping[str, bool | None], code: int) -> None:
    """The cause is that of a missing fact in a comparison that is missing; none if all is known."""
    lacking = {f for a in atoms(rule.formula) if truths[a.sql] is None for f in a.facts}
    missing = {cause_of(FACTS[f]) for f in lacking if deal[f] is None}
    assert missing
    assert answer_of(code)[1] in {c.value for c in CAUSES if c in missing}


@QUICK
@given(deals=DEALS)
def test_the_order_of_answers(deals: list[Deal]) -> None:
    check_order(deals, PACK)


SEGMENT = st.sampled_from(
    [
        "",
        '[[limits.for]]\nclient_class = ["C"]\nlimits = { n = 1 }\n',
        '[[limits.for]]\nclient_class = ["C"]\nreview = { n = 1 }\n'
        "[[limits.for]]\nhas_sea_transport = [true]\nfrom = 2026-01-01\nhold = { n = 3 }\n",
    ]
)
HEAD, _, _ = RULE.partition("[applies]")
GENERATED_FACTS = (
    *("has_container", "supplier_is_buyer", "n_invoices", "agreed_tenor_days", "margin_ratio"),
    *("price_ratio", "mode", "buy_bank", "first_leg_on", "submitted_on"),
    *("client_class", "has_sea_transport", "n_payments"),
)
SMALL: dict[str, list[Any]] = {
    "BOOLEAN": [None, True, False],
    "BIGINT": [None, 0, 1, 2, 3, 5],
    "DOUBLE": [None, -1.0, 0.0, 0.5, 1e300],
    "VARCHAR": [None, "", "a", "C", "offshore_resale"],
    "DATE": [None, date(2024, 2, 29), date(9999, 12, 31)],
}
ROWS = st.lists(
    st.fixed_dictionaries(
        {n: st.sampled_from(SMALL[FACTS[n].type.value]) for n in GENERATED_FACTS}
    ),
    min_size=1,
    max_size=8,
)


def generated(when: str, applies: str, segments: str) -> Rule | None:
    """A rule of two tiers over two generated conditions, or None if they are refused."""
    text = (
        f"{HEAD.replace('modes ', '# ')}\n[applies]\na = {quoted(applies)}\n"
        f'[when]\nw = {quoted(when)}\nmany = "n_payments >= :n"\n[limits]\n{segments}'
        '[[tier]]\nseverity = "hold"\npoints = 60\nlimits = { n = 5 }\n'
        '[[tier]]\nseverity = "review"\npoints = 20\nlimits = { n = 2 }\n'
        "[baseline]\nmargin_ratio = 1\n"
    )
    try:
        return rule_of(text).on(DAY)
    except AssertionError:  # refused, as too long or comparing a thing with itself
        return None


def quoted(text: str) -> str:
    plain = (c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    escaped = "".join(plain)
    return f'"{escaped}"'


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(
    when=anything,
    applies=anything,
    segments=SEGMENT,
    deals=ROWS,
    gone=st.lists(st.sampled_from(GENERATED_FACTS), min_size=1, max_size=4),
)
def test_generated_rules(
    when: str, applies: str, segments: str, deals: list[Deal], gone: list[str]
) -> None:
    rule = generated(when, applies, segments)
    if rule is not None:
        check_order(deals, [rule])
        check_poorer(deals, gone, [rule])


def test_generated_rules_are_mostly_accepted() -> None:
    """Guards the test above against passing because everything is refused."""
    seen: list[bool] = []

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(when=anything, applies=anything, segments=SEGMENT)
    def collect(when: str, applies: str, segments: str) -> None:
        seen.append(generated(when, applies, segments) is not None)

    collect()
    assert sum(seen) > 0.4 * len(seen)
