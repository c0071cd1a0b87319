"""A stored run comes out again from what is stored beside it, and what does not is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from screening.audit.replay import Replay, Unlike, replay
from screening.errors import UsageError
from screening.store import save
from tests.one_deal import honest, screened, together
from tests.pipeline.test_independence import bent

Tamper = Callable[[str], Replay]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("replayed") / "store.duckdb"
    deals = [f"D{i}" for i in range(6)]  # six of one client: its own rules hit too
    results = screened(together(*(bent(d) if d == "D5" else honest(d) for d in deals)))
    save(results, path)
    return path, results.run.run_id


@pytest.fixture
def tamper(stored: tuple[Path, str], tmp_path: Path) -> Tamper:
    """What the replay says of a copy after that statement."""

    def done(statement: str) -> Replay:
        copy = Path(shutil.copy(stored[0], tmp_path / "copy.duckdb"))
        with duckdb.connect(copy) as con:
            con.execute(statement)
        return replay(copy, stored[1])

    return done


def test_a_run_comes_out_as_stored(stored: tuple[Path, str]) -> None:
    found = replay(*stored)
    assert found.is_identical, found.differences
    assert (found.n_deals, found.n_clients) == (6, 1)
    with duckdb.connect(stored[0], read_only=True) as con:
        (n,) = con.execute("SELECT sum(len(answers)) FROM deal_result").fetchone() or (0,)
        (m,) = con.execute("SELECT sum(len(answers)) FROM client_result").fetchone() or (0,)
        assert found.n_answers == n + m
        assert con.execute("SELECT count(*) FROM addend WHERE kind = 'client'").fetchone() == (6,)


def test_an_answer_that_was_turned_is_found(tamper: Tamper) -> None:
    turned = "list_transform(answers, lambda code: CASE WHEN code >= 16 THEN 1 ELSE code END)"
    found = tamper(f"UPDATE deal_result SET answers = {turned} WHERE deal_id = 'D5'")
    told = {d.what for d in found.differences}
    assert told == {"another answer", "number of hits"}
    assert {d.of for d in found.differences} == {"D5"}
    assert {(d.stored) for d in found.differences if d.what == "another answer"} == {"1"}


def test_a_fact_that_was_turned_is_found(stored: tuple[Path, str], tamper: Tamper) -> None:
    with duckdb.connect(stored[0], read_only=True) as con:
        (table,) = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'deal_fact_')"
        ).fetchone() or ("",)
    found = tamper(f"UPDATE {table} SET worst_field_state = 'BLANK' WHERE deal_id = 'D1'")
    assert {(d.what, d.of) for d in found.differences} == {("another answer", "D1")}
    gone = tamper(f"DELETE FROM {table} WHERE deal_id = 'D1'")
    assert gone.differences == (Unlike("the facts are gone", "D1"),)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE deal_result SET score = 0 WHERE deal_id = 'D5'", "score"),
        ("UPDATE deal_result SET total_points = 0 WHERE deal_id = 'D5'", "total points"),
        ("UPDATE deal_result SET rule_points = 0 WHERE deal_id = 'D5'", "points of rules"),
        ("DELETE FROM finding WHERE deal_id = 'D5' AND rowid % 2 = 0", "number of hits"),
    ],
)
def test_points_that_do_not_add_up_are_found(tamper: Tamper, statement: str, what: str) -> None:
    assert {(d.what, d.of) for d in tamper(statement).differences} == {(what, "D5")}


def test_a_rule_text_that_was_turned_is_found(tamper: Tamper) -> None:
    found = tamper("UPDATE rule_text SET canonical = 'x' WHERE rule_id = 'PAY-09'")
    assert found.differences == (
        Unlike("the text is not the rule that was asked", "PAY-09", "PAY-09"),
    )
    gone = tamper("DELETE FROM rule_text WHERE rule_id = 'PAY-09'")
    assert gone.differences == (Unlike("the text of the rule is gone", "PAY-09", "PAY-09"),)


def test_an_unknown_run_is_an_error(stored: tuple[Path, str]) -> None:
    with pytest.raises(UsageError, match="no run 'x'"):
        replay(stored[0], "x")
