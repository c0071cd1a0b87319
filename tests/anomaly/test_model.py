"""A model says of a deal what its definition says, from its own arrays and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from screening.anomaly.model import Model
from screening.anomaly.model_file import default_model_dir, read_model
from screening.anomaly.used_facts import USED, left_out
from screening.errors import ModelError
from screening.schema import DEAL_FACTS


def test_odd_deals_come_first_and_missing_facts_are_counted(
    deals: pl.DataFrame, model: Model
) -> None:
    scored = model.scores(deals)
    percentiles = scored["percentile"].to_numpy()
    assert percentiles[-5:].min() > 99
    assert percentiles[-5:].min() >= percentiles[:-5].max()
    assert scored["percentile"].is_between(0, 100).all()
    assert scored["forest_score"].is_between(0, 1).all()
    missing = deals.select(pl.sum_horizontal(pl.col(list(USED)).is_null()))
    assert scored["n_missing_facts"].to_list() == missing.to_series().to_list()
    shares = scored["missing_facts_ratio"].to_numpy()
    assert shares == pytest.approx(scored["n_missing_facts"].to_numpy() / len(USED))
    blank = deals.head(1).with_columns(pl.lit(None, pl.Float64).alias(n) for n in USED)
    assert model.scores(blank).row(0, named=True)["missing_facts_ratio"] == 1.0
    assert model.scores(blank)["tail_score"].item() == 0.0


def test_a_score_depends_on_the_deal_alone(deals: pl.DataFrame, model: Model) -> None:
    whole = model.scores(deals)
    shuffled = deals.with_row_index().sample(fraction=1, shuffle=True, seed=5)
    assert model.scores(shuffled).equals(whole[shuffled["index"].to_list()])
    assert model.scores(deals.head(3)).equals(whole.head(3))
    assert model.scores(deals.head(0)).height == 0


def test_the_percentile_grows_with_both_scores(deals: pl.DataFrame, model: Model) -> None:
    people = model.population
    for steps, values in (
        (people.forest, np.linspace(250, 0, 500)),  # a shorter path is odder
        (people.tail, np.linspace(0, 99, 500)),
        (people.combined, np.linspace(0, 9, 500)),
    ):
        assert (np.diff(steps.at(values)) >= 0).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "margin_after_costs_ratios"}, 'did you mean "margin_after_costs_ratio"'),
        ({"name": "deal_id"}, "no fact of a deal"),
        ({"name": "price_basis"}, "is no number"),
        ({"unit": "EUR"}, "is DOUBLE in ratio"),
        ({"transform": "sqrt"}, "no transform"),
    ],
)
def test_another_catalogue_is_refused(change: dict[str, str], said: str, model: Model) -> None:
    known = {f.name: f for f in model.facts}
    facts = (replace(known["margin_after_costs_ratio"], **change), *model.facts[1:])
    with pytest.raises(ModelError, match="other facts than the catalogue") as told:
        replace(model, facts=facts).check()
    assert said in str(told.value)


def test_every_number_of_a_deal_is_used_or_left_out_with_a_reason() -> None:
    assert set(USED) <= set(DEAL_FACTS)
    assert not set(USED) & set(left_out())
    assert all(left_out().values())
    assert not {"deal_id", "client_id", "is_suspicious"} & set(USED)


@pytest.mark.skipif(not default_model_dir().is_dir(), reason="no model comes along")
def test_the_model_that_comes_along_is_fit_for_use() -> None:
    found = read_model()
    assert [f.name for f in found.facts] == [n for n in USED if n in {f.name for f in found.facts}]
    assert "screening model train" in found.card["command"]
