"""The rules alone: every answer of every deal, packed and counted, as long rows and in points.

120 rules, as the budgets say: the pack's, and copies of them with other limits. Peers: the same
in DuckDB SQL over the same Arrow facts, and Polars given one expression a rule, so that no
comparison is shared. Beyond 100,000 deals the facts are copies of theirs under new ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from benchmarks.copy_floor import CopyFloor
from benchmarks.facts_in_memory import FactsInMemory, facts_in_memory
from benchmarks.machine import peak_rss_mb
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.rounds import FLOOR, OURS, alternated, of_runs
from benchmarks.rules_copies import many_rules
from benchmarks.rules_peer import RulesPeer
from benchmarks.same_answers import check_codes, check_rows
from screening.pipeline import DEALS_A_PARTITION
from screening.rulepack import Rule, answer_codes, code_sql, coverage
from screening.rulepack.findings import long_rows
from screening.score.addends import rule_addends
from screening.score.assess import packed
from screening.stopwatch import Stopwatch

_ROUNDS = 5
N_RULES = 120  # what the budgets speak of
COMPUTED = 100_000  # deals whose facts are really computed; more are copies of them
DUCKDB, UNSHARED = "duckdb_sql", "polars_unshared"
Answer = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class AnsweredPart:
    """What comes of one partition: a code a deal and rule, packed, counted, long, in points."""

    codes: pl.DataFrame
    answers: pl.Series
    counted: pl.DataFrame
    long: pl.DataFrame
    points: pl.DataFrame


Answered = list[AnsweredPart]


def measure(deals: int, seed: int, progress: Progress) -> Measurement:
    """The figures of the rules, the median of alternate runs."""
    facts = with_many_rules(facts_in_memory(min(deals, COMPUTED), seed, progress))
    facts = with_copies(facts, deals)
    progress("checking that the peers answer alike")
    answered = our_answers(facts, Stopwatch())
    peak = peak_rss_mb()
    codes = pl.concat(part.codes for part in answered)
    unshared = unshared_codes(facts.rules)
    check_codes(UNSHARED, codes, pl.concat(map(unshared, facts.parts)))
    peer = RulesPeer(facts.arrow(), facts.rules)
    peer.answer()
    check_codes(DUCKDB, codes, peer.codes())
    peer.long_rows()
    check_rows(DUCKDB, "points", our_points(answered, facts), peer.points(facts.pack.policy))
    floor = CopyFloor([*asked_facts(facts), *written(answered)])
    progress(f"timing, {_ROUNDS} rounds")
    runs = alternated(
        {
            OURS: lambda watch: our_answers(facts, watch),
            DUCKDB: lambda watch: peer_answers(peer, facts, watch),
            UNSHARED: lambda watch: our_answers(facts, watch, unshared),
            FLOOR: lambda _: floor.copy(),
        },
        _ROUNDS,
    )
    peer.close()
    return of_runs("rules", facts.deals, seed, _ROUNDS, runs, peak)


def with_many_rules(facts: FactsInMemory) -> FactsInMemory:
    """The same facts asked by as many rules as the budgets speak of."""
    return replace(facts, rules=many_rules(facts.rules, N_RULES))


def with_copies(facts: FactsInMemory, deals: int) -> FactsInMemory:
    """The facts that the rules ask, of that many deals: more than there are are copies of them.

    Copies have ids of their own; partitions are as large as the engine cuts them.
    """
    if deals <= facts.deals:
        return facts
    own = pl.concat(part.select("deal_id", *asked_names(facts)) for part in facts.parts)
    copies = (
        own.with_columns(pl.format("{}-{}", "deal_id", pl.lit(n)).alias("deal_id"))
        for n in range(1, -(-deals // own.height))
    )
    parts = pl.concat([own, *copies]).head(deals).iter_slices(DEALS_A_PARTITION)
    return replace(facts, parts=[part.rechunk() for part in parts])


def our_answers(facts: FactsInMemory, watch: Stopwatch, ask: Answer | None = None) -> Answered:
    """What the rules say of each partition; by the functions pass 2 and the score use."""
    answer = ask or (lambda part: answer_codes(part, facts.rules))
    return [_answered(part, facts, watch, answer) for part in facts.parts]


def _answered(
    part: pl.DataFrame, facts: FactsInMemory, watch: Stopwatch, answer: Answer
) -> AnsweredPart:
    with watch("answers"):
        codes = answer(part)
    with watch("packed"):
        answers = packed(codes, facts.rules)
    with watch("coverage"):
        counted = coverage(codes, facts.rules)
    with watch("long rows"):
        rows = long_rows(codes, facts.rules)
    with watch("points"):
        return AnsweredPart(codes, answers, counted, rows, _points(rows, facts))


def _points(rows: pl.DataFrame, facts: FactsInMemory) -> pl.DataFrame:
    """One row a deal with points, by its place: their sum, reduced within typologies and capped."""
    sums = rule_addends(rows.rename({"place": "deal_id"}), facts.pack.policy)
    return sums.group_by("deal_id").agg(pl.col("points").sum())


def our_points(answered: Answered, facts: FactsInMemory) -> pl.DataFrame:
    """One row a deal with points: deal_id, points."""
    return pl.concat(
        done.points.select(deal_id=part["deal_id"].gather(done.points["deal_id"]), points="points")
        for done, part in zip(answered, facts.parts, strict=True)
    )


def unshared_codes(rules: tuple[Rule, ...]) -> Answer:
    """What `answer_codes` gives, from one whole expression a rule."""
    asked = [pl.sql_expr(code_sql(r)).cast(pl.UInt8).alias(r.id) for r in rules]
    return lambda part: part.select(asked)


def peer_answers(peer: RulesPeer, facts: FactsInMemory, watch: Stopwatch) -> object:
    """The same of all partitions at once from DuckDB, as Arrow tables."""
    with watch("answers"):
        peer.answer()
    with watch("packed"):
        packed = peer.packed()
    with watch("coverage"):
        counted = peer.counted()
    with watch("long rows"):
        rows = peer.long_rows()
    with watch("points"):
        return packed, counted, rows, peer.points(facts.pack.policy)


def asked_facts(facts: FactsInMemory) -> list[pl.DataFrame]:
    """The facts that the rules' conditions read."""
    return [part.select(asked_names(facts)) for part in facts.parts]


def asked_names(facts: FactsInMemory) -> list[str]:
    """Their names."""
    return list(dict.fromkeys(f for r in facts.rules for f in r.condition_facts))


def written(answered: Answered) -> list[pl.DataFrame]:
    """What comes out: packed codes, coverage, long rows, points."""
    return [
        frame
        for part in answered
        for frame in (part.answers.to_frame(), part.counted, part.long, part.points)
    ]
