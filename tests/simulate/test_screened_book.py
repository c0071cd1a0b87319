"""A simulated book through the whole engine: honest deals pass, typologies do not."""

from __future__ import annotations

import polars as pl
import pytest

from screening.inputs import read_batch
from screening.pipeline import screen
from screening.rulepack import load_pack
from screening.simulate import simulate
from screening.simulate.kinds import CLEAN, LOOKALIKES, TYPOLOGIES
from screening.store import Results

CALM = ("PASS", "PASS_NOTE")


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, pl.DataFrame]:
    """The results of a simulated book, and what each of its deals is."""
    out = tmp_path_factory.mktemp("screened") / "batch"
    simulate(3_000, 23, out, suspicious=0.1)
    return screen(read_batch(out), load_pack()), pl.read_csv(out / "_labels.csv")


@pytest.fixture(scope="module")
def ends(screened: tuple[Results, pl.DataFrame]) -> pl.DataFrame:
    """One row a deal: kind, disposition."""
    results, labels = screened
    return results.tables["deal_result"].join(labels, on="deal_id")


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


NETWORK = {"T05": "NET-04", "T06": "NET-11", "T09": "NET-10", "T12": "NET-09"}


@pytest.mark.parametrize("kind", NETWORK)
def test_circles_of_firms_are_found_by_their_network(
    screened: tuple[Results, pl.DataFrame], kind: str
) -> None:
    results, labels = screened
    found = results.tables["finding"].filter(
        pl.col("rule_id") == NETWORK[kind], pl.col("answer") == "hit"
    )
    bad = labels.filter(pl.col("kind") == kind)
    assert set(bad["deal_id"]) <= set(found["deal_id"])


def test_owners_of_honest_deals_are_known_and_unlisted(
    screened: tuple[Results, pl.DataFrame],
) -> None:
    results, labels = screened
    clean = labels.filter(pl.col("kind") == CLEAN).select("deal_id")
    scores = results.facts.join(clean, on="deal_id", how="semi")["owner_list_score"]
    assert set(scores.drop_nulls()) == {0.0}
    assert scores.null_count() < 0.1 * scores.len()


def test_clients_are_told_by_their_patterns(screened: tuple[Results, pl.DataFrame]) -> None:
    results, labels = screened
    kinds = results.tables["deal_result"].join(labels, on="deal_id")
    hit = results.tables["client_finding"].filter(pl.col("answer") == "hit")
    for kind in TYPOLOGIES:
        clients = set(kinds.filter(pl.col("kind") == kind.name)["client_id"])
        for rule in kind.client_rules:
            assert clients <= set(hit.filter(pl.col("rule_id") == rule)["client_id"])
    network = hit.filter(pl.col("rule_id").is_in(["NET-06", "NET-08"]))["client_id"]
    assert set(network) <= set(kinds.filter(pl.col("kind") == "T05")["client_id"])
