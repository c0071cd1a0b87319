"""What the simulator states outside of the deal's papers: fits honest deals, betrays the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from screening.schema import PAPERS, TABLES, desk, evidence
from screening.simulate import simulate
from screening.simulate.kinds import CLEAN

Tables = dict[str, pl.DataFrame]
OF_MEANS_AND_MOTIVE = {
    "financial_statements",
    "cross_border_flows",
    "adverse_records",
    "financings",
    "hedges",
    "instruction_versions",
    "freight_rates",
}
EVIDENCE = {t.name for t in (*evidence.TABLES, *desk.TABLES)} | OF_MEANS_AND_MOTIVE
LAST_DAY = date(2025, 12, 31)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("evidence") / "batch"
    simulate(2_500, 31, out, suspicious=0.2)
    return out


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    return {p.stem: pl.read_parquet(p) for p in folder.glob("*.parquet")}


@pytest.fixture(scope="module")
def labels(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "_labels.csv")


@pytest.fixture(scope="module")
def bills(tables: Tables, labels: pl.DataFrame) -> pl.DataFrame:
    """Every bill of one deal alone, with the kind of the deal, found by its serial."""
    serial = pl.col("document_id").str.extract(r"(\d+)$")
    kinds = labels.select("kind", "group", serial=pl.col("deal_id").str.extract(r"(\d+)$"))
    return tables["transport_documents"].with_columns(serial=serial).join(kinds, on="serial")


def of(bills: pl.DataFrame, kind: str) -> pl.DataFrame:
    found = bills.filter(pl.col("kind") == kind)
    assert found.height > 0
    return found


def test_every_table_of_evidence_is_made(tables: Tables) -> None:
    assert set(tables) >= EVIDENCE
    for name in EVIDENCE:
        key = list(TABLES[name].key)
        assert tables[name].height > 0, name
        assert tables[name].select(key).is_unique().all(), name


def test_what_evidence_names_is_there(tables: Tables) -> None:
    proofs = tables["document_links"]["proof_document_id"]
    papers = pl.concat([*(tables[t.name]["document_id"] for t in PAPERS), proofs])
    deals = tables["deals"]["deal_id"]
    for name in EVIDENCE:
        frame = tables[name]
        if "document_id" in frame.columns:
            assert frame["document_id"].drop_nulls().is_in(papers.implode()).all(), name
        if "deal_id" in frame.columns:
            assert frame["deal_id"].is_in(deals.implode()).all(), name


def test_nothing_is_known_before_it_happens(tables: Tables) -> None:
    for name in EVIDENCE - {"waivers", "carriers", "warehouses", "production", "financings"}:
        for column in tables[name].select(pl.col(pl.Date, pl.Datetime("us", "UTC"))):
            latest = column.cast(pl.Date).drop_nulls().max()
            assert latest is None or latest <= LAST_DAY, (name, column.name)  # type: ignore[operator]


def test_without_evidence_the_rest_is_the_same(folder: Path, tmp_path: Path) -> None:
    made = simulate(2_500, 31, tmp_path / "plain", suspicious=0.2, with_evidence=False)
    assert EVIDENCE.isdisjoint(made.rows)
    shown = pl.read_csv(made.labels).filter(pl.col("kind").is_in(["T01", "T07", "N03"]))
    says = ["kind", "is_suspicious", "ends_as", "rules"]
    assert set(shown.select(says).fill_null("").iter_rows()) == {
        ("T01", True, "HOLD", "AUT-02 AUT-04 LOG-01 LOG-18"),
        ("T07", None, "", ""),  # nothing that is left shows that its bill is false
        ("N03", False, "", ""),
    }
    for name in made.rows:
        file = f"{name}.parquet"
        assert (tmp_path / "plain" / file).read_bytes() == (folder / file).read_bytes(), name


def test_ships_of_honest_bills_called_where_they_loaded(
    tables: Tables, bills: pl.DataFrame
) -> None:
    calls = tables["port_calls"].select("unlocode", "arrived_at", "departed_at", vessel_imo="imo")
    for kind, is_there in ((CLEAN, True), ("N03", True), ("T07", False)):
        mine = of(bills, kind)
        met = mine.join(
            calls, left_on=["vessel_imo", "load_port"], right_on=["vessel_imo", "unlocode"]
        )
        day = pl.col("on_board_date")
        around = met.filter(
            pl.col("arrived_at").dt.date() <= day.dt.offset_by("3d"),
            pl.col("departed_at").dt.date() >= day.dt.offset_by("-3d"),
        )
        assert around["document_id"].n_unique() == (mine.height if is_there else 0), kind


def test_each_voyage_takes_no_more_than_the_ship(tables: Tables, bills: pl.DataFrame) -> None:
    one_bill_each = bills.filter(pl.col("kind") == CLEAN)
    assert one_bill_each.select("vessel_imo", "voyage").is_unique().all()
    loaded = one_bill_each.join(tables["vessels"], left_on="vessel_imo", right_on="imo")
    assert loaded.height == one_bill_each.height
    assert (loaded["gross_weight_kg"].cast(pl.Float64) <= loaded["dwt"] * 1000).all()


def test_boxes_are_loaded_under_their_bill(tables: Tables, bills: pl.DataFrame) -> None:
    boxes = tables["equipment"].join(of(bills, CLEAN), on="document_id")
    loads = tables["equipment_events"].filter(pl.col("event") == "LOAD")
    met = boxes.join(loads, on="equipment_ref")
    assert met.height == boxes.height > 0
    assert (met["unlocode"] == met["load_port"]).all()
    assert (met["at"].dt.date() == met["on_board_date"]).all()
    stripped = tables["equipment_events"].filter(pl.col("event") == "STRP")["equipment_ref"]
    spent = tables["equipment"].join(of(bills, "T01"), on="document_id")
    assert set(stripped) == set(spent["equipment_ref"])


def test_one_file_a_paper_but_for_edited_ones(tables: Tables, bills: pl.DataFrame) -> None:
    files = tables["document_files"]
    proofs = tables["document_links"]["proof_document_id"]
    papers = pl.concat([*(tables[t.name]["document_id"] for t in PAPERS), proofs])
    assert sorted(files["document_id"]) == sorted(papers)
    assert files["sha256"].str.contains(r"^[0-9a-f]{64}$").all()
    edited = of(bills, "T09").join(files, on="document_id")
    per_group = edited.group_by("group").agg(pl.col("sha256", "consignee_id").n_unique(), pl.len())
    assert (per_group["sha256"] == 1).all()
    others = files.join(edited, on="document_id", how="anti")
    assert others["sha256"].is_unique().all()
    copies = of(bills, "T04").join(files, on="document_id")
    assert set(copies["medium"]) == {"copy"}
    assert "copy" not in set(of(bills, CLEAN).join(files, on="document_id")["medium"])


def test_stores_hold_what_honest_receipts_say(tables: Tables, labels: pl.DataFrame) -> None:
    out = tables["warehouse_receipts"].group_by("warehouse_id", "hs6").agg(pl.col("quantity").sum())
    stock = (
        tables["stock_reports"]
        .group_by("warehouse_id", "hs6")
        .agg(pl.col("quantity").max().alias("counted"))
    )
    both = out.join(stock, on=["warehouse_id", "hs6"])
    assert both.height == out.height
    shells = pl.col("warehouse_id").str.contains("SHL")
    assert (both.filter(~shells)["counted"] >= both.filter(~shells)["quantity"]).all()
    assert (both.filter(shells)["counted"] < both.filter(shells)["quantity"]).all()
    lots = (
        tables["warehouse_receipts"]
        .filter(pl.col("deal_id").is_not_null())
        .join(labels.filter(pl.col("kind") == "T11"), on="deal_id")
    )
    assert (lots.group_by("group").agg(pl.col("lot").n_unique())["lot"] == 1).all()
    assert lots["receipt_no"].is_unique().all()


def test_papers_paid_on_are_marked(tables: Tables, labels: pl.DataFrame) -> None:
    honest = labels.filter(pl.col("kind") == CLEAN)["deal_id"].implode()
    paid = tables["payments"].filter(
        pl.col("deal_id").is_in(honest), pl.col("value_date") < LAST_DAY
    )
    marked = tables["usage_marks"]["deal_id"]
    papers = pl.concat(
        tables[t].select("deal_id", day=pl.col("submitted_at").dt.date())
        for t in ("transport_documents", "warehouse_receipts")
    ).filter(pl.col("day") < LAST_DAY)
    due = paid.filter(pl.col("deal_id").is_in(papers["deal_id"].implode()))["deal_id"]
    assert due.is_in(marked.implode()).all()


def test_light_boxes_are_of_firms_from_afar(tables: Tables, bills: pl.DataFrame) -> None:
    light = of(bills, "T03").join(tables["commodities"], on="hs6")
    boxes = (
        tables["equipment"]
        .group_by("document_id")
        .agg(pl.col("gross_weight_kg").cast(pl.Float64).mean().alias("mean"))
    )
    rows = light.join(boxes, on="document_id")
    assert (rows["mean"] < 0.11 * rows["box_kg_p95"].cast(pl.Float64)).all()
    clients = tables["deals"].join(tables["clients"], on="client_id")
    far = clients.filter(pl.col("registered_province") != "上海")["deal_id"].str.extract(r"(\d+)$")
    assert set(light["serial"]) == set(far)


def test_switched_bills_are_proven(tables: Tables, bills: pl.DataFrame) -> None:
    links = tables["document_links"]
    assert links["proof_document_id"].null_count() == 0
    both = links.join(bills, left_on="parent_id", right_on="document_id").join(
        bills, left_on="child_id", right_on="document_id", suffix="_new"
    )
    assert both.height == links.height > 0
    assert (both["shipper_id"] != both["shipper_id_new"]).all()
    assert (both["load_port"] != both["load_port_new"]).all()
    assert set(both["status"]) == {"SURRENDERED_FOR_AMENDMENT"}


def test_some_honest_bills_are_released_by_telex(bills: pl.DataFrame) -> None:
    honest = of(bills, CLEAN)
    released = honest.filter(pl.col("status") == "TELEX_RELEASED")
    assert 0 < released.height < honest.height / 10
    assert not released["is_to_order"].any()


def test_one_parcel_on_several_bills(bills: pl.DataFrame) -> None:
    same = ["vessel_imo", "voyage", "load_port", "hs6", "quantity", "on_board_date"]
    parcels = (
        of(bills, "T12")
        .group_by("group")
        .agg(
            pl.struct(same).n_unique().alias("parcels"),
            pl.col("transport_doc_ref").n_unique().alias("numbers"),
            pl.len(),
        )
    )
    assert (parcels["parcels"] == 1).all()
    assert (parcels["numbers"] == parcels["len"]).all()
