"""What the desk has on record of a deal: findings that were put right, duties that run already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

CURES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "deal_id": pl.String(),
        "rule_id": pl.String(),
        "document_id": pl.String(),
        "payment_id": pl.String(),
        "severity": pl.String(),
    }
)
BEGUN: Mapping[str, pl.DataType] = MappingProxyType(
    {"deal_id": pl.String(), "duty": pl.String(), "starts_on": pl.Date()}
)


@dataclass(frozen=True, slots=True)
class Record:
    """`cures`: one row an accepted cure; `begun`: one row a deal and duty its live result owes."""

    cures: pl.DataFrame
    begun: pl.DataFrame

    @staticmethod
    def none() -> Record:
        """Nothing on record."""
        return Record(pl.DataFrame(schema=CURES), pl.DataFrame(schema=BEGUN))
