"""`screening simulate` makes a batch that `screening run` takes."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Call


def test_a_simulated_batch_can_be_run(call: Call, tmp_path: Path) -> None:
    out, db = tmp_path / "made", tmp_path / "made.duckdb"
    told = call("simulate", "--deals", 60, "--seed", 5, "--out", out)
    assert told.code == 0
    assert f"screening run {out}" in told.out
    ran = call("run", out, "--db", db)
    assert ran.code == 0, ran.err
    assert "60 with" in ran.out


def test_no_deals_is_a_usage_error(call: Call, tmp_path: Path) -> None:
    assert call("simulate", "--deals", 0, "--out", tmp_path).code == 2


def test_without_evidence_only_what_every_bank_has(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "plain"
    told = call("simulate", "--deals", 30, "--out", out, "--without-evidence")
    assert told.code == 0
    tables = {p.stem for p in out.glob("*.parquet")}
    assert {"deals", "transport_documents", "vessels"} <= tables
    assert tables.isdisjoint({"port_calls", "document_files", "usage_marks", "warehouses"})
    assert call("run", out, "--db", tmp_path / "plain.duckdb").code == 0
