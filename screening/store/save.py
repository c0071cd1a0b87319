"""Writing a screened batch: everything in one transaction, nothing ever changed or removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from screening.errors import StoreError
from screening.schema import TABLES
from screening.schema.chain import CHAIN_TABLES
from screening.schema.results import CURE_TABLES, LIST_TABLES, RESULT_TABLES
from screening.store import sql
from screening.store.canonical import typed
from screening.store.chain import Chain, mark_of
from screening.store.connection import open_store
from screening.store.ordering import shaped
from screening.store.results import Results
from screening.store.run_key import RunKey
from screening.store.schema import SCHEMA_VERSION, complete, ensure_all
from screening.store.stored_table import (
    StoredTable,
    client_fact_table,
    fact_table,
    input_table,
    reference_table,
    result_table,
)

WRITTEN_HERE = frozenset({"run", "run_history", "superseded"})
_OF_NO_RUN = frozenset(
    t.name for t in (*CHAIN_TABLES, *CURE_TABLES, *LIST_TABLES)
)  # the chain's own, and what people write between runs
_KEPT_ONCE = {  # texts are kept on first use: the rows whose key is not there yet
    "rule_text": "ANTI JOIN rule_text USING (rule_id, version, digest)",
    "policy_text": "ANTI JOIN policy_text USING (pack_digest)",
}


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: the run, its place in the store, and rows by table."""

    db: Path
    run_id: str
    run_no: int
    rows: Mapping[str, int] = field(repr=False)


def save(results: Results, db: Path | str) -> Saved:
    """What was written of the batch; it is all in the file when this returns.

    The one writer of the store, in ONE transaction a batch: killed at any moment, the file holds
    the whole batch or nothing of it. Earlier live results of its deals are superseded by
    inserted rows. The clock is read here and only here, for run.committed_at. Raises StoreError
    when the file cannot be written or already holds the run.
    """
    from screening.store.views import create_views  # noqa: PLC0415 - reading starts without rules

    db, rows = Path(db), dict[str, int]()
    with open_store(db, writable=True) as con:
        con.execute("BEGIN TRANSACTION")
        complete(con)
        run_no = _next_run(con, results.run, db)
        _check_versions(con, results, db)
        _check_policy(con, results, db)
        chain = Chain(con, "run", results.run.run_id)
        frames = list(_frames(results, run_no, chain.link_no))
        ensure_all(con, [table for table, _, _ in frames])
        for table, frame, clause in frames:
            rows[table.name] = _append(chain, table, frame, clause)
        rows["superseded"] = _supersede(con, results)
        chain.wrote_marked("superseded")
        chain.close(SCHEMA_VERSION)
        create_views(con)
        con.execute("COMMIT")
    return Saved(db, results.run.run_id, run_no, rows)


def _next_run(con: duckdb.DuckDBPyConnection, run: RunKey, db: Path) -> int:
    taken, last = con.execute(
        "SELECT count(*) FILTER (run_id = ?), coalesce(max(run_no), 0) FROM run", [run.run_id]
    ).fetchall()[0]
    if taken:
        raise StoreError(
            f"run {run.run_id} is already stored",
            where=str(db),
            do="nothing: the same inputs and history have the same results",
        )
    return int(last) + 1


def _check_versions(con: duckdb.DuckDBPyConnection, results: Results, db: Path) -> None:
    """StoreError if a version of a rule decides otherwise than when it was first stored.

    Views and auditors find a rule's text by id and version, so a version has one meaning.
    """
    if "rule_text" not in results.tables:
        return
    con.register("rules_to_write", results.tables["rule_text"])
    rows = con.execute(
        """
        SELECT rule_id, version FROM rules_to_write
        SEMI JOIN rule_text USING (rule_id, version)
        ANTI JOIN rule_text USING (rule_id, version, digest)
        ORDER BY ALL
        """
    ).fetchall()
    con.unregister("rules_to_write")
    if rows:
        named = ", ".join(f"{rule} version {version}" for rule, version in rows)
        raise StoreError(
            f"what a rule decides has changed under a version this store knows: {named}",
            where=str(db),
            do="raise the version in each rule file (with rules.lock in the pack, screening rules "
            "check tells this before a run), or take the old file back",
        )


def _check_policy(con: duckdb.DuckDBPyConnection, results: Results, db: Path) -> None:
    """StoreError if the policy decides otherwise than a stored one of its version."""
    # reading starts without rules
    from screening.rulepack.policy_text import policy_version, same_decisions  # noqa: PLC0415

    given = results.tables.get("policy_text")
    if given is None or given.is_empty():
        return
    text = str(given["text"][0])
    stored = con.execute("SELECT DISTINCT text FROM policy_text ORDER BY text").fetchall()
    version = policy_version(text)
    alike = (t for (t,) in stored if t != text and policy_version(t) == version)
    if not all(same_decisions(t, text) for t in alike):
        raise StoreError(
            f"what the policy decides has changed under a version this store knows: {version}",
            where=str(db),
            do="raise the version in policy.toml (with rules.lock in the pack, screening rules "
            "check tells this before a run), or take the old file back",
        )


def _frames(
    results: Results, run_no: int, link_no: int
) -> Iterator[tuple[StoredTable, pl.DataFrame, str]]:
    """Table, rows and join clause of everything a batch writes, in the order written."""
    run = results.run
    yield result_table(RESULT_TABLES["run"]), _run_row(results, run_no), ""
    consulted = pl.DataFrame(
        {"consulted_run_id": run.consulted}, schema={"consulted_run_id": pl.String}
    )
    yield result_table(RESULT_TABLES["run_history"]), _of_run(consulted, run), ""
    for name, schema in RESULT_TABLES.items():
        if name not in WRITTEN_HERE | _OF_NO_RUN:
            frame = results.tables[name] if name in results.tables else schema.empty()
            kept_once = _KEPT_ONCE.get(name, "")
            link = pl.lit(link_no, pl.Int64).alias("link_no")
            marked = frame.with_columns(link) if kept_once else _of_run(frame, run)
            yield result_table(schema), marked, kept_once
    yield fact_table(run.catalogue_digest), _of_run(results.facts, run), ""
    yield client_fact_table(run.catalogue_digest), _of_run(results.client_facts, run), ""
    for name in sorted(results.input_tables):
        yield input_table(TABLES[name]), _of_run(results.input_tables[name], run), ""
    digest = run.reference_digest or run.batch_digest
    for name in sorted(results.reference_tables):
        table = reference_table(TABLES[name])
        frame = results.reference_tables[name].with_columns(digest=pl.lit(digest))
        yield table, frame, f"ANTI JOIN {sql.quoted(table.name)} USING (digest)"


def _of_run(frame: pl.DataFrame, run: RunKey) -> pl.DataFrame:
    return frame.with_columns(run_id=pl.lit(run.run_id))


def _run_row(results: Results, run_no: int) -> pl.DataFrame:
    """The row of the run itself, with its counts."""
    files, deals = results.tables["run_file"], results.tables["deal_result"]
    payments = results.tables["deal_payment"]
    row = {f.name: getattr(results.run, f.name) for f in fields(RunKey) if f.name != "consulted"}
    counts = {n: files[n].sum() for n in ("n_rows_in", "n_rows_loaded", "n_rows_rejected")}
    row |= counts | {
        "run_no": run_no,
        "n_deals": deals.height,
        "n_payments": payments["payment_id"].n_unique(),
        "as_of": results.run.as_of.replace(tzinfo=None),
        "committed_at": datetime.now(UTC).replace(tzinfo=None),
    }
    return pl.DataFrame([row], schema=RESULT_TABLES["run"].dtypes)


def _append(chain: Chain, table: StoredTable, frame: pl.DataFrame, clause: str) -> int:
    if frame.is_empty():
        return 0
    rows = typed(shaped(frame, table), table)
    chain.con.register("rows_to_write", rows)
    told = chain.con.execute(sql.insert(table, "rows_to_write", clause)).fetchone()
    chain.con.unregister("rows_to_write")
    written = int(told[0]) if told else 0
    if written == rows.height and (subjects := rows[mark_of(table.name)]).n_unique() == 1:
        chain.wrote(table.name, str(subjects[0]), rows)
    elif written:  # some were there before
        chain.wrote_marked(table.name)
    return written


def _supersede(con: duckdb.DuckDBPyConnection, results: Results) -> int:
    """Rows inserted: one for every result, live until now, of these deals and those absorbed."""
    written = con.execute(
        """
        INSERT INTO superseded (run_id, deal_id, by_run_id)
        SELECT old.run_id, old.deal_id, $run
        FROM deal_result AS old
        SEMI JOIN (SELECT deal_id FROM deal_result WHERE run_id = $run
                   UNION SELECT unnest($absorbed::VARCHAR[])) AS new USING (deal_id)
        ANTI JOIN superseded AS gone ON gone.run_id = old.run_id AND gone.deal_id = old.deal_id
        WHERE old.run_id <> $run
        ORDER BY old.run_id, old.deal_id
        """,
        {"run": results.run.run_id, "absorbed": list(results.absorbed)},
    ).fetchone()
    return int(written[0]) if written else 0
