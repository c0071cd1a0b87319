"""Which column of a table each header of a file stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from screening.errors import InputError, did_you_mean
from screening.schema import Column, Table


@dataclass(frozen=True, slots=True)
class Headers:
    """`columns` maps a file's header to the schema's column name; `note` tells what was left."""

    columns: dict[str, str]
    note: str


def match_headers(table: Table, given: Sequence[str], *, where: str) -> Headers:
    """Headers of a file matched to the table's columns, by name or by `also`, in any case.

    Unknown headers are left out and told in the note. Raises InputError when two headers stand
    for one column, a header is blank, or a required column is absent.
    """
    _refuse_blank(given, where)
    names = _names(table)
    columns: dict[str, str] = {}
    unknown: list[str] = []
    for header in given:
        column = names.get(_plain(header))
        if column is None:
            unknown.append(header)
        elif column in columns.values() or header in columns:
            raise InputError(
                f"two headers stand for the column {column} of {table.name}",
                where=where,
                exists=_listed(given),
                do="leave one of them out",
            )
        else:
            columns[header] = column
    _refuse_missing(table, columns, given, where)
    return Headers(columns, "; ".join(_unknown(h, table) for h in unknown))


def _plain(header: str) -> str:
    return re.sub(r"[\s-]+", "_", header.strip().lower())


def _names(table: Table) -> dict[str, str]:
    also = {_plain(a): c.name for c in table.columns for a in c.also}
    return also | {c.name: c.name for c in table.columns}


def _refuse_blank(given: Sequence[str], where: str) -> None:
    blank = [str(i) for i, h in enumerate(given, 1) if not h.strip()]
    if blank:
        raise InputError(
            f"column {', '.join(blank)} has no header",
            where=where,
            exists=_listed([h for h in given if h.strip()]),
            do="name the column in the first line, or remove it",
        )


def _refuse_missing(
    table: Table, columns: dict[str, str], given: Sequence[str], where: str
) -> None:
    missing = [c for c in table.columns if c.required and c.name not in columns.values()]
    if missing:
        raise InputError(
            f"{table.name} needs the column{'s' if len(missing) > 1 else ''} "
            + ", ".join(_called(c) for c in missing),
            where=where,
            exists=_listed(given),
            do="add the missing column to the file, or rename the one that holds it",
        )


def _called(column: Column) -> str:
    return f"{column.name} (or {', '.join(column.also)})" if column.also else column.name


def _unknown(header: str, table: Table) -> str:
    return (
        f'column "{header[:80]}" is not in the schema and was left out'
        f"{did_you_mean(_plain(header), table.names)}"
    )


def _listed(given: Sequence[str]) -> str:
    shown = ", ".join(h[:80] for h in given[:60])
    return f"columns {shown}" if shown else "no columns"
