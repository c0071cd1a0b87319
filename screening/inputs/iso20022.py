"""ISO 20022 payments: pacs.008 (customer credit transfers) and camt.053 (statements), any version.

Elements are found by local name, within an envelope or without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from screening.inputs.camt053 import entries
from screening.inputs.folder import Found
from screening.inputs.message import MessageRow
from screening.inputs.pacs008 import transfers
from screening.inputs.xml_tree import Element, line_of, local, source, xml_root

_READERS: Mapping[str, Callable[[str, Element], list[MessageRow]]] = MappingProxyType(
    {"FIToFICstmrCdtTrf": transfers, "BkToCstmrStmt": entries}
)
_SUPPORTED = "pacs.008 and camt.053 are read"


def read_iso20022(found: Found) -> list[MessageRow]:
    """One row a transaction of the file, in its order.

    `line` is the line of the file, or the transaction's number where lines do not tell them
    apart. A message of another kind is one refused row. Raises InputError for what is no XML.
    """
    root = xml_root(found)
    documents = [e for e in root.iter("{*}Document") if len(e)]
    rows = [row for d in documents for row in _document(found.name, d)]
    if not documents:
        rows = [_refused(found.name, root, f"holds no ISO 20022 Document; {_SUPPORTED}")]
    return _lines_told_apart(rows)


def _document(file: str, document: Element) -> list[MessageRow]:
    body = document[0]
    reader = _READERS.get(local(body))
    if reader is not None:
        return reader(file, body)
    return [_refused(file, document, f"is a message {_called(document)}; {_SUPPORTED}")]


def _called(document: Element) -> str:
    """The message's name, such as pacs.002.001.03, or that of its first element."""
    space = document.tag.partition("}")[0] if isinstance(document.tag, str) else ""
    name = space.rpartition(":")[2]
    return name[:80] if name.count(".") >= 2 else local(document[0])[:80]


def _refused(file: str, element: Element, why: str) -> MessageRow:
    return MessageRow(file, line_of(element), source(element), reason=why)


def _lines_told_apart(rows: list[MessageRow]) -> list[MessageRow]:
    if len({row.line for row in rows}) < len(rows):
        for number, row in enumerate(rows, 1):
            row.line = number
    return rows
