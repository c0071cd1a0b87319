"""The sample batch: as the program makes it, and as its README says."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from screening.inputs import Batch, read_batch
from screening.pipeline import screen
from screening.rulepack import load_pack
from screening.schema import desk, evidence
from screening.simulate.kinds import CLEAN, KINDS
from screening.simulate.sample import write_sample
from screening.store import Results

SAMPLE = Path(__file__).parents[2] / "sample_data" / "batch"
# bytes of these depend on the versions of the libraries that write them, their content does not
CONTAINERS = {".parquet", ".xlsx"}
# the engine makes a deal of these and gives it an id of its own: asked by a test of their own
OWN_DEALS = {"LONE", "STRAY"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample") / "batch"
    write_sample(out)
    return out


@pytest.fixture(scope="module")
def batch() -> Batch:
    return read_batch(SAMPLE)


@pytest.fixture(scope="module")
def results(batch: Batch) -> Results:
    return screen(batch, load_pack())


@pytest.fixture(scope="module")
def labels() -> pl.DataFrame:
    return pl.read_csv(SAMPLE / "_labels.csv")


def test_sample_is_what_the_program_makes(made: Path) -> None:
    names = sorted(p.name for p in made.iterdir())
    assert names == sorted(p.name for p in SAMPLE.iterdir())
    for name in names:
        if Path(name).suffix not in CONTAINERS:
            assert (made / name).read_bytes() == (SAMPLE / name).read_bytes(), name
    written, kept = read_batch(made), read_batch(SAMPLE)
    for table in kept.tables:
        assert written.table(table).equals(kept.table(table)), table


def test_sample_is_the_same_each_time(made: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "again")
    for path in made.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_sample_is_small_and_loads_whole(batch: Batch) -> None:
    assert sum(p.stat().st_size for p in SAMPLE.iterdir()) < 1_500_000
    assert batch.files["rows_rejected"].sum() == 0
    formats = set(batch.files["format"])
    assert {"csv", "parquet", "ndjson", "xlsx", "dcsa", "iso20022"} <= formats


def test_every_table_of_evidence_is_shown(made: Path) -> None:
    tables = read_batch(made).tables
    shown = {name for name, table in tables.items() if table.height}
    assert {t.name for t in (*evidence.TABLES, *desk.TABLES)} <= shown


def test_messages_find_their_deals(results: Results) -> None:
    bills = results.tables["deal_document"].filter(pl.col("table_name") == "transport_documents")
    from_messages = bills.filter(pl.col("document_id").str.contains(":"))
    assert from_messages["deal_id"].n_unique() == 4
    assert from_messages["deal_id"].str.starts_with("D-OK-").all()
    payments = results.tables["deal_payment"].filter(pl.col("payment_id").str.starts_with("SIM"))
    assert payments["payment_id"].n_unique() >= 7
    assert payments["deal_id"].str.starts_with("D-OK-").all()


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - OWN_DEALS))
def test_deals_end_as_the_readme_says(kind: str, results: Results, labels: pl.DataFrame) -> None:
    wanted = labels.filter(pl.col("kind") == kind)
    ends = results.tables["deal_result"].join(wanted, on="deal_id")
    assert ends.height == wanted.height > 0
    assert set(ends["disposition"]) <= set(KINDS[kind].ends_as)
    hits = results.tables["finding"].filter(pl.col("answer") == "hit")
    for deal in wanted["deal_id"]:
        found = set(hits.filter(pl.col("deal_id") == deal)["rule_id"])
        assert set(KINDS[kind].rules) <= found, deal
        owed = results.tables["duty"].filter(pl.col("deal_id") == deal)["duty"]
        assert set(KINDS[kind].duties) <= set(owed), deal


@pytest.mark.parametrize(
    ("deals", "rule", "code"),
    [
        ("D-N01-", "AUT-01", "R01"),
        ("D-N03-", "AUT-04", "R02"),
        ("D-N04-", "AUT-01", "R03"),
        ("D-N05-", "COM-04", "R04"),
        ("D-N06-", "COM-15", "R06"),
        ("D-N07-", "PAY-02", "R08"),
        ("D-N08-", "LOG-11", "R10"),
    ],
)
def test_look_alikes_are_lowered_by_their_codes(
    deals: str, rule: str, code: str, results: Results
) -> None:
    """Domain section 5: what explains each look-alike; N02 is no finding at all."""
    hits = results.tables["finding"].filter(
        pl.col("deal_id").str.starts_with(deals), rule_id=rule, answer="hit"
    )
    assert hits.height
    assert set(hits["lowered_by"]) == {code}


@pytest.mark.parametrize(
    ("deals", "rules"),
    [("D-T05-", {"COM-10", "COM-15"}), ("D-T06-", {"PAY-15"}), ("D-T10-001", {"PAY-14"})],
)
def test_money_and_motive_of_a_typology_are_found(
    deals: str, rules: set[str], results: Results
) -> None:
    hits = results.tables["finding"].filter(
        pl.col("deal_id").str.starts_with(deals),
        pl.col("severity").is_in(["review", "escalate", "hold"]),
        answer="hit",
    )
    by_deal = hits.group_by("deal_id").agg("rule_id")
    assert by_deal.height
    assert all(rules <= set(found) for found in by_deal["rule_id"])


def test_every_end_and_every_duty_is_shown(results: Results) -> None:
    ends = set(results.tables["deal_result"]["disposition"])
    assert ends == {"PASS", "PASS_NOTE", "REVIEW", "ESCALATE", "HOLD"}
    duties = set(results.tables["duty"]["duty"])
    assert duties == {
        "SPECIAL",
        "CURE",
        "ENTERPRISE_REPORT",
        "MONITOR",
        "REPORT_FRT",
        "REPORT_STR",
        "RMB_REPORT",
    }


def test_stray_papers_and_lone_payments_become_deals(results: Results) -> None:
    ends = results.tables["deal_result"]
    found = ends.filter(~pl.col("deal_id").str.starts_with("D-"))
    assert found.height == 3
    lone = found.filter(pl.col("disposition") == "REVIEW")
    assert lone.height >= 2


def test_most_of_the_sample_is_honest(labels: pl.DataFrame) -> None:
    assert labels.height > 180
    assert (labels["kind"] == CLEAN).mean() > 0.5  # type: ignore[operator]
