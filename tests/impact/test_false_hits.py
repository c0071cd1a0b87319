"""The estimate of false hits: what counts for it, and its interval."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.impact import rules_diff
from screening.impact.false_hits import FalseHits, Share
from screening.store import open_store
from tests.impact.packs import STRICTER, edited
from tests.impact.stored import EVERY


@pytest.mark.parametrize(
    ("k", "n", "interval"),
    [  # R: prop.test(k, n, correct = FALSE)$conf.int
        (0, 10, (0.0, 0.2775)),
        (1, 10, (0.0179, 0.4042)),
        (5, 10, (0.2366, 0.7634)),
        (10, 10, (0.7225, 1.0)),
        (3, 250, (0.0041, 0.0347)),
    ],
)
def test_wilson(k: int, n: int, interval: tuple[float, float]) -> None:
    assert Share(k, n).interval == pytest.approx(interval, abs=2e-4)


def test_nothing_gained_is_no_share() -> None:
    assert Share(0, 0).share is None
    assert Share(0, 0).interval is None
    assert FalseHits(Share(0, 0), Share(0, 0), 10).per_10_000 == 0.0


def test_hits_that_stand_alone_are_counted(sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", {"COM-05": STRICTER["COM-05"]})
    impact = rules_diff(sample_db, pack, examples=EVERY)
    [thin] = impact.rules
    gained = {e.subject for e in thin.gained_examples}
    with open_store(sample_db) as con:
        severe = con.sql(
            """SELECT DISTINCT deal_id FROM findings WHERE answer = 'hit' AND status = 'active'
            AND severity IN ('hold', 'escalate', 'review')"""
        ).fetchall()
        deals = con.sql("SELECT deal_id, client_id, disposition FROM live_result").fetchall()
    alone = gained - {deal for (deal,) in severe}
    serious = {(d, c) for d, c, x in deals if x in ("HOLD", "ESCALATE")}
    clients = {d: c for d, c, _ in deals}
    clean = {d for d in alone if not any(c == clients[d] and o != d for o, c in serious)}
    found = impact.false_hits
    assert found.uncorroborated == Share(len(alone), len(gained))
    assert found.likely_false == Share(len(clean), len(gained))
    assert 0 < len(clean) < len(alone) < len(gained)
    assert impact.false_hits_by_rule == {"COM-05": found}


def test_a_shadow_gains_no_false_hits(sample_db: Path, tmp_path: Path) -> None:
    shadow = {**STRICTER["COM-05"], r'^status(\s*)= "active"': r'status\1= "shadow"'}
    impact = rules_diff(sample_db, edited(tmp_path / "pack", {"COM-05": shadow}))
    assert impact.rules[0].gained > 0
    assert impact.false_hits.uncorroborated.n == 0
    assert not {now for _, now in impact.deals_moved} & {"REVIEW", "ESCALATE", "HOLD"}
