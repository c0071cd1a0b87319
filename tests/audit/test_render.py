"""An explanation as text in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from screening.audit import explain, render
from screening.audit.words import LABELS, TERMS, label, term
from screening.store.report import DISPOSITIONS


def test_english(db: Path) -> None:
    text = render(explain(db, "D-1"))
    assert "Proposed HOLD · score 80.0 · 40 points" in text
    assert "[hold] AUT-04 Title of AUT-04" in text
    assert "limits: deviation = 0.3" in text
    assert "lowered by evidence on file (R11, hold)" in text
    assert re.search(r"\+120 +AUT-04", text)
    assert re.search(r"\+40 += total", text)
    assert "joined by: deal id on it D-1" in text
    assert "waits; proposed HOLD" in text


def test_chinese_has_no_english_label(db: Path) -> None:
    for deal in ("D-1", "D-2", "D-3"):
        text = render(explain(db, deal, lang="zh"))
        assert "建议处置" in text
        labels = [en for en, zh in LABELS.values() if len(en) > 4]
        english = [en for en in labels if re.search(rf"\b{re.escape(en)}\b", text)]
        assert english == []


def test_what_could_not_be_asked_is_marked(db: Path) -> None:
    text = render(explain(db, "D-2"))
    assert (
        "COM-01 Title of COM-01 [required]: a required paper or field is missing (price_deviation)"
        in text
    )
    assert "not asked" in text


def test_the_alert_of_the_client_says_what_of_it_reaches_the_deal(db: Path) -> None:
    text = render(explain(db, "D-3"))
    assert re.search(r"\+10 +alert of the client: C1 2025-06 \(before its cap \+15\)", text)
    head = "Alert of the client C1 2025-06 · Proposed PASS with notes · 15 points, of which"
    assert f"{head} this deal inherits 10" in text
    assert "[review] NET-06 Title of NET-06" in text
    assert "seen: client_top_counterparty = P1 · limits: share = 0.8" in text
    assert "客户预警 C1 2025-06" in render(explain(db, "D-3", lang="zh"))


def test_empty_sections_are_left_out(db: Path) -> None:
    text = render(explain(db, "D-3"))
    for heading in ("Duties", "Payments", "Papers", "Could not be asked ("):
        assert f"\n{heading}" not in text


@pytest.mark.parametrize("pair", [*LABELS.values(), *TERMS.values()])
def test_every_word_has_both_languages(pair: tuple[str, str]) -> None:
    english, chinese = pair
    assert english.isascii()
    assert re.search(r"[\u4e00-\u9fff]", chinese)


def test_every_disposition_has_a_word() -> None:
    assert all(term(d, "zh") != d for d in DISPOSITIONS)
    assert term("SOMETHING_NEW", "zh") == "SOMETHING_NEW"
    assert label("total", "zh") == "合计"


def test_why_is_told_as_stored_in_each_language(db: Path) -> None:
    assert "\nWhy: cannot be asked for want of a paper or field: COM-01\n" in render(
        explain(db, "D-2")
    )
    chinese = explain(db, "D-2", lang="zh")
    assert "\n依据: 因缺少单证或字段无法判断:COM-01\n" in render(chinese)
    of_old = render(replace(chinese, why_zh=None))
    assert "\n依据: cannot be asked for want" in of_old  # stored before why_zh was
    assert "\n依据: 无\n" in render(explain(db, "D-3", lang="zh"))
