"""Bytes of a text file as UTF-8, whatever of the known encodings they came in."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from screening.errors import InputError
from screening.inputs.limits import FILE_BYTES

_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")


def utf8_bytes(path: Path, *, where: str) -> tuple[bytes, str]:
    """The file as UTF-8 without a byte order mark and with plain line ends, and a note.

    GB18030, the encoding of mainland systems, is tried where UTF-8 fails. Raises InputError with
    the place of the first byte that fits neither.
    """
    data = _unpacked(path, where)
    if data.startswith(_WIDE_BOMS):
        raise InputError(
            "is written in UTF-16", where=where, do='save it again as "CSV UTF-8" or plain UTF-8'
        )
    data, note = _decoded(data.removeprefix(_BOM), where)
    nul = data.find(b"\0")
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise InputError(
            f"a NUL byte stands at byte {nul} (line {line}): it is no text file, or damaged",
            where=where,
            do="export the file again",
        )
    return _plain_line_ends(data), note


def _unpacked(path: Path, where: str) -> bytes:
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as file:
            data = file.read(FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"cannot be unpacked as gzip: {error}", where=where, do="pack the file again"
        ) from error
    if len(data) > FILE_BYTES:
        raise InputError(
            f"unpacks to more than {FILE_BYTES:,} bytes", where=where, do="split the file"
        )
    return data


def _decoded(data: bytes, where: str) -> tuple[bytes, str]:
    if data.isascii():
        return data, ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _from_gb18030(data, error, where)
    return data, ""


def _from_gb18030(data: bytes, error: UnicodeDecodeError, where: str) -> tuple[bytes, str]:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not _is_common_chinese(text):
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"byte {error.start} (line {line}) is neither UTF-8 nor GB18030",
            where=where,
            do="save the file again as UTF-8",
        ) from error
    return text.encode("utf-8"), "read as GB18030, because it is not UTF-8"


def _is_common_chinese(text: str) -> bool:
    """Whether most characters beyond ASCII are everyday Chinese.

    GB18030 gives some character for nearly any bytes, so Western text would be misread without
    an error; but then into rare characters, which GB 2312 of 1980 does not have.
    """
    beyond = {c for c in set(text) if ord(c) > 127}
    common = {c for c in beyond if c.encode("gb2312", "ignore")}
    return len(common) * 4 >= len(beyond) * 3 and bool(beyond)


def _plain_line_ends(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    data = data.replace(b"\r\n", b"\n")
    return data.replace(b"\r", b"\n") if b"\n" not in data else data
