"""Batches one after the other: what the store knows of a paper, and what a later one tells."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from polars.testing import assert_frame_equal

from screening.audit import explain, render
from screening.decision_time import tables_of
from screening.inputs import read_batch
from screening.linking import history_keys
from screening.pipeline import run, screen
from screening.rulepack import load_checked_pack
from screening.store import RunReport, history, open_store
from tests.linking.strings import sale
from tests.one_deal import Rows, at, honest, together
from tests.pipeline.rows_as_files import written

LATE = "SELECT deal_id, rule_id, by_deal_id FROM late_findings WHERE NOT is_known ORDER BY ALL"

PARTY_COLUMNS = ("party_id", "seller_id", "buyer_id", "debtor_id", "creditor_id")


class Bank:
    """A store, and the batches its branches hand in one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db, self.n = folder, folder / "bank.duckdb", 0

    def screens(self, *deals: Rows, **more: Any) -> RunReport:
        """The report of the next batch."""
        self.n += 1
        return run(written(together(*deals), self.folder / f"batch-{self.n}"), self.db, **more)

    def says(self, query: str) -> list[Any]:
        """The rows of a query."""
        with open_store(self.db) as con:
            rows: list[Any] = con.execute(query).fetchall()
        return rows

    def hits(self, deal: str) -> dict[str, str]:
        """Severity of each hit of the rules of title, by rule."""
        return dict(
            self.says(
                "SELECT rule_id, severity FROM findings WHERE answer = 'hit' AND "
                f"rule_id IN ('AUT-01', 'AUT-02', 'AUT-03', 'PAY-14') AND deal_id = '{deal}'"
            )
        )


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """A bank that has screened nothing yet."""
    return Bank(tmp_path)


def of(client: str, rows: Rows, month: int = 3) -> Rows:
    """The rows as that client's own, all of its papers handed in in that month."""
    for table in ("deals", "clients", "client_status", "payments"):
        for row in rows[table]:
            row["client_id"] = client
    for row in rows["clients"]:
        row["name_cn"] = f"客户 {client}"
    rows["parties"] = [
        {"party_id": p, "name": f"Firm {p}", "country": "CL", "is_resident": False}
        for p in ("S", "S2", "S3", "B", "B2", "B3")
    ]
    for table in ("deals", "contracts", "invoices", "transport_documents"):
        for row in rows[table]:
            row["submitted_at"] = at(month, 16)
    return rows


def of_others(rows: Rows) -> Rows:
    """The rows with parties of their own."""
    return {
        table: [
            {
                c: f"X{v}" if isinstance(v, str) and (c in PARTY_COLUMNS or c == "name") else v
                for c, v in row.items()
            }
            for row in some
        ]
        for table, some in rows.items()
    }


def draws(deal: str, client: str, drawn: str | None = None, month: int = 3, **by: str) -> Rows:
    """A deal of the client on the one bill, from seller `by` to buyer `to`."""
    rows = sale(deal, by.get("seller", "S"), client, by.get("buyer", "B"), drawn)
    return of(client, rows, month)


def test_a_bill_used_by_another_client_of_another_branch(bank: Bank) -> None:
    first = bank.screens(draws("D1", "C1"))
    assert bank.hits("D1") == {}
    second = bank.screens(draws("D2", "C2", seller="S2", buyer="B2", month=4))
    assert bank.hits("D2") == {"AUT-01": "hold", "AUT-02": "hold", "AUT-03": "hold"}
    assert bank.hits("D1") == {}  # what was decided then stays as it was
    assert (first.late_findings, second.late_findings) == (0, 1)
    assert bank.says(LATE) == [("D1", r, "D2") for r in ("AUT-01", "AUT-02", "AUT-03")]


def test_a_late_finding_puts_the_earlier_deal_in_front_and_is_explained(bank: Bank) -> None:
    bank.screens(draws("D1", "C1"))
    bank.screens(draws("D2", "C2", seller="S2", buyer="B2", month=4))
    ((place, told, disposition),) = bank.says(
        "SELECT place, late_findings, disposition FROM queue WHERE deal_id = 'D1'"
    )
    assert (place, told) == (1, "AUT-01 by D2, AUT-02 by D2, AUT-03 by D2")
    assert disposition != "HOLD"
    shown = explain(bank.db, "D1")
    assert {(late.rule_id, late.document_id) for late in shown.late} == {
        (rule, "D1-BL") for rule in ("AUT-01", "AUT-02", "AUT-03")
    }
    assert "used again by deal D2" in render(shown)
    assert "又被业务 D2 使用" in render(explain(bank.db, "D1", lang="zh"))


def test_a_third_use_tells_of_all_before_it(bank: Bank) -> None:
    bank.screens(draws("D1", "C1"))
    bank.screens(draws("D2", "C2", seller="S2", buyer="B2", month=4))
    third = bank.screens(draws("D3", "C3", seller="S3", buyer="B3", month=5))
    assert third.late_findings == 1  # of D2 its own result says so already
    by = bank.says("SELECT deal_id, is_known FROM late_findings WHERE by_deal_id = 'D3'")
    assert set(by) == {("D1", False), ("D2", True)}


def test_two_carriers_may_issue_one_number(bank: Bank) -> None:
    bank.screens(draws("D1", "C1"))
    other = draws("D2", "C2", seller="S2", buyer="B2", month=4)
    other["transport_documents"][0]["carrier_code"] = "OOLU"
    assert bank.screens(other).late_findings == 0
    assert bank.hits("D2") == {}
    assert bank.says("FROM late_finding") == []


def test_a_string_of_two_clients_explains_itself(bank: Bank) -> None:
    bank.screens(draws("D1", "C1", buyer="C2"))
    second = bank.screens(draws("D2", "C2", seller="C1", month=4))
    assert bank.hits("D2") == {"AUT-01": "note"}
    assert second.late_findings == 0
    assert bank.says("FROM late_finding") == []


def test_a_lot_split_over_three_batches_until_there_is_no_more(bank: Bank) -> None:
    reports = [
        bank.screens(draws("D1", "C1", "50", buyer="B")),
        bank.screens(draws("D2", "C1", "50", buyer="B2", month=4)),
    ]
    assert bank.hits("D2") == {"AUT-01": "note"}
    assert bank.says(LATE) == []
    reports.append(bank.screens(draws("D3", "C1", "40", buyer="B3", month=5)))
    assert bank.hits("D3")["AUT-03"] == "hold"
    assert [r.late_findings for r in reports] == [0, 0, 2]
    told = [(d, rule, "D3") for d in ("D1", "D2") for rule in ("AUT-01", "AUT-03")]
    assert bank.says(LATE) == told  # shares that exceed the bill explain nothing


def test_first_use_is_told_by_day_then_by_deal(bank: Bank) -> None:
    bank.screens(draws("D5", "C1", month=4), draws("D4", "C3", seller="S3", buyer="B3", month=4))
    bank.screens(draws("D9", "C2", seller="S2", buyer="B2", month=3))
    facts = "SELECT deal_id, reused_bill_other_deal FROM deal_fact ORDER BY ALL"
    assert bank.says(facts) == [("D4", "D5"), ("D5", "D4"), ("D9", "D4")]
    assert "AUT-02" not in bank.hits("D9")  # the first use, though it came last
    assert bank.says("SELECT DISTINCT by_deal_id FROM late_findings") == [("D9",)]


def test_an_earlier_deal_that_is_screened_again_finds_it_by_itself(bank: Bank) -> None:
    first = draws("D1", "C1")
    bank.screens(first)
    bank.screens(draws("D2", "C2", seller="S2", buyer="B2", month=4))
    late = run(bank.folder / "batch-1", bank.db, rescreen=True)
    assert not late.no_op
    assert bank.hits("D1")["AUT-01"] == "hold"
    assert bank.says(LATE) == []


def test_a_later_deal_that_is_mended_no_longer_tells(bank: Bank) -> None:
    bank.screens(draws("D1", "C1"))
    bank.screens(draws("D2", "C2", seller="S2", buyer="B2", month=4))
    mended = draws("D2", "C2", seller="S2", buyer="B2", month=4)
    mended["transport_documents"][0]["transport_doc_ref"] = "MAEU990011"
    bank.screens(mended)
    assert bank.says(LATE) == []
    assert bank.says("SELECT count(*) FROM late_finding") == [(3,)]


@pytest.mark.parametrize("days", [10, -10])
def test_an_invoice_paid_again_whichever_way_the_days_lie(bank: Bank, days: int) -> None:
    bank.screens(draws("D1", "C1"))
    again = draws("D2", "C2", month=4, buyer="B2")
    again["transport_documents"][0]["transport_doc_ref"] = "MAEU990011"
    again["invoices"][0]["invoice_no"] = "D1PI77"
    paid = again["payments"][0]
    paid["value_date"] = date(2025, 4, 10) + timedelta(days)
    assert bank.screens(again).late_findings == 1
    told = bank.says("SELECT rule_id, deal_id, by_deal_id, payment_id, key FROM late_finding")
    assert ("PAY-14", "D1", "D2", "D1-P1", "S:D1PI77") in told
    assert {rule for rule, *_ in told} == {"PAY-14", "DOC-08"}  # and it names another buyer


def test_a_batch_screened_again_has_nothing_to_do(bank: Bank) -> None:
    bank.screens(draws("D1", "C1"))
    bank.screens(draws("D2", "C2", seller="S2", buyer="B2", month=4))
    again = run(bank.folder / "batch-2", bank.db)
    assert again.no_op
    assert again.late_findings == 1
    assert "only the history" in run(bank.folder / "batch-1", bank.db).message


def test_reading_by_key_gives_what_reading_everything_gives(bank: Bank) -> None:
    unstated = draws("D3", "C3", seller="S3", buyer="B3")
    unstated["transport_documents"][0] |= {"carrier_code": None}
    bank.screens(draws("D1", "C1", "50"), unstated, of("C9", honest("D9")))
    again = draws("D2", "C1", "60", seller="S2", month=4)
    again["invoices"][0] |= {"invoice_no": "D1PI77", "seller_id": "S"}
    batch = read_batch(written(together(again, draws("D4", "C4")), bank.folder / "next"))
    pack = load_checked_pack()
    whole = history(bank.db)
    keyed = history(bank.db, keys=history_keys(tables_of(batch, None, pack)))
    read = {name: set(uses["deal_id"]) for name, uses in keyed.uses.items()}
    assert read["paper_use"] == {"D1", "D3"}
    assert read["invoice_use"] == read["payment_use"] == {"D1"}
    assert read["client_deal"] == {"D1"}
    results = [screen(batch, pack, past=past).tables for past in (whole, keyed)]
    for name, table in results[0].items():
        assert_frame_equal(results[1][name], table)
    assert results[0]["late_finding"].height > 0


def test_a_batch_that_shares_no_key_leaves_history_as_it_was(bank: Bank) -> None:
    first = bank.screens(of("C1", honest("D1")))
    bank.screens(of_others(of("C2", honest("D2"), month=4)))
    again = run(bank.folder / "batch-1", bank.db)
    assert (again.no_op, again.run_id) == (True, first.run_id)
    assert "nothing to do" in again.message
    assert bank.says("FROM run_history") == []


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({}, {"transport_doc_ref": "５５６６７７"}),
        ({"transport_doc_ref": "556677", "carrier_code": "maeu"}, {}),
    ],
)
def test_a_bill_written_otherwise_is_the_same_bill(
    bank: Bank, earlier: dict[str, str], later: dict[str, str]
) -> None:
    first, again = draws("D1", "C1"), draws("D2", "C2", seller="S2", buyer="B2", month=4)
    first["transport_documents"][0].update(earlier)
    again["transport_documents"][0].update(later)
    bank.screens(first)
    bank.screens(again)
    assert bank.hits("D2") == {"AUT-01": "hold", "AUT-02": "hold", "AUT-03": "hold"}
    assert bank.says(LATE) == [("D1", r, "D2") for r in ("AUT-01", "AUT-02", "AUT-03")]


@pytest.mark.parametrize("blank", ["D1", "D2", "D1 D2"])
def test_a_bill_whose_carrier_one_deal_leaves_blank_may_be_one(bank: Bank, blank: str) -> None:
    deals = draws("D1", "C1"), draws("D2", "C2", seller="S2", buyer="B2", month=4)
    for rows in deals:
        if rows["deals"][0]["deal_id"] in blank.split():
            rows["transport_documents"][0]["carrier_code"] = None
        bank.screens(rows)
    assert bank.hits("D2") == {}
    facts = "n_other_deals_on_bill, bill_allocated_ratio, bill_was_used_without_title"
    assert bank.says(f"SELECT {facts} FROM deal_fact WHERE deal_id = 'D2'") == [(None,) * 3]
    told = "SELECT answer FROM findings WHERE rule_id = 'AUT-01' AND deal_id = 'D2'"
    assert bank.says(told) == [("not_evaluable",)]
    ((disposition,),) = bank.says("SELECT disposition FROM queue WHERE deal_id = 'D2'")
    assert disposition == "REVIEW"
    assert bank.says(LATE) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [(("MAERSK", "MAEU556677"), ("MSK", "556677")), (("MSK", "556677"), ("MAEU", "MAEU556677"))],
)
def test_a_bill_whose_carrier_is_written_in_two_ways_may_be_one(
    bank: Bank, first: tuple[str, str], second: tuple[str, str]
) -> None:
    deals = draws("D1", "C1"), draws("D2", "C2", seller="S2", buyer="B2", month=4)
    for rows, (code, ref) in zip(deals, (first, second), strict=True):
        said = {"carrier_code": code, "transport_doc_ref": ref}
        rows["transport_documents"][0] |= said
        bank.screens(rows)
    told = "SELECT answer FROM findings WHERE rule_id = 'AUT-01' AND deal_id = 'D2'"
    assert bank.says(told) == [("not_evaluable",)]
    assert bank.says("SELECT disposition FROM queue WHERE deal_id = 'D2'") == [("REVIEW",)]


def test_a_split_lot_without_its_quantity_stays_held(bank: Bank) -> None:
    """Declared shares explain a second use only where they are known to fit into the bill."""
    deals = draws("D1", "C1", "50"), draws("D2", "C1", "50", buyer="B2", month=4)
    for rows in deals:
        rows["transport_documents"][0] |= {"quantity": None, "gross_weight_kg": None}
        bank.screens(rows)
    assert bank.hits("D2") == {"AUT-01": "hold"}


def test_an_invoice_number_that_comes_again_with_other_content_is_told(bank: Bank) -> None:
    def invoiced(deal: str, client: str, month: int, paid: int, **more: Any) -> Rows:
        rows = draws(deal, client, month=month)
        rows["payments"][0]["amount"] = Decimal(paid)
        rows["transport_documents"][0]["transport_doc_ref"] = f"MAEU99{deal[1:]}"
        rows["invoices"][0] |= {"invoice_no": "001"} | more
        return rows

    bank.screens(
        invoiced("D0", "C1", 3, 899_000, issue_date=date(2023, 3, 15))
    )  # numbered anew each year
    bank.screens(invoiced("D1", "C1", 3, 900_000))
    assert bank.says("SELECT 1 FROM findings WHERE rule_id = 'DOC-08' AND answer = 'hit'") == []
    bank.screens(invoiced("D2", "C2", 4, 450_000, total_amount=Decimal(450_000)))
    assert bank.says(LATE) == [("D1", "DOC-08", "D2"), ("D1", "PAY-08", "D2")]
    told = bank.says(
        "SELECT deal_id, document_id, key, severity FROM late_finding WHERE rule_id = 'DOC-08'"
    )
    assert told == [("D1", "D1-BI", "S:001:final", "escalate")]


def test_a_parcel_on_a_second_bill_is_told(bank: Bank) -> None:
    def aboard(deal: str, client: str, month: int) -> Rows:
        rows = draws(deal, client, seller="S" if client == "C1" else "S2", month=month)
        measured = {"voyage": "012E", "quantity": Decimal("100.417"), "hs6": "740311"}
        ref = {"transport_doc_ref": f"MAEU99{deal[1:]}"}
        rows["transport_documents"][0] |= measured | ref
        return rows

    bank.screens(aboard("D1", "C1", 3))
    bank.screens(aboard("D2", "C2", 4))
    (told,) = bank.says("SELECT deal_id, rule_id, by_deal_id, document_id FROM late_finding")
    assert told == ("D1", "LOG-09", "D2", "D1-BL")


def test_another_paper_under_a_stored_id_is_noted_and_changes_no_earlier_deal(bank: Bank) -> None:
    """Two papers of one id within a batch are refused; here each deal keeps the one it had."""

    def bears_the_id_of_d1(rows: Rows, ref: str) -> Rows:
        for row in (*rows["transport_documents"], *rows["document_events"]):
            row["document_id"] = "D1-BL"
        rows["transport_documents"][0]["transport_doc_ref"] = ref
        return rows

    bank.screens(draws("D1", "C1"))
    same = bears_the_id_of_d1(draws("D3", "C3", seller="S3", buyer="B3"), "556677")
    assert bank.screens(same).notes == ()
    other = bears_the_id_of_d1(draws("D2", "C2", seller="S2", month=4), "MAEU990011")
    second = bank.screens(other)
    (note,) = second.notes
    assert note.startswith("transport_documents.csv: 1 document_id stand in the store on another")
    assert "D1-BL" in note
    assert run(bank.folder / "batch-3", bank.db).notes == second.notes
    bills = "SELECT deal_id, transport_doc_ref FROM input_transport_documents ORDER BY ALL"
    assert bank.says(bills) == [("D1", "MAEU556677"), ("D2", "MAEU990011"), ("D3", "556677")]
