"""The rules alone: every answer of every deal, packed and counted.

Peers: the same conditions in DuckDB SQL over the same Arrow facts, and Polars given one
expression a rule, so that no comparison is shared.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from benchmarks.copy_floor import CopyFloor
from benchmarks.duckdb_peer import DuckdbPeer
from benchmarks.facts_in_memory import FactsInMemory, facts_in_memory
from benchmarks.machine import peak_rss_mb
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.rounds import alternated
from benchmarks.same_answers import check_codes
from screening.rulepack import Rule, answer_codes, code_sql, coverage
from screening.score.assess import packed
from screening.stopwatch import Stopwatch

_ROUNDS = 5
OURS, DUCKDB, UNSHARED, FLOOR = "ours", "duckdb_sql", "polars_unshared", "floor"
Answer = Callable[[pl.DataFrame], pl.DataFrame]
Answered = list[tuple[pl.DataFrame, pl.Series, pl.DataFrame]]


def measure(deals: int, seed: int, progress: Progress) -> Measurement:
    """The figures of the rules, the median of alternate runs."""
    facts = facts_in_memory(deals, seed, progress)
    progress("checking that the peers answer alike")
    answered = our_answers(facts, Stopwatch())
    peak = peak_rss_mb()
    codes = pl.concat(codes for codes, _, _ in answered)
    unshared = unshared_codes(facts.rules)
    check_codes(UNSHARED, codes, pl.concat(map(unshared, facts.parts)))
    peer = DuckdbPeer(facts.arrow(), facts.rules)
    peer.answer()
    check_codes(DUCKDB, codes, peer.codes())
    floor = CopyFloor([*asked_facts(facts), *written(answered)])
    progress(f"timing, {_ROUNDS} rounds")
    runs = alternated(
        {
            OURS: lambda watch: our_answers(facts, watch),
            DUCKDB: lambda watch: peer_answers(peer, watch),
            UNSHARED: lambda watch: our_answers(facts, watch, unshared),
            FLOOR: lambda _: floor.copy(),
        },
        _ROUNDS,
    )
    peer.close()
    return Measurement(
        name="rules",
        deals=facts.deals,
        seed=seed,
        rounds=_ROUNDS,
        seconds=runs[OURS][0],
        stages=runs[OURS][1],
        peak_rss_mb=peak,
        floor_seconds=runs[FLOOR][0],
        peers={name: runs[name][0] for name in (DUCKDB, UNSHARED)},
    )


def our_answers(facts: FactsInMemory, watch: Stopwatch, ask: Answer | None = None) -> Answered:
    """Codes, packed codes and coverage of each partition, as pass 2 and the score make them."""
    answer = ask or (lambda part: answer_codes(part, facts.rules))
    return [_answered(part, facts, watch, answer) for part in facts.parts]


def _answered(
    part: pl.DataFrame, facts: FactsInMemory, watch: Stopwatch, answer: Answer
) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame]:
    with watch("answers"):
        codes = answer(part)
    with watch("packed"):
        answers = packed(codes, facts.rules)
    with watch("coverage"):
        return codes, answers, coverage(codes, facts.rules)


def unshared_codes(rules: tuple[Rule, ...]) -> Answer:
    """What `answer_codes` gives, from one whole expression a rule."""
    asked = [pl.sql_expr(code_sql(r)).cast(pl.UInt8).alias(r.id) for r in rules]
    return lambda part: part.select(asked)


def peer_answers(peer: DuckdbPeer, watch: Stopwatch) -> object:
    """The same of all partitions at once from DuckDB, as Arrow tables."""
    with watch("answers"):
        peer.answer()
    with watch("packed"):
        packed = peer.packed()
    with watch("coverage"):
        return packed, peer.counted()


def asked_facts(facts: FactsInMemory) -> list[pl.DataFrame]:
    """The facts that the rules' conditions read."""
    names = dict.fromkeys(f for r in facts.rules for f in r.condition_facts)
    return [part.select(list(names)) for part in facts.parts]


def written(answered: Answered) -> list[pl.DataFrame]:
    """What comes out: packed codes and coverage."""
    return [f for _, packed, counted in answered for f in (packed.to_frame(), counted)]
