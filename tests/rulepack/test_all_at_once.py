"""One mistake of every class in one pack: each is told, at its line, in one check."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.rulepack import check_pack, lock_pack
from tests.rulepack.conftest import POLICY, RULE, RULE_PATH, WritePack

SECOND_PATH = "commercial/COM-02_b.toml"
SECOND = RULE.replace('"COM-01"', '"COM-02"')

# what is put right, what is put wrong, and what must be said of it
EVERY_CLASS = [
    ("title_zh   =", "titel_zh   =", 'titel_zh: unknown key; did you mean "title_zh"?'),
    ("required   = true", 'required   = "yes"', "required: must be true or false"),
    ('status     = "active"', 'status     = "retired"', '"retired_why" is missing'),
    (
        "curable    = false\n",
        'curable    = false\nsuperseded_by = "COM-09"\n',
        'superseded_by: no rule "COM-09" in the pack; did you mean "COM-01"?',
    ),
    (
        'misses = "m"\n',
        'misses = "m"\nobligations = ["O99"]\nindicators = ["F-3"]\n',
        'obligations: "O99" is none of O1 to O17',
    ),
    ("{price_ratio} times", "{price_rato} times", "reason: no fact {price_rato}; did you mean"),
    (
        "[when]\n",
        '[when]\nbroken = "price_ratio > > 3"\n',
        "when.broken, column 15: >> is not",
    ),
    (
        "price_deviation >= :dev",
        "price_deviaton >= :dev",
        'when.price_is_far, column 1: no fact "price_deviaton"',
    ),
    (
        '"invoice_usd >= :floor"\n',
        '"invoice_usd >= :flor"\nclash = "n_invoices > 1.5"\nsure = "n_invoices >= 0"\n',
        "when.value_matters, column 16: no limit :flor",
    ),
    ("floor = 50_000", "floor = 50_000\nspare = 1", "limits.spare: no condition uses this limit"),
    ('"hold"', '"hodl"', 'tier[1].severity: "hodl" is none of'),
    (
        '[[tier]]\nseverity = "review"',
        '[[limits.for]]\nclient_clas = ["A"]\nlimits = { floor = 2 }\n'
        '[[tier]]\nseverity = "review"',
        "limits.for[1].client_clas: limits cannot differ by this",
    ),
    ("price_ratio     = 6.1", 'price_ratio     = "6.1"', "baseline.price_ratio: must be a number"),
    ("{ invoice_usd = 50_000 }", "{ invoice_usd = true }", "example[5].set.invoice_usd: must be"),
    ('expect = "pass"', 'expect = "passed"', 'example[4].expect: "passed" is none of'),
]
ALSO_SAID = [
    'indicators: "F-3" is none of F-01 to F-35',
    "when.clash, column 1: n_invoices is BIGINT; 1.5 is not",
    'when.sure, column 1: "n_invoices >= 0" holds always',
]


ODD = [
    *('""', '"x"', '"retired"', '"client"', "1", "-1", "1.5", "true", "[]", '["x"]', "[1]", "{}"),
    *("{ x = 1 }", "[{ x = 1 }]", "-9223372036854775808", "2024-01-01", "nan", '"\\u200b"'),
]
"""Values of every TOML type, most of them out of place anywhere."""
LINES = RULE.splitlines()
KEYS = [i for i, line in enumerate(LINES) if re.match(r"[a-z_]+ *=", line)]


def with_every_mistake() -> str:
    text = RULE
    for right, wrong, _ in EVERY_CLASS:
        assert right in text, right
        text = text.replace(right, wrong, 1)
    return text


def the_one(problems: Sequence[str], said: str) -> str:
    found = [p for p in problems if f": {said}" in p]
    assert len(found) == 1, (said, problems)
    return found[0]


def line_of(text: str, start: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def test_a_mistake_of_every_class_in_one_file(write_pack: WritePack) -> None:
    folder = write_pack({RULE_PATH: RULE})
    lock_pack(folder)
    lock = (folder / "rules.lock").read_text()
    (folder / "rules.lock").write_text(lock + lock.splitlines()[0].replace(" 1 ", " 3 ") + "\n")
    text = with_every_mistake()
    (folder / RULE_PATH).write_text(text, encoding="utf-8")
    problems = check_pack(folder).problems
    for said in [*(said for _, _, said in EVERY_CLASS), *ALSO_SAID]:
        the_one(problems, said)
    the_one(problems, "version 1 is below 3, which rules.lock has; make it 4")
    placed = [p for p in problems if re.match(rf"rules/{RULE_PATH}:[0-9]+: ", p)]
    unplaced = [p for p in problems if p not in placed]
    assert all("is missing" in p for p in unplaced), unplaced
    assert the_one(problems, "when.sure").startswith(
        f"rules/{RULE_PATH}:{line_of(text, 'sure =')}: "
    )
    lines = [int(p.split(":")[1]) for p in placed]
    assert lines == sorted(lines)


def test_no_mistake_brings_another_with_it(write_pack: WritePack) -> None:
    """What is said of the file above is what was done to it, and nothing that follows from it."""
    problems = check_pack(write_pack({RULE_PATH: with_every_mistake()})).problems
    follows = [
        '"title_zh" is missing',
        "the two languages must name the same facts",
        "limits.floor",
    ]
    own = [*(said for _, _, said in EVERY_CLASS), *ALSO_SAID, *follows]
    rest = [p for p in problems if not any(f": {said}" in p for said in own)]
    assert rest == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("title_zh   =", "titel_zh   ="),
        ("what   =", 'colour = "red"\nwhat   ='),
        ('["a source"]', "[]"),
        ('approved_by = "committee"', 'approved_by = "author"'),
        ("{price_ratio} times", "{price_rato} times"),
        ('"Price far off"', '"Price\\u200b far off"'),
        ('misses = "m"', 'misses = "m"\nobligations = ["O99"]'),
        ("floor = 50_000", "floor = 50_000\nspare = 1"),
    ],
)
def test_a_wrong_word_hides_no_wrong_answer_and_no_broken_promise(
    write_pack: WritePack, right: str, wrong: str
) -> None:
    folder = write_pack({RULE_PATH: RULE})
    lock_pack(folder)
    text = RULE.replace(right, wrong, 1).replace("points   = 20", "points   = 21")
    assert text != RULE.replace("points   = 20", "points   = 21")
    text = text.replace("{ invoice_usd = 49_999 }", "{ invoice_usd = 60_000 }")
    text = text.replace('"invoice_usd >= :floor"', '"invoice_usd >= :floor AND n_invoices >= 0"')
    (folder / RULE_PATH).write_text(text, encoding="utf-8")
    problems = check_pack(folder).problems
    assert len(problems) >= 6
    the_one(problems, 'example "too small": expected pass, got hit:hold')
    the_one(problems, "version 1 decides otherwise than when it was locked; make it 2")
    the_one(problems, 'when.value_matters, column 27: "n_invoices >= 0" holds always')
    the_one(
        problems,
        "when.value_matters, column 1: no example is decided by "
        '"invoice_usd >= 50000.0e0" failing alone',
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("curable    = false", "curabel    = true"),
        ('typology   = "price_manipulation"', ""),
        ("version    = 1", 'version    = "1"'),
        ("points   = 20", "points   = -20"),
        ('"invoice_usd >= :floor"', '"invoice_usd >= "'),
        ("[applies]", "[appllies]"),
    ],
)
def test_what_may_decide_otherwise_by_its_mistake_alone_breaks_no_promise(
    write_pack: WritePack, right: str, wrong: str
) -> None:
    folder = write_pack({RULE_PATH: RULE})
    lock_pack(folder)
    (folder / RULE_PATH).write_text(RULE.replace(right, wrong, 1), encoding="utf-8")
    problems = check_pack(folder).problems
    assert problems
    assert not any("rules.lock" in p or "was locked" in p for p in problems), problems


def test_an_example_that_cannot_be_read_hides_no_other(write_pack: WritePack) -> None:
    text = RULE.replace("{ price_deviation = 3.9 }", '{ price_deviation = "far" }')
    text = text.replace("{ invoice_usd = 49_999 }", "{ invoice_usd = 60_000 }")
    problems = check_pack(write_pack({RULE_PATH: text})).problems
    the_one(problems, "example[2].set.price_deviation: must be a number")
    the_one(problems, 'example "too small": expected pass, got hit:hold')
    assert len(problems) == 2, "what the examples owe is not known while one cannot be read"


def test_an_answer_that_cannot_be_read_is_still_an_example(write_pack: WritePack) -> None:
    text = RULE.replace('"hit:review"', '"hit:revue"', 1)
    (problem,) = check_pack(write_pack({RULE_PATH: text})).problems
    assert 'example[2].expect: "hit:revue" is none of' in problem


def test_an_unknown_grain_is_told_alone(write_pack: WritePack) -> None:
    (problem,) = check_pack(write_pack({RULE_PATH: RULE.replace('"deal"', '"deals"')})).problems
    assert 'grain: "deals" is none of: deal, client, list; did you mean "deal"?' in problem


def test_a_misspelt_fact_is_told_beside_an_unknown_grain(write_pack: WritePack) -> None:
    text = RULE.replace('"deal"', '"deals"').replace("invoice_usd >=", "invoice_us >=")
    problems = check_pack(write_pack({RULE_PATH: text})).problems
    assert len(problems) == 2
    the_one(problems, 'when.value_matters, column 1: no fact "invoice_us"')


def test_a_limit_without_a_value_is_told_once(write_pack: WritePack) -> None:
    text = RULE.replace("{ deviation = 0.30", "{ deviation = [0.30]")
    (problem,) = check_pack(write_pack({RULE_PATH: text})).problems
    assert "tier[2].limits.deviation: must be a number, text or day" in problem


def test_two_files_at_once(write_pack: WritePack) -> None:
    """A wrong word in one file, a wrong answer in another, and both of one policy."""
    first = RULE.replace("title_zh   =", "titel_zh   =")
    second = SECOND.replace("{ invoice_usd = 49_999 }", "{ invoice_usd = 60_000 }")
    policy = POLICY.replace("review_band = 25", "review_band = 0").replace(
        'severity = "note"\npoints = 0', 'severity = "hold"\npoints = 61'
    )
    problems = check_pack(write_pack({RULE_PATH: first, SECOND_PATH: second}, policy)).problems
    the_one(problems, "titel_zh: unknown key")
    assert the_one(problems, 'example "too small": expected').startswith(f"rules/{SECOND_PATH}:72:")
    the_one(problems, "score.review_band: must be from 1")
    the_one(problems, "lower[1].severity: must not raise COM-01 (hold, 60)")


def test_the_lock_is_told_by_line(write_pack: WritePack) -> None:
    folder = write_pack({RULE_PATH: RULE, SECOND_PATH: SECOND})
    lock_pack(folder)
    (folder / SECOND_PATH).unlink()
    (problem,) = check_pack(folder).problems
    assert problem.startswith("rules/rules.lock:2: COM-02 has no file any more")


def test_lines_where_a_text_looks_like_keys(write_pack: WritePack) -> None:
    odd = 'what   = """\n[when]\nvalue_matters = 1\n"""'
    text = RULE.replace('what   = "w"', odd).replace("invoice_usd >=", "invoice_us >=")
    (problem,) = check_pack(write_pack({RULE_PATH: text})).problems
    line = line_of(text, 'value_matters = "inv')
    assert problem.startswith(f"rules/{RULE_PATH}:{line}: ")


def test_not_utf8_has_a_line(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / RULE_PATH).write_bytes(RULE.encode("gb18030"))
    problems = check_pack(folder).problems
    assert problems[0].startswith(f"rules/{RULE_PATH}:4: is not UTF-8 text")


def test_a_file_out_of_place_is_told_with_the_rest(write_pack: WritePack) -> None:
    first = RULE.replace("title_zh   =", "titel_zh   =")
    folder = write_pack({RULE_PATH: first, "elsewhere/COM-03_c.toml": RULE})
    problems = check_pack(folder).problems
    assert any("elsewhere/COM-03_c.toml: is in none of the rule folders" in p for p in problems)
    the_one(problems, "titel_zh: unknown key")


def test_a_misspelt_table_is_told_without_what_hangs_on_it(write_pack: WritePack) -> None:
    problems = check_pack(write_pack({RULE_PATH: RULE.replace("[when]", "[wen]")})).problems
    assert len(problems) == 2
    the_one(problems, '"when" is missing; did you mean "wen"?')
    the_one(problems, 'wen: unknown key; did you mean "when"?')


def test_two_files_of_one_id_are_told_at_both(write_pack: WritePack) -> None:
    other = "commercial/COM-01_copy.toml"
    text = RULE.replace("{ invoice_usd = 49_999 }", "{ invoice_usd = 60_000 }")
    problems = check_pack(write_pack({RULE_PATH: RULE, other: text})).problems
    for path in (RULE_PATH, other):
        assert any(p.startswith(f"rules/{path}:2: id: COM-01 is the id of") for p in problems)
    assert the_one(problems, 'example "too small": expected').startswith(f"rules/{other}:72: ")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.dictionaries(st.sampled_from(KEYS), st.sampled_from(ODD), max_size=4))
def test_no_mistake_brings_the_check_down(changes: dict[int, str], write_pack: WritePack) -> None:
    lines = list(LINES)
    for i, value in changes.items():
        lines[i] = f"{lines[i].partition('=')[0]}= {value}"
    problems = check_pack(write_pack({RULE_PATH: "\n".join(lines)})).problems
    assert all(p.startswith("rules/") for p in problems)
    assert len(set(problems)) == len(problems)


@pytest.mark.parametrize(
    ("right", "wrong", "is_told"),
    [
        ('title = "t"', 'titel = "t"', True),
        ('approved_by = "committee"', 'approved_by = "author"', True),
        ('title = "t"', 'title = " "', True),
        ("anomaly_cap = 15", 'anomaly_cap = "15"', False),
        ("version = 1", "version = true", False),
    ],
)
def test_the_promise_of_the_policy(
    write_pack: WritePack, right: str, wrong: str, is_told: bool
) -> None:
    lock_pack(write_pack())
    policy = POLICY.replace("review_band = 25", "review_band = 26").replace(right, wrong, 1)
    problems = check_pack(write_pack(policy=policy)).problems
    assert any("rules/policy.toml:2: version 1 decides otherwise" in p for p in problems) is is_told
    assert len(problems) > is_told
