"""Reasons name the facts that made the scores, and add up to them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from screening.anomaly.drift import drift
from screening.anomaly.in_use import Models
from screening.anomaly.model import Model
from screening.anomaly.reasons import forest_shares, reasons
from screening.anomaly.scoring import path_sums
from screening.training.train import Plan, train
from tests.anomaly.conftest import ODD, book


def test_shares_add_up_to_the_scores(deals: pl.DataFrame, model: Model) -> None:
    rows = model.rows(deals)
    roots = model.forest.path[model.forest.start[:-1]].sum()
    shares = forest_shares(model.forest, rows).sum(axis=0)
    assert shares == pytest.approx(roots - path_sums(model.forest, rows), abs=1e-8)
    tail = model.tails.addends(rows).sum(axis=0)
    assert tail == pytest.approx(model.tails.sums(rows), rel=1e-12)


def test_the_odd_facts_are_named_with_value_and_usual_range(
    deals: pl.DataFrame, model: Model
) -> None:
    told = reasons(model, deals.tail(5))
    assert told["deal_id"].n_unique() == 5
    assert set(told.filter(position=1)["fact"]) <= set(ODD)
    odd = told.filter(pl.col("fact").is_in(list(ODD)))
    assert odd.height >= 10
    for row in odd.iter_rows(named=True):
        assert row["value"] == ODD[row["fact"]]
        assert row["usual_low"] < row["usual_high"] < row["value"]
        assert row["tail_addend"] > 1
    assert told["position"].to_list() == [1, 2, 3] * 5
    again = reasons(model, deals.sample(fraction=1, shuffle=True, seed=1))
    assert again.equals(reasons(model, deals))


def test_a_missing_fact_has_no_value(deals: pl.DataFrame, model: Model) -> None:
    names = [f.name for f in model.facts]
    blank = deals.head(1).with_columns(pl.lit(None, deals.schema[n]).alias(n) for n in names)
    told = reasons(model, blank)
    assert told["value"].is_null().all()
    assert (told["tail_addend"] == 0).all()


def test_the_tail_and_the_forest_agree_on_what_is_odd(deals: pl.DataFrame, model: Model) -> None:
    rows = model.rows(deals.tail(5))
    forest = forest_shares(model.forest, rows)
    is_odd = np.array([f.name in ODD for f in model.facts])
    assert (forest[is_odd].mean(axis=0) > 3 * np.abs(forest[~is_odd].mean(axis=0))).all()


def test_drift_warns_of_another_book_and_not_of_the_same(deals: pl.DataFrame, model: Model) -> None:
    same = book(2, 400).head(390)
    told = drift(model, same, model.scores(same)["percentile"].to_numpy())
    assert told["fact"].to_list() == [*(f.name for f in model.facts), "score"]
    assert not told["is_warning"].any()
    moved = same.with_columns(
        invoice_before_contract_days=pl.col("invoice_before_contract_days") * 9,
        margin_after_costs_ratio=pl.lit(None, pl.Float64),
    )
    told = drift(model, moved, model.scores(moved)["percentile"].to_numpy())
    warned = set(told.filter("is_warning")["fact"])
    told_of = {"invoice_before_contract_days", "margin_after_costs_ratio"}
    assert told_of <= warned <= {*told_of, "score"}
    assert told.filter(fact="margin_after_costs_ratio")["missing_ratio"].item() == 1.0
    # a fact that few deals have leaves bins empty by chance alone
    scarce = train(
        deals.with_columns(pl.when(pl.int_range(pl.len()) % 12 == 0).then("box_norm_ratio")),
        Plan("scarce", "a made book", "made", trees=5),
    )
    some = same.head(200).with_columns(pl.when(pl.int_range(200) % 12 == 0).then("box_norm_ratio"))
    told = drift(scarce, some, scarce.scores(some)["percentile"].to_numpy())
    assert not told.filter(fact="box_norm_ratio")["is_warning"].item()
    few = moved.head(90)
    assert not drift(model, few, model.scores(few)["percentile"].to_numpy())["is_warning"].any()
    assert drift(model, deals.head(0), np.empty(0)).is_empty()


def test_a_shadow_stands_apart(deals: pl.DataFrame, model: Model) -> None:
    both = Models(model, model)
    scored = both.scores(deals)
    assert scored.height == 2 * deals.height
    assert both.digest == f"{model.digest} shadow {model.digest}"
    asked = deals["deal_id"].tail(2)
    assert both.reasons(deals, asked).group_by("role").len()["len"].to_list() == [6, 6]
    assert both.drift(deals, scored).height == 2 * (len(model.facts) + 1)
    none = Models()
    assert none.digest == ""
    assert none.scores(deals).is_empty()
    assert none.reasons(deals, asked).is_empty()
    assert none.drift(deals, none.scores(deals)).is_empty()
