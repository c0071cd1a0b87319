"""The figures of docs/evaluation.md are those of the matcher on its labelled pairs."""

from __future__ import annotations

import polars as pl
import pytest

from benchmarks.name_pairs import by_kind, figures, labelled_pairs, scores
from tests.docs import markdown
from tests.docs.reference_pages import DOCS


@pytest.fixture(scope="module")
def scored() -> pl.DataFrame:
    return scores(labelled_pairs())


def test_the_figures_are_on_the_page(scored: pl.DataFrame) -> None:
    page = (DOCS / "evaluation.md").read_text(encoding="utf-8")
    told = [(name, f"{value:.4f}") for name, value in figures(scored).items()]
    assert markdown.table(("figure", "value"), told) in page
    assert markdown.table(*kinds_table(scored)) in page
    assert f"{scored.height:,} pairs" in page


def test_the_matcher_is_good_enough(scored: pl.DataFrame) -> None:
    found = figures(scored)
    assert found["precision at 0.85"] >= 0.99
    assert found["recall at 0.85"] >= 0.97
    assert found["AUC"] >= 0.98


def kinds_table(scored: pl.DataFrame) -> tuple[list[str], list[tuple[object, ...]]]:
    """Headers and rows of the table of kinds."""
    kinds = by_kind(scored).with_columns(
        pl.when("is_same").then(pl.lit("one party")).otherwise(pl.lit("two")).alias("is_same")
    )
    return ["pair of", "how", *kinds.columns[2:]], kinds.rows()
