"""pacs.008 customer credit transfers as payments asked for."""

from __future__ import annotations

from collections.abc import Iterator

from screening.inputs.message import MessageRow, Row, party, party_id_of
from screening.inputs.xml_tree import Element, child, children, digest, line_of, source, text

_NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF"})
_KINDS = {
    "CINV": "invoice",
    "CREN": "invoice",
    "DEBN": "invoice",
    "CMCN": "contract",
    "PUOR": "contract",
    "BOLD": "transport",
}
_WORDS = {
    "contract": "contract",
    "order": "contract",
    "合同": "contract",
    "invoice": "invoice",
    "发票": "invoice",
    "lading": "transport",
    "提单": "transport",
}


def transfers(file: str, body: Element) -> list[MessageRow]:
    """One row a CdtTrfTxInf of the message."""
    header = child(body, "GrpHdr")
    rows = [_transfer(file, header, element) for element in children(body, "CdtTrfTxInf")]
    return numbered(rows)


def _transfer(file: str, header: Element | None, tx: Element) -> MessageRow:
    amount = child(tx, "IntrBkSttlmAmt")
    row: Row = {
        "payment_id": payment_id(text(header, "MsgId"), tx, child(tx, "PmtId")),
        "amount": text(amount),
        "currency": amount.get("Ccy") if amount is not None else None,
        "value_date": text(tx, "IntrBkSttlmDt") or text(header, "IntrBkSttlmDt"),
        "status": "requested",
        "requested_at": text(header, "CreDtTm"),
        **sides(tx, tx),
        **remittance(tx),
        "end_to_end_id": text(tx, "PmtId", "EndToEndId"),
        "bop_code": text(tx, "RgltryRptg", "Dtls", "Cd"),
        "bop_remark": _joined(text(e) for e in children(tx, "RgltryRptg", "Dtls", "Inf")),
    }
    return MessageRow(file, line_of(tx), source(tx), row, details_of(tx, tx, row))


def payment_id(message: str | None, tx: Element, refs: Element | None) -> str:
    """The payment's key: its UETR alone, else the first reference it has, within its message."""
    if uetr := text(refs, "UETR"):
        return uetr.lower()
    own = ("TxId", "EndToEndId", "AcctSvcrRef", "InstrId")
    found = (text(refs, name) for name in own)
    reference = next((f for f in found if f and f not in _NO_REFERENCE), None)
    return f"{message or 'message'}:{reference or digest(tx)}"


def numbered(rows: list[MessageRow]) -> list[MessageRow]:
    """The rows with #2, #3 ... on keys that a message uses again."""
    seen: dict[str | None, int] = {}
    for row in rows:
        key = row.row.get("payment_id")
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1 and row.reason is None:
            row.row["payment_id"] = f"{key}#{seen[key]}"
            for reference in row.details.get("payment_references", []):
                reference["payment_id"] = row.row["payment_id"]
    return rows


def sides(parties: Element | None, agents: Element | None) -> Row:
    """Columns of the payer and the payee."""
    row: Row = {}
    for side, tag in (("debtor", "Dbtr"), ("creditor", "Cdtr")):
        who = _who(parties, tag)
        row |= {
            f"{side}_id": party_id_of(text(who, "Nm"), _lei(who)),
            f"{side}_name": text(who, "Nm"),
            f"{side}_country": _country(who),
            f"{side}_account": account(child(parties, f"{tag}Acct")),
            f"{side}_agent": bic(child(agents, f"{tag}Agt")),
        }
    return row


def account(element: Element | None) -> str | None:
    """The number of an account."""
    return text(element, "Id", "IBAN") or text(element, "Id", "Othr", "Id")


def bic(agent: Element | None) -> str | None:
    """The BIC of a bank (BIC in old versions, BICFI in new ones)."""
    return text(agent, "FinInstnId", "BICFI") or text(agent, "FinInstnId", "BIC")


def remittance(tx: Element) -> Row:
    """The remittance text, its lines joined."""
    return {"remittance_text": _joined(text(e) for e in children(tx, "RmtInf", "Ustrd"))}


def details_of(tx: Element, parties: Element | None, row: Row) -> dict[str, list[Row]]:
    """Rows of other tables that follow from a transaction: papers it names, its parties."""
    references = [
        {"payment_id": row["payment_id"], "kind": kind, "number": number}
        for kind, number in sorted(set(_papers(tx)))
    ]
    named = [_party(_who(parties, tag)) for tag in ("Dbtr", "Cdtr", "UltmtDbtr", "UltmtCdtr")]
    details: dict[str, list[Row]] = {
        "payment_references": [dict(r) for r in references],
        "parties": [p for p in named if p],
    }
    return {table: rows for table, rows in details.items() if rows}


def _papers(tx: Element) -> Iterator[tuple[str, str]]:
    for paper in children(tx, "RmtInf", "Strd", "RfrdDocInf"):
        code = text(paper, "Tp", "CdOrPrtry", "Cd")
        words = text(paper, "Tp", "CdOrPrtry", "Prtry") or ""
        kind = _KINDS.get(code or "") or _kind_in(words)
        number = text(paper, "Nb")
        if kind and number:
            yield kind, number


def _kind_in(words: str) -> str | None:
    return next((kind for word, kind in _WORDS.items() if word in words.casefold()), None)


def _who(parties: Element | None, tag: str) -> Element | None:
    who = child(parties, tag)
    inner = child(who, "Pty")  # newer statements put one element more in between
    return inner if inner is not None else who


def _lei(who: Element | None) -> str | None:
    return text(who, "Id", "OrgId", "LEI")


def _country(who: Element | None) -> str | None:
    return text(who, "PstlAdr", "Ctry") or text(who, "CtryOfRes")


def _party(who: Element | None) -> Row | None:
    address = child(who, "PstlAdr")
    lines = [text(e) for e in children(address, "AdrLine")]
    street = [text(address, part) for part in ("StrtNm", "BldgNb", "PstCd", "TwnNm")]
    return party(
        text(who, "Nm"),
        lei=_lei(who),
        country=_country(who),
        address=_joined(street) or _joined(lines),
    )


def _joined(parts: Iterator[str | None] | list[str | None]) -> str | None:
    return "; ".join(p for p in parts if p) or None
