"""The United Nations Security Council's consolidated list in XML, as published.

Schema: https://www.un.org/sc/resources/sc-sanctions.xsd (CONSOLIDATED_LIST).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from screening.errors import InputError
from screening.inputs.folder import Found
from screening.inputs.imo_numbers import ship_and_company_numbers
from screening.inputs.raw import LINE, RawTable, cells_as_json
from screening.inputs.xml_tree import Element, children, line_of, local, text, xml_root
from screening.schema import TABLES

UN = "un"
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_KINDS = {"INDIVIDUAL": "person", "ENTITY": "entity"}
_OTHER_LISTS = ("sdnList", "Sanctions", "export", "ArrayOfFinancialSanctionsTarget")
_BIC = re.compile(r"(?:SWIFT|BIC)[^:]{0,12}:?\s*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b")
_IMO = re.compile(r"\bIMO\)?(?: [Nn]umber)?:? ?\d{7}\b")
_HEAD_BYTES = 4096

Cells = dict[str, object]


def is_list(found: Found) -> bool:
    """Whether an XML file is a list: the UN's, or one in another layout."""
    with found.path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    roots = "|".join(("CONSOLIDATED_LIST", *_OTHER_LISTS))
    first = re.search(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)", head)
    return first is not None and re.fullmatch(roots.encode(), first[1]) is not None


def read_un_list(found: Found) -> RawTable:
    """The names of the list, one row each: of an entry, in its own script, and its aliases.

    Raises InputError for a list in another layout and for what is no safe XML.
    """
    root = xml_root(found)
    if local(root) != "CONSOLIDATED_LIST":
        raise InputError(
            f"is a list in a layout that is not read (its root is {local(root)})",
            where=found.name,
            exists="the UN consolidated list (.xml), OFAC's sdn.csv, alt.csv and add.csv",
            do="give the list as a table named sanctions.csv, one row a name",
        )
    version = (root.get("dateGenerated") or "")[:10] or None
    rows = [row for e in root.iter("INDIVIDUAL", "ENTITY") for row in _names(e, version)]
    frame = pl.DataFrame(rows, schema=_schema(), orient="row")
    frame = ship_and_company_numbers(frame.drop("imo", "imo_company"))
    return RawTable(found.name, "sanctions", UN, frame, cells_as_json(frame))


def _schema() -> dict[str, pl.DataType]:
    names = dict.fromkeys(TABLES["sanctions"].names, pl.String())
    return {LINE: pl.Int64(), **names, "numbers": pl.List(pl.String)}


def _names(entry: Element, version: str | None) -> Iterator[Cells]:
    """One row a name of the entry; its identifiers stand with the first."""
    kind = local(entry)
    whole = " ".join(n for n in (text(entry, name) for name in _NAMES) if n)
    said = text(entry, "COMMENTS1") or ""
    shared: Cells = {
        "list": "UN",
        "list_version": version,
        "uid": text(entry, "REFERENCE_NUMBER") or text(entry, "DATAID"),
        "kind": _KINDS[kind],
        "legal_effect": "un",
        "programme": text(entry, "UN_LIST_TYPE"),
        "valid_from": (text(entry, "LISTED_ON") or "")[:10] or None,  # some say an hour or zone
    }
    yield shared | {
        LINE: line_of(entry),
        "name": whole or None,
        "name_kind": "primary",
        "country": text(entry, f"{kind}_ADDRESS", "COUNTRY") or text(entry, "NATIONALITY", "VALUE"),
        "bic": " ".join(sorted(set(_BIC.findall(said)))) or None,
        "numbers": sorted(set(_IMO.findall(said))),
    }
    told = {whole}
    for line, name, name_kind in _other_names(entry, kind):
        if name not in told:
            told.add(name)
            yield shared | {LINE: line, "name": name, "name_kind": name_kind}


def _other_names(entry: Element, kind: str) -> Iterator[tuple[int, str, str]]:
    for element in children(entry, "NAME_ORIGINAL_SCRIPT"):
        name = text(element)
        if name:
            yield line_of(element), name, "strong"
    for alias in children(entry, f"{kind}_ALIAS"):
        name = text(alias, "ALIAS_NAME")
        if name:
            weak = (text(alias, "QUALITY") or "").lower() == "low"
            yield line_of(alias), name, "weak" if weak else "strong"
