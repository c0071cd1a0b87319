"""The anomaly model in a run: it adds points and reasons, orders the queue, and decides nothing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from screening import explain, pipeline, save
from screening.anomaly import NO_MODELS, load_models
from screening.audit.render import render
from screening.inputs import read_batch
from screening.rulepack import load_pack
from screening.store import Results

SAMPLE = Path(__file__).parents[2] / "sample_data" / "batch"
REVIEW = 3


@pytest.fixture(scope="module")
def without() -> Results:
    return pipeline.screen(read_batch(SAMPLE), load_pack(), models=NO_MODELS)


@pytest.fixture(scope="module")
def scored() -> Results:
    default = load_models().in_force
    models = type(NO_MODELS)(in_force=default, shadow=default)
    return pipeline.screen(read_batch(SAMPLE), load_pack(), models=models, partitions=3)


def test_the_model_orders_and_never_decides(scored: Results, without: Results) -> None:
    kept = ("deal_id", "disposition", "rule_points", "why", "n_hits", "unasked_groups")
    now, then = scored.tables["deal_result"], without.tables["deal_result"]
    assert now.select(kept).equals(then.select(kept))
    points = scored.tables["addend"].filter(kind="anomaly").sort("deal_id")["points"]
    assert (now["total_points"] - then["total_points"]).to_list() == points.to_list()
    assert {0, 3, 8} <= set(points) <= {0, 3, 8, 15}
    for name in ("finding", "duty", "payment_decision", "client_result"):
        assert scored.tables[name].equals(without.tables[name])
    honest = now.filter(pl.col("deal_id").str.starts_with("D-OK-"))
    assert set(honest["disposition"]) <= {"PASS", "PASS_NOTE"}


def test_points_follow_the_percentile_of_the_model_in_force(scored: Results) -> None:
    told = scored.tables["deal_anomaly"].filter(role="in_force").sort("deal_id")
    assert told["deal_id"].to_list() == scored.facts["deal_id"].to_list()
    points = scored.tables["addend"].filter(kind="anomaly").sort("deal_id")["points"]
    ordered = told.with_columns(points=points).sort("percentile")
    assert ordered["points"].is_sorted()
    assert told["missing_facts_ratio"].is_between(0, 1).all()
    shadow = scored.tables["deal_anomaly"].filter(role="shadow")
    assert shadow.height == told.height


def test_every_deal_to_look_at_has_reasons(scored: Results) -> None:
    deals = scored.tables["deal_result"].filter(pl.col("disposition_rank") <= REVIEW)
    reasons = scored.tables["anomaly_reason"].filter(role="in_force")
    assert set(reasons["deal_id"]) == set(deals["deal_id"])
    assert reasons.group_by("deal_id").len()["len"].max() == 3
    drift = scored.tables["model_drift"].filter(role="in_force")
    assert drift["fact"].to_list()[-1] == "score"
    assert drift.height == 20
    assert not drift["is_warning"].any()


def test_the_run_is_another_with_another_model(scored: Results, without: Results) -> None:
    assert without.run.model_digest == ""
    assert scored.run.request_digest != without.run.request_digest
    for name in ("deal_anomaly", "anomaly_reason", "model_drift"):
        assert without.tables[name].is_empty()
    assert set(without.tables["addend"].filter(kind="anomaly")["points"]) == {0}


def test_partitions_change_no_bit(scored: Results) -> None:
    default = load_models().in_force
    models = type(NO_MODELS)(in_force=default, shadow=default)
    whole = pipeline.screen(read_batch(SAMPLE), load_pack(), models=models, partitions=1)
    for name in ("deal_anomaly", "anomaly_reason", "model_drift", "addend"):
        assert whole.tables[name].equals(scored.tables[name])


def test_an_explanation_tells_the_oddness_in_both_languages(
    scored: Results, tmp_path: Path
) -> None:
    db = tmp_path / "s.duckdb"
    save(scored, db)
    told = render(explain(db, "D-T05-001"))
    stored = scored.tables["deal_anomaly"].filter(role="in_force", deal_id="D-T05-001")
    odd = f"{stored['percentile'].item():.2f} %"
    assert f"Anomaly model default: odder than {odd} of the deals it was trained on" in told
    assert " days; usual 3,742 to 12,002 (" in told
    assert "youngest_counterparty_days" in told
    assert "shadow: not counted" in told
    in_chinese = render(explain(db, "D-T05-001", lang="zh"))
    assert f"异常模型 default:比 {odd} 的训练样本更异常" in in_chinese
    assert "通常为" in in_chinese
