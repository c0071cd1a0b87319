"""A folder becomes a batch, and every row of it is accounted for.

found files ─► raw tables and messages ─► conform ─► one row a key ─► what messages imply
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from screening.errors import InputError
from screening.inputs.batch import Batch
from screening.inputs.csv_file import read_csv
from screening.inputs.dcsa import read_dcsa
from screening.inputs.folder import (
    DCSA,
    FORMATS,
    ISO20022,
    MESSAGES,
    NOT_READ,
    Found,
    file_sha256,
    found_files,
)
from screening.inputs.ledger import Ledger
from screening.inputs.message import MessageRow
from screening.inputs.messages import Messages
from screening.inputs.ndjson_file import read_ndjson
from screening.inputs.ofac import is_ofac, read_ofac
from screening.inputs.parquet_file import read_parquet
from screening.inputs.raw import RawTable
from screening.schema import REFERENCE_TABLES

Progress = Callable[[str], None]

_TABLE_READERS = MappingProxyType({"csv": read_csv, "parquet": read_parquet, "ndjson": read_ndjson})


def read_batch(path: Path | str, *, progress: Progress | None = None) -> Batch:
    """The batch in a folder: typed tables, files, rejects.

    `progress` is told the name of each file before it is read. Bad rows become rejects; a file
    that cannot be read at all raises InputError naming file, place and mend.
    """
    folder = Path(path)
    found = found_files(folder)
    ledger, messages = Ledger(), Messages()
    digest = hashlib.sha256()
    for file in found:
        if progress is not None:
            progress(file.name)
        try:
            _take_in(file, ledger, messages, digest)
        except OSError as error:
            raise InputError(
                f"cannot be opened: {error.strerror or type(error).__name__}",
                where=file.name,
                do="see that the file is there and that you have the right to read it",
            ) from error
    for raw in messages.stated():
        ledger.add(raw)
    ledger.settle_keys()
    for raw in messages.derived(ledger.rows_kept()):
        ledger.add(raw)
    ledger.settle_keys()
    return ledger.batch(folder.resolve().name, digest.hexdigest())


def read_reference(path: Path | str, *, progress: Progress | None = None) -> Batch:
    """The reference tables in a folder, read as a batch is; InputError for any other table."""
    batch = read_batch(path, progress=progress)
    known = [t.name for t in REFERENCE_TABLES]
    other = sorted(set(batch.tables) - set(known))
    if other:
        file = batch.files.filter(batch.files["table"] == other[0])["file"][0]
        raise InputError(
            f"{other[0]} is no reference table",
            where=f"{path}: {file}",
            exists=f"reference tables {', '.join(known)}",
            do="move the file into the batch folder",
        )
    return batch


def read_table(path: Path) -> Batch:
    """The table in one file, read as one of a batch is; InputError if it cannot be read."""
    ledger, messages, digest = Ledger(), Messages(), hashlib.sha256()
    suffix = next((s for s in FORMATS if path.name.lower().endswith(s)), "")
    try:
        _take_in(Found(path, path.name, FORMATS.get(suffix, NOT_READ)), ledger, messages, digest)
    except OSError as error:
        raise InputError(
            f"cannot be opened: {error.strerror or type(error).__name__}",
            where=path.name,
            do="see that the file is there and that you have the right to read it",
        ) from error
    ledger.settle_keys()
    return ledger.batch(path.name, digest.hexdigest())


def _take_in(file: Found, ledger: Ledger, messages: Messages, digest: hashlib._Hash) -> None:
    """The file read into the ledger or the messages, or noted as not read."""
    sha256 = file_sha256(file.path) if file.is_regular else ""
    if sha256:
        ledger.note_digest(file.name, sha256)
    if file.format == NOT_READ:
        ledger.note_not_read(file.name, file.why_not)
    else:
        digest.update(f"{file.name}\0{sha256}\n".encode())
        _read(file, ledger, messages)


def _read(file: Found, ledger: Ledger, messages: Messages) -> None:
    if is_ofac(file):
        ledger.add(read_ofac(file))
    elif file.format == ISO20022 and _is_list(file):
        ledger.add(_un_list(file))
    elif file.format in MESSAGES:
        messages.add(file, read_dcsa(file) if file.format == DCSA else _iso20022(file))
    elif file.format == "xlsx":
        from screening.inputs.xlsx_file import read_xlsx  # noqa: PLC0415 - lxml is slow to load

        tables, skipped = read_xlsx(file)
        for name, why in skipped:
            ledger.note_not_read(name, why)
        for raw in tables:
            ledger.add(raw)
    else:
        raw_table: RawTable = _TABLE_READERS[file.format](file)
        ledger.add(raw_table)


def _iso20022(file: Found) -> list[MessageRow]:
    from screening.inputs.iso20022 import read_iso20022  # noqa: PLC0415 - lxml is slow to load

    return read_iso20022(file)


def _is_list(file: Found) -> bool:
    from screening.inputs.un_list import is_list  # noqa: PLC0415 - lxml is slow to load

    return is_list(file)


def _un_list(file: Found) -> RawTable:
    from screening.inputs.un_list import read_un_list  # noqa: PLC0415 - lxml is slow to load

    return read_un_list(file)
