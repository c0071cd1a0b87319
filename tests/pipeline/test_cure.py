"""Cures: a new fact beside the old, tested, kept, and counted when the deal is next asked."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from screening.cure import Cure, cure
from screening.cure.correction import Correction
from screening.cure.tolerance import Case, conditions
from screening.errors import UsageError
from screening.monitor import monitor
from screening.pipeline import run
from screening.store import CuredFinding
from tests.cli.conftest import Call
from tests.one_deal import Rows, honest, together
from tests.pipeline.rows_as_files import written
from tests.pipeline.test_growing_deals import asked

pytestmark = pytest.mark.slow

FOUND, CURED = date(2025, 6, 30), date(2025, 7, 2)


def blank(deal: str) -> Rows:
    """A deal whose bill names no port of loading: DOC-03."""
    rows = honest(deal)
    rows["transport_documents"][0]["load_port"] = None
    return rows


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    run(written(together(blank("D1"), honest("D2")), tmp_path / "batch"), path, as_of=FOUND)
    return path


def proof_in(folder: Path, name: str = "mended.pdf") -> str:
    """A scan of the paper that proves it."""
    (folder / name).write_bytes(b"%PDF-1.7 port of loading: San Antonio")
    return str(folder / name)


def offered(db: Path, deal: str = "D1", on: date = CURED, name: str = "mended.pdf") -> Cure:
    value, proof = f"{deal}-BL.load_port=CLSAI", proof_in(db.parent, name)
    return cure(db, deal, "DOC-03", value=value, proof=proof, by="zhang", on=on)


def of_d1(db: Path, columns: str) -> object:
    ((*told,),) = asked(db, f"SELECT {columns} FROM findings WHERE rule_id = 'DOC-03'")
    return tuple(told)


def test_an_accepted_cure_counts_when_the_deal_is_next_asked(db: Path) -> None:
    before = asked(db, "SELECT disposition, total_points FROM queue WHERE deal_id = 'D1'")
    told = offered(db)
    assert told.is_accepted, told.conditions
    assert (told.original_value, told.corrected_value) == (None, "CLSAI")
    assert of_d1(db, "cure") == ("accepted",)
    assert asked(db, "SELECT disposition, total_points FROM queue WHERE deal_id = 'D1'") == before
    report = monitor(db, CURED).report
    assert report is not None
    assert of_d1(db, "cure, answer, severity, points, lowered_by, rule_severity") == (
        "cured",
        "hit",
        "note",
        0,
        "CURED",
        "review",
    )
    assert asked(db, "SELECT disposition, cures FROM queue WHERE deal_id = 'D1'") == [
        ("PASS_NOTE", "DOC-03 cured")
    ]
    blank_still = "SELECT load_port FROM input_transport_documents WHERE document_id = 'D1-BL'"
    assert asked(db, blank_still) == [(None,)]
    assert monitor(db, CURED).report is None


def test_a_cure_outlives_the_next_batch(db: Path, tmp_path: Path) -> None:
    offered(db)
    more: Rows = {"document_events": honest("D1")["document_events"]}
    run(written(more, tmp_path / "more"), db)
    assert of_d1(db, "cure") == ("cured",)
    assert run(tmp_path / "more", db).no_op


def test_a_cure_answers_no_question_that_the_blank_had_silenced(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    rows = honest("D1")
    rows["invoices"][1]["issue_date"] = None
    run(written(rows, tmp_path / "batch"), db, as_of=FOUND)
    said, proof = "D1-SI.issue_date=2025-03-15", proof_in(tmp_path)
    assert cure(db, "D1", "DOC-03", value=said, proof=proof, by="z", on=CURED).is_accepted
    monitor(db, CURED)
    ((ends, why),) = asked(db, "SELECT disposition, why FROM queue")
    assert (ends, why) == ("REVIEW", "cannot be asked for want of a paper or field: LOG-01")
    run(written({"invoices": honest("D1")["invoices"]}, tmp_path / "mended"), db)
    assert asked(db, "SELECT disposition FROM queue") == [("PASS",)]


def test_a_refused_cure_is_kept_with_its_reason_and_changes_nothing(db: Path) -> None:
    told = offered(db, on=FOUND + timedelta(days=60))
    assert not told.is_accepted
    ((status, reason, not_met),) = asked(db, "SELECT status, reason, not_met FROM cures")
    assert (status, not_met) == ("refused", "in_time")
    assert "put right on 2025-08-29" in reason
    assert of_d1(db, "cure, severity") == ("refused", "review")
    monitor(db, FOUND + timedelta(days=60))
    assert of_d1(db, "cure, severity") == ("refused", "review")
    assert asked(db, "SELECT count(*) FROM cure_condition") == [(8,)]


def test_the_third_in_twelve_months_is_refused(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    rows = together(*(blank(d) for d in ("D1", "D2", "D3")))
    run(written(rows, tmp_path / "batch"), db, as_of=FOUND)
    told = offered(db)
    assert [c.condition for c in told.conditions if not c.is_met] == ["rare"]


def test_one_offer_is_recorded_once(db: Path) -> None:
    late = FOUND + timedelta(days=60)
    assert offered(db, on=late).is_new
    assert not offered(db, on=late).is_new
    assert offered(db).cure_no == 2
    with pytest.raises(UsageError, match="cured already, by cure 2"):
        offered(db, name="another.pdf")


@pytest.mark.parametrize(
    ("deal", "rule", "value", "said"),
    [
        ("D1", "AUT-01", "x=1", "no finding of the live result"),
        ("D1", "DOC-03", "invoices.issue_date", "no FIELD=VALUE"),
        ("D1", "DOC-03", "D1-SI.issue_day=2025-03-15", "did you mean"),
        ("D1", "DOC-03", "D1-SI.issue_date=15 March", "is no date"),
        ("D1", "DOC-03", "n_blank_field=1", "no fact"),
        ("D1", "DOC-03", "payments.amount=1", "no one paper or payment"),
        ("D1", "DOC-03", "D2-SI.issue_date=2025-03-15", "no one paper or payment"),
        ("D1", "DOC-03", "D1-SI.issue_date=", "no FIELD=VALUE"),
        ("D9", "DOC-03", "invoices.issue_date=2025-03-15", "no finding"),
    ],
)
def test_what_is_not_there_is_told(db: Path, deal: str, rule: str, value: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        cure(db, deal, rule, value=value, proof="P", by="zhang", on=CURED)
    assert asked(db, "SELECT count(*) FROM cure") == [(0,)]


def test_the_command_prints_each_condition(db: Path, call: Call) -> None:
    line = ("cure", "D1", "DOC-03", "--value", "D1-BL.load_port=CLSAI", "--by", "zhang")
    proof = proof_in(db.parent)
    told = call(*line, "--proof", proof, "--on", CURED, "--db", db)
    assert told.code == 0, told.err
    assert "cure 1 accepted" in told.out
    assert "screening monitor --as-of 2025-07-02" in told.out
    again = call(*line, "--proof", proof, "--on", CURED, "--db", db, "--json")
    assert again.code == 2
    shown = call("explain", "D1", "--db", db).out
    assert "blank → CLSAI" in shown
    assert "补正" in call("explain", "D1", "--db", db, "--lang", "zh").out
    assert json.loads(call("explain", "D1", "--db", db, "--json").out)["cures"][0]["cure_no"] == 1


def test_a_correction_that_mends_nothing_is_refused(db: Path) -> None:
    proof = proof_in(db.parent)
    for value in ("D1-BL.voyage=7", "n_blank_fields=2"):
        told = cure(db, "D1", "DOC-03", value=value, proof=proof, by="zhang", on=CURED)
        assert [c.condition for c in told.conditions if not c.is_met] == ["mends"]


def test_a_proof_is_a_paper_of_the_store_or_a_file(db: Path) -> None:
    value = "D1-BL.load_port=CLSAI"

    def told(proof: str) -> list[str]:
        offer = cure(db, "D1", "DOC-03", value=value, proof=proof, by="zhang", on=CURED)
        return [c.condition for c in offer.conditions if not c.is_met]

    assert told("whatever") == ["proven"]
    assert told("D1-BL") == ["proven"]  # the paper that is wrong
    assert told("D1-SC") == []  # the contract says where it was loaded
    ((proof,),) = asked(db, "SELECT proof FROM cures WHERE status = 'accepted'")
    assert proof == "D1-SC"


def test_an_amount_put_right_by_a_fact_must_be_small(tmp_path: Path) -> None:
    db, rows = tmp_path / "store.duckdb", honest("D1")
    rows["invoices"][1]["total_amount"] = Decimal(500_000)
    run(written(rows, tmp_path / "batch"), db, as_of=FOUND)
    told = cure(
        db,
        "D1",
        "LOG-15",
        value="arithmetic_error_ratio=0",
        proof=proof_in(tmp_path),
        by="zhang",
        on=CURED,
    )
    assert "small" in [c.condition for c in told.conditions if not c.is_met]


def test_two_curable_findings_do_not_stand_in_each_others_way(tmp_path: Path) -> None:
    db, rows = tmp_path / "store.duckdb", honest("D1")
    rows["contracts"] = rows["contracts"][:1]  # the sale contract is missing: DOC-01 and DOC-04
    rows["payments"] = [{**row, "leg": None} for row in rows["payments"]]
    run(written(rows, tmp_path / "batch"), db, as_of=FOUND)
    hits = [
        r for (r,) in asked(db, "SELECT rule_id FROM findings WHERE answer = 'hit' AND curable")
    ]
    assert len(hits) > 1
    for rule in hits:
        told = cure(
            db, "D1", rule, value="deals.title_in_date=2025-03-21", proof="P", by="z", on=CURED
        )
        assert "rest_is_clean" not in [c.condition for c in told.conditions if not c.is_met]


# the test itself, condition by condition

PLAIN = CuredFinding(
    "D1", "DOC-03", "run", datetime(2025, 6, 30, tzinfo=UTC), "C1", True, "review", "D1-SI", None,
    "{}",
    918_000.0, FOUND, FOUND + timedelta(days=7), None, None,
)  # fmt: skip
DATE = Correction("invoices.issue_date", None, date(2025, 3, 15), False)


def amount(was: str | None, now: str) -> Correction:
    original = None if was is None else Decimal(was)
    return Correction("invoices.total_amount", original, Decimal(now), True)


def not_met(case: Case) -> list[str]:
    return [c.condition for c in conditions(case) if not c.is_met]


def test_a_plain_case_meets_every_condition() -> None:
    assert not_met(Case(PLAIN, DATE, "P", CURED, 1, (), FOUND + timedelta(days=7))) == []
    assert not_met(Case(PLAIN, DATE, "P", CURED, 2, None, FOUND + timedelta(days=7))) == []


@pytest.mark.parametrize(
    ("correction", "is_small"),
    [
        (amount("918000", "913410"), True),  # 0.5 % of the whole
        (amount("918000", "868000"), True),  # USD 50,000
        (amount("918000", "867999"), False),
        (amount(None, "918000"), False),  # the effect cannot be told
        (amount("0", "1"), False),
    ],
)
def test_a_small_effect_is_half_a_percent_or_50_000_dollars(
    correction: Correction, is_small: bool
) -> None:
    case = Case(PLAIN, correction, "P", CURED, 1, (), CURED)
    assert not_met(case) == ([] if is_small else ["small"])


def test_each_other_condition_decides_alone() -> None:
    due = FOUND + timedelta(days=7)
    assert not_met(Case(PLAIN, DATE, "P", due, 1, (), due)) == []
    assert not_met(Case(PLAIN, DATE, "P", due + timedelta(days=1), 1, (), due)) == ["in_time"]
    assert not_met(Case(PLAIN, DATE, "P", CURED, 1, (), None)) == ["in_time"]
    assert not_met(Case(PLAIN, DATE, "P", CURED, 3, (), due)) == ["rare"]
    assert not_met(Case(PLAIN, DATE, "P", CURED, 1, ("E1",), due)) == ["unrelated"]
    assert not_met(Case(PLAIN, DATE, "D1-SI", CURED, 1, (), due)) == ["proven"]


def test_a_cure_that_breaks_off_leaves_nothing(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("screening.store.views.create_views", broken)
        with pytest.raises(KeyboardInterrupt):
            offered(db)
    assert asked(db, "SELECT count(*) FROM cure") == [(0,)]
    assert asked(db, "SELECT count(*) FROM cure_condition") == [(0,)]
    assert offered(db).cure_no == 1
