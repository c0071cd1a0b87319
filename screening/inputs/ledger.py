"""The account of a batch: rows of every file taken in, kept or refused, and none lost."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from screening.inputs.batch import FILES_SCHEMA, Batch
from screening.inputs.conform import conform
from screening.inputs.folder import NOT_READ
from screening.inputs.keys import FILE, clashing_ids, one_row_a_key
from screening.inputs.raw import LINE, RawTable
from screening.inputs.rejects import all_rejects, rejects_of
from screening.schema import PAPERS, TABLES

# a row of endorsements means something as a whole only: a stated one replaces all that is implied
_GIVES_WAY = MappingProxyType({"endorsements": ("document_id",)})


@dataclass(frozen=True, slots=True)
class _Source:
    """One file and table, with what its rows came to."""

    raw: RawTable
    rows_in: int


class Ledger:
    """Takes in raw tables, settles keys, and closes with a batch."""

    def __init__(self) -> None:
        self._sources: list[_Source] = []
        self._rows: dict[str, list[pl.DataFrame]] = {}
        self._rejects: list[pl.DataFrame] = []
        self._digests: dict[str, str] = {}
        self._not_read: list[tuple[str, str]] = []
        self._settled: set[str] = set()

    def note_digest(self, file: str, sha256: str) -> None:
        """Notes the digest of a file."""
        self._digests[file] = sha256

    def note_not_read(self, file: str, why: str) -> None:
        """Notes a file that is left unread, and why."""
        self._not_read.append((file, why))

    def add(self, raw: RawTable) -> None:
        """Takes in the rows of one file and table: typed where they fit, refused where not."""
        rows, refused = conform(raw, TABLES[raw.table])
        if raw.derived:
            rows = self._without_given(raw.table, rows)
        number = len(self._sources)
        self._sources.append(_Source(raw, rows.height + refused.height))
        self._rejects.append(rejects_of(raw, refused))
        self._rows.setdefault(raw.table, []).append(
            rows.with_columns(pl.lit(number, dtype=pl.Int64).alias(FILE))
        )

    def _without_given(self, table: str, derived: pl.DataFrame) -> pl.DataFrame:
        """The derived rows whose key no table file has stated."""
        key = list(_GIVES_WAY.get(table, TABLES[table].key))
        given = [
            rows.select(key)
            for rows in self._rows.get(table, [])
            if rows.height and not self._sources[rows[FILE][0]].raw.derived
        ]
        if not given:
            return derived
        return derived.join(
            pl.concat(given), on=key, how="anti", nulls_equal=True, maintain_order="left"
        )

    def settle_keys(self) -> None:
        """Leaves one row a key in every table, and each document_id in one table of papers."""
        for name, parts in self._rows.items():
            if len(parts) == 1 and name in self._settled:
                continue
            self._settled.add(name)
            files = [s.raw.file for s in self._sources]
            keyed = one_row_a_key(pl.concat(parts), TABLES[name], files)
            self._refuse(keyed.refused)
            self._rows[name] = [keyed.rows]
        self._refuse_clashes()

    def _refuse_clashes(self) -> None:
        papers = {t.name: self._rows[t.name][0] for t in PAPERS if self._rows.get(t.name)}
        clashes = clashing_ids(papers)
        if clashes.is_empty():
            return
        for name, rows in papers.items():
            refused = rows.join(clashes, on="document_id", how="inner").select(
                FILE,
                LINE,
                column=pl.lit("document_id"),
                reason=pl.format(
                    "document_id {} stands in {}; it must name one paper",
                    "document_id",
                    "tables",
                ),
            )
            self._refuse(refused)
            self._rows[name] = [rows.join(clashes, on="document_id", how="anti")]

    def _refuse(self, refused: pl.DataFrame) -> None:
        for (number,), part in sorted(refused.partition_by(FILE, as_dict=True).items()):
            self._rejects.append(rejects_of(self._sources[int(str(number))].raw, part))

    def rows_kept(self) -> set[tuple[str, int]]:
        """File and line of every kept row that a message stated."""
        kept: set[tuple[str, int]] = set()
        for number, source in enumerate(self._sources):
            if source.raw.format in ("dcsa", "iso20022") and not source.raw.derived:
                rows = self._rows[source.raw.table][0]
                lines = rows.filter(pl.col(FILE) == number)[LINE].to_list()
                kept |= {(source.raw.file, line) for line in lines}
        return kept

    def batch(self, name: str, digest: str) -> Batch:
        """The batch; every row that came in is loaded or rejected, or this fails."""
        tables = {
            table: pl.concat(self._rows[table]).select(TABLES[table].names)
            for table in TABLES
            if table in self._rows
        }
        rejects = all_rejects(self._rejects)
        files = self._files(rejects)
        assert int(files["rows_rejected"].sum()) == rejects.height
        assert int(files["rows_loaded"].sum()) == sum(t.height for t in tables.values())
        return Batch(name, MappingProxyType(tables), files, rejects, digest)

    def _files(self, rejects: pl.DataFrame) -> pl.DataFrame:
        loaded = self._loaded()
        refused = {
            (str(file), str(table)): int(str(n))
            for file, table, n in rejects.group_by("file", "table").len().rows()
        }
        rows: list[tuple[object, ...]] = []
        for number, source in enumerate(self._sources):
            raw = source.raw
            n_loaded = loaded.get(number, 0)
            n_refused = refused.get((raw.file, raw.table), 0)
            assert source.rows_in == n_loaded + n_refused, f"{raw.file}: rows are not conserved"
            sha = self._digests[raw.file.partition("#")[0]]
            rows.append(
                (
                    raw.file,
                    raw.table,
                    raw.format,
                    source.rows_in,
                    n_loaded,
                    n_refused,
                    sha,
                    raw.note,
                )
            )
        for file, why in self._not_read:
            seen = self._digests.get(file.partition("#")[0])  # none of what may not be opened
            rows.append((file, None, NOT_READ, 0, 0, 0, seen, why))
        frame = pl.DataFrame(rows, schema=FILES_SCHEMA, orient="row")
        return frame.sort("file", "table", nulls_last=False)

    def _loaded(self) -> dict[int, int]:
        counts: dict[int, int] = {}
        for parts in self._rows.values():
            for rows in parts:
                for number, n in rows.group_by(FILE).len().rows():
                    counts[int(str(number))] = int(str(n))
        return counts
