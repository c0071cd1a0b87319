"""Name screening: distinct names of a batch against a list, then a next batch with few new ones."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import polars as pl

from benchmarks.made_names import firm_names
from benchmarks.measurement import Measurement
from screening.linking import Listed, Screened, listed
from screening.reference import normalised_name
from screening.schema import TABLES

NAMES_A_DEAL, N_LISTED = 2, 20_000
ROUNDS = 3
_AS_OF = datetime(2025, 12, 31, tzinfo=UTC)
_MIB_OF_RSS = 1024  # Linux tells KiB
_FIRST, _NEXT = "all names new", "next batch, 1 % new"


def measure(deals: int, seed: int, progress: Callable[[str], None]) -> Measurement:
    """The figures for two distinct names a deal: 200,000 by default.

    Two names of the list make an entry. The next batch has the same names but for one in a hundred.
    The floor is the bare search for names that are written the same.
    """
    size = NAMES_A_DEAL * deals
    progress(f"making {size:,} names and a list of {N_LISTED:,}")
    batch, following = _batches(size, seed)
    every: list[tuple[float, float, float]] = []
    for number in range(1, ROUNDS + 1):
        progress(f"round {number} of {ROUNDS}")
        first, found = _timed(batch, None)
        again, _ = _timed(following, _as_stored(found))
        every.append((first, again, _floor(batch)))
    first, again, floor = (statistics.median(x) for x in zip(*every, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB_OF_RSS
    return Measurement(
        name="names",
        deals=deals,
        seed=seed,
        rounds=ROUNDS,
        seconds=first + again,
        stages={_FIRST: first, _NEXT: again},
        peak_rss_mb=peak,
        floor_seconds=floor,
        floor_stages={_FIRST: floor},
    )


def _batches(size: int, seed: int) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    new = max(1, size // 100)
    names = firm_names(size + new, seed)
    entries = firm_names(N_LISTED, seed + 1)
    rows = pl.DataFrame(
        {
            "list": "MADE-UP",
            "uid": (pl.int_range(len(entries), eager=True) // 2).cast(pl.String),
            "name": entries,
            "legal_effect": "bank_policy",
        }
    )
    sanctions = _table("sanctions", rows)
    return _with(sanctions, names.head(size)), _with(sanctions, names.tail(size))


def _floor(batch: Mapping[str, pl.DataFrame]) -> float:
    """Seconds to find the names that `normalised_name` writes the same."""
    start = time.perf_counter()
    ours, theirs = (
        batch[t].select(name=normalised_name(pl.col("name"))).unique()
        for t in ("parties", "sanctions")
    )
    ours.join(theirs, on="name")
    return time.perf_counter() - start


def _with(sanctions: pl.DataFrame, names: pl.Series) -> dict[str, pl.DataFrame]:
    parties = _table("parties", pl.DataFrame({"party_id": names, "name": names}))
    return {"sanctions": sanctions, "parties": parties}


def _table(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([TABLES[name].empty(), rows], how="diagonal_relaxed")


def _timed(tables: Mapping[str, pl.DataFrame], before: Screened | None) -> tuple[float, Listed]:
    start = time.perf_counter()
    found = listed(tables, _AS_OF, before)
    return time.perf_counter() - start, found


def _as_stored(found: Listed) -> Screened:
    """What a next run reads back of it."""
    matches = found.results["list_match"].with_columns(
        (pl.col("score") * 1000).round(0).cast(pl.Int64)
    )
    return Screened(found.results["name_screened"].select("list_digest", "kind", "value"), matches)
