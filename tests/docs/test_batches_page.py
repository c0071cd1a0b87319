"""The small batch of docs/batches.md becomes the deals the page says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

import screening as s
from tests.docs import markdown
from tests.docs.reference_pages import DOCS

_FILE = re.compile(r"^`([a-z_]+\.csv)`\n\n```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADERS = ("deal_id", "paper_or_payment", "leg", "joined_by", "joined_on")


@pytest.fixture
def page() -> str:
    return (DOCS / "batches.md").read_text(encoding="utf-8")


def test_the_small_batch_is_joined_as_the_page_says(page: str, tmp_path: Path) -> None:
    files = _FILE.findall(page)
    assert len(files) == 5
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    batch = s.read_batch(tmp_path)
    assert batch.rejects.is_empty()
    results = s.screen(batch, s.load_pack())
    assert markdown.table(_HEADERS, _joined(results.tables).rows()) in page


def _joined(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    keys = {"deal_document": "document_id", "deal_payment": "payment_id"}
    parts = (
        tables[name].select("deal_id", pl.col(key).alias(_HEADERS[1]), *_HEADERS[2:])
        for name, key in keys.items()
    )
    return pl.concat(parts).sort("deal_id", "paper_or_payment")
