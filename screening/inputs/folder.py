"""What stands in a batch folder: every file, its format and the table its name stands for."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.errors import InputError, did_you_mean
from screening.inputs.limits import FILE_BYTES, MESSAGE_BYTES
from screening.inputs.walk import paths_below
from screening.schema import TABLES

NOT_READ = "not read"
FORMATS = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".parquet": "parquet",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xlsx": "xlsx",
    ".json": "dcsa",
    ".xml": "iso20022",
}
DCSA, ISO20022 = "dcsa", "iso20022"
MESSAGES = (DCSA, ISO20022)
_KINDS = "CSV, Parquet, NDJSON, XLSX, DCSA eBL (.json), ISO 20022 (.xml)"


@dataclass(frozen=True, slots=True)
class Found:
    """One file: its path, its name within the folder, its format and why it is not read.

    What may not be opened at all (a pipe, a link out of the folder) is not `is_regular`.
    """

    path: Path
    name: str
    format: str
    why_not: str = ""
    is_regular: bool = True

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return self.path.name[: -len(_suffix(self.path.name))]


def found_files(folder: Path) -> list[Found]:
    """Every file under the folder, sorted by its name there; InputError if none can be read."""
    if not folder.exists():
        raise InputError(
            "there is no such folder", where=str(folder), do="give a folder of tables and messages"
        )
    if not folder.is_dir():
        raise InputError(
            "is a file, but a batch is a folder",
            where=str(folder),
            do=f"give the folder it stands in: {folder.parent}",
        )
    if shown(str(folder)) != str(folder):
        raise _not_utf8("the folder's name", shown(str(folder)))
    found = [_found(p, p.relative_to(folder), why) for p, why in paths_below(folder)]
    if all(f.format == NOT_READ for f in found):
        raise InputError(
            "no file in the folder can be read",
            where=str(folder),
            exists="; ".join(f"{f.name} ({f.why_not})" for f in found[:10]) or "an empty folder",
            do=f"put in files of these kinds: {_KINDS}",
        )
    return found


def shown(name: str) -> str:
    r"""A name as text that can be stored and printed: bytes of it that are not UTF-8 as \xff."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _found(path: Path, inside: Path, barred: str) -> Found:
    """The file, where `barred` says why it may not be opened."""
    name = shown(inside.as_posix())
    suffix = _suffix(path.name)
    why_not = barred
    if any(part.startswith(("_", ".")) for part in inside.parts):
        why_not = "names that start with _ or . are not part of a batch"
    elif not barred and suffix not in FORMATS:
        why_not = f"not one of the kinds read: {_KINDS}"
    if why_not:
        return Found(path, name, NOT_READ, why_not, is_regular=not barred)
    if name != inside.as_posix():
        raise _not_utf8("its name", name)
    limit = MESSAGE_BYTES if FORMATS[suffix] in MESSAGES else FILE_BYTES
    if path.stat().st_size > limit:
        raise InputError(
            f"is larger than the limit of {limit:,} bytes",
            where=name,
            do="split it into several files; several files may feed one table",
        )
    return Found(path, name, FORMATS[suffix])


def _not_utf8(what: str, where: str) -> InputError:
    return InputError(
        f"{what} is not UTF-8",
        where=where,
        do="rename it; archives made on other systems often unpack to such names",
    )


def _suffix(name: str) -> str:
    lower = name.lower()
    return ".csv.gz" if lower.endswith(".csv.gz") else Path(lower).suffix


def named_table(*names: str) -> str | None:
    """The table the first fitting name stands for: the table's name, or that and a remark."""
    for name in names:
        fits = [t for t in TABLES if re.fullmatch(rf"{t}([-._ ].*)?", name.lower(), re.DOTALL)]
        if fits:
            return max(fits, key=len)
    return None


def table_of(found: Found) -> str:
    """The table a file's name or its folder's name stands for; InputError if there is none."""
    table = named_table(found.stem, *_folders(found.name))
    if table is None:
        raise unknown_table(found.name, "the file's name", found.stem)
    return table


def _folders(name: str) -> Sequence[str]:
    return [part for part in reversed(Path(name).parts[:-1]) if part.lower() in TABLES]


def unknown_table(where: str, what: str, name: str) -> InputError:
    """The error for a file or sheet whose name stands for no table."""
    return InputError(
        f"{what} stands for no table{did_you_mean(name.lower(), list(TABLES))}",
        where=where,
        exists=f"tables {', '.join(TABLES)}",
        do="name it after its table, such as deals.csv or invoices-2024.csv",
    )


def file_sha256(path: Path) -> str:
    """The sha256 of the file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
