"""The scoring loop: facts in memory to answers, findings with reasons, points and scores.

The calls are those of `screening.pipeline.screen_partition` after its facts. The peer is the same
in DuckDB SQL; it gives less: see README.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from benchmarks.copy_floor import CopyFloor
from benchmarks.duckdb_peer import DuckdbPeer
from benchmarks.facts_in_memory import FactsInMemory, facts_in_memory
from benchmarks.machine import peak_rss_mb
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.rounds import FLOOR, OURS, alternated, of_runs
from benchmarks.same_answers import check_codes, check_rows
from screening.rulepack import answer_codes, coverage, facts_needed, findings
from screening.score import Assessment, assess
from screening.stopwatch import Stopwatch

_ROUNDS = 5
DUCKDB = "duckdb_sql"
Scored = list[tuple[pl.DataFrame, pl.DataFrame, Assessment]]


def measure(deals: int, seed: int, progress: Progress) -> Measurement:
    """The figures of the scoring loop, the median of alternate runs."""
    facts = facts_in_memory(deals, seed, progress)
    progress("checking that the peer finds and scores alike")
    scored = our_scores(facts, Stopwatch())
    peak = peak_rss_mb()
    peer = DuckdbPeer(facts.arrow(), facts.rules)
    check(scored, peer, facts)
    floor = CopyFloor([*needed_facts(facts), *written(scored)])
    progress(f"timing, {_ROUNDS} rounds")
    runs = alternated(
        {
            OURS: lambda watch: our_scores(facts, watch),
            DUCKDB: lambda watch: peer_scores(peer, facts, watch),
            FLOOR: lambda _: floor.copy(),
        },
        _ROUNDS,
    )
    peer.close()
    return of_runs("scoring_loop", facts.deals, seed, _ROUNDS, runs, peak)


def our_scores(facts: FactsInMemory, watch: Stopwatch) -> Scored:
    """Codes, coverage and assessment of each partition, as pass 2 makes them."""
    return [_scored(part, facts, watch) for part in facts.parts]


def _scored(
    part: pl.DataFrame, facts: FactsInMemory, watch: Stopwatch
) -> tuple[pl.DataFrame, pl.DataFrame, Assessment]:
    rules, day = facts.rules, facts.today
    with watch("answers"):
        codes = answer_codes(part, rules)
    with watch("findings"):
        found = findings(part, codes, rules, absent_tables=facts.absent)
    with watch("score"):
        named = codes.with_columns(part["deal_id"])
        judged = assess(part, named, found, facts.pack, rules, day, facts.calendar)
        return codes, coverage(codes, rules), judged


def peer_scores(
    peer: DuckdbPeer, facts: FactsInMemory, watch: Stopwatch
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Hits, scores and counts of all partitions at once from DuckDB, as Arrow tables."""
    with watch("answers"):
        peer.answer()
    with watch("findings"):
        found = peer.find(facts.pack.policy)
    with watch("score"):
        return found, peer.score(facts.pack.policy), peer.counted()


def check(scored: Scored, peer: DuckdbPeer, facts: FactsInMemory) -> None:
    """Nothing; UnequalError unless answers, hits, points and scores are the same for every deal."""
    hits, totals, _ = peer_scores(peer, facts, Stopwatch())
    check_codes(DUCKDB, pl.concat(codes for codes, _, _ in scored), peer.codes())
    found = pl.concat(judged.findings for _, _, judged in scored)
    ours = found.filter(pl.col("answer") == "hit").select(
        "deal_id", "rule_id", "severity", "points"
    )
    theirs = pl.DataFrame(hits).with_columns(pl.col("points").cast(pl.Int64))
    check_rows(DUCKDB, "hits", ours, theirs)
    deals = pl.concat(judged.deals for _, _, judged in scored)
    sums = deals.select("deal_id", "total_points", "score")
    check_rows(DUCKDB, "scores", sums, pl.DataFrame(totals))


def needed_facts(facts: FactsInMemory) -> list[pl.DataFrame]:
    """The facts that the rules' answers, reasons and pointers read."""
    return [part.select("deal_id", *facts_needed(facts.rules)) for part in facts.parts]


def written(scored: Scored) -> list[pl.DataFrame]:
    """What comes out: deals, findings, addends, duties and coverage."""
    frames = [
        (judged.deals, judged.findings, judged.addends, judged.duties, counted)
        for _, counted, judged in scored
    ]
    return [frame for of_part in frames for frame in of_part]
