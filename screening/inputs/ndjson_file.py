"""NDJSON tables: one JSON object a line; lines that are none are told with their text."""

from __future__ import annotations

import json

import duckdb
import polars as pl

from screening.errors import InputError
from screening.inputs.folder import Found, table_of
from screening.inputs.headers import Headers, match_headers
from screening.inputs.raw import LINE, REASON, RawTable, RawText
from screening.inputs.text_bytes import utf8_bytes
from screening.schema import TABLES

_LONG_NUMBER = r":\s*-?[0-9][0-9.]{15,}"
_TOO_DEEP = "is nested too deeply to be read"
_SHAPE = """
    SELECT i,
      CASE WHEN NOT json_valid(text) THEN 'is not JSON'
           WHEN json_type(text) <> 'OBJECT' THEN 'is not a JSON object'
           WHEN len(json_keys(text)) <> len(list_distinct(json_keys(text)))
             THEN 'gives one name twice'
      END AS reason
    FROM lines ORDER BY i
"""
_NAMES = "SELECT DISTINCT unnest(json_keys(text)) AS name FROM objects ORDER BY name"
_CELLS = """
    SELECT i, json_extract_string(text, $paths) AS cells, json_type(text, $paths) AS kinds
    FROM objects ORDER BY i
"""


def read_ndjson(found: Found) -> RawTable:
    """The rows of one NDJSON file; `_line` is the line of the file."""
    table = TABLES[table_of(found)]
    data, note = utf8_bytes(found.path, where=found.name)
    lines = _lines(data)
    with duckdb.connect(config={"enable_external_access": "false"}) as con:
        con.register("lines", lines.to_arrow())
        shape = pl.DataFrame(pl.from_arrow(con.sql(_SHAPE).to_arrow_table()))
        lines = lines.with_columns(shape["reason"].cast(pl.String).alias(REASON))
        objects = lines.filter(pl.col(REASON).is_null())
        con.register("objects", objects.to_arrow())
        given = [str(row[0]) for row in con.execute(_NAMES).fetchall()]
        if objects.is_empty():
            raise InputError(
                "no line holds a JSON object",
                where=found.name,
                do='write one object a line, such as {"deal_id": "D1"}',
            )
        headers = match_headers(table, given, where=found.name)
        frame = _cells(con, objects, headers)
    broken = lines.filter(pl.col(REASON).is_not_null()).select(
        pl.col("i").alias(LINE), pl.col(REASON)
    )
    return RawTable(
        found.name,
        table.name,
        found.format,
        pl.concat([frame, broken], how="diagonal"),
        _raw_text(lines),
        "; ".join(n for n in (note, headers.note) if n),
    )


def _lines(data: bytes) -> pl.DataFrame:
    """The lines that are not blank: `i`, the line's number from 1, and `text`."""
    text = pl.Series("text", [data.decode("utf-8")]).str.split("\n").explode()
    return (
        text.to_frame()
        .with_row_index("i", offset=1)
        .with_columns(pl.col("i").cast(pl.Int64), pl.col("text").str.strip_chars())
        .filter(pl.col("text") != "")
    )


def _cells(con: duckdb.DuckDBPyConnection, objects: pl.DataFrame, headers: Headers) -> pl.DataFrame:
    """The objects' values as text columns, and why a row is refused."""
    given = list(headers.columns)
    paths = [f'$."{name}"' for name in given]
    found = pl.DataFrame(pl.from_arrow(con.sql(_CELLS, params={"paths": paths}).to_arrow_table()))
    cells = [
        pl.col("cells").list.get(k).cast(pl.String).alias(headers.columns[name])
        for k, name in enumerate(given)
    ]
    nested = pl.col("kinds").list.eval(pl.element().is_in(["OBJECT", "ARRAY"])).list.any()
    endless = [
        (pl.col("kinds").list.get(k) == "DOUBLE")
        & pl.col("cells").list.get(k).is_in(["NaN", "Infinity", "-Infinity"])
        for k in range(len(given))
    ]
    reason = (
        pl.when(nested)
        .then(pl.lit("holds a nested value; one plain value is expected"))
        .when(pl.any_horizontal(endless))
        .then(pl.lit("holds a number that is not finite, which is no JSON"))
    )
    frame = found.select(pl.col("i").alias(LINE), *cells, reason.alias(REASON))
    return _exact(frame, objects, headers)


def _exact(frame: pl.DataFrame, objects: pl.DataFrame, headers: Headers) -> pl.DataFrame:
    """The frame with the few lines read again whose long numbers a double would round."""
    long = objects.filter(pl.col("text").str.contains(_LONG_NUMBER))
    if long.is_empty():
        return frame
    rows = [_as_text(text) for text in long["text"].to_list()]
    again = pl.DataFrame(
        {
            column: pl.Series([row and row.get(name) for row in rows], dtype=pl.String)
            for name, column in headers.columns.items()
        }
    ).with_columns(
        long["i"].alias(LINE),
        pl.Series(REASON, [_TOO_DEEP if row is None else None for row in rows], dtype=pl.String),
    )
    return frame.update(again, on=LINE, how="left", include_nulls=False)


def _as_text(text: str) -> dict[str, str] | None:
    """One object's plain values, each number as it is written; None if too deep to be read."""
    try:
        row = json.loads(text, parse_float=str, parse_int=str)
    except RecursionError:
        return None
    return {k: v for k, v in row.items() if isinstance(v, str)}


def _raw_text(lines: pl.DataFrame) -> RawText:
    def raw(asked: pl.Series) -> pl.Series:
        texts = lines.select(pl.col("i").alias(LINE), pl.col("text").alias("raw"))
        return asked.to_frame(LINE).join(texts, on=LINE, how="left", maintain_order="left")["raw"]

    return raw
