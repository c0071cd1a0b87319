"""Rules asked of clients under another pack: what the diff foresees is what screening gives."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from screening.impact import render, rules_diff, try_rule
from screening.store import open_store
from tests.impact.packs import STRICTER, Edits, copied, edited, rule_file
from tests.impact.stored import EVERY, decisions, rescreened

pytestmark = pytest.mark.slow

WIDER: Edits = {
    "NET-06": {r"\b0\.801\b": "0.301", r"\b0\.8\b": "0.3", r"^points(\s*)= 15": r"points\1= 8"}
}
HARDER: Edits = {"NET-06": {r'"review"': '"escalate"', r"hit:review": "hit:escalate"}}
CAPPED: Edits = {"policy": {r"^client_cap(\s*)= 10": r"client_cap\1= 4"}}
LATER = {r"^version(\s*)= 1": r"version\1= 6"}  # a version no store here knows yet
Clients = dict[tuple[str, str], tuple[str, int, str]]


@pytest.fixture(scope="module")
def wide_db(simulated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The batch screened under the wider rule, so that there are alerts to lose."""
    folder = tmp_path_factory.mktemp("wide")
    db = folder / "store.duckdb"
    from screening.pipeline import run

    run(simulated, db, rules=edited(folder / "pack", WIDER))
    return db


def clients(db: Path) -> Clients:
    """Disposition, points on deals and why, by client and period."""
    with open_store(db) as con:
        rows = con.sql(
            """SELECT client_id, period, disposition, deal_points, coalesce(why, '')
            FROM live_client_result"""
        ).fetchall()
    return {(client, period): tuple(rest) for client, period, *rest in rows}


def inherited(db: Path) -> dict[str, int]:
    """Points each live deal has from an alert."""
    with open_store(db) as con:
        rows = con.sql(
            """SELECT deal_id, coalesce(sum(a.points) FILTER (a.kind = 'client'), 0)
            FROM live_result LEFT JOIN addend AS a USING (run_id, deal_id) GROUP BY deal_id"""
        ).fetchall()
    return {deal: int(points) for deal, points in rows}


def alerts(db: Path, rule_id: str) -> set[str]:
    """Clients hit, each with its period."""
    with open_store(db) as con:
        rows = con.execute(
            "SELECT client_id, period FROM client_findings WHERE rule_id = ? AND answer = 'hit'",
            [rule_id],
        ).fetchall()
    return {f"{client} {period}" for client, period in rows}


@pytest.mark.parametrize("change", ["wider", "narrower", "harder", "capped", "new", "gone"])
def test_the_prediction_is_what_screening_gives(
    change: str, simulated: Path, simulated_db: Path, wide_db: Path, tmp_path: Path
) -> None:
    db = simulated_db if change == "wider" else wide_db
    harder = {"NET-06": {**WIDER["NET-06"], **HARDER["NET-06"], **LATER}}
    edits = {"wider": WIDER, "harder": harder}
    kept: Edits = {} if change == "narrower" else WIDER
    if change == "capped":
        kept = {**WIDER, **CAPPED}
    pack = edited(
        tmp_path / "pack", edits.get(change, kept), gone=("NET-06",) if change == "gone" else ()
    )
    if change == "new":
        copied(pack, "NET-06", "NET-96")
    impact = rules_diff(db, pack, examples=EVERY)
    again = rescreened(simulated, db, pack, tmp_path)
    told = impact.clients
    before, after = clients(db), clients(again)
    assert told.n_clients == len(before)
    foreseen = {k: x[0] for k, x in before.items()} | {
        (e.client_id, e.period): e.now for e in told.examples
    }
    assert foreseen == {k: x[0] for k, x in after.items()}
    for e in told.examples:
        assert (e.now, e.deal_points, e.why_now) == after[(e.client_id, e.period)]
    then, now = inherited(db), inherited(again)
    moved = Counter((then[d], now[d]) for d in then if then[d] != now[d])
    assert told.points_moved == moved
    assert not told.is_empty
    assert bool(moved) is (change != "harder")
    assert {d: x for d, (x, _) in decisions(db).items()} == {
        d: x for d, (x, _) in decisions(again).items()
    }
    for rule in told.rules:
        was, is_now = alerts(db, rule.rule_id), alerts(again, rule.rule_id)
        assert {e.subject for e in rule.gained_examples} == is_now - was
        assert {e.subject for e in rule.lost_examples} == was - is_now
        assert (rule.gained, rule.lost, rule.kept) == (
            len(is_now - was),
            len(was - is_now),
            len(was & is_now),
        )
        assert was | is_now


def test_it_is_told_to_people_and_machines(simulated_db: Path, tmp_path: Path) -> None:
    impact = rules_diff(simulated_db, edited(tmp_path / "pack", WIDER))
    assert impact.is_same_for_deals
    assert not impact.is_empty
    told = render(impact)
    for words in (
        "rules     1 changed",
        "NET-06 Most of the client's trade",
        "limit share: 0.8 -> 0.3",
        "Clients whose alert would change",
        "Deals that would inherit other points",
        "decides about no deal and no payment",
    ):
        assert words in told
    assert "Load of the desk" not in told
    shown = json.loads(json.dumps(impact.as_json()))["clients"]
    [rule] = shown["rules"]
    assert rule["gained"] == impact.clients.rules[0].gained > 0
    assert rule["gained_examples"][0]["reason_zh"].startswith("近十二个月")
    assert {"client_id", "period", "severity"} <= set(rule["gained_examples"][0])


def test_the_same_pack_says_nothing_of_clients(simulated_db: Path) -> None:
    impact = rules_diff(simulated_db)
    assert impact.clients.is_empty
    assert impact.clients.n_clients == len(clients(simulated_db))
    assert impact.clients.clients[0] == impact.clients.clients[1]
    assert "Clients whose" not in render(impact)


def test_a_client_rule_is_tried(simulated_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", WIDER)
    whole = rules_diff(simulated_db, pack, examples=EVERY)
    tried = try_rule(rule_file(pack, "NET-06"), simulated_db, examples=EVERY)
    assert tried.rules == ()
    assert tried.is_same_for_deals
    assert tried.clients.rules == whole.clients.rules
    assert tried.clients.examples == whole.clients.examples
    assert tried.clients.points_moved == whole.clients.points_moved


def test_a_client_rule_as_stored_changes_nothing(wide_db: Path, tmp_path: Path) -> None:
    tried = try_rule(rule_file(edited(tmp_path / "pack", WIDER), "NET-06"), wide_db)
    [rule] = tried.clients.rules
    assert (rule.kind, rule.gained, rule.lost) == ("same", 0, 0)
    assert rule.kept == len(alerts(wide_db, "NET-06")) > 0
    assert tried.is_empty


def test_a_fact_that_counts_dispositions_is_said_to_stand_still(
    simulated_db: Path, tmp_path: Path
) -> None:
    asks = {r"n_client_deals_12m >= :deals": "n_client_serious_deals_12m >= :deals"}
    baseline = {r"(^n_client_deals_12m +=.*$)": r"\1\nn_client_serious_deals_12m = 9"}
    pack = edited(tmp_path / "pack", {**STRICTER, "NET-06": {**asks, **baseline}})
    notes = rules_diff(simulated_db, pack).clients.notes
    assert any("n_client_serious_deals_12m is taken as stored" in note for note in notes)


def test_a_store_before_clients_were_judged_is_said_so(simulated_db: Path, tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    shutil.copy(simulated_db, db)
    with duckdb.connect(db) as con:
        for view in ("client_alerts", "client_answers", "client_findings", "live_client_result"):
            con.execute(f"DROP VIEW {view}")
        con.execute("DROP TABLE client_result")
    impact = rules_diff(db, edited(tmp_path / "pack", WIDER))
    assert any("before clients were judged" in note for note in impact.clients.notes)
    assert impact.clients.rules[0].rule_id == "NET-06"


def test_a_span_looks_at_the_clients_of_its_deals(simulated_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", WIDER)
    with open_store(simulated_db) as con:
        rows = con.sql("SELECT client_id, submitted_on FROM live_result").fetchall()
    days = sorted(day for _, day in rows if day)
    until = days[len(days) // 50]
    inside = [c for c, day in rows if day and day <= until and c]
    early = rules_diff(simulated_db, pack, until=until, examples=EVERY).clients
    assert early.n_clients == len(set(inside)) < len(clients(simulated_db))
    alerted = {e.client_id for e in early.examples}
    assert sum(early.points_moved.values()) == sum(c in alerted for c in inside)
