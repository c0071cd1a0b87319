"""A simulated book through the whole engine: honest deals pass, typologies do not."""

from __future__ import annotations

import polars as pl
import pytest

from screening.inputs import read_batch
from screening.pipeline import screen
from screening.rulepack import load_pack
from screening.simulate import simulate
from screening.simulate.kinds import CLEAN, LOOKALIKES, TYPOLOGIES

CALM = ("PASS", "PASS_NOTE")


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """One row a deal: kind, disposition."""
    out = tmp_path_factory.mktemp("screened") / "batch"
    simulate(3_000, 23, out, suspicious=0.1)
    results = screen(read_batch(out), load_pack())
    return results.tables["deal_result"].join(pl.read_csv(out / "_labels.csv"), on="deal_id")


def test_honest_deals_pass(ends: pl.DataFrame) -> None:
    honest = ends.filter(pl.col("kind") == CLEAN)
    assert honest.height > 2_000
    assert honest["disposition"].is_in(CALM).mean() >= 0.99  # type: ignore[operator]


@pytest.mark.parametrize("kind", [k.name for k in LOOKALIKES])
def test_lookalikes_are_left_in_peace(ends: pl.DataFrame, kind: str) -> None:
    alike = ends.filter(pl.col("kind") == kind)
    assert alike.height > 0
    assert set(alike["disposition"]) <= set(CALM)


@pytest.mark.parametrize("kind", [k.name for k in TYPOLOGIES])
def test_typologies_are_stopped(ends: pl.DataFrame, kind: str) -> None:
    bad = ends.filter(pl.col("kind") == kind)
    assert bad.height > 0
    assert set(bad["disposition"]) <= {"ESCALATE", "HOLD"}
