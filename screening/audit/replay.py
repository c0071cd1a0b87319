"""Replaying a run: stored rule texts asked again of stored facts, points summed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from screening.errors import UsageError, did_you_mean
from screening.rulepack import Rule, replayed_codes
from screening.rulepack.stored_text import stored_rule
from screening.store import open_store
from screening.store.sql import quoted

_DEALS_AT_ONCE = 100_000
_GRAINS = ("deal", "client")
_RESULTS = {"deal": ("deal_result", "deal_id"), "client": ("client_result", "client_id")}


@dataclass(frozen=True, slots=True)
class Unlike:
    """One stored thing that does not follow from what is stored beside it.

    `of` is the deal, client or rule; `stored` and `again` are as text what the store holds and
    what came out now.
    """

    what: str
    of: str
    rule_id: str | None = None
    stored: str | None = None
    again: str | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """What was asked again of a run, and every difference, rules first, then by deal."""

    run_id: str
    n_deals: int
    n_clients: int
    n_rules: int
    n_answers: int
    n_addends: int
    differences: tuple[Unlike, ...]

    @property
    def is_identical(self) -> bool:
        """Whether everything came out as stored."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class _Run:
    run_id: str
    catalogue_digest: str
    as_of: date


def replay(db: Path, run_id: str, *, progress: Callable[[str], None] | None = None) -> Replay:
    """The run asked again by DuckDB in memory, which reaches no file, and its points summed again.

    Only the store is read: facts, rule texts, answers, findings, addends. Raises UsageError for a
    run it does not hold, StoreError when it cannot be read.
    """
    said = progress or (lambda _stage: None)
    with open_store(db) as con:
        run = _run(con, run_id, db)
        found, counts, n_rules, n_answers = list[Unlike](), dict[str, int](), 0, 0
        for grain in _GRAINS:
            said(f"{grain} rules")
            rules, unlike = _rules(con, run, grain)
            found += unlike
            n_rules += len(rules)
            counts[grain] = 0
            for asked, stored in _pages(con, run, grain):
                counts[grain] += asked.height
                n_answers += asked.height * len(rules)
                found += _answers(asked, stored, rules, grain)
            found += _without_facts(con, run, grain)
        said("points")
        n_addends, unlike = _points(con, run)
        found += unlike
    return Replay(
        run.run_id, counts["deal"], counts["client"], n_rules, n_answers, n_addends, tuple(found)
    )


def _run(con: duckdb.DuckDBPyConnection, run_id: str, db: Path) -> _Run:
    rows = con.execute(
        "SELECT run_id, catalogue_digest, as_of::DATE FROM run ORDER BY run_no DESC"
    ).fetchall()
    for row in rows:
        if row[0] == run_id:
            return _Run(*row)
    known = [str(row[0]) for row in rows]
    raise UsageError(
        f"no run {run_id!r}{did_you_mean(run_id, known)}",
        where=str(db),
        exists=f"runs, the latest first: {', '.join(known[:5]) or 'none'}",
        do='list them: duckdb -readonly STORE "SELECT run_id, batch FROM runs"',
    )


def _rules(
    con: duckdb.DuckDBPyConnection, run: _Run, grain: str
) -> tuple[list[Rule], list[Unlike]]:
    """The rules of a grain as their stored texts say, in the order of the packed answers."""
    rows = con.execute(
        """SELECT r.rule_id, r.digest, t.text, t.canonical
        FROM run_rule AS r LEFT JOIN rule_text AS t USING (rule_id, version, digest)
        WHERE r.run_id = $run AND coalesce(r.grain, 'deal') = $grain ORDER BY r.position""",
        {"run": run.run_id, "grain": grain},
    ).fetchall()
    rules, unlike = list[Rule](), list[Unlike]()
    for rule_id, digest, text, canonical in rows:
        rule = stored_rule(rule_id, text) if text else None
        if rule is None:
            what = "cannot be read any more" if text else "is gone"
            unlike.append(Unlike(f"the text of the rule {what}", rule_id, rule_id))
        elif rule.digest != digest or rule.canonical != canonical:
            unlike.append(Unlike("the text is not the rule that was asked", rule_id, rule_id))
        else:
            rules.append(rule.on(run.as_of))
    return (rules if not unlike else []), unlike


def _pages(
    con: duckdb.DuckDBPyConnection, run: _Run, grain: str
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Facts and stored answers of the same deals or clients, side by side, a page at a time."""
    results, key = _RESULTS[grain]
    table = f"{grain}_fact_{run.catalogue_digest}"
    here = con.execute("FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall()
    if not here:
        return
    facts = (
        con.cursor()
        .sql(  # a reader keeps its connection busy
            f"SELECT * FROM {quoted(table)} WHERE run_id = $run ORDER BY {key}",  # noqa: S608
            params={"run": run.run_id},
        )
        .to_arrow_reader(_DEALS_AT_ONCE)
    )
    answers = con.sql(
        f"SELECT {key}, answers FROM {results} WHERE run_id = $run",  # noqa: S608
        params={"run": run.run_id},
    ).pl()
    for batch in facts:
        asked = pl.DataFrame(batch)
        stored = asked.select(key).join(answers, on=key, how="left", maintain_order="left")
        yield asked, stored


def _answers(
    asked: pl.DataFrame, stored: pl.DataFrame, rules: Sequence[Rule], grain: str
) -> Iterator[Unlike]:
    """Answers that come out otherwise now."""
    key = _RESULTS[grain][1]
    if not rules:
        return
    again = replayed_codes(asked, rules)
    packed = stored.select(key, n=pl.col("answers").list.len(), answers=pl.col("answers"))
    for i, rule in enumerate(rules):
        was = packed["answers"].list.get(i, null_on_oob=True)
        now = again[rule.id]
        if (is_unlike := was.ne_missing(now)).any():
            both = pl.DataFrame({"of": packed[key], "was": was, "now": now}).filter(is_unlike)
            for of, old, new in both.iter_rows():
                yield Unlike("another answer", str(of), rule.id, str(old), str(new))
    for of, n in packed.filter(pl.col("n") != len(rules)).select(key, "n").iter_rows():
        yield Unlike("number of answers", str(of), None, str(n), str(len(rules)))


def _without_facts(con: duckdb.DuckDBPyConnection, run: _Run, grain: str) -> Iterator[Unlike]:
    """Results whose facts are gone."""
    results, key = _RESULTS[grain]
    table = f"{grain}_fact_{run.catalogue_digest}"
    here = con.execute("FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall()
    anti = (
        f"ANTI JOIN (SELECT {key} FROM {quoted(table)} WHERE run_id = $run) USING ({key})"  # noqa: S608
        if here
        else ""
    )
    query = f"SELECT {key} FROM {results} {anti} WHERE run_id = $run ORDER BY ALL"  # noqa: S608
    for (of,) in con.execute(query, {"run": run.run_id}).fetchall():
        yield Unlike("the facts are gone", str(of))


_SUMS = """
    WITH sums AS (
        SELECT deal_id, sum(points)::BIGINT AS total,
               coalesce(sum(points) FILTER (kind NOT IN ('base', 'anomaly', 'client')), 0)::BIGINT
                   AS rules
        FROM addend WHERE run_id = $run GROUP BY deal_id)
    SELECT d.deal_id, d.total_points, s.total, d.rule_points, s.rules, d.score,
           round(100 / (1 + pow(2.0, -s.total / 20.0)), 4) AS again
    FROM deal_result AS d LEFT JOIN sums AS s USING (deal_id)
    WHERE d.run_id = $run ORDER BY d.deal_id"""
_HITS = """
    SELECT deal_id, len(list_filter(answers, lambda code: code >= 16)) AS answered,
           coalesce(n, 0) AS found
    FROM deal_result LEFT JOIN (
        SELECT deal_id, count(*) AS n FROM finding
        WHERE run_id = $run AND answer = 'hit' GROUP BY deal_id) USING (deal_id)
    WHERE run_id = $run AND answered <> found ORDER BY deal_id"""


def _points(con: duckdb.DuckDBPyConnection, run: _Run) -> tuple[int, list[Unlike]]:
    """Number of addends, and the deals whose points, score or hits do not add up."""
    asked = {"run": run.run_id}
    ((n,),) = con.execute("SELECT count(*) FROM addend WHERE run_id = $run", asked).fetchall()
    found = list[Unlike]()
    for deal, total, total_again, rules, rules_again, score, again in con.execute(
        _SUMS, asked
    ).fetchall():
        pairs: tuple[tuple[str, Any, Any], ...] = (
            ("total points", total, total_again),
            ("points of rules", rules, rules_again),
            ("score", score, again),
        )
        found += [Unlike(w, str(deal), None, str(a), str(b)) for w, a, b in pairs if a != b]
    for deal, answered, hits in con.execute(_HITS, asked).fetchall():
        found.append(Unlike("number of hits", str(deal), None, str(hits), str(answered)))
    return int(n), found
