"""Entries of registers and lists in the words of their scheme; another word is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.writing import batch_of

HEAD = "client_id,scheme,value,valid_from\n"


@pytest.mark.parametrize(
    ("scheme", "given", "word"),
    [
        ("directory", "Listed", "listed"),
        ("directory", "移出", "removed"),
        ("directory", "注销", "removed"),
        ("offshore_list", "暂停", "suspended"),
        ("lingang_white_list", "已列入", "listed"),
        ("rmb_key_supervision", "无", "none"),
        ("bank_white_list", "not listed", "none"),
        ("safe_class", "b", "B"),
        ("safe_class", "Ａ类", "A"),
        ("safe_class", "C 类", "C"),
        ("client_class", "一类", "1"),
        ("client_class", "3", "3"),
        ("registry_status", "存续", "normal"),
        ("registry_status", "In Business", "normal"),
        ("registry_status", "吊销，未注销", "revoked"),
        ("registry_status", "破产重整", "破产重整"),
    ],
)
def test_read_as(tmp_path: Path, scheme: str, given: str, word: str) -> None:
    batch = batch_of(tmp_path, {"client_status.csv": f"{HEAD}C1,{scheme},{given},2025-01-01\n"})
    assert batch.table("client_status")["value"].to_list() == [word]


@pytest.mark.parametrize(
    ("scheme", "given", "reason"),
    [
        ("safe_class", "D", "value is none of A, B, C"),
        ("client_class", "4", "value is none of 1, 2, 3"),
        ("directory", "A", "value is none of listed, none, removed, revoked, suspended"),
        ("offshore_list", "maybe", "value is none of listed, none, removed, revoked, suspended"),
    ],
)
def test_refused(tmp_path: Path, scheme: str, given: str, reason: str) -> None:
    rows = f"C1,{scheme},{given},2025-01-01\nC1,safe_class,A,2025-01-01\n"
    batch = batch_of(tmp_path, {"client_status.csv": HEAD + rows})
    assert batch.table("client_status")["value"].to_list() == ["A"]
    (rejected,) = batch.rejects.to_dicts()
    assert (rejected["line"], rejected["column"], rejected["reason"]) == (2, "value", reason)


def test_an_unknown_scheme_is_told_by_itself(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, {"client_status.csv": HEAD + "C1,list,maybe,2025-01-01\n"})
    (rejected,) = batch.rejects.to_dicts()
    assert rejected["column"] == "scheme"
    assert "value" not in rejected["reason"].split(";")[-1]
