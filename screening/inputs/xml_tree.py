"""XML without entities, document types or network; elements found by local name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lxml import etree

from screening.errors import InputError
from screening.inputs.folder import Found

Element = etree._Element


def xml_root(found: Found) -> Element:
    """The root element of a file. Raises InputError with the line where it is no safe XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(found.path.read_bytes(), parser).getroottree()
    except etree.XMLSyntaxError as error:
        raise InputError(
            f"is not well-formed XML: {error.msg}",
            where=f"{found.name} line {error.lineno}",
            do="ask the sender for the message again",
        ) from error
    if tree.docinfo.internalDTD is not None or tree.docinfo.doctype:
        raise InputError(
            "declares a document type, which a payment message never needs and which is not read",
            where=found.name,
            do="remove the <!DOCTYPE ...> declaration, or ask the sender for the plain message",
        )
    return tree.getroot()


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element | None, *path: str) -> Iterator[Element]:
    """Every element at the end of the path of local names."""
    if element is None:
        return
    head, *rest = path
    for child in element:
        if local(child) == head:
            if rest:
                yield from children(child, *rest)
            else:
                yield child


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of the path, or None."""
    return next(children(element, *path), None)


def text(element: Element | None, *path: str) -> str | None:
    """The stripped text at the end of the path (of the element itself if no path), or None."""
    found = child(element, *path) if path else element
    plain = "".join(str(t) for t in found.itertext()).strip() if found is not None else ""
    return plain or None


def line_of(element: Element) -> int:
    """The line of the file the element begins on, 1 where it is not known."""
    return int(getattr(element, "sourceline", None) or 1)


def source(element: Element) -> str:
    """The element as XML text."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def digest(element: Element) -> str:
    """A short digest of the element's text, to name what has no name of its own."""
    return hashlib.sha256(source(element).encode()).hexdigest()[:16]
