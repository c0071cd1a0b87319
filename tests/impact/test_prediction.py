"""What the diff predicts is what screening again under the other pack really gives."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from screening.cure import cure
from screening.impact import rules_diff
from screening.monitor import monitor
from screening.pipeline import run
from tests.impact.conftest import SAMPLE
from tests.impact.packs import STRICTER, Edits, copied, edited, rule_file
from tests.impact.stored import EVERY, decisions, hits, payments, predicted, rescreened
from tests.one_deal import honest, together
from tests.pipeline.rows_as_files import written

pytestmark = pytest.mark.slow

POLICY: Edits = {
    "policy": {
        r"^review_band\s*= 25": "review_band = 3",
        r"^same_typology_den\s*= 2": "same_typology_den = 4",
        r"^authenticity = 180": "authenticity = 40",
        r'"has_title_chain"': '"has_assignment"',
    }
}


@pytest.fixture(params=["rules", "policy", "both"])
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    edits = {"rules": STRICTER, "policy": POLICY, "both": {**STRICTER, **POLICY}}[request.param]
    if request.param == "policy":
        return edited(tmp_path / "pack", edits)
    folder = edited(tmp_path / "pack", edits, gone=("PAY-05",))
    copied(folder, "NET-04", "NET-94")
    return folder


@pytest.mark.parametrize("book", ["sample", "simulated"])
def test_the_prediction_is_what_screening_gives(
    book: str,
    pack: Path,
    sample_db: Path,
    simulated: Path,
    simulated_db: Path,
    tmp_path: Path,
) -> None:
    batch, db = (SAMPLE, sample_db) if book == "sample" else (simulated, simulated_db)
    impact = rules_diff(db, pack, examples=EVERY)
    again = rescreened(batch, db, pack, tmp_path)
    before, after = decisions(db), decisions(again)
    foreseen = predicted(before, impact)
    assert {d: x for d, (x, _) in foreseen.items()} == {d: x for d, (x, _) in after.items()}
    assert all(foreseen[d.deal_id] == after[d.deal_id] for d in impact.deal_examples)
    assert impact.deals_moved  # else nothing was tested
    paid, paid_after = payments(db), payments(again)
    assert paid | {p.payment_id: p.now for p in impact.payment_examples} == paid_after
    assert sum(impact.payments_moved.values()) == len(impact.payment_examples)
    for side, stored in zip(impact.payments, (paid, paid_after), strict=True):
        assert {d: n for d, n in side.items() if n} == _counted(stored)


def test_hits_gained_and_lost_are_those_of_screening(
    simulated: Path, simulated_db: Path, tmp_path: Path
) -> None:
    pack = edited(tmp_path / "pack", STRICTER, gone=("PAY-05",))
    copied(pack, "NET-04", "NET-94")
    impact = rules_diff(simulated_db, pack, examples=EVERY)
    then, now = hits(simulated_db), hits(rescreened(simulated, simulated_db, pack, tmp_path))
    assert {r.rule_id for r in impact.rules} == {*STRICTER, "PAY-05", "NET-94"}
    for rule in impact.rules:
        was, is_now = then.get(rule.rule_id, set()), now.get(rule.rule_id, set())
        assert {e.subject for e in rule.gained_examples} == is_now - was
        assert {e.subject for e in rule.lost_examples} == was - is_now
        found = (rule.gained, rule.lost, rule.kept)
        assert found == (len(is_now - was), len(was - is_now), len(was & is_now))
    unchanged = (then.keys() | now.keys()) - {r.rule_id for r in impact.rules}
    assert all(then.get(r) == now.get(r) for r in unchanged)


def _counted(stored: dict[str, str]) -> dict[str, int]:
    decisions = list(stored.values())
    return {d: decisions.count(d) for d in set(decisions)}


SEGMENT = """
[[limits.for]]
currency_kind = ["FX"]
{dates}
limits = {{ highest = {limit} }}
"""
EXAMPLES = """
[[example]]
name = "in foreign currency at its limit"
set  = {{ currency_kind = "FX", margin_ratio = {limit} }}
{day}
expect = "hit:review"

[[example]]
name = "in foreign currency above its limit"
set  = {{ currency_kind = "FX", margin_ratio = {above} }}
{day}
expect = "{above_is}"

[[example]]
name = "the same in RMB"
set  = {{ margin_ratio = {limit} }}
{day}
expect = "{rmb_is}"
"""


def with_segment(folder: Path, limit: float | None, since: str = "", until: str = "") -> Path:
    """The pack whose COM-05 (0.001 for all) has a limit of its own for foreign currency."""
    if limit is None:
        return folder
    file = rule_file(folder, "COM-05")
    dates = f"from = {since}\nuntil = {until}" if since else ""
    told = {
        "limit": limit,
        "above": limit * 1.1,
        "day": f"on = {until}" if until else "",
        "above_is": "pass",
        "rmb_is": "pass" if limit > 0.001 else "hit:review",
    }
    text = file.read_text("utf-8").replace(
        "\n[baseline]\n",
        SEGMENT.format(limit=limit, dates=dates) + '\n[baseline]\ncurrency_kind = "RMB"\n',
    )
    file.write_text(text + EXAMPLES.format(**told), encoding="utf-8")
    return folder


REVIEWS: Edits = {
    "COM-05": {r'"note"': '"review"', "hit:note": "hit:review", r"^points(\s*)= 5": r"points\1= 25"}
}


Limit = tuple[float | None, str, str]
"""The limit for foreign currency, from when and until when."""
CASES: dict[str, tuple[Limit, Limit]] = {
    "added": ((None, "", ""), (0.03, "", "")),
    "changed": ((0.03, "", ""), (0.005, "", "")),
    "taken away": ((0.03, "", ""), (None, "", "")),
    "dated in": ((0.03, "", ""), (0.05, "2020-01-01", "2030-01-01")),
    "dated out": ((0.03, "", ""), (0.05, "2020-01-01", "2020-12-31")),
}


@pytest.mark.parametrize("case", CASES)
def test_changed_segments_are_what_screening_gives(
    case: str, simulated: Path, tmp_path: Path
) -> None:
    then, now = CASES[case]
    db = tmp_path / "then.duckdb"
    run(simulated, db, rules=with_segment(edited(tmp_path / "then", REVIEWS), *then))
    later = {"COM-05": {**REVIEWS["COM-05"], r"^version(\s*)= 1": r"version\1= 6"}}
    pack = with_segment(edited(tmp_path / "now", later), *now)
    impact = rules_diff(db, pack, examples=EVERY)
    folder = tmp_path / "again"
    folder.mkdir()
    again = rescreened(simulated, db, pack, folder)
    before, after = decisions(db), decisions(again)
    foreseen = predicted(before, impact)
    assert {d: x for d, (x, _) in foreseen.items()} == {d: x for d, (x, _) in after.items()}
    assert impact.deals_moved
    [rule] = impact.rules
    was, is_now = (hits(store).get("COM-05", set()) for store in (db, again))
    assert {e.subject for e in rule.gained_examples} == is_now - was
    assert {e.subject for e in rule.lost_examples} == was - is_now
    assert rule.gained + rule.lost > 0
    assert ("its limits for segments" in rule.what) is True


def test_a_cured_finding_is_foreseen_as_cured(tmp_path: Path) -> None:
    """A policy that moves nothing moves no cured deal either."""
    rows = together(honest("D1"), honest("D2"))
    for bill in rows["transport_documents"]:
        bill["load_port"] = None
    batch, db = written(rows, tmp_path / "batch"), tmp_path / "store.duckdb"
    run(batch, db, as_of=date(2025, 6, 30))
    proof = tmp_path / "mended.pdf"
    proof.write_bytes(b"%PDF-1.7 port of loading: San Antonio")
    corrected, day = "D1-BL.load_port=CLSAI", date(2025, 7, 2)
    told = cure(db, "D1", "DOC-03", value=corrected, proof=str(proof), by="zhang", on=day)
    assert told.is_accepted
    assert monitor(db, date(2025, 7, 2)).report is not None
    before = decisions(db)
    pack = edited(tmp_path / "pack", {"policy": {r"^documents(\s*)= \d+": r"documents\1= 44"}})
    impact = rules_diff(db, pack, examples=EVERY)
    copy = tmp_path / "again.duckdb"
    shutil.copy(db, copy)
    assert not run(batch, copy, rules=pack, as_of=date(2025, 7, 2), rescreen=True).no_op
    assert predicted(before, impact) == before == decisions(copy)
    assert [before[d][0] for d in ("D1", "D2")] == ["PASS_NOTE", "REVIEW"]
