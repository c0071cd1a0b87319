"""What a condition may say, what it becomes, and how each thing refused is told."""

from __future__ import annotations

import time

import duckdb
import polars as pl
import pytest

from screening.rulepack.condition import condition
from screening.rulepack.language import LANGUAGE, MAX_BYTES, language_table
from screening.rulepack.literal import LimitValue
from screening.schema import FACTS

LIMITS: dict[str, LimitValue] = {
    "deviation": 4,
    "floor": 50_000,
    "kind": "FX",
    "days": 3,
    "zero": 0,
    "half": 0.5,
}


def canonical(text: str) -> str:
    found, flaws, _ = condition("c", text, FACTS, LIMITS)
    assert not flaws, flaws
    assert found is not None
    return found.canonical


def flaws_of(text: str) -> list[tuple[int | None, str]]:
    found, flaws, _ = condition("c", text, FACTS, LIMITS)
    assert found is None
    return [(f.column, f.what) for f in flaws]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price_deviation >= :deviation", "price_deviation >= 4.0e0"),
        ("invoice_usd>.5", "invoice_usd > 0.5e0"),
        ("n_invoices > :days", "n_invoices > 3"),
        ("n_invoices != -1", "n_invoices <> -1"),
        ("0.02 < margin_ratio", "0.02e0 < margin_ratio"),
        ("mode = 'it''s'", "mode = 'it''s'"),
        ("mode NOT IN ('a', :kind, 'a')", "(NOT (mode IN ('a', 'FX')))"),
        ("mode NOT LIKE 'a%'", "(NOT (mode LIKE 'a%'))"),
        ("STARTS_WITH(mode, 'off')", "STARTS_WITH(mode, 'off')"),
        ("n_invoices BETWEEN 1 AND 2", "(n_invoices >= 1 AND n_invoices <= 2)"),
        ("has_container OR NOT has_vessel", "(has_container OR (NOT (has_vessel)))"),
        ("((has_container = TRUE))", "has_container = TRUE"),
        ("first_leg_on >= '2024-02-29'", "first_leg_on >= DATE '2024-02-29'"),
        ("margin_ratio * :half < -1", "(margin_ratio * 0.5e0) < -1.0e0"),
        ("ABS(margin_ratio) * 2 > 1", "(ABS(margin_ratio) * 2.0e0) > 1.0e0"),
        ("-margin_ratio > 0", "(-margin_ratio) > 0.0e0"),
        ("LENGTH(mode) > 3", "LENGTH(mode) > 3"),
        ("buy_bank = sell_bank", "buy_bank = sell_bank"),
        (
            "LEAST(buy_quantity, 1) > 0",
            "(LEAST(buy_quantity, 1.0e0) + (buy_quantity - buy_quantity)) > 0.0e0",
        ),
    ],
)
def test_canonical_text(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("price_deviaton > 1", 1, 'did you mean "price_deviation"'),
        ("has_container AND price_deviation > :deviaton", 37, 'did you mean "deviation"'),
        ("n_invoices > 1.5", 1, "n_invoices is BIGINT; 1.5 is not"),
        ("n_invoices > :kind", 1, ":kind = 'FX' is not"),
        ("mode > 'a'", 1, "takes BIGINT, DOUBLE, DATE; mode is VARCHAR"),
        ("n_invoices = margin_ratio", 1, "both sides must have one type"),
        ("n_invoices + 1 > 2", 1, "takes DOUBLE; n_invoices is BIGINT"),
        ("ABS(n_invoices) > 2", 1, "takes DOUBLE"),
        ("1 = 1", 1, "has no fact in it"),
        ("TRUE", None, "is a value, not a comparison"),
        ("mode", 1, "is a value, not a comparison"),
        ("mode = mode", 1, "compares a value with itself"),
        ("1 < margin_ratio < 3", 1, "already a comparison"),
        ("mode IS NULL", 6, "ask a has_... fact"),
        ("has_container IS TRUE", 15, "ask a has_... fact"),
        ("COALESCE(margin_ratio, 0) > 1", 1, "hides what is missing"),
        ("CASE WHEN has_container THEN has_vessel END", 1, "use tiers"),
        ("UPPER(mode) = 'X'", 1, "engines differ"),
        ("mode ILIKE 'x'", 6, "use LIKE"),
        ("ROUND(margin_ratio) > 1", 1, "engines differ"),
        ("margin_ratio % 2 > 1", 14, "engines differ"),
        ("margin_ratio // 2 > 1", 14, "engines differ"),
        ("margin_ratio ^ 2 > 1", 14, "powers"),
        ("margin_ratio / price_ratio > 1", 14, "/ is not allowed: the engines differ"),
        ("margin_ratio / 49 >= 1", 14, "multiply the limit"),
        ("GREATEST(margin_ratio, 1) > 2", 1, "compare each with OR"),
        ("mode::INT > 1", 1, "a cast is not allowed"),
        ("first_leg_on > DATE '2024-02-30'", 16, "a day is written"),
        ("first_leg_on > '2024-02-30'", 1, "first_leg_on is DATE"),
        ("first_leg_on + INTERVAL 1 DAY > DATE '2024-01-01'", 16, "..._days fact"),
        ("mode IN (SELECT 1)", 1, "IN takes a list"),
        ("(SELECT 1) = n_invoices", 1, "cannot read anything but facts"),
        ("n_invoices IN ()", 1, "a list has 1 to"),
        ("margin_ratio IN (1, 2)", 1, "takes BIGINT, VARCHAR, DATE"),
        ("mode IN (buy_bank)", 10, "depends on a fact"),
        ("mode LIKE buy_bank", 11, "depends on a fact"),
        ("mode LIKE 'a\\%'", 1, "backslash"),
        ("\"mode\" = 'x'", 1, "double quotes"),
        ("deals.mode = 'x'", 1, "without a table"),
        ("mode = $kind", 8, "a limit is written :name"),
        ("has_vessel AND CASE WHEN " * 3 + "has_vessel" + " THEN TRUE END" * 3, 16, "CASE is not"),
        ("CASE WHEN " * 30 + "has_vessel" + " THEN TRUE END" * 30, 1, "CASE is not allowed"),
        ("has_vessel AND CASE WHEN has_container", 16, "CASE is not allowed"),
        ("x -> x > 0", 3, "-> is not allowed"),
        ("lambda x: x > 0", 1, "lambda"),
        ("LIST_FILTER([1], x -> x > 0) = [1]", 1, "LIST_FILTER is not allowed"),
        ("n_invoices BETWEEN 1 AND LEN(UPPER(mode))", 30, "UPPER is not allowed"),
        ("margin_ratio > 1 AND (SQRT(margin_ratio)) > 2", 23, "SQRT is not allowed"),
        ("n_invoices > -9223372036854775808", 1, "they go from -9223372036854775807 to 9"),
        ("margin_ratio > > 1", 16, "write > or >="),
        ("mode = 'x' ) AND has_vessel", 12, '")" does not belong here'),
        ("mode = 'x", None, "a quote or comment is not closed"),
        ("n_invoices \u2265 3 AND n_invoices \u2264 9", 31, "write <="),
        ("mode = ?", 8, "no limit :?"),
        ("mode = 'x' -- really", 8, "has a comment"),
        ("mode = 'x'; DROP TABLE deals", 11, "one condition only"),
        ("read_csv('/etc/passwd') > 1", 1, "READ_CSV is not allowed"),
        ("getenv('HOME') = 'x'", 1, "no function GETENV"),
        ("margin_ratio > 1e999", 1, "1e999 is not"),
        ("n_invoices > 9223372036854775808", 1, "is not"),
        ("n_invoices > 0x10", 15, "nor two values"),
        ("n_invoices >", None, "something is missing"),
        ("   ", None, "is empty"),
    ],
)
def test_refused(text: str, column: int | None, said: str) -> None:
    found = flaws_of(text)
    assert any(said in what for _, what in found), found
    if column is not None:
        assert column in [c for c, _ in found]


def test_every_flaw_is_told_at_once() -> None:
    found = flaws_of("n_invoices > 1.5 AND mod = 'x' AND mode IS NULL")
    assert len(found) == 3


@pytest.mark.parametrize(
    "text",
    [
        "mode = 'a' AND " * 20_000 + "mode = 'b'",
        "x" * 2_000_000,
        "(" * 900 + "has_container" + ")" * 900,
        "NOT " * 500 + "has_container",
        "margin_ratio > " + "- " * 500 + "1",
        "LEAST(" * 300 + "margin_ratio",
        " AND ".join(["n_invoices > 1"] * 130),
        "margin_ratio" + " + margin_ratio" * 60 + " > 1",
        "mode IN (" + ",".join(["'a'"] * 300) + ")",
        "CASE WHEN " * 150 + "has_container",
        "[" * 1000,
        "{'a':" * 300,
        "'" * 2001,
        "\x00" * 100,
    ],
)
def test_hostile_text_is_refused_quickly(text: str) -> None:
    started = time.process_time()
    assert flaws_of(text)
    assert time.process_time() - started < 1.0


def test_long_flat_conditions_within_the_bounds_are_fine() -> None:
    text = " OR ".join(f"n_invoices = {i}" for i in range(24))
    assert len(text) < MAX_BYTES
    assert canonical(text).count(" OR ") == 23


def test_every_fact_can_be_named_in_both_engines() -> None:
    frame = pl.DataFrame(schema={f.name: f.type.dtype for f in FACTS.values()})
    names = ", ".join(FACTS)
    assert frame.select(pl.sql_expr(f) for f in FACTS).columns == list(FACTS)
    with duckdb.connect() as connection:
        connection.register("facts", frame.to_arrow())
        connection.execute(f"SELECT {names} FROM facts")


def test_the_table_is_what_the_docs_show() -> None:
    assert len(language_table()) == len(LANGUAGE)
    assert len({c.node for c in LANGUAGE}) == len(LANGUAGE)
    assert all(c.doc and c.written for c in LANGUAGE)
