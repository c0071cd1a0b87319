"""What every reader hands on: the rows of one table of one file, still as the file gave them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from screening.inputs.plain import raw_text

LINE = "_line"
REASON = "_reason"
RawText = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows of one table from one file or sheet, before their cells are read.

    `frame` has schema columns as given (text or typed), the row's place in `_line`, and in
    `_reason` why a row could not be taken apart (null where it could). `raw` gives the raw texts
    of the rows at the places asked for, in the order asked. `derived` rows were not rows of the
    file but follow from a message; they give way to rows a table file states.
    """

    file: str
    table: str
    format: str
    frame: pl.DataFrame
    raw: RawText
    note: str = ""
    derived: bool = False


def reasons(frame: pl.DataFrame) -> pl.Series:
    """Why each row was refused so far: one text a row, null where nothing was found."""
    if REASON in frame.columns:
        return frame[REASON]
    return pl.Series(REASON, [None], dtype=pl.String).new_from_index(0, frame.height)


def cells_as_json(frame: pl.DataFrame) -> RawText:
    """Raw texts made from cells: one JSON object a row, for formats that have no text lines."""
    names = [c for c in frame.columns if c not in (LINE, REASON)]

    def raw(lines: pl.Series) -> pl.Series:
        asked = lines.to_frame(LINE)
        rows = frame.join(asked.unique(), on=LINE, how="semi")
        texts = pl.DataFrame([raw_text(rows[n]) for n in names]).to_struct("raw")
        rows = rows.select(LINE).with_columns(texts.struct.json_encode().alias("raw"))
        return asked.join(rows, on=LINE, how="left", maintain_order="left")["raw"]

    return raw
