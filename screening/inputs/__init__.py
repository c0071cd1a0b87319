"""Intake: a folder of tables and messages becomes typed tables, with every row accounted for."""

from __future__ import annotations

from screening.inputs.batch import FILES_SCHEMA, Batch
from screening.inputs.reading import read_batch, read_reference, read_table

__all__ = ["FILES_SCHEMA", "Batch", "read_batch", "read_reference", "read_table"]
