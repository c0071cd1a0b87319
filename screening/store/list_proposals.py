"""What a bank would recommend, as the store keeps it: appended whole, never edited."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from screening.schema.results import (
    LIST_GROUND,
    LIST_PROPOSAL,
    LIST_SUBMISSION,
    RULE_TEXT,
)
from screening.store.append import append
from screening.store.chain import Chain
from screening.store.connection import open_store
from screening.store.schema import SCHEMA_VERSION, complete

_FIRST_TEXT = "ANTI JOIN rule_text USING (rule_id, version, digest)"  # a text is kept on first use


def record_proposals(
    db: Path, proposals: pl.DataFrame, grounds: pl.DataFrame, texts: pl.DataFrame
) -> tuple[int, bool]:
    """The number of the proposing, and whether it is new: the last of its day is not repeated.

    `proposals` and `grounds` are `list_proposal` and `list_ground` less the number and the time,
    of one as_of and digest; `texts` are the criteria (`rule_text`). One transaction; the clock is
    read for proposed_at alone.
    """
    from screening.store.views import create_views  # noqa: PLC0415 - reading starts without rules

    as_of, digest = proposals.select("as_of", "digest").row(0)
    with open_store(db, writable=True) as con:
        con.execute("BEGIN TRANSACTION")
        complete(con)
        if (last := con.execute(_LAST, [as_of]).fetchone()) and last[1] == digest:
            con.execute("ROLLBACK")
            return int(last[0]), False
        ((number,),) = con.execute(
            "SELECT coalesce(max(proposal_no), 0) + 1 FROM list_proposal"
        ).fetchall()
        named = pl.lit(number, pl.Int64).alias("proposal_no")
        now = pl.lit(datetime.now(UTC).replace(tzinfo=None)).alias("proposed_at")
        chain = Chain(con, "list_proposal", str(number))
        append(chain, LIST_PROPOSAL, proposals.with_columns(named, now))
        append(chain, LIST_GROUND, grounds.with_columns(named))
        link = pl.lit(chain.link_no, pl.Int64).alias("link_no")
        append(chain, RULE_TEXT, texts.with_columns(link), _FIRST_TEXT)
        chain.close(SCHEMA_VERSION)
        create_views(con)
        con.execute("COMMIT")
    return int(number), True


def last_proposals(db: Path, as_of: datetime) -> pl.DataFrame:
    """The last proposals as of that moment (`list_proposal`); none where nothing was proposed."""
    with open_store(db) as con:
        if not con.execute("FROM duckdb_tables() WHERE table_name = 'list_proposal'").fetchall():
            return LIST_PROPOSAL.empty()
        found: pl.DataFrame = con.sql(_PROPOSALS, params=[_plain(as_of)]).pl()
    return LIST_PROPOSAL.shape(found)


def days_proposed(db: Path) -> tuple[str, ...]:
    """The days proposals are stored of, sorted."""
    with open_store(db) as con:
        if not con.execute("FROM duckdb_tables() WHERE table_name = 'list_proposal'").fetchall():
            return ()
        rows = con.execute("SELECT DISTINCT as_of::DATE FROM list_proposal ORDER BY 1").fetchall()
    return tuple(str(day) for (day,) in rows)


def record_submission(
    db: Path, proposal_no: int, as_of: datetime, file: str, file_sha256: str, n_rows: int
) -> tuple[int, bool]:
    """The number of the submission, and whether it is new: the same file is not recorded twice.

    One transaction; the clock is read for made_at alone.
    """
    from screening.store.views import create_views  # noqa: PLC0415 - reading starts without rules

    with open_store(db, writable=True) as con:
        con.execute("BEGIN TRANSACTION")
        complete(con)
        if there := con.execute(_SAME_FILE, [proposal_no, file, file_sha256]).fetchone():
            con.execute("ROLLBACK")
            return int(there[0]), False
        ((number,),) = con.execute(
            "SELECT coalesce(max(submission_no), 0) + 1 FROM list_submission"
        ).fetchall()
        row = {
            "submission_no": number,
            "proposal_no": proposal_no,
            "as_of": _plain(as_of),
            "file": file,
            "file_sha256": file_sha256,
            "n_rows": n_rows,
            "made_at": datetime.now(UTC).replace(tzinfo=None),
        }
        chain = Chain(con, "list_submission", str(number))
        append(chain, LIST_SUBMISSION, [row])
        chain.close(SCHEMA_VERSION)
        create_views(con)
        con.execute("COMMIT")
    return int(number), True


def _plain(moment: datetime) -> datetime:
    """The UTC time without its zone, as the store keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None)


_LAST = """SELECT proposal_no, digest FROM list_proposal WHERE as_of = ?
    ORDER BY proposal_no DESC LIMIT 1"""
_PROPOSALS = """FROM list_proposal WHERE as_of = ?
    QUALIFY proposal_no = max(proposal_no) OVER ()"""
_SAME_FILE = """SELECT submission_no FROM list_submission
    WHERE proposal_no = ? AND file = ? AND file_sha256 = ?"""
