"""What is called certain is certain for every deal; what is certain over constants is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.rulepack import Rule, answer_codes, load_pack
from screening.rulepack.answers import FIRST_HIT
from screening.rulepack.certain import _certain_parts, _idle, _replaced, certain_of
from screening.rulepack.condition import condition
from screening.rulepack.formula import Formula, Logic, atoms, truth
from screening.rulepack.possible import FALSE, TRUE, Possible, TooManyCasesError
from screening.rulepack.variable import KNOWN_VALUES
from screening.schema import FACTS, FactType
from tests.rulepack.conftest import RULE
from tests.rulepack.made import frame, rule_of

QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
HEAD = RULE.partition("[applies]")[0].replace('"active"', '"draft"')
for line in ("reason    =", "reason_zh =", "modes      ="):
    HEAD = "\n".join(t for t in HEAD.splitlines() if not t.startswith(line))
HEAD += '\nreason = "r"\nreason_zh = "r"\n'


def made(when: Sequence[str], *, applies: str = "", rest: str = "", head: str = "") -> Rule:
    """A draft with these conditions; one level of severity review unless `rest` has tiers."""
    first = head + ("" if "[[tier]]" in rest else 'severity = "review"\npoints = 10\n')
    lines = "\n".join(f'c{i} = "{text}"' for i, text in enumerate(when))
    asked = f'[applies]\na = "{applies}"\n' if applies else ""
    return rule_of(f"{HEAD}{first}\n{asked}[when]\n{lines}\n{rest}")


def told(rule: Rule) -> list[str]:
    return certain_of(rule).found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("margin_ratio > 5 AND margin_ratio < 3", "when.c0, column 1: "),
        ("margin_ratio > 5 AND margin_ratio < 3", "can never hold"),
        ("margin_ratio >= 5 AND margin_ratio < 5", "can never hold"),
        ("margin_ratio = 5 AND margin_ratio = 3", "can never hold"),
        ("margin_ratio >= 1 OR margin_ratio < 1", "holds always"),
        ("margin_ratio > 1 OR margin_ratio < 3", "holds always"),
        ("margin_ratio <> 1 OR margin_ratio <> 2", "holds always"),
        ("NOT (margin_ratio > 5 AND margin_ratio <= 5)", "holds always"),
        ("agreed_tenor_days > 3 AND agreed_tenor_days < 4", "can never hold"),
        ("n_invoices < 0", "can never hold"),
        ("n_invoices >= 0", "holds always"),
        ("n_invoices > -1 AND has_container = TRUE", '"n_invoices > -1" holds always'),
        ("agreed_tenor_days > 9223372036854775807", "can never hold"),
        ("LENGTH(mode) < 0", "can never hold"),
        ("ABS(margin_ratio) >= 0", "holds always"),
        ("margin_ratio * 2 > 5 AND margin_ratio * 2 < 3", "can never hold"),
        ("has_container = TRUE AND has_container = FALSE", "can never hold"),
        ("has_container OR NOT has_container", "holds always"),
        ("buy_bank = 'A' AND buy_bank = 'B'", "can never hold"),
        ("buy_bank IN ('A', 'B') AND buy_bank NOT IN ('B', 'A', 'C')", "can never hold"),
        ("buy_bank LIKE '%'", "holds always"),
        ("buy_bank LIKE '%%' AND n_invoices > 3", "\"buy_bank LIKE '%%'\" holds always"),
        ("STARTS_WITH(buy_bank, '')", "holds always"),
        ("buy_bank LIKE 'A' AND buy_bank = 'B'", "can never hold"),
        ("buy_bank = 'ABC' AND NOT STARTS_WITH(buy_bank, 'AB')", "can never hold"),
        ("first_leg_on > DATE '2024-01-01' AND first_leg_on < '2024-01-02'", "can never hold"),
        ("price_basis IN ('FIXED', 'FORMULA', 'PROVISIONAL')", "holds always"),
        ("currency_kind NOT IN ('FX', 'RMB', 'MIXED')", "can never hold"),
        ("buy_quantity < sell_quantity AND sell_quantity < buy_quantity", "can never hold"),
        ("buy_quantity < sell_quantity OR sell_quantity <= buy_quantity", "holds always"),
        ("price_basis = 'FIXD'", "column 15: price_basis is never 'FIXD', but FIXED, FORMULA"),
        ("price_basis = 'FIXD'", 'did you mean "FIXED"'),
        ("n_invoices > 1 AND mode IN ('offshore_resale', 'resale')", "column 48: mode is never"),
        ("mode NOT IN ('offshore_resale', 'offshore_resale')", "column 33: the list names"),
        ("n_invoices IN (1, 2, 1)", "the list names 1 more than once"),
        ("margin_ratio BETWEEN 5 AND 3", "column 1: BETWEEN 5 AND 3 holds nothing"),
        ("first_leg_on BETWEEN '2025-01-01' AND DATE '2024-01-01'", "holds nothing"),
        ("ABS(margin_ratio) < 0", "can never hold"),
        ("-ABS(margin_ratio) > 0", "can never hold"),
        ("ABS(margin_ratio) + ABS(price_ratio) > -1", "holds always"),
        ("margin_ratio * 0 > 1", "can never hold"),
        ("margin_ratio * 0 = 0", "holds always"),
        ("margin_ratio * margin_ratio < 0", "can never hold"),
        ("margin_ratio - margin_ratio <> 0", "can never hold"),
        ("margin_ratio - (margin_ratio + 1) > 0", "can never hold"),
        ("price_ratio * 2 - price_ratio * 2 >= 0", "holds always"),
        ("margin_ratio + 1 >= margin_ratio", "holds always"),
        ("margin_ratio - ABS(price_ratio) > margin_ratio", "can never hold"),
        ("price_ratio - margin_ratio > 1 + (price_ratio - margin_ratio)", "can never hold"),
        ("LEAST(margin_ratio, 2) > 3", "can never hold"),
        ("LEAST(margin_ratio, price_ratio) > margin_ratio", "can never hold"),
        ("LEAST(margin_ratio, price_ratio) - price_ratio <= 0", "holds always"),
        ("margin_ratio <= ABS(margin_ratio)", "holds always"),
        ("LEAST(ABS(margin_ratio), 1) * 10 > 10", "can never hold"),
        ("has_container AND margin_ratio * 0 >= 0", '"(margin_ratio * 0.0e0) >= 0.0e0" holds'),
        ("margin_ratio > 3 AND margin_ratio > 5", '"margin_ratio > 3.0e0" decides nothing'),
        ("n_invoices > 3 OR (n_invoices > 3 AND has_container)", '"has_container" decides nothing'),
    ],
)
def test_certain_conditions_are_told(text: str, said: str) -> None:
    found = told(made([text]))
    assert any(said in f for f in found), found


@pytest.mark.parametrize(
    "text",
    [
        "margin_ratio > 3 AND margin_ratio < 5",
        "margin_ratio >= 5 AND margin_ratio <= 5",
        "margin_ratio > 1 AND margin_ratio < 1.0000000000000004",
        "agreed_tenor_days > 3 AND agreed_tenor_days < 5",
        "agreed_tenor_days < 0",
        "n_invoices <= 0",
        "margin_ratio < 0 OR margin_ratio > 0",
        "ABS(margin_ratio) <= 0",
        "margin_ratio + 1 > margin_ratio",
        "margin_ratio - price_ratio > 0 AND price_ratio - margin_ratio > -5",
        "LEAST(margin_ratio, 2) >= 2",
        "LEAST(margin_ratio, price_ratio) < margin_ratio",
        "margin_ratio * margin_ratio <= 0",
        "margin_ratio * price_ratio < 0",
        "-margin_ratio > margin_ratio",
        "buy_bank LIKE 'A%' AND buy_bank LIKE '%B'",
        "buy_bank LIKE '_%'",
        "STARTS_WITH(buy_bank, 'A') AND buy_bank <> 'AB'",
        "buy_bank = sell_bank AND buy_bank <> 'A'",
        "cargo_form NOT IN ('BULK', 'LIQUID')",
        "safe_class IN ('B', 'C')",
        "n_invoices BETWEEN 1 AND 1",
        "LEAST(buy_quantity, sell_quantity) > 3 AND buy_quantity < 3 AND sell_quantity > 9",
        " OR ".join(f"buy_bank LIKE '{c}%'" for c in "abcdefghijkl"),
    ],
)
def test_open_conditions_are_left_alone(text: str) -> None:
    assert told(made([text])) == []


def test_two_lines_that_exclude_each_other() -> None:
    (found,) = told(made(["margin_ratio > 5", "n_invoices > 1", "margin_ratio < 3"]))
    assert "when: can never hold: when.c0 and when.c2 exclude each other" in found


def test_two_equal_lines() -> None:
    (found,) = told(made(["margin_ratio > 5", "margin_ratio > 5"]))
    assert 'when.c1, column 1: "margin_ratio > 5.0e0" decides nothing' in found


def test_a_mode_the_rule_is_not_for() -> None:
    head = 'modes = ["global_procurement"]\n'
    (found,) = told(made(["mode = 'offshore_resale'"], head=head))
    assert "modes and when.c0 exclude each other" in found


def test_a_condition_that_repeats_applies() -> None:
    (found,) = told(made(["n_payments >= 1", "margin_ratio > 1"], applies="n_payments > 0"))
    assert 'when.c0, column 1: "n_payments >= 1" decides nothing' in found


def tiers(*limits: str) -> str:
    names = ("hold", "escalate", "review", "note")
    return "\n".join(
        f'[[tier]]\nseverity = "{names[i]}"\npoints = {60 - 10 * i}\nlimits = {{ {x} }}'
        for i, x in enumerate(limits)
    )


@pytest.mark.parametrize(
    ("when", "limits", "said"),
    [
        ("margin_ratio > :m", ("m = 1", "m = 2"), ["tier[2]: is never reported: tier[1] holds"]),
        ("margin_ratio > :m", ("m = 2", "m = 1"), []),
        ("margin_ratio > :m", ("m = 2", "m = 2"), ["tier[2]: is never reported"]),
        ("margin_ratio BETWEEN :a AND :b", ("a = 2, b = 1", "a = 1, b = 2"), ["BETWEEN :a (2)"]),
        ("n_invoices < :m", ("m = 0", "m = 2"), ["tier[1]: can never hold: when.c0"]),
        (
            "margin_ratio > :m OR margin_ratio < :l",
            ("m = 5, l = -9e9", "m = 9e9, l = -5", "m = 6, l = -6"),
            ["tier[3]: is never reported: a worse tier holds whenever it does"],
        ),
    ],
)
def test_tiers_that_worse_ones_cover(when: str, limits: tuple[str, ...], said: list[str]) -> None:
    found = told(made([when], rest=tiers(*limits)))
    assert len(found) == len(said)
    for part, problem in zip(said, found, strict=True):
        assert part in problem


@pytest.mark.parametrize(("fact", "may_lack"), [("agreed_tenor_days", True), ("n_invoices", False)])
def test_a_tier_reached_only_where_a_fact_is_missing(fact: str, may_lack: bool) -> None:
    """Known, the fact is in the first or second tier; missing, the third is what holds."""
    text = f"{fact} >= :low OR {fact} < :high OR margin_ratio > :m"
    most = 2**63 - 1
    first, second = f"low = 3, high = -{most}, m = 9", f"low = {most}, high = 3, m = 9"
    rule = made([text], rest=tiers(first, second, f"low = {most}, high = -{most}, m = 1"))
    assert bool(told(rule)) is not may_lack
    codes = answer_codes(frame([{"margin_ratio": 2.0}], [rule]), [rule])
    assert codes["COM-01"].to_list() == [FIRST_HIT + 2]


def test_segments_are_judged_each() -> None:
    rest = tiers("m = 2", "m = 1") + (
        '\n[[limits.for]]\nsafe_class = ["C"]\nescalate = { m = 3 }\n'
        '[[limits.for]]\nsafe_class = ["B"]\nescalate = { m = 1.5 }\n'
    )
    (found,) = told(made(["margin_ratio > :m"], rest=rest))
    assert "limits.for[1].tier[2]: is never reported: limits.for[1].tier[1] holds" in found


def test_what_is_too_large_to_search_is_not_judged() -> None:
    names = [n for n, f in FACTS.items() if f.type is FactType.BIGINT and f.grain == "deal"][:20]
    parts = [f"({a} > {i} OR {b} > {i})" for i, a in enumerate(names) for b in names if a != b]
    texts = [" AND ".join(parts[i::24][:12]) for i in range(18)]
    assert isinstance(told(made(texts)), list)


def test_the_default_pack_has_nothing_certain() -> None:
    assert [p for r in load_pack().rules for p in told(r)] == []


# Generated conditions over few facts and constants, so that many are certain.
SMALL = [-1, 0, 1, 2]
ROW = st.fixed_dictionaries(
    {
        "margin_ratio": st.sampled_from([None, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0]),
        "price_ratio": st.sampled_from([None, -3.0, -0.0, 0.1, 0.3, 1.0, 2.0**53, -1e99, 1e100]),
        "n_invoices": st.sampled_from([0, 1, 2, 3, 2**40]),
        "agreed_tenor_days": st.sampled_from([None, -5, -1, 0, 1, 2, 9]),
        "has_container": st.booleans(),
        "imo_is_valid": st.sampled_from([None, True, False]),
        "buy_bank": st.sampled_from([None, "", "a", "b", "ab", "A", "ß", "e\u0301"]),
        "price_basis": st.sampled_from([None, *KNOWN_VALUES["price_basis"]]),
        "first_leg_on": st.sampled_from([None, date(2024, 1, 1), date(2024, 1, 2), date(1, 1, 1)]),
    }
)
SIGN = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
BOUND = st.sampled_from(SMALL)


def _side(names: list[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(names), SIGN, BOUND).map(lambda t: " ".join(map(str, t)))


TEXT = st.sampled_from(["", "a", "ab", "b"])
PATTERN = st.sampled_from(["%", "a%", "_", "a", "%b", "_b", "a_", "%%"])
COMPARISON = st.one_of(
    _side(["margin_ratio", "n_invoices", "agreed_tenor_days", "LENGTH(buy_bank)"]),
    _side(["margin_ratio", "ABS(margin_ratio)", "(margin_ratio * 2)", "(-margin_ratio)"]),
    st.tuples(BOUND, BOUND).map(lambda t: f"margin_ratio BETWEEN {t[0]} AND {t[1]}"),
    st.sampled_from(["has_container", "imo_is_valid", "NOT imo_is_valid", "has_container = FALSE"]),
    TEXT.map(lambda t: f"buy_bank = '{t}'"),
    PATTERN.map(lambda p: f"buy_bank LIKE '{p}'"),
    PATTERN.map(lambda p: f"buy_bank NOT LIKE '{p}'"),
    TEXT.map(lambda t: f"STARTS_WITH(buy_bank, '{t}')"),
    st.sets(TEXT, min_size=1).map(lambda s: f"buy_bank IN ({', '.join(map(repr, sorted(s)))})"),
    st.sampled_from(["FIXED", "FORMULA", "nothing"]).map(lambda t: f"price_basis <> '{t}'"),
    st.sampled_from(["'FIXED', 'FORMULA'", "'PROVISIONAL'"]).map(lambda t: f"price_basis IN ({t})"),
    st.tuples(SIGN.filter(lambda s: s not in ("=", "<>")), st.sampled_from("12")).map(
        lambda t: f"first_leg_on {t[0]} DATE '2024-01-0{t[1]}'"
    ),
)
VALUE = st.recursive(
    st.sampled_from(["margin_ratio", "price_ratio", "0.0", "0.1", "1.0", "-2.0", "1e16"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({' '.join(t)})"),
        st.tuples(inner, inner).map(lambda t: f"LEAST({t[0]}, {t[1]})"),
        inner.map(lambda v: f"ABS({v})"),
        inner.map(lambda v: f"(-{v})"),
    ),
    max_leaves=6,
)
CALCULATED = st.tuples(VALUE, SIGN, VALUE).map(" ".join)
CONDITION = st.recursive(
    COMPARISON,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
        inner.map(lambda t: f"NOT ({t})"),
    ),
    max_leaves=5,
)
ROWS = st.lists(ROW, min_size=8, max_size=30)
PAIRS = product([None, -1.0, -0.0, 0.1, 3.0, 2.0**53, -1e99], [None, -3.0, 0.0, 0.3, 1.0, 1e100])
NUMBERS = st.just([{"margin_ratio": m, "price_ratio": p} for m, p in PAIRS])


def bound(text: str) -> Formula:
    found, flaws, _ = condition("c", text, FACTS, {})
    assert found is not None, flaws
    return found.formula


def answers(rows: Sequence[dict[str, Any]], formula: Formula) -> list[bool | None]:
    """What Polars says a row."""
    schema = {n: FACTS[n].type.dtype for n in rows[0]}
    table = pl.DataFrame(list(rows), schema=schema)
    return table.select(pl.sql_expr(formula.sql).alias("c"))["c"].to_list()


@QUICK
@given(CONDITION, ROWS)
def test_nothing_is_called_certain_that_is_not(text: str, rows: list[dict[str, Any]]) -> None:
    formula = bound(text)
    possible = Possible([formula])
    seen = set(answers(rows, formula))
    for value in (True, False):
        assert possible.can_be(formula, value) or value not in seen
    for path, value, sql in _certain_parts(formula, possible):
        part = _at(formula, path)
        assert part.sql == sql
        assert (not value) not in answers(rows, part)


@QUICK
@given(CALCULATED, NUMBERS)
def test_no_calculation_is_called_certain_that_is_not(
    text: str, rows: list[dict[str, Any]]
) -> None:
    formula, _, _ = condition("c", text, FACTS, {})
    if formula is not None:  # a comparison of constants, or of a value with itself, is refused
        possible = Possible([formula.formula])
        for value in set(answers(rows, formula.formula)) - {None}:
            assert possible.can_be(formula.formula, bool(value))


def _at(formula: Formula, path: tuple[int, ...]) -> Formula:
    for i in path:
        formula = formula.parts[i] if isinstance(formula, Logic) else formula.part  # type: ignore[union-attr]
    return formula


@QUICK
@given(CONDITION, ROWS)
def test_what_is_idle_changes_no_answer(text: str, rows: list[dict[str, Any]]) -> None:
    formula = bound(text)
    found = _idle([("when.c", formula)], [], Possible([formula]))
    table = pl.DataFrame(rows, schema={n: FACTS[n].type.dtype for n in rows[0]})
    whole = [r for r in rows if None not in r.values()]
    for _, path in list(found)[:1]:  # each is idle once those before it are gone
        texts = {a.sql for a in atoms(formula)}
        truths = table.select(pl.sql_expr(t).alias(t) for t in texts).to_dicts()
        given_ = [t for t, r in zip(truths, rows, strict=True) if r in whole]
        ways = [_replaced(formula, path, constant) for constant in (TRUE, FALSE)]
        assert any(
            all(truth(formula, t) == truth(w, {**t, "TRUE": True, "FALSE": False}) for t in given_)
            for w in ways
        )


@QUICK
@given(
    st.lists(CONDITION, min_size=1, max_size=2),
    st.lists(st.tuples(BOUND, BOUND), min_size=2, max_size=4),
    ROWS,
)
def test_tiers_called_unreachable_are_never_reported(
    texts: list[str], limits: list[tuple[int, int]], rows: list[dict[str, Any]]
) -> None:
    asked = [*texts, "margin_ratio > :m OR agreed_tenor_days < :t"]
    rule = made(asked, rest=tiers(*(f"m = {m}, t = {t}" for m, t in limits)))
    found = [f for f in told(rule) if ": tier[" in f]
    codes = answer_codes(frame(rows, [rule]), [rule])[rule.id].to_list()
    for problem in found:
        number = int(problem.partition("tier[")[2].partition("]")[0])
        assert FIRST_HIT + number - 1 not in codes


@QUICK
@given(_side(["margin_ratio"]), _side(["margin_ratio"]), st.sampled_from(["AND", "OR"]))
def test_one_value_against_constants_is_exact(one: str, other: str, joint: str) -> None:
    formula = bound(f"{one} {joint} {other}")
    halves = [{"margin_ratio": x / 2} for x in range(-4, 8)]
    assert Possible([formula]).can_be(formula, True) is (True in answers(halves, formula))
    assert Possible([formula]).can_be(formula, False) is (False in answers(halves, formula))


def test_the_budget_holds() -> None:
    formula = bound(" AND ".join(f"(n_invoices > {i} OR margin_ratio > {i})" for i in range(9)))
    with pytest.raises(TooManyCasesError):
        Possible([formula], budget=20).can_be(formula, True)
