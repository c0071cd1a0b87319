"""What another pack would change on stored deals: five rules changed, everything told.

The store holds simulated deals screened once; beyond 20,000 their stored rows are copied as further
runs under new ids, so that a large store is there in minutes. The floor reads the same columns and
nothing more. The peer asks every rule of every deal and counts the answers that differ from the
stored ones: it decides nothing and gives no reasons, and is the least one could do without knowing
what changed.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.machine import peak_rss_mb
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.rounds import FLOOR, OURS, alternated, of_runs
from benchmarks.same_answers import UnequalError
from benchmarks.stored_copies import stored_deals
from screening.impact import Impact, rules_diff
from screening.rulepack import Rule, code_sql, default_pack_dir, load_pack
from screening.store import open_store

_ROUNDS = 5
EVERY_RULE = "every_rule_asked"
CHANGED = {  # one limit a rule, moved a little
    "AUT-05": ("age = 60", "age = 55"),
    "COM-01": ("exchange_deviation = 0.1 ", "exchange_deviation = 0.09 "),
    "COM-05": ("highest = 0.001", "highest = 0.002"),
    "LOG-03": ("allowance   = 0.005", "allowance   = 0.004"),
    "PAY-05": ("beyond = 15, gap = 90", "beyond = 10, gap = 80"),
}


def measure(deals: int, seed: int, progress: Progress) -> Measurement:
    """The figures of `rules diff`, the median of alternate runs; `deals` are those stored."""
    with tempfile.TemporaryDirectory(prefix="screening-benchmark-") as made:
        db = stored_deals(Path(made, "store.duckdb"), deals, seed, progress)
        pack = changed_pack(Path(made, "pack"))
        progress("checking what is stored and what would change")
        n_deals = _checked(db, pack).n_deals
        peak = peak_rss_mb()
        progress(f"timing, {_ROUNDS} rounds")
        runs = alternated(
            {
                OURS: lambda watch: rules_diff(db, pack, watch=watch),
                EVERY_RULE: lambda _: _ask_every_rule(db),
                FLOOR: lambda _: _read(db),
            },
            _ROUNDS,
        )
    return of_runs("rules_diff", n_deals, seed, _ROUNDS, runs, peak)


def changed_pack(folder: Path) -> Path:
    """A copy of the pack that comes along with five rules changed; nobody locked it yet."""
    shutil.copytree(default_pack_dir(), folder)
    (folder / "rules.lock").unlink(missing_ok=True)
    for rule_id, (was, now) in CHANGED.items():
        file = next(folder.glob(f"*/{rule_id}_*.toml"))
        text = file.read_text(encoding="utf-8")
        assert was in text, f"{file.name} no longer says {was}"
        raised = re.sub(r"^version\s*=.*$", "version = 1_000", text, count=1, flags=re.MULTILINE)
        file.write_text(raised.replace(was, now), encoding="utf-8")
    return folder


def _checked(db: Path, pack: Path) -> Impact:
    """What would change, after the stored answers were found to be those of the peer."""
    if any(_ask_every_rule(db)):
        raise UnequalError(f"{EVERY_RULE} answers otherwise than was stored; no figures")
    impact = rules_diff(db, pack)
    assert {r.rule_id for r in impact.rules} == set(CHANGED)
    return impact


def _asked(con: duckdb.DuckDBPyConnection) -> Sequence[Rule]:
    """The deal rules as the store's runs asked them, in the order of the packed answers."""
    rows = con.sql("SELECT DISTINCT position, rule_id FROM run_rule ORDER BY ALL").fetchall()
    pack = load_pack()
    return [rule for _, i in rows if (rule := pack.rule(i)).grain == "deal"]


def _fact_table(con: duckdb.DuckDBPyConnection) -> str:
    rows = con.sql(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'deal_fact_')"
    ).fetchall()
    return str(rows[0][0])


def _every_code(con: duckdb.DuckDBPyConnection, asked: Sequence[Rule]) -> str:
    codes = (f"CAST({code_sql(r)} AS UTINYINT) AS code_{i}" for i, r in enumerate(asked))
    return f"SELECT run_id, deal_id, {', '.join(codes)} FROM {_fact_table(con)}"


def _ask_every_rule(db: Path) -> Sequence[int]:
    """How many deals each rule answers otherwise than was stored."""
    with open_store(db) as con:
        asked = _asked(con)
        differ = ", ".join(
            f"count(*) FILTER (f.code_{i} IS DISTINCT FROM d.answers[{i + 1}])"
            for i in range(len(asked))
        )
        query = f"""SELECT {differ} FROM deal_result AS d
            JOIN ({_every_code(con, asked)}) AS f USING (run_id, deal_id)"""
        (counts,) = con.sql(query).fetchall()
        return counts


def _read(db: Path) -> object:
    """The ids, packed answers and facts that the changed rules read."""
    pack = load_pack()
    facts = dict.fromkeys(f for i in CHANGED for f in pack.rule(i).condition_facts)
    with open_store(db) as con:
        table = _fact_table(con)
        places = [i for i, r in enumerate(_asked(con), 1) if r.id in CHANGED]
        codes = ", ".join(f"answers[{i}] AS code_{i}" for i in places)
        return (
            con.sql(f"SELECT run_id, deal_id, {codes} FROM deal_result").to_arrow_table(),
            con.sql(f"SELECT run_id, deal_id, {', '.join(facts)} FROM {table}").to_arrow_table(),
        )
