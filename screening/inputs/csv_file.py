"""CSV tables: every cell as text; ragged lines and broken quoting are told, never swallowed."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from screening.errors import InputError
from screening.inputs.csv_records import Marks, Records, split_records
from screening.inputs.folder import Found, table_of
from screening.inputs.headers import Headers, match_headers
from screening.inputs.raw import LINE, REASON, RawTable, RawText
from screening.inputs.text_bytes import utf8_bytes
from screening.schema import TABLES

_DELIMITERS = (",", ";", "\t", "|")
_BROKEN = "a quotation mark stands where none may, or its field is never closed"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One CSV text taken apart: `good` marks the records with a field for every header."""

    where: str
    data: bytes
    delimiter: str
    headers: list[str]
    records: Records
    good: Marks


def read_csv(found: Found) -> RawTable:
    """The rows of one CSV file; `_line` is the line of the file on which the row begins."""
    table = TABLES[table_of(found)]
    data, note = utf8_bytes(found.path, where=found.name)
    sheet = _sheet(data, found.name)
    headers = match_headers(table, sheet.headers, where=found.name)
    notes = [n for n in (note, _delimiter_note(sheet.delimiter), headers.note) if n]
    return RawTable(
        found.name,
        table.name,
        found.format,
        pl.concat([_cells(sheet, headers), _ragged(sheet)], how="diagonal"),
        _raw_text(sheet),
        "; ".join(notes),
    )


def _sheet(data: bytes, where: str) -> _Sheet:
    headers, delimiter = _header(data, where)
    records = split_records(data, delimiter, where=where).after_header()
    good = ~records.broken & (records.fields == len(headers))
    return _Sheet(where, data, delimiter, headers, records, good)


def _header(data: bytes, where: str) -> tuple[list[str], str]:
    """The headers in the first line, and the delimiter they are written with."""
    first = data[: data.find(b"\n")] if b"\n" in data else data
    if not first.strip():
        raise InputError(
            "the first line is blank, so there are no headers",
            where=where,
            do="begin the file with one line of column names",
        )
    line = first.decode("utf-8")
    delimiter = next((d for d in _DELIMITERS if d in line), ",")
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True)), delimiter
    except csv.Error as error:
        raise InputError(
            f"the line of headers cannot be taken apart: {error}",
            where=f"{where} line 1",
            do="write plain column names, separated by commas",
        ) from error


def _delimiter_note(delimiter: str) -> str:
    names = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
    return f"fields are separated by {names[delimiter]}" if delimiter in names else ""


def _cells(sheet: _Sheet, headers: Headers) -> pl.DataFrame:
    """The good records as text columns of the schema."""
    n = int(sheet.good.sum())
    lines = pl.Series(LINE, sheet.records.line[sheet.good], dtype=pl.Int64)
    if n == 0:
        return pl.DataFrame(schema=dict.fromkeys(headers.columns.values(), pl.String)).with_columns(
            lines
        )
    parsed = _parsed(sheet, list(headers.columns))
    if parsed.num_rows != n:
        raise InputError(
            f"its rows cannot be told apart: {n} or {parsed.num_rows}",
            where=sheet.where,
            do="export the file again with every field in quotes",
        )
    return pl.DataFrame(pl.from_arrow(parsed)).rename(headers.columns).with_columns(lines)


def _parsed(sheet: _Sheet, wanted: list[str]) -> pa.Table:
    longest = int((sheet.records.end - sheet.records.start).max())
    return pacsv.read_csv(
        pa.BufferReader(_good_bytes(sheet)),
        read_options=pacsv.ReadOptions(
            column_names=sheet.headers, block_size=max(_BLOCK, 2 * longest)
        ),
        parse_options=pacsv.ParseOptions(delimiter=sheet.delimiter, newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(wanted, pa.string()),
            include_columns=wanted,
            strings_can_be_null=False,
        ),
    )


def _good_bytes(sheet: _Sheet) -> pa.Buffer:
    """The bytes of the good records alone, each with its line end."""
    records, good = sheet.records, sheet.good
    if good.all():
        return pa.py_buffer(sheet.data).slice(int(records.start[0]))
    text = np.frombuffer(sheet.data, dtype=np.uint8)
    change = np.zeros(len(text) + 2, np.int8)
    change[records.start[good]] += 1
    change[records.end[good] + 1] -= 1
    inside = np.cumsum(change, dtype=np.int8)[: len(text)].astype(np.bool_)
    return pa.py_buffer(text[inside].tobytes())


def _ragged(sheet: _Sheet) -> pl.DataFrame:
    """The lines that could not be taken apart, with why."""
    records, bad = sheet.records, ~sheet.good
    reason = (
        pl.when("broken")
        .then(pl.lit(_BROKEN))
        .otherwise(
            pl.format("has {} fields where the header has {}", "n", pl.lit(str(len(sheet.headers))))
        )
    )
    return pl.DataFrame(
        {
            LINE: pl.Series(records.line[bad], dtype=pl.Int64),
            "n": pl.Series(records.fields[bad], dtype=pl.Int64),
            "broken": pl.Series(records.broken[bad], dtype=pl.Boolean),
        }
    ).select(LINE, reason.alias(REASON))


def _raw_text(sheet: _Sheet) -> RawText:
    """The very text of records, by the line they begin on."""

    def raw(lines: pl.Series) -> pl.Series:
        start, end = sheet.records.start, sheet.records.end
        offsets = pa.py_buffer(np.append(start, end[-1:]).astype(np.int64))
        texts = pa.LargeBinaryArray.from_buffers(
            pa.large_binary(), len(start), [None, offsets, pa.py_buffer(sheet.data)]
        )
        places = np.searchsorted(sheet.records.line, lines.to_numpy())
        taken = texts.take(pa.array(places)).cast(pa.large_string())
        return pl.Series("raw", pl.from_arrow(taken)).str.strip_chars_end("\n")

    return raw
