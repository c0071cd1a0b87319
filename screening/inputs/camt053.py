"""camt.053 statement entries as payments booked on the client's account."""

from __future__ import annotations

from collections.abc import Iterator

from screening.inputs.message import MessageRow, Row, party_id_of
from screening.inputs.pacs008 import (
    account,
    bic,
    details_of,
    numbered,
    payment_id,
    remittance,
    sides,
)
from screening.inputs.xml_tree import Element, child, children, line_of, source, text

_STATUS = {"BOOK": "released", "PDNG": "requested", "INFO": "requested", "FUTR": "requested"}


def entries(file: str, body: Element) -> list[MessageRow]:
    """One row a transaction of every entry, or an entry where it does not itemise."""
    rows = [
        _entry_row(file, statement, entry, tx)
        for statement in children(body, "Stmt")
        for entry in children(statement, "Ntry")
        for tx in _transactions(entry)
    ]
    return numbered(rows)


def _transactions(entry: Element) -> Iterator[Element]:
    """The entry's transactions; the entry itself if it has none, or several without amounts."""
    found = list(children(entry, "NtryDtls", "TxDtls"))
    if not found or (len(found) > 1 and not any(_own_amount(tx) is not None for tx in found)):
        yield entry
    else:
        yield from found


def _own_amount(tx: Element) -> Element | None:
    amount = child(tx, "AmtDtls", "TxAmt", "Amt")
    return amount if amount is not None else child(tx, "Amt")


def _amount(entry: Element, tx: Element) -> Element | None:
    own = _own_amount(tx)
    alone = len(list(children(entry, "NtryDtls", "TxDtls"))) == 1
    return own if own is not None or not alone else child(entry, "Amt")


def _entry_row(file: str, statement: Element, entry: Element, tx: Element) -> MessageRow:
    amount = _amount(entry, tx)
    parties = child(tx, "RltdPties")
    row: Row = {
        "payment_id": _payment_id(statement, entry, tx),
        "direction": text(tx, "CdtDbtInd") or text(entry, "CdtDbtInd"),
        "amount": text(amount),
        "currency": amount.get("Ccy") if amount is not None else None,
        "value_date": _day(entry, "ValDt") or _day(entry, "BookgDt"),
        "status": _STATUS.get(text(entry, "Sts", "Cd") or text(entry, "Sts") or ""),
        "purpose": "refund" if text(entry, "RvslInd") in ("true", "1") else None,
        **sides(parties, child(tx, "RltdAgts")),
        **remittance(tx),
        "end_to_end_id": text(tx, "Refs", "EndToEndId"),
        "bank": (bic(child(statement, "Acct", "Svcr")) or "")[:8] or None,
    }
    _own_side(row, statement)
    return MessageRow(file, line_of(tx), source(tx), row, details_of(tx, parties, row))


def _payment_id(statement: Element, entry: Element, tx: Element) -> str:
    if tx is entry:
        return payment_id(text(statement, "Id"), entry, entry)
    return payment_id(text(statement, "Id"), tx, child(tx, "Refs"))


def _day(entry: Element, tag: str) -> str | None:
    """The day as the statement states it, also where it gives a time of day."""
    return text(entry, tag, "Dt") or (text(entry, tag, "DtTm") or "")[:10] or None


def _own_side(row: Row, statement: Element) -> None:
    """Fills in the account owner, whom an entry need not name, on its own side."""
    side = {"DBIT": "debtor", "CRDT": "creditor"}.get(row["direction"] or "")
    if side is None:
        return
    owner = child(statement, "Acct", "Ownr")
    name = row[f"{side}_name"] or text(owner, "Nm")
    row[f"{side}_name"] = name
    row[f"{side}_id"] = row[f"{side}_id"] or party_id_of(name)
    row[f"{side}_account"] = row[f"{side}_account"] or account(child(statement, "Acct"))
    row[f"{side}_agent"] = row[f"{side}_agent"] or bic(child(statement, "Acct", "Svcr"))
