"""A batch without a document policy is judged by the pack's; its own comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any

import polars as pl
import pytest

from screening.pipeline import screen
from screening.rulepack import Pack, default_pack_dir, load_pack
from screening.rulepack.document_policy import read_document_policy
from screening.schema.papers import MODES
from screening.store import Results
from tests.facts.family import told
from tests.one_deal import AS_OF, Rows, batch_of, honest, typed

TIERS = (None, "T0", "T1", "T2", "T3")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def rows(**deal: Any) -> Rows:
    """The honest deal, without a policy of its own."""
    found = honest()
    del found["document_policy"]
    found["deals"][0] |= deal
    return found


def line(policy: str, paper: str) -> dict[str, Any]:
    start = {"valid_from": date(2020, 1, 1)}
    return start | {"policy_id": policy, "version": 1, "paper": paper}


def screened(given: Rows, pack: Pack, reference: Rows | None = None) -> Results:
    others = batch_of(typed(reference)) if reference else None
    return screen(batch_of(typed(given)), pack, reference=others, as_of=AS_OF)


def row_of(results: Results) -> str:
    return str(results.facts["document_policy_row"][0])


def test_the_packs_policy_is_used_and_stored_with_the_run(pack: Pack) -> None:
    results = screened(rows(), pack)
    assert row_of(results) == "DEFAULT v1"
    assert results.reference_tables["document_policy"].equals(pack.tables["document_policy"])


def test_the_batchs_own_table_comes_first_and_the_reference_folders_before_it(pack: Pack) -> None:
    own = rows() | {"document_policy": [line("OWN", "title")]}
    assert row_of(screened(own, pack)) == "OWN v1"
    given = {"document_policy": [line("GIVEN", "title")]}
    assert row_of(screened(own, pack, given)) == "GIVEN v1"
    results = screened(rows(), pack, given)
    assert results.reference_tables["document_policy"]["policy_id"].to_list() == ["GIVEN"]


def test_an_own_table_without_a_row_demands_nothing_and_passes_nothing(pack: Pack) -> None:
    results = screened(rows() | {"document_policy": []}, pack)
    assert results.facts["document_policy_row"].to_list() == [None]
    finding = results.tables["finding"].filter(pl.col("rule_id") == "DOC-01")
    assert finding.select("answer", "cause").rows() == [("not_evaluable", "paper")]


def test_another_policy_is_another_run(pack: Pack) -> None:
    bare = Pack(pack.rules, pack.policy, pack.path)
    with_own, without = screened(rows(), pack).run, screened(rows(), bare).run
    assert with_own.run_id != without.run_id


EXPECTED: Mapping[tuple[str | None, str | None], str] = {
    ("offshore_resale", None): "DEFAULT v1",
    ("offshore_resale", "T3"): "DEFAULT v1",
    ("offshore_resale", "T1"): "DEFAULT-T1 v1",
    (None, None): "DEFAULT v1",
    (None, "T0"): "DEFAULT-T0 v1",
    ("other", "T2"): "DEFAULT v1",
    ("processing_abroad", None): "DEFAULT-PROCESSING v1",
    ("processing_abroad", "T0"): "DEFAULT-T0 v1",
    ("processing_abroad", "T1"): "DEFAULT-T1-PROCESSING v1",
    ("contracting_abroad", "T3"): "DEFAULT-PROJECT v1",
    ("contracting_abroad", "T1"): "DEFAULT-T1-PROJECT v1",
}


@pytest.mark.parametrize(("mode", "tier"), list(product((None, *MODES), TIERS)))
def test_with_the_default_policy_every_deal_can_be_asked(
    mode: str | None, tier: str | None
) -> None:
    default, _ = read_document_policy(default_pack_dir(), "")
    assert default is not None
    given = rows(mode=mode, policy_tier=tier) | {"document_policy": default.to_dicts()}
    found = told(given, ["documents"])
    assert (found["n_missing_papers"], found["title_is_awaited"]) == (0, False)
    assert found["document_policy_row"] == EXPECTED.get((mode, tier), found["document_policy_row"])
    given["contracts"], given["invoices"], given["transport_documents"] = [], [], []
    bare = told(given, ["documents"])
    assert (bare["n_missing_papers"] > 0) is (tier != "T0")
