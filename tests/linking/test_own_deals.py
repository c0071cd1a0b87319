"""What fits nowhere becomes a deal of its own, under an id that does not move."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.linking import link
from tests.linking.loose import deals_of, loose, paid_for, share
from tests.one_deal import (
    Rows,
    contract,
    disposition,
    honest,
    invoice,
    linked,
    payment,
    screened,
    together,
    typed,
)


def _orphan(key: str = "P-77") -> Rows:
    return {"payments": [payment(key, None, "OUT", "1000", "C1", "P-X", date(2025, 4, 1))]}


def test_a_payment_without_papers_is_a_deal_of_its_client() -> None:
    links = linked(_orphan())
    (deal,) = paid_for(links, "P-77")
    assert links.deals.rows() == [(deal, "C1", True)]
    assert share(links, "P-77")[4] == "own deal"


def test_a_payment_without_papers_is_suspicious_and_never_passes() -> None:
    results = screened(together(honest(), _orphan()))
    (deal,) = set(results.tables["deal_result"]["deal_id"]) - {"D1"}
    assert disposition(results, deal) not in ("PASS", "PASS_NOTE")


def test_papers_that_refer_to_each_other_are_one_deal() -> None:
    links = linked(loose())
    (found,) = links.deals["deal_id"].to_list()
    assert found.startswith("FOUND-")
    assert links.deals.row(0)[1:] == ("C1", True)
    assert set(links.documents["deal_id"]) == set(links.payments["deal_id"]) == {found}
    legs = dict(links.documents.select("document_id", "leg").iter_rows())
    assert legs == {
        "D1-BC": "buy",
        "D1-BI": "buy",
        "D1-BL": "both",
        "D1-SC": "sell",
        "D1-SI": "sell",
    }


def test_papers_that_share_nothing_are_deals_apart() -> None:
    links = linked(together(loose("D1"), loose("D2")))
    assert links.deals.height == 2
    assert deals_of(links, "D1-BI") == deals_of(links, "D1-SC") != deals_of(links, "D2-BI")


def test_the_id_is_the_same_in_any_order_of_rows() -> None:
    tables = typed(together(loose("D1"), loose("D2"), _orphan()))
    whole = link(tables)
    for seed in range(5):
        mixed = {n: t.sample(fraction=1.0, shuffle=True, seed=seed) for n, t in tables.items()}
        assert link(mixed).deals.equals(whole.deals)


def test_the_id_is_the_same_beside_another_deal_and_in_another_batch() -> None:
    alone = linked(_orphan())
    beside = linked(together(honest("D1"), loose("D2"), _orphan("P-00"), _orphan()))
    assert paid_for(beside, "P-77") == paid_for(alone, "P-77")
    assert paid_for(beside, "P-00") != paid_for(alone, "P-77")


def test_the_id_is_the_same_when_a_paper_of_a_greater_key_joins() -> None:
    first = contract("A1", None, None, "PC123", "P-X", "C1", "1")
    later = invoice("B1", None, None, "PI123", "P-X", "C1", "1") | {"contract_no": "PC123"}
    alone = linked({"contracts": [first]})
    both = linked({"contracts": [first], "invoices": [later]})
    assert deals_of(both, "B1") == deals_of(both, "A1") == deals_of(alone, "A1")


def test_a_document_and_a_payment_of_one_key_are_told_apart() -> None:
    rows = _orphan("K1") | {"contracts": [contract("K1", None, None, "PC123", "P-X", "C2", "1")]}
    links = linked(rows)
    assert links.deals.height == 2
    assert deals_of(links, "K1") != paid_for(links, "K1")


def test_a_batch_of_nothing_has_no_deals() -> None:
    links = link({})
    assert (links.deals.height, links.documents.height, links.payments.height) == (0, 0, 0)
    assert links.deals.schema["deal_id"] == pl.String()
