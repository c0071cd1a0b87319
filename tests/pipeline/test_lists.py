"""Lists over several batches: names asked before are not asked again, and nothing changes by it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from screening import linking
from screening.linking import asked_of, known_at, listed
from screening.pipeline import run
from screening.schema import TABLES
from screening.store import open_store
from screening.store.screened_names import screened_before
from tests.one_deal import AS_OF, Rows, honest, together, typed
from tests.pipeline.rows_as_files import written

ENTRY = {"list": "UN", "uid": "E1", "legal_effect": "un", "valid_from": date(2020, 1, 1)}


def with_list(deal: str, name: str) -> Rows:
    """An honest deal of its own buyer, beside a list of one entry."""
    rows = honest(deal)
    rows["parties"][1] |= {"party_id": f"P-{deal}", "name": f"Kabel {deal} BV"}
    for table in ("contracts", "invoices"):
        rows[table][1]["buyer_id"] = f"P-{deal}"
    return rows | {"sanctions": [ENTRY | {"name": name}]}


def test_only_new_names_are_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the second batch the buyer alone is compared; what was found before stands."""
    db = tmp_path / "bank.duckdb"
    run(written(with_list("D1", "Minera Sur"), tmp_path / "one"), db)
    asked: list[list[str]] = []
    real = linking.listed.__globals__["match_names"]

    def watched(names: pl.Series, *more: object, **also: bool) -> pl.DataFrame:
        asked.append(names.to_list())
        found: pl.DataFrame = real(names, *more, **also)
        return found

    monkeypatch.setitem(linking.listed.__globals__, "match_names", watched)
    run(written(with_list("D2", "Minera Sur"), tmp_path / "two"), db)
    assert [n for names in asked for n in names] == ["Kabel D2 BV"]
    with open_store(db) as con:
        hits = con.execute(
            "SELECT deal_id FROM findings WHERE rule_id = 'LEG-01' AND answer = 'hit' ORDER BY ALL"
        ).fetchall()
        names = con.execute("SELECT count(*) FROM name_screened").fetchone()
        lists = con.execute("SELECT list, n_entries, n_matched FROM list_screened").fetchall()
    assert hits == [("D1",), ("D2",)]
    assert names is not None
    assert names[0] > 10
    assert lists == [("UN", 1, 1), ("UN", 1, 1)]
    asked.clear()
    run(written(with_list("D3", "Minera Norte"), tmp_path / "three"), db)
    assert len([n for names in asked for n in names]) > 3  # another list: every name again


def test_what_was_seen_changes_no_result(tmp_path: Path) -> None:
    """With the store's answers and without them the same to the bit."""
    db = tmp_path / "bank.duckdb"
    first = with_list("D1", "Minera Sur")
    run(written(first, tmp_path / "one"), db, as_of=AS_OF.date())
    tables = known_at(typed(together(first, with_list("D2", "Minera Sur"))), AS_OF)
    before = screened_before(db, *asked_of(tables))
    assert before.values.height > 3
    assert not before.found.is_empty()
    fresh, again = listed(tables, AS_OF), listed(tables, AS_OF, before)
    assert fresh.matches.equals(again.matches)
    assert all(fresh.results[n].equals(again.results[n]) for n in fresh.results)


def test_an_empty_list_is_a_list(tmp_path: Path) -> None:
    """A list without entries was given, so nothing is found; no list is not a clean one."""
    tables = typed(honest())
    assert listed(tables, AS_OF).matches.is_empty()
    empty = tables | {"sanctions": TABLES["sanctions"].empty()}
    assert listed(empty, AS_OF).results["list_screened"].is_empty()
    assert screened_before(tmp_path / "none.duckdb", *asked_of(empty)).found.is_empty()
