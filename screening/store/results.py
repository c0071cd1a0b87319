"""What a screened batch hands to the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from screening.schema import CLIENT_FACTS
from screening.store.run_key import RunKey


def _no_clients() -> pl.DataFrame:
    types = {n: f.type.dtype for n, f in CLIENT_FACTS.items()}
    return pl.DataFrame(schema={"client_id": pl.String(), **types})


@dataclass(frozen=True, slots=True)
class Results:
    """One screened batch.

    `tables`: result tables by name (screening.schema.results) less run, run_history and
    superseded, which the store writes itself, as it fills in every run_id; `facts`: one row a
    deal, deal_id and every fact of that grain, `client_facts` the same of clients; `input_tables`
    and `reference_tables`: typed tables by name, only those present. `absorbed` are ids of deals
    earlier runs had made of papers that belong to deals of this batch.
    """

    run: RunKey
    tables: Mapping[str, pl.DataFrame]
    facts: pl.DataFrame
    input_tables: Mapping[str, pl.DataFrame]
    reference_tables: Mapping[str, pl.DataFrame]
    absorbed: tuple[str, ...] = ()
    client_facts: pl.DataFrame = field(default_factory=_no_clients)
