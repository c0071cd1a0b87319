"""XLSX tables: each sheet a table, cells as text; `_line` is the row of the sheet."""

from __future__ import annotations

import re
import zipfile
import zlib

import fastexcel
import polars as pl
from lxml import etree

from screening.errors import InputError
from screening.inputs.folder import Found, named_table, table_of, unknown_table
from screening.inputs.headers import match_headers
from screening.inputs.limits import WORKBOOK_BYTES, WORKBOOK_RATIO, WORKBOOK_RATIO_FROM
from screening.inputs.raw import LINE, REASON, RawTable, cells_as_json
from screening.schema import TABLES

_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="[A-Z]+([0-9]+)"')
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    KeyError,
    NotImplementedError,  # a packing method zipfile does not know
    OSError,
    RuntimeError,  # a part under a password
)
_MEND = "save the workbook again as .xlsx, without a password"


def read_xlsx(found: Found) -> tuple[list[RawTable], list[tuple[str, str]]]:
    """The tables of a workbook, and the sheets not read with the reason.

    The file's name is `workbook.xlsx#sheet`, so that two sheets of one table stay apart.
    """
    _refuse_bomb(found)
    try:
        book = fastexcel.read_excel(found.path)
        sheets = {
            name: pl.DataFrame(book.load_sheet(name, header_row=None, dtypes="string").to_polars())
            for name in book.sheet_names
        }
    except fastexcel.FastExcelError as error:
        raise _unreadable(found, str(error).splitlines()[0]) from error
    errors = _error_rows(found)
    tables: list[RawTable] = []
    skipped: list[tuple[str, str]] = []
    for name, sheet in sheets.items():
        if sheet.is_empty():
            skipped.append((f"{found.name}#{name}", "an empty sheet"))
        else:
            table = _table_of(found, name, alone=len(sheets) == 1)
            tables.append(_read_sheet(found, name, table, sheet, errors.get(name, set())))
    return tables, skipped


def _table_of(found: Found, sheet: str, *, alone: bool) -> str:
    table = named_table(sheet)
    if table is None and alone:
        return table_of(found)
    if table is None:
        raise unknown_table(found.name, f'the sheet "{sheet[:80]}"', sheet)
    return table


def _read_sheet(
    found: Found, name: str, table: str, sheet: pl.DataFrame, errors: set[int]
) -> RawTable:
    where = f"{found.name}#{name}"
    given = [h or "" for h in sheet.row(0)]
    while given and not given[-1].strip() and sheet[:, len(given) - 1].null_count() == len(sheet):
        given.pop()
    headers = match_headers(TABLES[table], given, where=where)
    rows = sheet[:, : len(given)].with_row_index(LINE, offset=1).slice(1)
    rows = rows.with_columns(pl.col(LINE).cast(pl.Int64))
    blank = pl.all_horizontal(pl.exclude(LINE).is_null())
    places = {header: sheet.columns[given.index(header)] for header in headers.columns}
    broken = pl.when(pl.col(LINE).is_in(sorted(errors))).then(
        pl.lit("a cell of the row holds an error, such as #N/A")
    )
    frame = rows.filter(~blank | pl.col(LINE).is_in(sorted(errors))).select(
        LINE,
        *(pl.col(places[header]).alias(column) for header, column in headers.columns.items()),
        broken.cast(pl.String).alias(REASON),
    )
    return RawTable(where, table, found.format, frame, cells_as_json(frame), headers.note)


def _refuse_bomb(found: Found) -> None:
    """Raises InputError for what is no workbook, and for one that unpacks too large."""
    try:
        with zipfile.ZipFile(found.path) as file:
            parts = file.infolist()
    except _DAMAGE as error:
        raise _unreadable(found, str(error)) from error
    size = sum(p.file_size for p in parts)
    packed = max(1, sum(p.compress_size for p in parts))
    if size > WORKBOOK_BYTES or (size > WORKBOOK_RATIO_FROM and size > packed * WORKBOOK_RATIO):
        raise InputError(
            f"unpacks to {size:,} bytes from {packed:,}: more than is safe to read",
            where=found.name,
            do="give the table as CSV or Parquet",
        )


def _unreadable(found: Found, why: str) -> InputError:
    return InputError(f"cannot be read as XLSX: {why[:200]}", where=found.name, do=_MEND)


def _error_rows(found: Found) -> dict[str, set[int]]:
    """The rows of each sheet in which a cell holds an error: those come out as blank cells."""
    with zipfile.ZipFile(found.path) as file:
        try:
            parts = _sheet_parts(file)
            return {
                name: {int(row) for row in _ERROR_CELL.findall(file.read(part))}
                for name, part in parts.items()
                if part in file.namelist()
            }
        except _DAMAGE as error:
            raise _unreadable(found, f"the workbook is damaged ({error})") from error


def _sheet_parts(file: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that holds each sheet."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    book = etree.fromstring(file.read("xl/workbook.xml"), parser)
    links = etree.fromstring(file.read("xl/_rels/workbook.xml.rels"), parser)
    target = {str(e.get("Id")): str(e.get("Target")) for e in links}
    kind = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    return {
        str(e.get("name")): _part(target[str(e.get(kind))])
        for e in book.iter("{*}sheet")
        if str(e.get(kind)) in target
    }


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
