"""Which column of a table each header of a file stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from screening.errors import InputError, did_you_mean
from screening.schema import Column, Table

_TOLD = 20


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
    names = _names(table)
    _refuse_blank(given, names, where)
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
                exists=_listed(given, names),
                do="leave one of them out",
            )
        else:
            columns[header] = column
    _refuse_missing(table, columns, given, names, where)
    return Headers(columns, _left_out(unknown, table))


def _plain(header: str) -> str:
    return re.sub(r"[\s-]+", "_", header.strip().lower())


def _names(table: Table) -> dict[str, str]:
    also = {_plain(a): c.name for c in table.columns for a in c.also}
    return also | {c.name: c.name for c in table.columns}


def _refuse_blank(given: Sequence[str], names: Mapping[str, str], where: str) -> None:
    blank = [str(i) for i, h in enumerate(given, 1) if not h.strip()]
    if blank:
        raise InputError(
            f"column {', '.join(blank[:20])} has no header",
            where=where,
            exists=_listed([h for h in given if h.strip()], names),
            do="name the column in the first line, or remove it",
        )


def _refuse_missing(
    table: Table,
    columns: Mapping[str, str],
    given: Sequence[str],
    names: Mapping[str, str],
    where: str,
) -> None:
    missing = [c for c in table.columns if c.required and c.name not in columns.values()]
    if missing:
        raise InputError(
            f"{table.name} needs the column{'s' if len(missing) > 1 else ''} "
            + ", ".join(_called(c) for c in missing),
            where=where,
            exists=_listed(given, names) + _meant(missing, given, names),
            do="add the missing column to the file, or rename the one that holds it"
            if columns
            else "begin the file with one line of column names",
        )


def _called(column: Column) -> str:
    return f"{column.name} (or {', '.join(column.also)})" if column.also else column.name


def _left_out(unknown: Sequence[str], table: Table) -> str:
    told = [_unknown(h, table) for h in unknown[:_TOLD]]
    if len(unknown) > _TOLD:
        told.append(f"{len(unknown) - _TOLD} more columns were left out")
    return "; ".join(told)


def _unknown(header: str, table: Table) -> str:
    return (
        f'column "{header[:80]}" is not in the schema and was left out'
        f"{did_you_mean(_plain(header), table.names)}"
    )


def _listed(given: Sequence[str], names: Mapping[str, str]) -> str:
    """The headers the schema knows, and how many others.

    Others are not repeated: where a file has no line of headers they are a customer's data.
    """
    known = [h for h in given if _plain(h) in names]
    others = len(given) - len(known)
    told = [f"columns {', '.join(known)}"] if known else []
    if others:
        told.append(f"{others} column{'s' if others > 1 else ''} the schema does not have")
    return " and ".join(told) or "no columns"


def _meant(missing: Sequence[Column], given: Sequence[str], names: Mapping[str, str]) -> str:
    """Which places hold a header close to that of a missing column."""
    wanted = {_plain(a): c.name for c in missing for a in (c.name, *c.also)}
    near = [
        f"; column {place} may be meant as {wanted[match[0]]}"
        for place, header in enumerate(given[:60], 1)
        if _plain(header) not in names
        and (match := get_close_matches(_plain(header)[:80], wanted, n=1, cutoff=0.75))
    ]
    return "".join(near)
