"""OFAC's lists as published in CSV: names, aliases and addresses in files without headers.

Layout: OFAC, "Specification for data file format" (sdn.csv, alt.csv, add.csv, and the same of the
consolidated non-SDN list, cons_prim.csv, cons_alt.csv, cons_add.csv). `-0-` stands for nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from screening.errors import InputError
from screening.inputs.folder import Found
from screening.inputs.imo_numbers import ship_and_company_numbers
from screening.inputs.raw import LINE, RawTable, cells_as_json
from screening.inputs.text_bytes import utf8_bytes
from screening.schema import TABLES

OFAC = "ofac"
_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "names": (
            "uid",
            "name",
            "type",
            "programme",
            "title",
            "call_sign",
            "vessel_type",
            "tonnage",
            "grt",
            "flag",
            "owner",
            "remarks",
        ),
        "aliases": ("uid", "alias_no", "type", "name", "remarks"),
        "addresses": ("uid", "address_no", "address", "city", "country", "remarks"),
    }
)
_FILES = MappingProxyType(
    {
        "sdn": ("OFAC-SDN", "names"),
        "alt": ("OFAC-SDN", "aliases"),
        "add": ("OFAC-SDN", "addresses"),
        "cons_prim": ("OFAC-CONS", "names"),
        "cons_alt": ("OFAC-CONS", "aliases"),
        "cons_add": ("OFAC-CONS", "addresses"),
    }
)
_STEM = re.compile(rf"({'|'.join(sorted(_FILES, key=len, reverse=True))})([-._ ].*)?")
_KINDS = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
_WEAK = r"a\.k\.a\. '(.+?)'(?:;|\.|,| \(|$)"
_REGISTERED = (
    r"(?:Registration (?:ID|Number)|Commercial Registry Number|Company Number|"
    r"Business Registration Document #|Tax ID No\.) ([A-Z0-9][A-Z0-9/.-]*[A-Z0-9])"
)


def is_ofac(found: Found) -> bool:
    """Whether a CSV file has the name of one of OFAC's."""
    return found.format == "csv" and _STEM.fullmatch(found.stem.lower()) is not None


def read_ofac(found: Found) -> RawTable:
    """The names or addresses in one of OFAC's files, one row each.

    A weak alias stands in the remarks of the entry and is a row of its own, of the same line.
    Raises InputError for a file of another layout.
    """
    name = _STEM.fullmatch(found.stem.lower())
    assert name is not None
    listed, part = _FILES[name[1]]
    rows = _rows(found, _COLUMNS[part]).with_columns(list=pl.lit(listed))
    if part == "addresses":
        return _table(found, "sanction_addresses", rows)
    rows = rows.with_columns(legal_effect=pl.lit("bank_policy"))
    if part == "aliases":
        return _table(found, "sanctions", rows.with_columns(name_kind=pl.lit("strong")))
    return _table(found, "sanctions", _with_weak_aliases(_entries(rows)))


def _rows(found: Found, columns: tuple[str, ...]) -> pl.DataFrame:
    """The rows of the file as text with their line, `-0-` as null."""
    data, _ = utf8_bytes(found.path, where=found.name)
    data = data.rstrip(b"\x1a\n ") + b"\n"
    _refuse_other_layout(found, data, len(columns))
    try:
        frame = pl.read_csv(
            io.BytesIO(data), has_header=False, infer_schema=False, new_columns=list(columns)
        )
    except pl.exceptions.PolarsError as error:
        raise _other_layout(found, len(columns), str(error).splitlines()[0][:200]) from error
    if frame.width != len(columns) or frame["uid"].str.contains(r"^\d+$").not_().any():
        raise _other_layout(found, len(columns), "a row does not begin with an entry's number")
    filled = frame.with_columns(pl.all().str.strip_chars()).with_columns(
        pl.all().replace("-0-", None)
    )
    return filled.with_row_index(LINE, 1).with_columns(pl.col(LINE).cast(pl.Int64))


def _refuse_other_layout(found: Found, data: bytes, width: int) -> None:
    first = data.split(b"\n", 1)[0].decode("utf-8", "replace")
    if not re.match(r'"?\d+"?,', first):
        raise _other_layout(found, width, "its first line is no entry")


def _other_layout(found: Found, width: int, why: str) -> InputError:
    return InputError(
        f"has the name of a file of OFAC's, but not its layout: {why}",
        where=found.name,
        exists=f"rows of {width} cells without a line of headers, the first an entry's number",
        do="take the file as OFAC publishes it, or give the list as a table named sanctions.csv",
    )


def _entries(rows: pl.DataFrame) -> pl.DataFrame:
    """Entries with their kind and the identifiers in their remarks."""
    kind = pl.col("type").replace_strict(_KINDS, default="entity")
    rows = rows.with_columns(
        kind=kind,
        name_kind=pl.lit("primary"),
        programme=pl.col("programme").str.replace_all(r"\] \[", ", "),
        bic=_every(r"SWIFT/BIC ([A-Z0-9]{8,11})\b"),
        lei=pl.col("remarks").str.extract(r"\bLEI ([A-Z0-9]{20})\b"),
        registration_no=_every(_REGISTERED),
        numbers=pl.col("remarks").str.extract_all(r"\bIMO (?:number )?\d{7}\b"),
    )
    return ship_and_company_numbers(rows)


def _every(pattern: str) -> pl.Expr:
    """Every group found in the remarks, parted by blanks; null where there is none."""
    found = pl.col("remarks").str.extract_all(pattern)
    told = found.list.eval(pl.element().str.extract(pattern)).list.unique().list.sort()
    return pl.when(told.list.len() > 0).then(told.list.join(" "))


def _with_weak_aliases(rows: pl.DataFrame) -> pl.DataFrame:
    found = rows.select(
        LINE, "uid", "list", "kind", "legal_effect", name=pl.col("remarks").str.extract_all(_WEAK)
    )
    weak = found.explode("name", empty_as_null=False).drop_nulls("name")
    weak = weak.with_columns(
        name=pl.col("name").str.extract(_WEAK), name_kind=pl.lit("weak")
    ).unique(maintain_order=True)
    return pl.concat([rows, weak], how="diagonal").sort(LINE, maintain_order=True)


def _table(found: Found, table: str, rows: pl.DataFrame) -> RawTable:
    names = [LINE, *(c for c in TABLES[table].names if c in rows.columns)]
    frame = rows.select(names).with_columns(
        pl.lit(None, pl.String).alias(c) for c in TABLES[table].names if c not in names
    )
    return RawTable(found.name, table, OFAC, frame, cells_as_json(rows))
