"""Limits by segment: who gets which, on which day, and what is owed for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.rulepack import Rule, answer_codes, check_pack, findings, load_pack, replayed_codes
from screening.rulepack.answers import answer_of
from screening.rulepack.blame import blames
from screening.rulepack.expressions import OVER_FACTS
from screening.rulepack.formula import Atom, Choice, Formula, choice, truth
from screening.rulepack.rule_file import read_rule
from tests.rulepack.conftest import RULE, RULE_PATH, WritePack
from tests.rulepack.made import frame, rule_of

PAPER, COVERAGE = 2, 4
CLASS_C = """
[[limits.for]]
client_class = ["C"]
review       = { deviation = 0.2 }
"""
IN_2026 = """
[[limits.for]]
cargo_form = ["BULK", "LIQUID"]
from       = 2026-01-01
until      = 2026-12-31
limits     = { floor = 10_000 }
hold       = { deviation = 3.0 }
"""
HIT: dict[str, Any] = {
    "mode": "offshore_resale",
    "price_basis": "FIXED",
    "price_deviation": 5.0,
    "invoice_usd": 60_000.0,
    "client_class": "A",
    "cargo_form": "BOX",
}
DAY = date(2026, 6, 1)


def with_segments(*segments: str, rule: str = RULE) -> str:
    given = 'client_class = "A"\ncargo_form = "BOX"\n'
    text = rule.replace("[baseline]\n", f"[baseline]\n{given}")
    return text.replace("[[tier]]", f"{''.join(segments)}\n[[tier]]", 1)


def code_of(rule: Rule, change: Mapping[str, Any]) -> int:
    """The answer of both engines."""
    facts = frame([{**HIT, **change}], [rule])
    code: int = answer_codes(facts, [rule])[rule.id][0]
    assert replayed_codes(facts, [rule])[rule.id].to_list() == [code]
    return code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"price_deviation": 0.25}, 1),
        ({"price_deviation": 0.25, "client_class": "C"}, 17),
        ({"price_deviation": 0.2, "client_class": "C"}, 17),
        ({"price_deviation": 0.19, "client_class": "C"}, 1),
        ({"price_deviation": 4.0, "client_class": "C"}, 16),  # its hold is as everyone's
        # the class is not known: a question only where it would decide
        ({"price_deviation": 0.25, "client_class": None}, COVERAGE),
        ({"price_deviation": 0.35, "client_class": None}, 17),
        ({"price_deviation": 0.15, "client_class": None}, 1),
        ({"price_deviation": 9.0, "client_class": None}, 16),
        ({"price_deviation": 0.25, "client_class": None, "invoice_usd": None}, PAPER),
        ({"price_deviation": 0.25, "client_class": None, "price_basis": "PROVISIONAL"}, 0),
        ({"price_deviation": 0.25, "client_class": None, "invoice_usd": 1.0}, 1),
        # another segment's fact is not asked where no segment by it is in force
        ({"cargo_form": None}, 16),
        ({"price_deviation": 3.5, "cargo_form": "BULK"}, 17),
    ],
)
def test_the_answer_is_that_of_the_deals_segment(change: dict[str, Any], code: int) -> None:
    assert code_of(rule_of(with_segments(CLASS_C, IN_2026)), change) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"price_deviation": 3.5, "cargo_form": "BULK"}, 16),
        ({"price_deviation": 3.5, "cargo_form": "BOX"}, 17),
        ({"invoice_usd": 20_000.0, "cargo_form": "LIQUID"}, 16),
        # the first segment that holds counts, whole: class C keeps the floor of all
        ({"invoice_usd": 20_000.0, "cargo_form": "LIQUID", "client_class": "C"}, 1),
        ({"price_deviation": 3.5, "cargo_form": "BULK", "client_class": "C"}, 17),
        # the cargo form decides only for those who are not class C
        ({"invoice_usd": 20_000.0, "cargo_form": None}, PAPER),
        ({"invoice_usd": 20_000.0, "cargo_form": None, "client_class": "C"}, 1),
        ({"invoice_usd": 20_000.0, "cargo_form": "BULK", "client_class": None}, COVERAGE),
        ({"invoice_usd": 20_000.0, "cargo_form": None, "client_class": None}, PAPER),
        # a hit in the milder tier is certain, whatever the form
        ({"price_deviation": 3.5, "cargo_form": None}, 17),
        # and where the class is certain, a missing form is not what is missing
        ({"price_deviation": None, "cargo_form": None, "client_class": "C"}, COVERAGE),
    ],
)
def test_two_segments_on_a_day_of_both(change: dict[str, Any], code: int) -> None:
    assert code_of(rule_of(with_segments(CLASS_C, IN_2026)).on(DAY), change) == code


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2025-12-31", 17),
        ("2026-01-01", 16),
        ("2026-12-31", 16),
        ("2027-01-01", 17),
    ],
)
def test_both_days_are_in(write_pack: WritePack, day: str, code: int) -> None:
    pack = load_pack(write_pack({RULE_PATH: with_segments(IN_2026)}))
    (rule,) = pack.asked(date.fromisoformat(day))
    assert code_of(rule, {"price_deviation": 3.5, "cargo_form": "BULK"}) == code


def test_a_day_changes_what_is_asked_but_not_the_digest(write_pack: WritePack) -> None:
    (rule,) = load_pack(write_pack({RULE_PATH: with_segments(CLASS_C, IN_2026)})).rules
    that_day = rule.on(DAY)
    assert rule.on(None) is rule
    assert that_day.on(None) == rule
    assert that_day.digest == rule.digest
    assert that_day.canonical == rule.canonical
    assert "cargo_form" in that_day.seen_facts
    assert "cargo_form" not in rule.seen_facts
    assert "client_class" in rule.seen_facts
    assert rule_of(RULE).on(DAY).seen_facts == rule_of(RULE).seen_facts


def test_the_canonical_text_tells_for_whom_and_when() -> None:
    lines = rule_of(with_segments(CLASS_C, IN_2026)).canonical.splitlines()
    assert lines[3:] == [
        "for client_class IN ('C')",
        "hold: (price_deviation >= 4.0e0 AND invoice_usd >= 50000.0e0)",
        "review: (price_deviation >= 0.2e0 AND invoice_usd >= 50000.0e0)",
        "for cargo_form IN ('BULK', 'LIQUID') from 2026-01-01 until 2026-12-31",
        "hold: (price_deviation >= 3.0e0 AND invoice_usd >= 10000.0e0)",
        "review: (price_deviation >= 0.3e0 AND invoice_usd >= 10000.0e0)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ('["C"]', '["B"]', True),
        ("deviation = 0.2 }", "deviation = 0.21 }", True),
        ("2026-01-01", "2026-01-02", True),
        ("until      = 2026-12-31\n", "", True),
        ("deviation = 0.2 }", "deviation = 0.20 }", False),
    ],
)
def test_the_digest_covers_every_segment(old: str, new: str, changes: bool) -> None:
    text = with_segments(CLASS_C, IN_2026)
    assert old in text
    before, after = rule_of(text), rule_of(text.replace(old, new))
    assert (before.digest != after.digest) is changes
    assert before.digest != rule_of(RULE).digest
    assert before.digest != rule_of(with_segments(IN_2026, CLASS_C)).digest


def problems_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / RULE_PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_rule(path, f"rules/{RULE_PATH}")[1].found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("client_class =", "client_clas =", "for[1].client_clas: limits cannot differ by this"),
        ("client_class =", "client_clas =", 'did you mean "client_class"'),
        ("client_class =", "sell_invoice_usd =", "limits cannot differ by this"),
        ('["C"]', '"C"', "must be a list of texts in quotes, not 'C'"),
        ('["C"]', "[]", "must be a list of texts"),
        ('["C"]', "[3]", "must be a list of texts"),
        ('["C"]', '["C", "C"]', "names one value twice"),
        ('client_class = ["C"]', 'safe_class = ["D"]', '"D" is none of: A, B, C'),
        ('client_class = ["C"]', 'cargo_form = ["BLUK"]', 'did you mean "BULK"'),
        ('client_class = ["C"]', 'has_sea_transport = ["yes"]', "must be a list of true or false"),
        ('client_class = ["C"]', "has_sea_transport = [true, false]", "names every value"),
        ('client_class = ["C"]\n', "", "names no deals"),
        ("review       = { deviation = 0.2 }", "", "gives no limit"),
        ("deviation = 0.2 }", "deviaton = 0.2 }", 'no limit "deviaton"; did you mean "deviation"'),
        ("deviation = 0.2 }", 'deviation = "far" }', "price_deviation is DOUBLE; :deviation"),
        ("deviation = 0.2 }", "deviation = true }", "must be a number, text or day"),
        ("review       =", "escalate =", "no tier has this severity"),
        ("review       =", "reveiw =", 'did you mean "review"'),
        ("review       =", 'from = "2026-01-01"\nreview =', "must be a day"),
        (
            "review       =",
            "from = 2026-02-01\nuntil = 2026-01-31\nreview =",
            "2026-01-31 lies before 2026-02-01",
        ),
        (CLASS_C, CLASS_C + CLASS_C, "for[2]: is never reached: limits.for[1] holds"),
        (
            CLASS_C,
            CLASS_C + CLASS_C.replace('["C"]', '["B", "C"]'),
            "for[2]: claims deals and days that limits.for[1] claims too",
        ),
        (
            CLASS_C,
            CLASS_C + CLASS_C.replace("review", 'cargo_form = ["BULK"]\nreview'),
            "for[2]: is never reached",
        ),
        (CLASS_C, CLASS_C * 11, "at most 10 segments"),
        ('"too small"', '"too small"\non = 2026-01-01', "example[6].on: changes nothing"),
        ('"too small"', '"too small"\non = "2026-01-01"', "must be a day"),
        (CLASS_C, "[limits.for]\nx = 1\n", "must be a list"),
    ],
)
def test_wrong_segments(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = with_segments(CLASS_C)
    assert old in text
    found = problems_of(tmp_path, text.replace(old, new, 1))
    assert any(said in p for p in found), found


def test_problems_of_a_segment_name_the_line(tmp_path: Path) -> None:
    text = with_segments(CLASS_C, IN_2026).replace('"BULK"', '"BLUK"')
    (found,) = problems_of(tmp_path, text)
    line = next(i for i, t in enumerate(text.splitlines(), 1) if t.startswith("cargo_form = ["))
    line = next(i for i, t in enumerate(text.splitlines(), 1) if "BLUK" in t)
    assert found.startswith(f"rules/{RULE_PATH}:{line}: limits.for[2].cargo_form: ")


@pytest.mark.parametrize(
    "second",
    [
        CLASS_C.replace('["C"]', '["B"]'),
        CLASS_C.replace("client_class", "cargo_form").replace('"C"', '"BULK"'),
        # the narrower one first
        CLASS_C.replace("review", 'cargo_form = ["BULK"]\nreview'),
    ],
)
def test_segments_apart_are_fine(tmp_path: Path, second: str) -> None:
    assert problems_of(tmp_path, with_segments(second, CLASS_C)) == []


def test_one_segment_a_year_is_fine(tmp_path: Path) -> None:
    first = CLASS_C + "until = 2026-12-31\n"
    second = CLASS_C + "from = 2027-01-01\n"
    assert problems_of(tmp_path, with_segments(first, second)) == []
    overlapping = problems_of(tmp_path, with_segments(first, second.replace("2027", "2026")))
    assert any("claims deals and days" in p for p in overlapping)


def test_a_limit_of_applies_alone_cannot_differ(tmp_path: Path) -> None:
    text = with_segments(CLASS_C).replace("'FORMULA')", "'FORMULA', :third)")
    text = text.replace("[limits]", '[limits]\nthird = "PROVISIONAL"', 1)
    assert problems_of(tmp_path, text) == []
    changed = text.replace("{ deviation = 0.2 }", '{ deviation = 0.2, third = "X" }')
    (found,) = problems_of(tmp_path, changed)
    assert "used in [applies] alone" in found


EXAMPLES = {
    "class C at its limit": ({"price_deviation": 0.2}, "C", "hit:review"),
    "class C under its limit": ({"price_deviation": 0.19}, "C", "pass"),
    "class A at the limit of class C": ({"price_deviation": 0.2}, "A", "pass"),
}


def examples(*left_out: str, on: str = "") -> str:
    text = ""
    for name, (change, client_class, expect) in EXAMPLES.items():
        if name not in left_out:
            values = ", ".join(f"{k} = {v}" for k, v in change.items())
            text += f'[[example]]\nname = "{name}"\n'
            text += f'set = {{ {values}, client_class = "{client_class}" }}\n'
            text += f'expect = "{expect}"\n{on}'
    return text


def test_a_segment_with_its_examples_is_clean(write_pack: WritePack) -> None:
    report = check_pack(write_pack({RULE_PATH: with_segments(CLASS_C) + examples()}))
    assert report.problems == ()
    assert report.n_examples == 12


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("class C at its limit", 'stands on the limit of "price_deviation >= 0.2e0"'),
        ("class C under its limit", 'just beside the limit of "price_deviation >= 0.2e0"'),
    ],
)
def test_each_example_of_a_segment_is_owed(write_pack: WritePack, gone: str, said: str) -> None:
    folder = write_pack({RULE_PATH: with_segments(CLASS_C) + examples(gone)})
    problems = check_pack(folder).problems
    assert any("limits.for[1]: " in p and said in p for p in problems), problems


def test_each_selector_decides_both_ways(write_pack: WritePack) -> None:
    both = CLASS_C.replace("review", 'cargo_form = ["BULK"]\nreview')
    text = with_segments(both) + examples().replace('"C" }', '"C", cargo_form = "BULK" }')
    problems = "\n".join(check_pack(write_pack({RULE_PATH: text})).problems)
    for selector in ("cargo_form IN ('BULK')", "client_class IN ('C')"):
        assert f'limits.for[1]: no example is decided by "{selector}" failing' in problems
    text = text.replace('"A" }', '"A", cargo_form = "BULK" }')
    boxed = 'set = { price_deviation = 0.25, client_class = "C" }\nexpect = "pass"\n'
    more = f'[[example]]\nname = "class C, in boxes"\n{boxed}'
    assert check_pack(write_pack({RULE_PATH: text + more})).problems == ()


def test_the_baseline_gives_what_segments_select_by(write_pack: WritePack) -> None:
    text = (with_segments(CLASS_C) + examples()).replace('client_class = "A"\n', "", 1)
    problems = check_pack(write_pack({RULE_PATH: text})).problems
    assert any("baseline does not give client_class" in p for p in problems), problems


def test_examples_of_a_dated_segment_name_their_day(write_pack: WritePack) -> None:
    dated = CLASS_C + "from = 2026-01-01\n"
    told = write_pack({RULE_PATH: with_segments(dated) + examples(on="on = 2026-01-01\n")})
    assert check_pack(told).problems == ()
    untold = check_pack(write_pack({RULE_PATH: with_segments(dated) + examples()})).problems
    assert any('"class C at its limit": expected hit:review, got pass' in p for p in untold)
    early = examples(on="on = 2025-12-31\n")
    before = check_pack(write_pack({RULE_PATH: with_segments(dated) + early})).problems
    assert any("got pass" in p for p in before)


def test_two_years_of_one_segment_owe_examples_each(write_pack: WritePack) -> None:
    second = CLASS_C.replace("0.2", "0.1") + "from = 2027-01-01\n"
    segments = with_segments(CLASS_C + "until = 2026-12-31\n", second)
    first = examples(on="on = 2026-06-01\n")
    problems = check_pack(write_pack({RULE_PATH: segments + first})).problems
    assert problems
    assert all("limits.for[2]: " in p for p in problems)
    more = examples(on="on = 2027-01-01\n")
    for old, new in (("0.2,", "0.1,"), ("0.19", "0.095"), ('name = "', 'name = "later, ')):
        more = more.replace(old, new)
    assert check_pack(write_pack({RULE_PATH: segments + first + more})).problems == ()


H, A, B = (Atom(n, (n,)) for n in ("has_container", "has_vessel", "supplier_is_buyer"))
TRUTHS = (True, False, None)


@pytest.mark.parametrize("values", list(product(TRUTHS, repeat=3)))
def test_a_choice_is_as_certain_as_can_be(values: tuple[bool | None, ...]) -> None:
    """TRUE or FALSE exactly if it is so whatever the missing values turn out to be."""
    names = [a.sql for a in (H, A, B)]
    given = dict(zip(names, values, strict=True))
    open_names = [n for n, v in given.items() if v is None]
    filled = [
        {**given, **dict(zip(open_names, way, strict=True))}
        for way in product((True, False), repeat=len(open_names))
    ]
    outcomes = {way[A.sql] if way[H.sql] else way[B.sql] for way in filled}
    expected = outcomes.pop() if len(outcomes) == 1 else None
    assert truth(choice(H, A, B), given) is expected


ATOMS = [
    Atom(n, (n,))
    for n in (
        "has_container",
        "has_vessel",
        "supplier_is_buyer",
        "has_buy_contract",
        "imo_is_valid",
    )
]
FORMULAS: st.SearchStrategy[Formula] = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.tuples(inner, inner, inner).map(lambda t: choice(*t)),
    max_leaves=7,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(formula=FORMULAS, row=st.tuples(*[st.sampled_from(TRUTHS)] * len(ATOMS)))
def test_blame_of_choices(formula: Formula, row: tuple[bool | None, ...]) -> None:
    """Only missing facts are blamed; some are where nothing is certain, none where all is."""
    given = {a.sql: v for a, v in zip(ATOMS, row, strict=True)}
    facts = pl.DataFrame([given], schema=dict.fromkeys(given, pl.Boolean))
    blamed = {
        b.fact for b in blames(formula) if facts.select(OVER_FACTS.blamed([b]).alias("x")).item()
    }
    assert blamed <= {n for n, v in given.items() if v is None}
    assert bool(blamed) == (truth(formula, given) is None)
    told = facts.select(OVER_FACTS.truth(formula).alias("x")).item()
    assert told is truth(formula, given)


def test_a_side_not_chosen_is_not_blamed() -> None:
    formula = choice(ATOMS[0], ATOMS[1], choice(ATOMS[2], ATOMS[3], ATOMS[4]))
    assert isinstance(formula, Choice)
    facts = pl.DataFrame(
        {"has_container": [True], **{a.sql: pl.Series([None], dtype=pl.Boolean) for a in ATOMS[1:]}}
    )
    blamed = [b.fact for b in blames(formula) if facts.select(OVER_FACTS.blamed([b])).item()]
    assert set(blamed) == {"has_vessel"}


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "client_class": st.sampled_from([None, "A", "C"]),
    "cargo_form": st.sampled_from([None, "BOX", "BULK"]),
    "price_deviation": st.sampled_from([None, 0.1, 0.2, 0.3, 3.0, 4.0]),
    "invoice_usd": st.sampled_from([None, 1.0, 20_000.0, 60_000.0]),
}


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    deal=st.fixed_dictionaries(VALUES),
    gone=st.sets(st.sampled_from(sorted(VALUES))),
    day=st.sampled_from([None, date(2025, 1, 1), DAY]),
)
def test_taking_a_value_away_never_makes_a_pass(
    deal: dict[str, Any], gone: set[str], day: date | None
) -> None:
    rule = rule_of(with_segments(CLASS_C, IN_2026)).on(day)
    poorer = {k: None if k in gone else v for k, v in deal.items()}
    rich, poor = code_of(rule, deal), code_of(rule, poorer)
    if answer_of(rich)[0] in ("hit", "not_evaluable"):
        assert answer_of(poor)[0] in ("hit", "not_evaluable")
        assert rich < 16 or poor < 16 or poor >= rich


@settings(max_examples=25, deadline=None, derandomize=True)
@given(deal=st.fixed_dictionaries(VALUES))
def test_a_segment_answers_as_a_rule_of_its_own_limits(deal: dict[str, Any]) -> None:
    """The same deal asked by a rule without segments that has the limits of the deal's segment."""
    rule = rule_of(with_segments(CLASS_C, IN_2026)).on(DAY)
    if deal["client_class"] == "C":
        own = RULE.replace("deviation = 0.30", "deviation = 0.2")
    elif deal["client_class"] and deal["cargo_form"] == "BULK":
        own = RULE.replace("deviation = 4.0 }", "deviation = 3.0 }").replace(
            "floor = 50_000", "floor = 10_000"
        )
    elif deal["client_class"] and deal["cargo_form"]:
        own = RULE
    else:
        return
    assert code_of(rule, deal) == code_of(rule_of(own), deal)


def test_a_finding_shows_the_limits_of_the_deals_segment() -> None:
    rule = rule_of(with_segments(CLASS_C, IN_2026)).on(DAY)
    changes: list[dict[str, Any]] = [
        {"price_deviation": 0.25, "client_class": "C"},
        {},
        {"cargo_form": "BULK"},
    ]
    facts = frame([{**HIT, **c} for c in changes], [rule])
    found = findings(facts, answer_codes(facts, [rule]), [rule], absent_tables=frozenset())
    assert [json.loads(v)["limits"] for v in found["values_seen"]] == [
        {"floor": 50_000, "deviation": 0.2},
        {"floor": 50_000, "deviation": 4.0},
        {"floor": 10_000, "deviation": 3.0},
    ]
