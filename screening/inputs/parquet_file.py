"""Parquet tables: typed columns as they are; `_line` is the number of the row, from 1."""

from __future__ import annotations

import polars as pl
from polars.exceptions import PanicException, PolarsError

from screening.errors import InputError
from screening.inputs.folder import Found, table_of
from screening.inputs.headers import match_headers
from screening.inputs.raw import LINE, RawTable, cells_as_json
from screening.schema import TABLES


def read_parquet(found: Found) -> RawTable:
    """The rows of one Parquet file, with the columns the schema knows."""
    table = TABLES[table_of(found)]
    try:
        given = list(pl.read_parquet_schema(found.path))
        headers = match_headers(table, given, where=found.name)
        frame = pl.read_parquet(found.path, columns=list(headers.columns), glob=False)
    except (PolarsError, PanicException, OSError) as error:
        raise InputError(
            f"cannot be read as Parquet: {str(error).splitlines()[0][:200]}",
            where=found.name,
            do="write the file again; it may have been cut off",
        ) from error
    frame = frame.rename(headers.columns).with_row_index(LINE, offset=1)
    frame = frame.with_columns(pl.col(LINE).cast(pl.Int64))
    return RawTable(found.name, table.name, found.format, frame, cells_as_json(frame), headers.note)
