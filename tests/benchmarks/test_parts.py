"""What the benchmarks stand on: medians, the kept batch, the check for equal answers, ratios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import duckdb
import polars as pl
import pytest
from rich.console import Console

from benchmarks import child_floor, workload
from benchmarks.copy_floor import CopyFloor
from benchmarks.duckdb_peer import DuckdbPeer
from benchmarks.facts_in_memory import FactsInMemory
from benchmarks.fresh_process import ChildError, answer_of
from benchmarks.machine import peak_rss_mb
from benchmarks.measurement import Measurement
from benchmarks.rounds import alternated, median_run
from benchmarks.rules import our_answers, our_points, with_copies, with_many_rules
from benchmarks.rules_copies import many_rules
from benchmarks.rules_peer import RulesPeer
from benchmarks.same_answers import UnequalError, check_codes, check_rows
from benchmarks.scoring_loop import check, our_scores
from benchmarks.table import show
from screening.rulepack import answer_codes, facts_needed, findings, load_pack
from screening.rulepack.answers import FIRST_HIT
from screening.rulepack.findings import long_rows
from screening.schema import FACTS, TABLES
from screening.stopwatch import Stopwatch


@pytest.fixture
def found() -> Measurement:
    return Measurement(
        name="rules",
        deals=1_000,
        seed=1,
        rounds=5,
        seconds=2.0,
        stages={"answers": 2.0},
        peak_rss_mb=10,
        floor_seconds=1.0,
        peers={"slow": 6.0, "fast": 1.0},
    )


def test_ratios_say_who_is_faster(found: Measurement) -> None:
    assert found.deals_per_second == 500
    assert found.ratio_to_floor == 2.0
    assert found.ratios == {"slow": 3.0, "fast": 0.5}


def test_no_floor_is_null(found: Measurement) -> None:
    told = replace(found, floor_seconds=None).as_json()
    assert told["ratio_to_floor"] is None
    assert told["floor_seconds"] is None


def test_figures_for_people(found: Measurement) -> None:
    text = StringIO()
    show(found, Console(file=text, width=120))
    for words in ("rules: 1,000 deals, 500 a second", "answers", "floor", "slow", "median of 5"):
        assert words in text.getvalue()


@pytest.mark.parametrize(
    ("seconds", "middle"), [([3.0], 3.0), ([1.0, 9.0], 1.0), ([5.0, 1.0, 2.0], 2.0)]
)
def test_the_median_run_keeps_its_stages(seconds: list[float], middle: float) -> None:
    assert median_run([(s, {"all": s}) for s in seconds]) == (middle, {"all": middle})


def test_works_take_turns() -> None:
    order: list[str] = []
    works = {"a": lambda _: order.append("a"), "b": lambda _: order.append("b")}
    assert set(alternated(works, 2)) == {"a", "b"}
    assert order == ["a", "b", "a", "b"]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCREENING_BENCHMARKS", str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_a_batch_is_made_once(kept: Path) -> None:
    told: list[str] = []
    first = workload.batch(20, 1, told.append)
    made = {f.name: f.stat().st_mtime_ns for f in first.iterdir()}
    assert workload.batch(20, 1, told.append) == first
    assert {f.name: f.stat().st_mtime_ns for f in first.iterdir()} == made
    assert len(told) == 1
    assert [p.name for p in kept.iterdir()] == [first.name]  # nothing half made is left
    assert workload.batch(20, 2, told.append) != first


def test_a_batch_given_up_half_way_is_not_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_deals: int, _seed: int, out: Path) -> None:
        out.mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr("screening.simulate.simulate", fails)
    with pytest.raises(KeyboardInterrupt):
        workload.batch(20, 1, lambda _: None)
    assert list(kept.iterdir()) == []


PACK = load_pack()
RULES = PACK.asked(date(2026, 1, 31))


@pytest.fixture
def facts() -> pl.DataFrame:
    """The baselines of all rules: a hit of each, and much that is missing."""
    rows = [{"deal_id": r.id, **r.baseline} for r in RULES]
    types = {"deal_id": pl.String(), **{f.name: f.type.dtype for f in FACTS.values()}}
    return pl.DataFrame(rows, schema=types)


@pytest.fixture
def peer(facts: pl.DataFrame) -> Iterator[DuckdbPeer]:
    asked = DuckdbPeer(facts.to_arrow(), RULES)
    yield asked
    asked.close()


def test_the_sql_peer_answers_as_we_do(facts: pl.DataFrame, peer: DuckdbPeer) -> None:
    peer.answer()
    ours = answer_codes(facts, RULES)
    check_codes("peer", ours, peer.codes())
    assert pl.DataFrame(peer.packed())["answers"].to_list() == [list(r) for r in ours.iter_rows()]
    counted = pl.DataFrame(peer.counted())[RULES[0].id].to_list()[0]
    assert sum(counted.values()) == facts.height


@pytest.fixture
def mixed() -> FactsInMemory:
    """Deals whose facts are drawn from all baselines, so that each breaks several rules."""
    pools: dict[str, list[object]] = {f: [None] for f in facts_needed(RULES)}
    for name, value in (pair for r in RULES for pair in r.baseline.items()):
        pools[name].append(value)
    evidence = {low.evidence: [True, False] for low in PACK.policy.lowerings}
    columns = {
        name: pl.Series(name, pool, dtype=FACTS[name].type.dtype).sample(
            600, with_replacement=True, seed=i
        )
        for i, (name, pool) in enumerate((pools | evidence).items())
    }
    absent = [f for f in FACTS.values() if f.name not in columns]
    missing = [pl.lit(None, f.type.dtype).alias(f.name) for f in absent]
    frame = pl.DataFrame(columns).with_columns(missing)
    frame = frame.with_row_index("n").select(pl.format("deal {}", "n").alias("deal_id"), *FACTS)
    parts = [frame.head(250), frame.tail(350)]
    calendar = TABLES["calendar"].empty()
    return FactsInMemory(parts, PACK, RULES, date(2026, 1, 31), calendar, frozenset({"vessels"}))


def test_the_sql_peer_scores_as_we_do(mixed: FactsInMemory) -> None:
    scored = our_scores(mixed, Stopwatch())
    sums = pl.concat(judged.addends for _, _, judged in scored)
    found = pl.concat(judged.findings for _, _, judged in scored)
    assert "group_cap" in sums["kind"]  # caps, reductions and lowerings are all there
    assert sums.filter(kind="rule").select((pl.col("points") < pl.col("full_points")).any()).item()
    assert found["lowered_by"].count() > 0
    peer = DuckdbPeer(mixed.arrow(), RULES)
    check(scored, peer, mixed)
    peer.close()


def test_a_peer_that_scores_otherwise_is_refused(mixed: FactsInMemory) -> None:
    scored = our_scores(mixed, Stopwatch())
    milder = replace(PACK.policy, same_typology_num=0)
    other = replace(mixed, pack=replace(PACK, policy=milder))
    peer = DuckdbPeer(mixed.arrow(), RULES)
    with pytest.raises(UnequalError, match="duckdb_sql has other scores"):
        check(scored, peer, other)
    peer.close()


def test_long_rows_are_the_findings(mixed: FactsInMemory) -> None:
    for part in mixed.parts:
        codes = answer_codes(part, RULES)
        rows = long_rows(codes, RULES)
        told = findings(part, codes, RULES, absent_tables=frozenset())
        assert set(told["answer"]) == {"hit", "not_evaluable"}
        words = pl.col("rule_id", "rule_group", "typology").cast(pl.String)
        named = rows.with_columns(words, deal_id=part["deal_id"].gather(rows["place"]))
        by = ["deal_id", "rule_id", "rule_group", "typology", "points"]
        assert named.select(by).sort(by).equals(told.select(by).sort(by))
    nothing = long_rows(codes.head(0), RULES)
    assert nothing.height == 0
    assert nothing.schema.names() == rows.schema.names()


def test_copies_of_rules_differ_in_their_limits() -> None:
    many = 2 * len(RULES)
    rules = many_rules(RULES, many)
    assert len({r.id for r in rules}) == len(rules) == many
    assert all(r in rules for r in RULES)
    by_id = {r.id: r for r in rules}
    first, copy = by_id["COM-05"], by_id["COM-30"]
    assert first.limits["highest"] == 0.001
    assert copy.limits["highest"] == pytest.approx(0.00107)
    assert copy.formula.sql != first.formula.sql
    assert many_rules(RULES, 3) == tuple(RULES[:3])


def test_the_sql_peer_adds_points_as_we_do(mixed: FactsInMemory) -> None:
    many = with_many_rules(mixed)
    answered = our_answers(many, Stopwatch())
    peer = RulesPeer(many.arrow(), many.rules)
    peer.answer()
    hits = pl.DataFrame(peer.long_rows())
    assert hits.height == sum((p.long["code"] >= FIRST_HIT).sum() for p in answered)
    ours = our_points(answered, many)
    check_rows("peer", "points", ours, peer.points(many.pack.policy))
    assert (ours["points"] > 0).any()
    peer.close()


def test_more_deals_are_copies_of_those_there_are(mixed: FactsInMemory) -> None:
    more = with_copies(mixed, 1_300)
    assert more.deals == 1_300
    ids = pl.concat(part["deal_id"] for part in more.parts)
    assert ids.n_unique() == 1_300
    assert with_copies(mixed, 100) is mixed
    first, again = answer_codes(mixed.parts[0], RULES), answer_codes(more.parts[0], RULES)
    assert again.slice(600, first.height).equals(first)


def test_other_answers_are_told(facts: pl.DataFrame) -> None:
    ours = answer_codes(facts, RULES)
    name = RULES[3].id
    theirs = ours.with_columns(pl.col(name).reverse())
    with pytest.raises(UnequalError, match=f"we do: {name}; no figures"):
        check_codes("peer", ours, theirs)
    with pytest.raises(UnequalError, match="deals and rules"):
        check_codes("peer", ours, ours.head(2))


def test_other_rows_are_told() -> None:
    ours = pl.DataFrame({"deal_id": ["a", "b"], "points": [1, None]})
    check_rows("peer", "scores", ours, ours.reverse().select("points", "deal_id"))
    with pytest.raises(UnequalError, match=r"1 rows of ours .* 1 are not ours"):
        check_rows("peer", "scores", ours, ours.with_columns(pl.col("points").fill_null(2)))


def test_the_floor_writes_every_row(tmp_path: Path) -> None:
    store, bare = tmp_path / "store.duckdb", tmp_path / "bare.duckdb"
    with duckdb.connect(store) as con:
        con.execute("CREATE TABLE one AS SELECT range AS n, [1::UTINYINT] AS codes FROM range(5)")
        con.execute("CREATE TABLE two (amount DECIMAL(18,3))")
    child_floor.write(child_floor.stored_tables(store), bare)
    assert child_floor.row_counts(bare) == {"one": 5, "two": 0}


def test_a_copy_has_every_byte() -> None:
    numbers = pl.Series("n", range(1_000), dtype=pl.Int64)
    frame = pl.DataFrame({"n": numbers, "same": numbers})
    floor = CopyFloor([frame, frame, pl.DataFrame({"text": ["x" * 50, None]})])
    assert 8_050 <= floor.size < 8_200  # a buffer that is shared is moved once
    assert numbers.to_numpy().tobytes() in floor.copy().tobytes()


def test_memory_is_this_process_own() -> None:
    held = bytearray(64 << 20)
    held[::4096] = b"x" * len(held[::4096])
    assert peak_rss_mb() > 64


def test_a_child_that_fails_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ChildError, match="child_screening ended with code 1"):
        answer_of("benchmarks.child_screening", tmp_path / "none", tmp_path / "db")
    assert "there is no such folder" in capfd.readouterr().err
