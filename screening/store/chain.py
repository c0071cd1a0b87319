"""Writing the chain of evidence: each transaction adds one link, tied to all links before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import duckdb
import polars as pl

from screening.schema.chain import CHAIN_CHUNK, CHAIN_LINK
from screening.store import canonical, sql

# What a table's rows are told apart by, where that is not the run that made them.
_MARKS = MappingProxyType(
    {
        "superseded": "by_run_id",
        "rule_text": "link_no",
        "policy_text": "link_no",
        "cure": "cure_no",
        "cure_condition": "cure_no",
        "list_notice": "notice_no",
        "list_entry": "notice_no",
        "list_proposal": "proposal_no",
        "list_ground": "proposal_no",
        "list_submission": "submission_no",
    }
)
_REFERENCE = "reference_"
NOT_EVIDENCE = frozenset({"store_info", "view_made", CHAIN_LINK.name, CHAIN_CHUNK.name})


def mark_of(table: str) -> str:
    """The column of a table by whose value the rows of one link are found."""
    return "digest" if table.startswith(_REFERENCE) else _MARKS.get(table, "run_id")


@dataclass(slots=True)
class Chain:
    """One link in the making: what a transaction writes, digested piece by piece.

    `kind` and `subject` say what is written: a run by its id, anything else by its number.
    """

    con: duckdb.DuckDBPyConnection
    kind: str
    subject: str
    link_no: int = 0
    previous: str = ""
    pieces: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        last = self.con.execute(
            "SELECT link_no, digest FROM chain_link ORDER BY link_no DESC LIMIT 1"
        ).fetchall()  # read to its end: an open result keeps the connection busy
        number, self.previous = last[0] if last else (0, "")
        self.link_no = int(number) + 1

    def wrote(self, table: str, subject: str, frame: pl.DataFrame) -> None:
        """Nothing; the rows just written to the table, in their order, all marked `subject`."""
        self._add(table, subject, canonical.chunks(frame))

    def wrote_marked(self, table: str) -> None:
        """Nothing; the rows of the table that bear this link's mark, read back."""
        subject = str(self.link_no) if mark_of(table) == "link_no" else self.subject
        self.wrote_stored(table, subject)

    def wrote_stored(self, table: str, subject: str) -> None:
        """Nothing; the rows of the table that are marked `subject`, read back."""
        self._add(table, subject, stored_chunks(self.con, table, subject))

    def _add(self, table: str, subject: str, frames: Iterable[pl.DataFrame]) -> None:
        for number, frame in enumerate(frames, 1):
            self.pieces.append(
                {
                    "link_no": self.link_no,
                    "table_name": table,
                    "subject": subject,
                    "chunk_no": number,
                    "n_rows": frame.height,
                    "digest": canonical.digest(frame),
                }
            )

    def close(self, schema_version: int) -> str:
        """The digest of the link, which is now in the chain with its pieces."""
        link = {
            "link_no": self.link_no,
            "kind": self.kind,
            "subject": self.subject,
            "schema_version": schema_version,
            "n_rows": sum(p["n_rows"] for p in self.pieces),
            "previous": self.previous,
        }
        told = link_digest(link, self.pieces)
        _insert(self.con, CHAIN_CHUNK.name, pl.DataFrame(self.pieces, schema=CHAIN_CHUNK.dtypes))
        row = pl.DataFrame([link | {"digest": told}], schema=CHAIN_LINK.dtypes)
        _insert(self.con, CHAIN_LINK.name, row)
        return told


def link_digest(link: Mapping[str, Any], pieces: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 in hexadecimal digits over a link and its pieces, by table, subject and place."""
    names = [n for n in CHAIN_LINK.dtypes if n != "digest"]
    lines = ["\t".join(str(link[n]) for n in names)]
    of_piece = [n for n in CHAIN_CHUNK.dtypes if n != "link_no"]
    lines += sorted("\t".join(str(p[n]) for n in of_piece) for p in pieces)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def stored_chunks(
    con: duckdb.DuckDBPyConnection, table: str, subject: str
) -> Iterator[pl.DataFrame]:
    """The stored rows of a table that bear a mark, in the order written, in canonical pieces."""
    mark = mark_of(table)
    query = f"FROM {sql.quoted(table)} WHERE {sql.quoted(mark)} = $subject"
    value: int | str = int(subject) if mark.endswith("_no") else subject
    kept, held = list[pl.DataFrame](), 0
    reader = con.sql(query, params={"subject": value}).to_arrow_reader(canonical.CHUNK_ROWS)
    for batch in reader:
        kept.append(pl.DataFrame(batch))
        held += kept[-1].height
        while held >= canonical.CHUNK_ROWS:
            rows = pl.concat(kept)
            yield rows.head(canonical.CHUNK_ROWS)
            kept = [rows.slice(canonical.CHUNK_ROWS)]
            held = kept[0].height
    if held:
        yield pl.concat(kept)


def _insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("links_to_write", frame.to_arrow())
    con.execute(f"INSERT INTO {sql.quoted(table)} FROM links_to_write")
    con.unregister("links_to_write")
