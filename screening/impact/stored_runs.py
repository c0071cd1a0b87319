"""What the store says of its live runs: their day, the rules they asked, their facts and policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from screening.errors import UsageError
from screening.schema import TABLES

_LIVE = """FROM deal_result AS d ANTI JOIN superseded AS s USING (run_id, deal_id)"""
WITHIN = (
    """($since IS NULL OR submitted_on >= $since) AND ($until IS NULL OR submitted_on <= $until)"""
)
LIVE_WITHIN = f"{_LIVE} WHERE {WITHIN}"


@dataclass(frozen=True, slots=True)
class Span:
    """Days of submission looked at, both inclusive; None: no bound."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since > self.until:
            raise UsageError(
                f"the range ends before it begins: {self.since} to {self.until}",
                do="give the earlier day as --from and the later as --to",
            )

    @property
    def is_bounded(self) -> bool:
        """Whether any deal may lie outside."""
        return bool(self.since or self.until)

    @property
    def bounds(self) -> dict[str, date | None]:
        """The bounds by the names the statements here use."""
        return {"since": self.since, "until": self.until}

    def __str__(self) -> str:
        return f"{self.since or 'the first day'} to {self.until or 'the last day'}"


@dataclass(frozen=True, slots=True)
class AskedRule:
    """A rule as a run asked it; `position` is its place in the packed answers, from 1."""

    position: int
    rule_id: str
    version: int
    digest: str
    status: str
    required: bool


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One run with live deals in the span, and what decided its results.

    `rules` are those asked of what `grain` names; `client_rules` those asked of clients beside
    the rules of deals.
    """

    run_id: str
    as_of: date
    engine_version: str
    catalogue_digest: str
    policy_text: str
    absent: frozenset[str]
    rules: tuple[AskedRule, ...]
    client_rules: tuple[AskedRule, ...] = ()
    grain: str = "deal"

    @property
    def of_clients(self) -> StoredRun:
        """The same run as it asked its clients; positions count within their packed answers."""
        rules = tuple(replace(r, position=i) for i, r in enumerate(self.client_rules, 1))
        return replace(self, rules=rules, client_rules=(), grain="client")


def stored_runs(con: duckdb.DuckDBPyConnection, span: Span, db: Path) -> tuple[StoredRun, ...]:
    """The runs with live deals submitted in the span, in the order stored.

    UsageError if there is none: it says from when to when there are deals.
    """
    rows = con.execute(_RUNS, span.bounds).fetchall()
    if not rows:
        raise _nothing(con, span, db)
    ids = [run_id for run_id, *_ in rows]
    rules, present = _rules(con, ids), _present(con, ids)
    everything = frozenset(TABLES)
    return tuple(
        StoredRun(
            run_id,
            as_of,
            engine,
            catalogue,
            policy or "",
            everything - present.get(run_id, frozenset()),
            tuple(r for grain, r in rules.get(run_id, ()) if grain == "deal"),
            tuple(r for grain, r in rules.get(run_id, ()) if grain == "client"),
        )
        for run_id, as_of, engine, catalogue, policy in rows
    )


def fact_columns(
    con: duckdb.DuckDBPyConnection, catalogue_digest: str, grain: str = "deal"
) -> frozenset[str]:
    """Names of the facts of a grain stored under a catalogue; none where there is no table."""
    rows = con.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ?",
        [f"{grain}_fact_{catalogue_digest}"],
    ).fetchall()
    return frozenset(name for (name,) in rows) - {"run_id", f"{grain}_id"}


def rule_texts(con: duckdb.DuckDBPyConnection, digests: set[str]) -> Mapping[tuple[str, str], str]:
    """The stored rule files of these digests, by rule id and digest."""
    rows = con.execute(
        "SELECT rule_id, digest, text FROM rule_text WHERE list_contains($digests, digest)",
        {"digests": sorted(digests)},
    ).fetchall()
    return {(rule_id, digest): text for rule_id, digest, text in rows}


_RUNS = f"""SELECT r.run_id, r.as_of::DATE, r.engine_version, r.catalogue_digest, p.text
    FROM run AS r LEFT JOIN policy_text AS p USING (pack_digest)
    WHERE r.run_id IN (SELECT DISTINCT run_id {LIVE_WITHIN})
    ORDER BY r.run_no"""  # noqa: S608 - constants of our own


def _rules(
    con: duckdb.DuckDBPyConnection, ids: list[str]
) -> dict[str, tuple[tuple[str, AskedRule], ...]]:
    """The grain and the rule, for each rule of each run."""
    names = {name for name, *_ in con.execute("DESCRIBE run_rule").fetchall()}
    # a store of an earlier version knew deal rules alone
    grain = "coalesce(grain, 'deal')" if "grain" in names else "'deal'"
    rows = con.execute(
        f"""SELECT run_id, {grain}, position, rule_id, version, digest, status, required
        FROM run_rule WHERE list_contains($runs, run_id) ORDER BY run_id, position""",  # noqa: S608
        {"runs": ids},
    ).fetchall()
    return _grouped(rows, lambda row: (row[0], AskedRule(*row[1:])))


def _grouped(rows: list[tuple[Any, ...]], made: Any) -> dict[str, tuple[Any, ...]]:
    """What is made of each row's rest, in a tuple for each run."""
    found: dict[str, list[Any]] = {}
    for run_id, *rest in rows:
        found.setdefault(run_id, []).append(made(rest))
    return {run_id: tuple(values) for run_id, values in found.items()}


def _present(con: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, frozenset[str]]:
    """The tables each run's files brought."""
    rows = con.execute(
        """SELECT DISTINCT run_id, table_name FROM run_file
        WHERE list_contains($runs, run_id) ORDER BY ALL""",
        {"runs": ids},
    ).fetchall()
    return {run: frozenset(names) for run, names in _grouped(rows, lambda row: row[0]).items()}


def _nothing(con: duckdb.DuckDBPyConnection, span: Span, db: Path) -> UsageError:
    n, first, last = con.execute(
        f"SELECT count(*), min(submitted_on), max(submitted_on) {_LIVE}"
    ).fetchall()[0]
    if not n:
        return UsageError(
            "the store holds no deal yet",
            where=str(db),
            do="screen a batch first: screening run BATCH --db " + str(db),
        )
    return UsageError(
        f"no stored deal was submitted from {span}",
        where=str(db),
        exists=f"{n:,} deals submitted from {first} to {last}",
        do="widen --from and --to",
    )
