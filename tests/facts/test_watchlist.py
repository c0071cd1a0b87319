"""Facts of lists: which name meets which entry, in force when, and what the bank says of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from screening.schema import FAMILIES
from tests.one_deal import Rows, at, disposition, fact_row, hits, honest, screened

FACTS = [f.name for f in FAMILIES["watchlist"]]
SCORES = ("watchlist_paper_score", "watchlist_payment_score")


def entry(name: str, **more: Any) -> dict[str, Any]:
    """An entry of a list of the UN."""
    return {"list": "UN", "uid": "E1", "name": name, "legal_effect": "un"} | more


def listing(*entries: dict[str, Any], deal: Rows | None = None, **tables: Any) -> Rows:
    """The honest deal beside a list of those entries."""
    return (deal or honest()) | {"sanctions": list(entries)} | tables


def scores(rows: Rows) -> tuple[float | None, ...]:
    """The scores of papers and payments."""
    row = fact_row(rows)
    return tuple(row[name] for name in SCORES)


def met(rows: Rows) -> float:
    """The score of the papers of the whole flow, which knows what was handed in later."""
    return float(screened(rows).facts["watchlist_paper_score"][0])


def test_without_a_list_nothing_is_known() -> None:
    """Null, not nothing found; with a list that has nothing near, 0."""
    row = fact_row(honest())
    assert all(row[name] is None for name in FACTS)
    assert scores(listing(entry("Zarvand Petrokala"))) == (0.0, 0.0)
    assert scores(listing(entry("Zarvand Petrokala"), parties=[])) == (None, None)


def test_a_name_is_met_wherever_it_stands() -> None:
    """The first paper and payment that bear it are told, with the entry."""
    row = fact_row(listing(entry("MINERA SUR S.A.")))
    assert [row[n] for n in SCORES] == [1.0, 1.0]
    told = {n: row[n] for n in FACTS if n not in SCORES}
    assert told == {
        "watchlist_value": "Minera Sur SA",
        "watchlist_entry": "MINERA SUR S.A.",
        "watchlist_list": "UN",
        "watchlist_uid": "E1",
        "watchlist_effect": "un",
        "watchlist_way": "written",
        "watchlist_document_id": "D1-BC",
        "watchlist_payment_id": "D1-P1",
        "n_matches_cleared": 0,
    }


def test_identifiers_come_before_names() -> None:
    """On a list of the UN 2, on one of the bank's own policy 1; BICs with any branch."""
    ship = entry("ANOTHER NAME", kind="vessel", imo="9321483")
    assert scores(listing(ship)) == (2.0, 0.0)
    assert scores(listing(ship | {"legal_effect": "bank_policy"})) == (1.0, 0.0)
    rows = honest()
    rows["payments"][1]["debtor_agent"] = "ZARVXXA1XXX"
    bank = entry("ZARVAND BANK", bic="ZARVXXA1")
    assert scores(listing(bank, deal=rows)) == (0.0, 2.0)


def test_ships_share_names() -> None:
    """A name alone is met; beside another IMO number it is another ship's."""
    rows = honest()
    named = entry(rows["transport_documents"][0]["vessel_name"], kind="vessel")
    assert scores(listing(named))[0] == 1.0
    assert scores(listing(named | {"imo": "9074729"})) == (0.0, 0.0)


def test_entries_count_while_they_are_in_force() -> None:
    """Ended before the first event, begun after the last, or learned of later: not met."""
    name = entry("MINERA SUR S.A.")
    assert scores(listing(name | {"valid_to": date(2024, 12, 31)})) == (0.0, 0.0)
    assert scores(listing(name | {"valid_from": date(2025, 11, 1)})) == (0.0, 0.0)
    assert scores(listing(name | {"valid_from": date(2025, 4, 30)}))[0] == 1.0
    later = {"valid_from": date(2020, 1, 1), "known_from": at(12, 31).replace(year=2026)}
    assert met(listing(name | later, entry("Zarvand Petrokala", uid="E2"))) == 0.0
    waits = {"valid_from": date(2025, 5, 20)}  # listed between the last payment and title
    assert scores(listing(name | waits)) == (0.0, 0.0)
    assert scores(listing(name | waits, deal=changed("deals", title_out_date=date(2025, 6, 1))))[0]


def changed(table: str, **columns: Any) -> Rows:
    """The honest deal with columns of the first row of a table set."""
    rows = honest()
    rows[table][0] |= columns
    return rows


PETROKALA = entry("ZARVAND PETROKALA CO LTD", imo_company="5000004")


def test_an_empty_list_clears_nobody() -> None:
    """Nor does one whose entries the bank learnt of later: the rule has nothing to ask."""
    assert scores(listing()) == (None, None)
    later = {"valid_from": date(2020, 1, 1), "known_from": at(12, 31).replace(year=2026)}
    found = screened(listing(entry("MINERA SUR S.A.") | later))
    assert found.facts["watchlist_paper_score"].to_list() == [None]
    assert found.facts["owner_list_score"].to_list() == [None]


def test_identifiers_however_the_list_gives_them() -> None:
    """Under a name that is no primary one, with a prefix, in the other column, on another row."""
    ship = {"name": "ANOTHER NAME", "kind": "vessel"}
    for said in (
        {"imo": "9321483", "name_kind": "strong"},
        {"imo": "IMO9321483"},
        {"imo": "IMO 9321483"},
        {"imo_company": "9321483"},
    ):
        assert scores(listing(entry(**ship, **said))) == (2.0, 0.0), said
    names = [entry("A NAME", imo="9074729"), entry("B NAME", imo="9321483")]
    assert scores(listing(*names)) == (2.0, 0.0)
    ended = entry("A NAME", imo="9321483", valid_to=date(2020, 1, 1))
    renamed = entry("B NAME", name_kind="strong", valid_from=date(2020, 1, 2))
    assert scores(listing(ended, renamed)) == (2.0, 0.0)
    assert scores(listing(ended)) == (0.0, 0.0)


def test_a_number_that_is_none_tells_no_other_ship() -> None:
    """A ship's name on a list is met beside a number whose check digit is wrong."""
    named = entry("EMMA MAERSK", kind="vessel", imo="IMO 9074729")
    assert scores(listing(named))[0] == 0.0
    wrong = changed("transport_documents", vessel_imo="9321484")
    assert scores(listing(named, deal=wrong))[0] == 1.0


def test_who_stands_behind_is_asked_too() -> None:
    """Controllers, owners of ships by name or number, companies of ships, banks by their id."""
    ship = {"imo": "9321483", "name": "EMMA MAERSK"}
    owned = honest() | {"vessels": [ship | {"owner": "Zarvand Petrokala"}]}
    assert scores(listing(PETROKALA, deal=owned)) == (0.975, 0.0)
    owned["vessels"] = [ship | {"owner": "IMO 5000004"}]
    assert scores(listing(PETROKALA, deal=owned)) == (2.0, 0.0)
    owned["vessels"] = [ship | {"owner": "5000004", "valid_to": date(2025, 3, 9)}]
    assert scores(listing(PETROKALA, deal=owned)) == (0.0, 0.0), "sold before the voyage"
    firm = changed("parties", imo_company="5000004")
    assert scores(listing(PETROKALA, deal=firm)) == (2.0, 2.0)
    behind = {"party_id": "P-X", "name": "Zarvand Petrokala"}
    led = changed("parties", controller_id="P-X")
    led["parties"].append(behind)
    assert scores(listing(PETROKALA, deal=led)) == (0.975, 0.975)
    credit = honest() | {"letters_of_credit": [{"deal_id": "D1", "issuing_bank_id": "P-X"}]}
    credit["parties"].append(behind)
    assert scores(listing(PETROKALA, deal=credit)) == (0.975, 0.0)


def test_the_banks_own_screening_alone() -> None:
    """A match acts by the effect of its list; a deal is clean when all its names are settled."""
    said = {"list": "UN", "screened_at": at(5, 1), "uid": "E1"}

    def with_words(*words: dict[str, Any]) -> tuple[float | None, ...]:
        return scores(honest() | {"screening_results": [said | w for w in words]})

    match = {"party_id": "P-BUYER", "result": "match"}
    assert with_words(match) == (1.0, 1.0)
    assert with_words(match | {"legal_effect": "un"}) == (2.0, 2.0)
    clear = [{"party_id": p, "result": "clear", "uid": None} for p in ("P-BUYER", "P-SELLER")]
    assert with_words(*clear) == (None, None), "client and ship were not asked"
    ship = {"name": "Emma Maersk", "result": "clear"}
    client = {"party_id": "C1", "result": "clear"}
    assert with_words(*clear, client, ship) == (0.0, 0.0)
    assert with_words(match | {"result": "possible"}, *clear[1:], client, ship) == (0.85, 0.85)


def test_of_two_editions_the_last_counts() -> None:
    """Whoever was taken off the list is not met."""
    old = entry("MINERA SUR S.A.", list_version="2025-01")
    new = entry("ZARVAND PETROKALA", uid="E2", list_version="2025-02")
    assert scores(listing(old, new)) == (0.0, 0.0)


def test_weak_aliases_and_namesakes_are_at_most_reviewed() -> None:
    """A weak alias, and a firm that bears the name of a listed person."""
    assert scores(listing(entry("MINERA SUR S.A.", name_kind="weak")))[0] == 0.9
    assert scores(listing(entry("Minera Sur", kind="person")))[0] == 0.9


def test_the_banks_own_results_are_preferred() -> None:
    """A false match clears, a match holds, clear clears names but no identifier."""
    name = entry("MINERA SUR S.A.")
    said = {"list": "UN", "uid": "E1", "screened_at": at(5, 1), "name": "MINERA SUR, SA"}

    def with_word(word: str, **more: Any) -> tuple[float | None, ...]:
        return scores(listing(name, screening_results=[said | {"result": word} | more]))

    assert with_word("false_match") == (0.0, 0.0)
    assert with_word("false_match", uid="E2") == (1.0, 1.0)
    assert with_word("clear", uid=None) == (0.0, 0.0)
    assert with_word("match", name=None, party_id="P-BUYER") == (2.0, 2.0)
    assert with_word("possible", name="Kabel BV", list="OWN") == (1.0, 1.0)
    later = said | {"result": "false_match", "screened_at": at(5, 1).replace(year=2026)}
    assert met(listing(name, screening_results=[later])) == 1.0
    ship = entry("X", kind="vessel", imo="9321483")
    clear = said | {"uid": None, "name": None, "party_id": "P-SELLER", "result": "clear"}
    assert scores(listing(ship, screening_results=[clear])) == (2.0, 0.0)
    later = said | {"result": "match", "screened_at": at(6, 1)}
    both = [said | {"result": "false_match"}, later]
    assert scores(listing(name, screening_results=both)) == (2.0, 2.0)


def test_the_rule_and_its_tiers() -> None:
    """An identifier holds, a name escalates, and every name asked is kept with the list."""
    ship = entry("ANOTHER NAME", kind="vessel", imo="9321483")
    assert disposition(screened(listing(ship))) == "HOLD"
    named = screened(listing(entry("MINERA SUR S.A.")))
    assert hits(named)["LEG-01"] == "escalate"
    asked = named.tables["name_screened"]
    assert set(asked["kind"]) == {"name", "vessel", "imo", "bic"}
    clean = asked.filter(pl.col("value") == "Kabel BV").row(0, named=True)
    assert (clean["uid"], clean["n_entries"], clean["list"]) == (None, 1, "UN")
    assert "LEG-01" not in hits(screened(listing(entry("Zarvand Petrokala"))))


def test_order_of_rows_and_partitions_change_nothing() -> None:
    """The same to the bit."""
    rows = listing(
        entry("MINERA SUR S.A."), entry("Kabel", uid="E2"), entry("Minera del Sur", uid="E3")
    )
    first = screened(rows)
    again = screened({n: list(reversed(t)) for n, t in rows.items()}, partitions=3)
    for name in ("name_screened", "list_match", "list_screened", "finding"):
        assert first.tables[name].equals(again.tables[name]), name
    assert first.facts.equals(again.facts)
