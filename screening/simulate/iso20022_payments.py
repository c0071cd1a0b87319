"""Payments of the book as ISO 20022 messages: pacs.008 instructions and a camt.053 statement."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

Payment = dict[str, Any]


def instructions_written(payments: pl.DataFrame, message: str, path: Path) -> None:
    """Writes payments (with names and the numbers they pay) as one pacs.008 message."""
    root, body = _document("pacs.008.001.08", "FIToFICstmrCdtTrf")
    rows = list(payments.iter_rows(named=True))
    header = _put(body, "GrpHdr")
    _put(header, "MsgId", message)
    _put(header, "CreDtTm", f"{rows[0]['requested_at']:%Y-%m-%dT%H:%M:%SZ}")
    _put(header, "NbOfTxs", str(len(rows)))
    _put(_put(header, "SttlmInf"), "SttlmMtd", "INDA")
    for row in rows:
        _transfer(body, row)
    _save(root, path)


def statement_written(payments: pl.DataFrame, message: str, path: Path) -> None:
    """Writes receipts (with names and the numbers they pay) as one camt.053, one Stmt a client."""
    root, body = _document("camt.053.001.08", "BkToCstmrStmt")
    rows = sorted(payments.iter_rows(named=True), key=lambda r: (r["client_id"], r["payment_id"]))
    header = _put(body, "GrpHdr")
    _put(header, "MsgId", message)
    _put(header, "CreDtTm", f"{max(r['requested_at'] for r in rows):%Y-%m-%dT%H:%M:%SZ}")
    for client, entries in groupby(rows, key=lambda r: r["client_id"]):
        _statement(body, message, client, list(entries))
    _save(root, path)


def _document(name: str, body: str) -> tuple[Any, Any]:
    namespace = f"urn:iso:std:iso:20022:tech:xsd:{name}"
    root = etree.fromstring(f'<Document xmlns="{namespace}"/>')
    return root, _put(root, body)


def _put(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    namespace = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)
    element.text = text
    return element


def _save(root: Any, path: Path) -> None:
    etree.indent(root)
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")


def _transfer(body: Any, row: Payment) -> None:
    tx = _put(body, "CdtTrfTxInf")
    refs = _put(tx, "PmtId")
    _put(refs, "InstrId", row["payment_id"])
    _put(refs, "EndToEndId", row["payment_id"])
    _put(refs, "TxId", row["payment_id"])
    _put(tx, "IntrBkSttlmAmt", f"{row['amount']:.2f}", Ccy=row["currency"])
    _put(tx, "IntrBkSttlmDt", f"{row['requested_at']:%Y-%m-%d}")
    _put(tx, "ChrgBr", "SHAR")
    for side, tag in (("debtor", "Dbtr"), ("creditor", "Cdtr")):
        _party(_put(tx, tag), row[f"{side}_name"], row[f"{side}_country"])
        _account(_put(tx, f"{tag}Acct"), row[f"{side}_account"])
        _bank(_put(tx, f"{tag}Agt"), row[f"{side}_agent"])
    details = _put(_put(tx, "RgltryRptg"), "Dtls")
    _put(details, "Cd", row["bop_code"])
    _put(details, "Inf", row["bop_remark"])
    _papers(tx, row)


def _statement(body: Any, message: str, client: str, entries: list[Payment]) -> None:
    statement = _put(body, "Stmt")
    _put(statement, "Id", f"{message}-{client}")
    held = _put(statement, "Acct")
    _account(held, entries[0]["creditor_account"])
    _put(_put(held, "Ownr"), "Nm", entries[0]["creditor_name"])
    _bank(_put(held, "Svcr"), entries[0]["creditor_agent"])
    for row in entries:
        entry = _put(statement, "Ntry")
        _put(entry, "Amt", f"{row['amount']:.2f}", Ccy=row["currency"])
        _put(entry, "CdtDbtInd", "CRDT")
        _put(_put(entry, "Sts"), "Cd", "BOOK")
        _put(_put(entry, "BookgDt"), "Dt", str(row["value_date"]))
        _put(_put(entry, "ValDt"), "Dt", str(row["value_date"]))
        details = _put(_put(entry, "NtryDtls"), "TxDtls")
        _put(_put(details, "Refs"), "EndToEndId", row["payment_id"])
        parties = _put(details, "RltdPties")
        _party(_put(_put(parties, "Dbtr"), "Pty"), row["debtor_name"], row["debtor_country"])
        _account(_put(parties, "DbtrAcct"), row["debtor_account"])
        _papers(details, row)


def _party(element: Any, name: str, country: str) -> None:
    _put(element, "Nm", name)
    _put(_put(element, "PstlAdr"), "Ctry", country)


def _account(element: Any, number: str) -> None:
    _put(_put(_put(element, "Id"), "Othr"), "Id", number)


def _bank(element: Any, bic: str) -> None:
    _put(_put(element, "FinInstnId"), "BICFI", bic)


def _papers(element: Any, row: Payment) -> None:
    remittance = _put(element, "RmtInf")
    _put(remittance, "Ustrd", row["remittance_text"])
    paper = _put(_put(remittance, "Strd"), "RfrdDocInf")
    _put(_put(_put(paper, "Tp"), "CdOrPrtry"), "Cd", "CINV")
    _put(paper, "Nb", row["invoice_no"])
