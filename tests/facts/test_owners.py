"""Facts of owners: who owns a party, and which of them are entries of a list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from screening.schema import FAMILIES
from tests.one_deal import Rows, at, disposition, fact_row, hits, honest, screened

FACTS = [f.name for f in FAMILIES["owners"]]
OWN_NUMBER = "91310000MA1FL00000"
UN = {"list": "UN", "uid": "E1", "name": "ZARVAND PETROKALA", "legal_effect": "un"}
FIRMS = {"P-X": "Zarvand Petrokala", "P-M": "Blauwe Molen BV", "P-O": "Oude Haven BV"}


def share(owner: str, firm: str, part: str | None, **more: Any) -> dict[str, Any]:
    return {
        "party_id": owner,
        "other_party_id": firm,
        "kind": "shareholder",
        "share_ratio": None if part is None else Decimal(part),
        "valid_from": date(2020, 1, 1),
        **more,
    }


def owned(*shares: dict[str, Any], entry: dict[str, Any] | None = None, **tables: Any) -> Rows:
    """The honest deal, all of it owned by honest P-O but what the shares say of P-BUYER."""
    rows = honest()
    rows["parties"] += [{"party_id": p, "name": n} for p, n in FIRMS.items()]
    others = [share("P-O", firm, "1") for firm in ("C1", "P-SELLER")]
    listing = [UN | (entry or {})]
    return rows | {"party_links": [*others, *shares], "sanctions": listing} | tables


def by_id(rows: Rows) -> Rows:
    """P-X with a registration number that the entry bears."""
    named = [
        p | {"registration_no": OWN_NUMBER} if p["party_id"] == "P-X" else p
        for p in rows["parties"]
    ]
    entry = [e | {"registration_no": OWN_NUMBER, "name": "X"} for e in rows["sanctions"]]
    return rows | {"parties": named, "sanctions": entry}


def score(rows: Rows) -> float | None:
    found: float | None = fact_row(rows)["owner_list_score"]
    return found


THROUGH = (
    share("P-X", "P-M", "0.6"),
    share("P-M", "P-BUYER", "0.3"),
    share("P-X", "P-BUYER", "0.2"),
)


def test_shares_add_up_and_the_path_is_told() -> None:
    """Twenty of his own and thirty through a firm of his are a half; one less is none."""
    told = {n: v for n, v in fact_row(owned(*THROUGH)).items() if n in FACTS}
    assert told == {
        "owner_list_score": 1.0,
        "owned_party": "P-BUYER",
        "listed_owner": "P-X",
        "listed_owner_path": "P-X > P-M > P-BUYER",
        "listed_owners_share": 0.5,
        "owner_entry": "ZARVAND PETROKALA",
        "owner_list": "UN",
        "owner_uid": "E1",
        "owned_party_document_id": "D1-BL",
    } | {"owned_party_document_id": told["owned_party_document_id"]}
    assert told["owned_party_document_id"].startswith("D1-")
    less = (*THROUGH[:2], share("P-X", "P-BUYER", "0.199"), share("P-O", "P-BUYER", "0.501"))
    assert score(owned(*less)) == 0.0


def test_only_an_identifier_on_a_binding_list_holds() -> None:
    """A name escalates, and so does an identifier on a list of the bank's own policy."""
    sure = by_id(owned(*THROUGH))
    assert score(sure) == 2.0
    policy = [e | {"legal_effect": "bank_policy"} for e in sure["sanctions"]]
    assert score(sure | {"sanctions": policy}) == 1.0
    assert hits(screened(owned(*THROUGH)))["LEG-02"] == "escalate"
    found = screened(sure)
    assert (hits(found)["LEG-02"], disposition(found)) == ("hold", "HOLD")


def test_a_name_that_is_only_like_makes_nobody_an_owner() -> None:
    """Nor one of a weak alias, nor one the bank has cleared, nor one listed no more."""
    rows = owned(*THROUGH, share("P-O", "P-BUYER", "0.5"))
    assert score(rows | {"sanctions": [UN | {"name_kind": "weak"}]}) == 0.0
    assert score(rows | {"sanctions": [UN | {"valid_to": date(2025, 1, 1)}]}) == 0.0
    said = {"list": "UN", "uid": "E1", "party_id": "P-X", "screened_at": at(2, 1)}
    for word, expected in (("false_match", None), ("match", 2.0)):
        assert score(owned(*THROUGH, screening_results=[said | {"result": word}])) == expected


def test_what_is_not_on_record_is_not_clean() -> None:
    """No table, no owners, owners of less than half, unknown shares, more than the whole."""
    assert fact_row(honest())["owner_list_score"] is None
    assert score(honest() | {"sanctions": [UN]}) is None
    assert score(owned()) is None
    assert score(owned(share("P-O", "P-BUYER", "0.5"))) is None
    assert score(owned(share("P-O", "P-BUYER", "0.51"))) == 0.0
    assert score(owned(share("P-O", "P-BUYER", None))) is None
    assert score(owned(share("P-M", "P-BUYER", "1"), share("P-X", "P-M", None))) is None
    assert score(owned(share("P-O", "P-BUYER", "0.8"), share("P-M", "P-BUYER", "0.7"))) is None
    assert score(owned(*THROUGH, sanctions=[])) is None


def test_ownership_of_the_day_and_order_of_rows() -> None:
    """Ended or learned of later: unknown; shuffled rows and partitions change nothing."""
    later = share("P-X", "P-BUYER", "0.6", known_from=at(12, 31).replace(year=2026))
    assert score(owned(later)) is None
    assert score(owned(share("P-X", "P-BUYER", "0.6", valid_to=date(2025, 1, 1)))) is None
    rows = owned(*THROUGH)
    first = screened(rows)
    again = screened({n: list(reversed(t)) for n, t in rows.items()}, partitions=3)
    assert first.tables["finding"].equals(again.tables["finding"])
