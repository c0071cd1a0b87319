"""ISO 20022 messages as payments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from screening.inputs import read_batch
from tests.inputs.writing import batch_of

PACS = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"
CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
UETR = "eb6305c9-1f7f-49de-aed0-16487c27b42d"
SHARED = Path(__file__).parents[3] / "shared" / "data"


def pacs(*transactions: str, envelope: bool = False) -> str:
    body = (
        f'<Document xmlns="{PACS}"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M1</MsgId>'
        "<CreDtTm>2024-03-01T09:00:00+08:00</CreDtTm></GrpHdr>\n"
        + "\n".join(transactions)
        + "</FIToFICstmrCdtTrf></Document>"
    )
    return f"<BizMsgEnvlp><AppHdr/>{body}</BizMsgEnvlp>" if envelope else body


def transfer(refs: str = f"<UETR>{UETR}</UETR>", amount: str = "1000.00", more: str = "") -> str:
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId>{refs}</PmtId>"
        f'<IntrBkSttlmAmt Ccy="USD">{amount}</IntrBkSttlmAmt>'
        "<IntrBkSttlmDt>2024-03-04</IntrBkSttlmDt>"
        "<Dbtr><Nm>Example Trading Ltd</Nm><PstlAdr><Ctry>CN</Ctry></PstlAdr></Dbtr>"
        "<DbtrAcct><Id><Othr><Id>0012</Id></Othr></Id></DbtrAcct>"
        "<DbtrAgt><FinInstnId><BICFI>EXAMCNSHXXX</BICFI></FinInstnId></DbtrAgt>"
        "<CdtrAgt><FinInstnId><BICFI>EXAMSGSG</BICFI></FinInstnId></CdtrAgt>"
        "<Cdtr><Nm>Example Metals Pte</Nm>"
        "<Id><OrgId><LEI>5493001KJTIIGC8Y1R12</LEI></OrgId></Id></Cdtr>"
        "<CdtrAcct><Id><IBAN>GB14BARC20325340846481</IBAN></Id></CdtrAcct>"
        f"{more}</CdtTrfTxInf>"
    )


REFERENCES = (
    "<RgltryRptg><Dtls><Cd>122010</Cd><Inf>离岸转买</Inf></Dtls></RgltryRptg>"
    "<RmtInf><Ustrd>INV 7</Ustrd><Ustrd>part 1</Ustrd><Strd>"
    "<RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>INV-7</Nb></RfrdDocInf>"
    "<RfrdDocInf><Tp><CdOrPrtry><Prtry>Sales contract</Prtry></CdOrPrtry></Tp><Nb>S-1</Nb>"
    "</RfrdDocInf>"
    "<RfrdDocInf><Tp><CdOrPrtry><Cd>SOAC</Cd></CdOrPrtry></Tp><Nb>Z</Nb></RfrdDocInf>"
    "</Strd></RmtInf>"
)


@pytest.mark.parametrize("envelope", [False, True])
def test_a_transfer_becomes_a_payment_asked_for(tmp_path: Path, envelope: bool) -> None:
    batch = batch_of(tmp_path, {"a.xml": pacs(transfer(more=REFERENCES), envelope=envelope)})
    row = batch.table("payments").row(0, named=True)
    expected = {
        "payment_id": UETR,
        "direction": None,
        "amount": Decimal(1000),
        "currency": "USD",
        "value_date": date(2024, 3, 4),
        "debtor_id": "NAME:EXAMPLE TRADING LTD",
        "debtor_country": "CN",
        "debtor_account": "0012",
        "debtor_agent": "EXAMCNSHXXX",
        "creditor_id": "5493001KJTIIGC8Y1R12",
        "creditor_account": "GB14BARC20325340846481",
        "creditor_agent": "EXAMSGSG",
        "status": "requested",
        "requested_at": datetime(2024, 3, 1, 1, tzinfo=UTC),
        "remittance_text": "INV 7; part 1",
        "end_to_end_id": "E1",
        "bop_code": "122010",
        "bop_remark": "离岸转买",
    }
    assert {k: row[k] for k in expected} == expected
    assert batch.table("payment_references").rows() == [
        (UETR, "contract", "S-1"),
        (UETR, "invoice", "INV-7"),
    ]
    assert batch.table("parties")["party_id"].to_list() == [
        "5493001KJTIIGC8Y1R12",
        "NAME:EXAMPLE TRADING LTD",
    ]


def test_ids_without_uetr_are_told_apart(tmp_path: Path) -> None:
    same = transfer(refs="")
    batch = batch_of(tmp_path, {"a.xml": pacs(same, same, transfer(refs="<TxId>T1</TxId>"))})
    assert batch.table("payments")["payment_id"].to_list() == ["M1:E1", "M1:E1#2", "M1:T1"]


def test_transactions_on_one_line_are_told_apart(tmp_path: Path) -> None:
    bad = transfer(refs="<TxId>T2</TxId>", amount="x")
    text = pacs(transfer() + bad + transfer(refs="<TxId>T3</TxId>")).replace("\n", "")
    batch = batch_of(tmp_path, {"a.xml": text})
    assert batch.rejects.select("line", "column").row(0) == (2, "amount")
    assert "<TxId>T2</TxId>" in batch.rejects["raw"][0]
    assert batch.table("payments").height == 2


def statement(*entries: str) -> str:
    return (
        f'<Document xmlns="{CAMT}"><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><Othr><Id>0012</Id>'
        "</Othr></Id><Ownr><Nm>Example Trading Ltd</Nm></Ownr><Svcr><FinInstnId>"
        "<BICFI>EXAMCNSHXXX</BICFI></FinInstnId></Svcr></Acct>\n"
        + "\n".join(entries)
        + "</Stmt></BkToCstmrStmt></Document>"
    )


def entry(indicator: str, *transactions: str, amount: str = "1000.00", more: str = "") -> str:
    details = "".join(f"<TxDtls>{t}</TxDtls>" for t in transactions)
    return (
        f'<Ntry><NtryRef>N1</NtryRef><Amt Ccy="USD">{amount}</Amt>'
        f"<CdtDbtInd>{indicator}</CdtDbtInd>{more}<Sts><Cd>BOOK</Cd></Sts>"
        "<ValDt><DtTm>2024-03-05T23:30:00-05:00</DtTm></ValDt><AcctSvcrRef>A1</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def part(reference: str, amount: str) -> str:
    return (
        f"<Refs><TxId>{reference}</TxId></Refs>"
        f'<AmtDtls><TxAmt><Amt Ccy="USD">{amount}</Amt></TxAmt></AmtDtls>'
        "<RltdPties><Dbtr><Pty><Nm>Buyer BV</Nm></Pty></Dbtr></RltdPties>"
    )


def test_an_entry_is_split_into_its_transactions(tmp_path: Path) -> None:
    text = statement(entry("CRDT", part("T1", "400"), part("T2", "600")), entry("DBIT"))
    batch = batch_of(tmp_path, {"a.xml": text})
    columns = ("payment_id", "direction", "amount", "debtor_name", "creditor_name", "bank")
    owner = "Example Trading Ltd"
    assert batch.table("payments").select(columns).rows() == [
        ("S1:A1", "OUT", Decimal(1000), owner, None, "EXAMCNSH"),
        ("S1:T1", "IN", Decimal(400), "Buyer BV", owner, "EXAMCNSH"),
        ("S1:T2", "IN", Decimal(600), "Buyer BV", owner, "EXAMCNSH"),
    ]
    assert batch.table("payments")["value_date"].unique().to_list() == [date(2024, 3, 5)]
    assert batch.table("payments")["status"].unique().to_list() == ["released"]


def test_several_transactions_without_amounts_stay_one_entry(tmp_path: Path) -> None:
    refs = "<Refs><TxId>T{}</TxId></Refs>"
    batch = batch_of(tmp_path, {"a.xml": statement(entry("DBIT", refs.format(1), refs.format(2)))})
    assert batch.table("payments").select("payment_id", "amount").rows() == [
        ("S1:A1", Decimal(1000))
    ]


def test_a_reversal_is_a_refund(tmp_path: Path) -> None:
    text = statement(entry("CRDT", more="<RvslInd>true</RvslInd>"))
    batch = batch_of(tmp_path, {"a.xml": text})
    assert batch.table("payments").select("direction", "purpose").row(0) == ("IN", "refund")


UETR_REF = f"<Refs><UETR>{UETR}</UETR></Refs>"


def test_a_booked_entry_takes_the_place_of_its_request(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        {
            "1.xml": pacs(transfer(more=REFERENCES)),
            "2.xml": statement(entry("DBIT", UETR_REF)),
        },
    )
    columns = ("status", "direction", "requested_at", "creditor_name", "value_date")
    assert batch.table("payments").select(columns).row(0) == (
        "released",
        "OUT",
        datetime(2024, 3, 1, 1, tzinfo=UTC),
        "Example Metals Pte",
        date(2024, 3, 5),
    )
    assert batch.table("payment_references").height == 2
    assert batch.rejects["reason"].to_list() == ["superseded by the booked entry in 2.xml line 2"]


def test_a_request_and_an_entry_that_disagree_are_both_refused(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        {"1.xml": pacs(transfer()), "2.xml": statement(entry("DBIT", UETR_REF, amount="999.00"))},
    )
    assert batch.table("payments").is_empty()
    assert batch.rows_rejected == 2
    assert "do not agree" in batch.rejects["reason"][0]
    assert batch.table("parties").is_empty()


def test_both_sides_of_a_payment_within_the_bank_are_two_payments(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        {
            "1.xml": statement(entry("DBIT", UETR_REF)),
            "2.xml": statement(entry("CRDT", UETR_REF)),
        },
    )
    assert batch.table("payments").select("payment_id", "direction").rows() == [
        (UETR, "OUT"),
        (f"{UETR}:CRDT", "IN"),
    ]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared example messages are not here")
def test_the_real_examples_load_as_one_batch_with_nothing_lost(tmp_path: Path) -> None:
    examples = [
        *(SHARED / "dcsa_ebl" / "examples").glob("*.json"),
        *(SHARED / "iso20022").glob("*.xml"),
    ]
    for path in examples:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    batch = read_batch(tmp_path)
    stated = batch.files.filter(batch.files["table"].is_in(["transport_documents", "payments"]))
    assert stated["rows_in"].sum() == 7 + 1 + 15 + 1 + 1
    assert batch.table("payments").height == 16
    assert batch.table("transport_documents")["document_id"].to_list() == [
        "MSC:62CD536BA8D34C469AFD",
        "MSC:D8931B95625E4B339F2A",
        "MSC:HHL71800000",
    ]
    assert batch.table("transport_documents")["status"].to_list() == ["DRAFT", "ISSUED", "ISSUED"]
    assert batch.rows_in == batch.rows_loaded + batch.rows_rejected
    assert sorted(batch.rejects["reason"].to_list()) == [
        "is a message pacs.002.001.03; pacs.008 and camt.053 are read",
        "is a message pain.001.001.08; pacs.008 and camt.053 are read",
        "is an amendment that is not confirmed (AMENDMENT_RECEIVED)",
        "is an event of type org.dcsa.shipping-instructions.v3, not of a transport document",
        "superseded by EBL_v3.0.4_043_reeferExample.json number 1 (ISSUED)",
        "superseded by EBL_v3.0.4_065_issuedFullStateTransferExample.json number 1 (ISSUED)",
    ]
