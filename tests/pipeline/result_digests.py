"""Digests of every result table of a batch, screened the way the arguments say.

A process of its own: the number of Polars threads is fixed when Polars is first imported.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from screening.inputs import Batch, read_batch
from screening.pipeline import screen
from screening.rulepack import load_pack


def main() -> None:
    """Print one digest a result table, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("batch", type=Path)
    parser.add_argument("--shuffle", type=int, default=0)
    parser.add_argument("--partitions", type=int, default=1)
    parser.add_argument("--engine", choices=("in-memory", "streaming"), default="in-memory")
    parser.add_argument("--duckdb-threads", type=int, default=1)
    asked = parser.parse_args()
    pl.Config.set_engine_affinity(asked.engine)
    duckdb.connect = functools.partial(duckdb.connect, config={"threads": asked.duckdb_threads})
    batch = _shuffled(read_batch(asked.batch), asked.shuffle)
    results = screen(batch, load_pack(), partitions=asked.partitions)
    frames = {**results.tables, "facts": results.facts, "client_facts": results.client_facts}
    print(json.dumps({name: digest(frame) for name, frame in sorted(frames.items())}))


def _shuffled(batch: Batch, seed: int) -> Batch:
    if not seed:
        return batch
    tables = {
        name: table.sample(fraction=1, shuffle=True, seed=seed)
        for name, table in batch.tables.items()
    }
    return replace(batch, tables=tables)


def digest(frame: pl.DataFrame) -> str:
    """A digest of a frame's rows, in their order, to the bit."""
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    flat = frame.with_columns(pl.col(lists).list.eval(pl.element().cast(pl.String)).list.join(","))
    return hashlib.sha256(
        flat.write_csv(float_scientific=True, float_precision=17).encode()
    ).hexdigest()


if __name__ == "__main__":
    main()
