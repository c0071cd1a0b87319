"""Training gives the same bits for the same deals, and says clearly what cannot be learnt from."""

from __future__ import annotations

import polars as pl
import pytest

from screening.anomaly.model import Model
from screening.anomaly.model_file import arrays_bytes
from screening.errors import ModelError
from screening.training.train import Plan, train
from tests.anomaly.conftest import book

PLAN = Plan("small", "a made book", "made", seed=3, trees=20)


def test_the_same_deals_and_seed_make_the_same_bits() -> None:
    deals = book(1, 400)
    first = arrays_bytes(train(deals, PLAN))
    shuffled = deals.sample(fraction=1, shuffle=True, seed=2)
    assert arrays_bytes(train(shuffled, PLAN)) == first
    other = Plan("small", "a made book", "made", seed=4, trees=20)
    assert arrays_bytes(train(deals, other)) != first


def test_the_later_deals_are_measured_and_not_learnt_from() -> None:
    deals = book(1, 400)
    labels = deals.select("deal_id", is_suspicious=pl.col("margin_after_costs_ratio") > 5_000)
    card = train(deals, PLAN, labels).card
    assert (card["training"]["n_deals"], card["training"]["n_later_deals"]) == (320, 80)
    assert card["training"]["last_submitted_on"] == str(deals["submitted_on"][319])
    assert card["metrics"]["n_suspicious"] == 5
    assert card["metrics"]["combined_auroc"] > 0.99
    assert card["metrics"]["combined_precision_at_n"] == 1.0
    assert len(card["fact"]) == 19
    assert all(line["reason"] for line in card["left_out"])


def test_facts_that_say_nothing_are_left_out_and_told() -> None:
    deals = book(1, 200).with_columns(
        invoice_before_contract_days=pl.lit(None, pl.Int64), advance_ratio=pl.lit(0.5, pl.Float64)
    )
    made: Model = train(deals, PLAN)
    assert not {"invoice_before_contract_days", "advance_ratio"} & {f.name for f in made.facts}
    told = {line["fact"]: line["reason"] for line in made.card["left_out"]}
    assert told["invoice_before_contract_days"] == "missing in every training deal"
    assert told["advance_ratio"] == "the same in every training deal"


def blank(deals: pl.DataFrame) -> pl.DataFrame:
    names = [n for n in deals.columns if n not in ("deal_id", "submitted_on")]
    return deals.with_columns(pl.lit(None, deals.schema[n]).alias(n) for n in names)


@pytest.mark.parametrize(
    ("deals", "said"),
    [
        (book(1, 10).head(0), "0 deals are too few"),
        (book(1, 10).head(1), "1 deals are too few"),
        (blank(book(1, 120)), "no fact differs"),
        (book(1, 120).with_columns(price_ratio=pl.lit(float("inf"))), "price_ratio"),
        (book(1, 120).with_columns(price_ratio=pl.lit(float("nan"))), "no finite number"),
        (book(1, 120).drop("price_ratio"), "do not have the facts price_ratio"),
    ],
)
def test_what_cannot_be_learnt_from(deals: pl.DataFrame, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        train(deals, PLAN)


def test_labels_of_other_deals_measure_nothing() -> None:
    labels = pl.DataFrame({"deal_id": ["X"], "is_suspicious": [True]})
    card = train(book(1, 120), PLAN, labels).card
    assert card["metrics"]["said_of"] == "nothing: 0 labelled later deals are all of one kind"


def test_labels_without_their_columns() -> None:
    with pytest.raises(ModelError, match="labels lack a column"):
        train(book(1, 120), PLAN, pl.DataFrame({"deal": ["D0001"]}))
