"""The rows of a notice in a CSV, TOML or XLSX file: text by column, each with its line."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from screening.errors import InputError, did_you_mean
from screening.inputs.text_bytes import utf8_bytes

HEAD = ("issuer", "number", "dated", "list")
ENTRY = ("uscc", "client_id", "name", "action", "from", "to", "reason")
_CHINESE = {
    "发文机关": "issuer",
    "文号": "number",
    "发文日期": "dated",
    "名单": "list",
    "统一社会信用代码": "uscc",
    "客户号": "client_id",
    "企业名称": "name",
    "动作": "action",
    "生效日": "from",
    "失效日": "to",
    "事由": "reason",
}
_ENTRY_LINE = re.compile(r"^\s*\[\[\s*entry\s*\]\]", re.MULTILINE)
_MOST_BYTES = 32 * 1024 * 1024
SHAPE = f"columns or keys: {', '.join(HEAD)}; of each enterprise: {', '.join(ENTRY)}"
Row = tuple[int, Mapping[str, str]]
"""The line of the file and its cells by column."""


def notice_rows(path: Path) -> list[Row]:
    """One row an enterprise, the head of the notice on each; InputError for no such file."""
    if not path.is_file():
        raise InputError("no such file", where=str(path), do="name the file of the notice")
    if path.stat().st_size > _MOST_BYTES:
        raise InputError("larger than 32 MB: no notice", where=path.name, do="name another file")
    readers = {".csv": _csv_rows, ".toml": _toml_rows, ".xlsx": _xlsx_rows}
    suffix = path.suffix.lower()
    if suffix not in readers:
        raise InputError(
            f'cannot read "{path.suffix}"', where=path.name, exists=", ".join(readers), do=SHAPE
        )
    return readers[suffix](path)


def _csv_rows(path: Path) -> list[Row]:
    data, _ = utf8_bytes(path, where=path.name)
    reader = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    rows = []
    try:
        header = _columns(next(reader, []), path.name)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            line = reader.line_num - sum(cell.count("\n") for cell in cells)
            if len(cells) != len(header):
                raise InputError(
                    f"has {len(cells)} cells where the header has {len(header)}",
                    where=f"{path.name} line {line}",
                    do="quote cells that hold a comma",
                )
            rows.append((line, _row(header, cells)))
    except csv.Error as error:
        raise InputError(
            f"cannot be taken apart: {error}",
            where=f"{path.name} line {reader.line_num}",
            do="put cells with commas or quotes in quotes",
        ) from error
    return rows


def _xlsx_rows(path: Path) -> list[Row]:
    import fastexcel  # noqa: PLC0415 - of the three kinds of file the one that needs it

    try:
        with zipfile.ZipFile(path) as file:
            size = sum(part.file_size for part in file.infolist())
        if size > 8 * _MOST_BYTES:
            raise InputError("unpacks to more than is safe to read", where=path.name, do="use CSV")
        sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
        table = sheet.to_polars()
    except (zipfile.BadZipFile, fastexcel.FastExcelError) as error:
        told = str(error).splitlines()[0][:200]
        raise InputError(
            f"cannot be read as XLSX: {told}", where=path.name, do="save it again, or use CSV"
        ) from error
    if table.is_empty():
        return []
    header = _columns([cell or "" for cell in table.row(0)], path.name)
    cells = ((i, [c or "" for c in row]) for i, row in enumerate(table.iter_rows(), 1) if i > 1)
    return [(line, _row(header, row)) for line, row in cells if any(c.strip() for c in row)]


def _toml_rows(path: Path) -> list[Row]:
    data, _ = utf8_bytes(path, where=path.name)
    text = data.decode()
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"is no TOML: {error}", where=path.name, do=SHAPE) from error
    entries = table.pop("entry", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise InputError("entry must be tables", where=path.name, do="write each under [[entry]]")
    _columns(list(table), path.name)
    places = [text.count("\n", 0, m.start() + len(m[0])) + 1 for m in _ENTRY_LINE.finditer(text)]
    head = dict(_told(table))
    return [
        (
            places[i] if i < len(places) else i + 1,
            {**head, **dict(_told({_columns([k], path.name)[0]: v for k, v in e.items()}))},
        )
        for i, e in enumerate(entries)
    ]


def _told(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        is_day = isinstance(value, date) and not isinstance(value, datetime)
        yield _CHINESE.get(key, key), value.isoformat() if is_day else str(value).strip()  # type: ignore[attr-defined]


def _columns(header: Sequence[str], where: str) -> list[str]:
    known = (*HEAD, *ENTRY)
    named = [_CHINESE.get(h.strip(), h.strip().lower()) for h in header]
    for name in named:
        if name not in known:
            near = did_you_mean(name, known)
            raise InputError(
                f'unknown column "{name}"{near}',
                where=where,
                exists=", ".join((*known, *_CHINESE)),
                do="name each column as one of these",
            )
        if named.count(name) > 1:
            raise InputError(f'column "{name}" stands twice', where=where, do="leave one of them")
    return named


def _row(header: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
