"""Canonical bytes of rows: the same values make the same digest, whoever holds them in memory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl

from screening.store.stored_table import StoredTable

CHUNK_ROWS = 65_536
_DTYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
    "UTINYINT[]": pl.List(pl.UInt8()),
}
_DIGITS_OF_64_BITS = 18
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
RETAINED_APART = frozenset({"raw"})  # texts that retention may remove; a digest of each stays
_THREADS = (
    2  # hashing lets go of the interpreter's lock; more columns at once only fight for memory
)


def typed(frame: pl.DataFrame, table: StoredTable) -> pl.DataFrame:
    """The frame with the table's columns in order and in the types the store reads them back as."""
    return frame.select(pl.col(c.name).cast(_dtype(c.type)) for c in table.columns)


def _dtype(told: str) -> pl.DataType:
    if found := _DECIMAL.fullmatch(told):
        return pl.Decimal(int(found[1]), int(found[2]))
    return _DTYPES[told]


def chunks(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows in pieces of at most CHUNK_ROWS; none of no rows."""
    return iter(frame.iter_slices(CHUNK_ROWS))


def digest(frame: pl.DataFrame) -> str:
    """SHA-256 in hexadecimal digits over names, types, null masks and values, column by column.

    Little-endian 64-bit values, lengths before texts and lists; under a null stands a nought, so
    that what memory happens to hold there says nothing. Columns come in the order of their names,
    and one of nulls alone says nothing: a column that a later version adds changes no digest.
    Texts that retention may remove are left out.
    """
    names = sorted(set(frame.columns) - RETAINED_APART)
    told = [frame[n] for n in names if frame[n].null_count() < frame.height]
    with ThreadPoolExecutor(_THREADS) as pool:
        columns = list(pool.map(_column_digest, told))
    return hashlib.sha256(b"".join([b"%d" % frame.height, *columns])).hexdigest()


def _column_digest(column: pl.Series) -> bytes:
    told = hashlib.sha256(f"{column.name}\0{column.dtype}\0{column.len()}\0".encode())
    for part in _parts(column):
        told.update(part)
    return told.digest()


def _parts(column: pl.Series) -> Iterator[bytes]:
    """Null mask, then what the values are made of."""
    yield _bits(column.is_null())
    dtype = column.dtype
    if isinstance(dtype, pl.String):
        filled = column.fill_null("")
        yield _whole(filled.str.len_bytes())
        yield "".join(filled.to_list()).encode()
    elif isinstance(dtype, pl.List):
        yield _whole(column.list.len().fill_null(0))
        held = column.filter(column.list.len().fill_null(0) > 0)
        yield from _parts(held.list.explode() if held.len() else pl.Series(dtype=dtype.inner))
    elif isinstance(dtype, pl.Boolean):
        yield _bits(column.fill_null(value=False))
    elif isinstance(dtype, pl.Float64):
        yield column.fill_null(0.0).to_numpy().astype("<f8", copy=False).tobytes()
    elif _is_whole(dtype):
        yield _whole(column.to_physical().fill_null(0))
    else:  # no type of ours: the bytes differ from any the store wrote, and that is all they say
        yield repr(column.to_list()).encode()


def _is_whole(dtype: pl.DataType) -> bool:
    """Whether the values are whole numbers of at most 64 bits, as all ours are in memory."""
    if isinstance(dtype, pl.Decimal):
        return dtype.precision is not None and dtype.precision <= _DIGITS_OF_64_BITS
    return isinstance(dtype, (pl.Int64, pl.UInt8, pl.Date, pl.Datetime))


def _bits(column: pl.Series) -> bytes:
    return np.packbits(column.to_numpy()).tobytes()


def _whole(column: pl.Series) -> bytes:
    return column.cast(pl.Int64).to_numpy().astype("<i8", copy=False).tobytes()
