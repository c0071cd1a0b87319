"""A deal that gets a new paper or payment is screened again, whole, with what the store has."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from polars.testing import assert_frame_equal

from screening.inputs import read_batch
from screening.pipeline import run
from screening.store import open_store
from screening.store.taking_up import taken_up
from tests.one_deal import Rows, honest, together
from tests.pipeline.rows_as_files import written

pytestmark = pytest.mark.slow

PARTS = (
    ("deals", "contracts", "goods_lines", "clients", "client_status", "parties"),
    ("invoices", "transport_documents", "document_events"),
    ("payments",),
)
REFERENCES = ("reference_prices", "vessels", "document_policy")


def asked(db: Path, query: str) -> list[Any]:
    with open_store(db) as con:
        rows: list[Any] = con.execute(query).fetchall()
    return rows


def part(rows: Rows, *names: str) -> Rows:
    return {name: rows[name] for name in names}


def story(folder: Path) -> list[Path]:
    """Three batches: the contracts of a deal, its other papers, its payments."""
    rows = honest("D1")
    first = part(rows, *PARTS[0], *REFERENCES)
    return [
        written(first, folder / "january"),
        written(part(rows, *PARTS[1]), folder / "march"),
        written(part(rows, *PARTS[2]), folder / "may"),
    ]


def result(db: Path, deal: str = "D1") -> Any:
    with open_store(db) as con:
        return con.sql(
            "SELECT * EXCLUDE (run_id, answers), answers::VARCHAR AS answers FROM live_result"
            f" WHERE deal_id = '{deal}'"
        ).pl()


def test_a_deal_that_grows_over_three_batches_ends_as_if_it_had_come_whole(tmp_path: Path) -> None:
    db, whole = tmp_path / "grown.duckdb", tmp_path / "whole.duckdb"
    runs = [run(batch, db) for batch in story(tmp_path)]
    assert asked(db, "SELECT deal_id, run_id FROM live_result") == [("D1", runs[2].run_id)]
    assert [r.deals for r in runs] == [1, 1, 1]
    run(written(honest("D1"), tmp_path / "all"), whole, as_of=runs[2].as_of.date())
    assert_frame_equal(result(db), result(whole))
    assert result(db)["disposition"].item() == "PASS"


def test_it_is_told_where_the_rest_of_a_deal_came_from(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    runs = [run(batch, db).run_id for batch in story(tmp_path)]
    told = asked(
        db, "SELECT run_id, deal_id, source_run_id, taken_by, is_kept_there FROM deal_source"
    )
    assert sorted(told) == sorted(
        [
            (runs[1], "D1", runs[0], "deal_id", False),
            (runs[2], "D1", runs[1], "deal_id", False),
        ]
    )
    consulted = asked(db, f"SELECT consulted_run_id FROM run_history WHERE run_id = '{runs[2]}'")
    assert consulted == [(runs[1],)]
    kept = asked(db, f"SELECT document_id FROM input_contracts WHERE run_id = '{runs[2]}'")
    assert sorted(kept) == [("D1-BC",), ("D1-SC",)]


def test_each_batch_again_has_nothing_to_do(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    batches = story(tmp_path)
    for batch in batches:
        run(batch, db)
        again = run(batch, db)
        assert again.no_op
        assert "nothing to do" in again.message
    assert all(run(batch, db).no_op for batch in batches)
    assert asked(db, "SELECT count(*) FROM run") == [(3,)]


def test_an_unknown_deal_takes_nothing_up(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    run(written(honest("D1"), tmp_path / "one"), db)
    other = written(honest("D2"), tmp_path / "two")
    assert taken_up(db, read_batch(other)).scope.is_empty()
    run(other, db)
    assert asked(db, "SELECT count(*) FROM deal_source") == [(0,)]
    assert asked(db, "SELECT count(*) FROM superseded") == [(0,)]


def test_of_rows_of_one_key_the_later_batch_stands(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    rows = honest("D1")
    run(written(rows, tmp_path / "one"), db)
    mended = rows["invoices"][1] | {"issue_date": date(2025, 3, 17)}
    run(written({"invoices": [rows["invoices"][0], mended]}, tmp_path / "two"), db)
    days = "SELECT issue_date FROM input_invoices JOIN live_result USING (run_id) ORDER BY ALL"
    assert asked(db, days) == [(date(2025, 3, 15),), (date(2025, 3, 17),)]
    assert asked(db, "SELECT count(*) FROM reject") == [(0,)]


def test_a_late_batch_does_not_set_the_day_of_decision_back(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    rows = honest("D1")
    late = {"payments": [rows["payments"].pop(0)]}
    first = run(written(rows, tmp_path / "one"), db, as_of=date(2025, 9, 30))
    later = run(written(late, tmp_path / "two"), db)
    assert later.as_of == first.as_of
    assert run(tmp_path / "two", db).no_op
    asked_for = run(tmp_path / "two", db, as_of=date(2025, 8, 31))
    assert asked_for.as_of.date() == date(2025, 8, 31)


LOOSE: dict[str, Rows] = {
    "contract_no": {"invoices": [honest("D1")["invoices"][0] | {"contract_no": "d1 pc-77"}]},
    "transport_doc_ref": {
        "invoices": [
            honest("D1")["invoices"][0] | {"contract_no": None, "transport_doc_ref": "d1 556677"}
        ]
    },
    "document_id": {"document_events": honest("D1")["document_events"][1:]},
    "invoice_no": {
        "payments": [honest("D1")["payments"][0] | {"remittance_text": "goods D1PI77 paid"}]
    },
    "payment_id": {"payments": [honest("D1")["payments"][0]]},
}
for _rows in LOOSE.values():
    for _row in (*_rows.get("invoices", []), *_rows.get("payments", [])):
        _row |= {"deal_id": None, "leg": None}


@pytest.mark.parametrize("way", LOOSE)
def test_a_row_no_deal_claims_finds_its_stored_deal(way: str, tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    rows = honest("D1")
    if way in ("contract_no", "transport_doc_ref", "document_id"):
        table = next(iter(LOOSE[way]))
        rows[table] = [r for r in rows[table] if r not in honest("D1")[table][0:1]]
    if way in ("contract_no", "transport_doc_ref"):
        rows["goods_lines"] = [r for r in rows["goods_lines"] if r["document_id"] != "D1-BI"]
    if way == "document_id":
        rows["document_events"] = honest("D1")["document_events"][:1]
    if way == "invoice_no":
        rows["payments"] = rows["payments"][1:]
    run(written(together(rows, honest("D2")), tmp_path / "one"), db)
    second = run(written(LOOSE[way], tmp_path / "two"), db, as_of=date(2025, 12, 31))
    assert asked(db, "SELECT deal_id, taken_by FROM deal_source") == [("D1", way)]
    assert asked(db, f"SELECT deal_id FROM live_result WHERE run_id = '{second.run_id}'") == [
        ("D1",)
    ]
    assert run(tmp_path / "two", db, as_of=date(2025, 12, 31)).no_op


def test_what_no_deal_claimed_joins_the_deal_that_comes_later(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    rows = honest("D1")
    bill = rows["transport_documents"].pop() | {"deal_id": None, "contract_no": "D1PC77"}
    first = run(written({"transport_documents": [bill]}, tmp_path / "one"), db)
    ((found,),) = asked(db, "SELECT deal_id FROM live_result")
    del rows["document_events"]
    run(written(rows, tmp_path / "two"), db)
    assert asked(db, "SELECT deal_id, source_run_id FROM deal_source") == [(found, first.run_id)]
    assert asked(db, "SELECT deal_id FROM live_result") == [("D1",)]
    papers = "SELECT document_id FROM deal_document SEMI JOIN live_result USING (run_id, deal_id)"
    assert ("D1-BL",) in asked(db, papers)
    assert run(tmp_path / "two", db).no_op


def test_another_deal_a_shared_paper_names_keeps_its_result(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    rows = together(honest("D1"), honest("D2"))
    rows["deal_documents"] = [{"deal_id": "D2", "document_id": "D1-BL", "leg": "both"}]
    paid = {"payments": [r for r in rows["payments"] if r["payment_id"] == "D2-P2"]}
    rows["payments"] = [r for r in rows["payments"] if r["payment_id"] != "D2-P2"]
    first = run(written(rows, tmp_path / "one"), db)
    second = run(written(paid, tmp_path / "two"), db)
    live = asked(db, "SELECT deal_id, run_id FROM live_result ORDER BY deal_id")
    assert live == [("D1", first.run_id), ("D2", second.run_id)]
    papers = f"SELECT document_id FROM deal_document WHERE run_id = '{second.run_id}'"
    assert ("D1-BL",) in asked(db, papers)
