"""The recommendation file: the same to the byte, and nothing a spreadsheet would run."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl

from screening.listing.submit import _rows, _write
from screening.schema.results import LIST_PROPOSAL
from tests.listing.made import MOMENT


def proposals(name: str) -> pl.DataFrame:
    row = {
        "proposal_no": 1,
        "as_of": MOMENT.replace(tzinfo=None),
        "client_id": "C1",
        "name": name,
        "list_state": "none",
        "proposal": "add",
        "reasons": "fine",
        "reasons_zh": "无",
    }
    out = row | {"client_id": "C0", "proposal": "left_out"}
    gone = row | {"client_id": "C2", "proposal": "remove"}
    rows = [{c: r.get(c) for c in LIST_PROPOSAL.dtypes} for r in (row, out, gone)]
    return pl.DataFrame(rows, schema=LIST_PROPOSAL.dtypes)


def test_formula_cells_are_text_and_who_is_left_out_is_not_in_it() -> None:
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"):
        rows = _rows(proposals(name))
        assert rows["企业名称 name"].to_list() == [f"'{name}"] * 2
        assert rows["建议 proposal"].to_list() == ["remove", "add"]
    assert _rows(proposals("甲公司"))["企业名称 name"][0] == "甲公司"
    assert _rows(proposals("甲公司"))["判断日 as_of"][0] == date(2025, 6, 30).isoformat()


def test_both_kinds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    for suffix in ("csv", "xlsx"):
        files = [tmp_path / f"{i}.{suffix}" for i in range(2)]
        for file in files:
            _write(_rows(proposals("=1")), file, MOMENT)
        assert files[0].read_bytes() == files[1].read_bytes()
    read = pl.read_excel(tmp_path / "0.xlsx")
    assert read["企业名称 name"].to_list() == ["'=1", "'=1"]
    assert datetime.fromisoformat(read["判断日 as_of"][0]).year == 2025
