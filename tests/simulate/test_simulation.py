"""The simulator: same in, same out; papers that agree to the cent; typologies that are there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from stdnum import imo, iso6346

from screening.errors import UsageError
from screening.schema import TABLES
from screening.simulate import simulate
from screening.simulate.kinds import CLEAN, LOOKALIKES, TYPOLOGIES

DEALS = 2_000
LAST_DAY = date(2025, 12, 31)
Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("book") / "batch"
    simulate(DEALS, 11, out, suspicious=0.1)
    return out


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    return {p.stem: pl.read_parquet(p) for p in folder.glob("*.parquet")}


@pytest.fixture(scope="module")
def labels(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "_labels.csv")


@pytest.fixture(scope="module")
def clean(labels: pl.DataFrame) -> pl.Series:
    return labels.filter(pl.col("kind") == CLEAN)["deal_id"]


def of_deals(frame: pl.DataFrame, deals: pl.Series) -> pl.DataFrame:
    return frame.filter(pl.col("deal_id").is_in(deals.implode()))


def kind(labels: pl.DataFrame, name: str) -> pl.Series:
    found = labels.filter(pl.col("kind") == name)["deal_id"]
    assert len(found) > 0
    return found


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        simulate(150, 5, tmp_path / name, formats="mixed", suspicious=0.3)
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert files == sorted(p.name for p in (tmp_path / "b").iterdir())
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_another_seed_gives_another_book(tmp_path: Path) -> None:
    for seed in (1, 2):
        simulate(50, seed, tmp_path / str(seed))
    one, two = (pl.read_parquet(tmp_path / s / "contracts.parquet") for s in ("1", "2"))
    assert not one.equals(two)


def test_tables_are_those_of_the_schema(tables: Tables) -> None:
    for name, frame in tables.items():
        expected = {c: t for c, t in TABLES[name].dtypes.items() if c in frame.columns}
        assert dict(frame.schema) == expected, name
        key = [c for c in TABLES[name].key if c in frame.columns]
        assert frame.select(key).is_unique().all(), name
        required = [c.name for c in TABLES[name].columns if c.required]
        assert set(required) <= set(frame.columns), name
        assert sum(frame.select(required).null_count().row(0)) == 0, name


def test_number_of_deals_and_shares(tables: Tables, labels: pl.DataFrame) -> None:
    assert tables["deals"].height == labels.height == DEALS
    assert 0.06 < labels["is_suspicious"].mean() < 0.12  # type: ignore[operator]
    assert {k.name for k in (*TYPOLOGIES, *LOOKALIKES)} <= set(labels["kind"])


def test_lines_and_totals_agree_to_the_cent(tables: Tables) -> None:
    lines = tables["goods_lines"].with_columns(
        product=(pl.col("quantity").cast(pl.Float64) * pl.col("unit_price").cast(pl.Float64)),
        amount=pl.col("line_amount").cast(pl.Float64),
    )
    assert (lines["product"] - lines["amount"]).abs().max() < 0.0051  # type: ignore[operator]
    sums = lines.group_by("document_id").agg(pl.col("line_amount").sum())
    for name in ("contracts", "invoices"):
        both = tables[name].join(sums, on="document_id")
        assert both.height == tables[name].height
        assert (both["total_amount"] == both["line_amount"]).all(), name


def test_clean_days_are_in_order(tables: Tables, clean: pl.Series) -> None:
    deals = of_deals(tables["deals"], clean)
    signed = of_deals(tables["contracts"], clean).group_by("deal_id").agg(pl.col("sign_date").max())
    bills = of_deals(tables["transport_documents"], clean)
    days = deals.join(signed, on="deal_id").join(bills, on="deal_id")
    assert days.height > DEALS / 2
    in_order = pl.all_horizontal(
        pl.col("sign_date") < pl.col("on_board_date"),
        pl.col("on_board_date") <= pl.col("issue_date"),
        pl.col("issue_date") < pl.col("title_in_date"),
        pl.col("title_in_date") <= pl.col("title_out_date"),
        (pl.col("discharge_date") > pl.col("on_board_date")).fill_null(value=True),
    )
    assert days.select(in_order).to_series().all()
    gone = tables["document_events"].filter(pl.col("status") == "SURRENDERED_FOR_DELIVERY")
    after = days.join(gone, on="document_id")
    assert (after["at"].dt.date() > after["title_out_date"]).all()


def test_no_paper_is_later_than_the_last_day(tables: Tables) -> None:
    for name in ("contracts", "invoices", "transport_documents", "payments", "document_events"):
        frame = tables[name].select(
            pl.col(pl.Date).exclude("due_date", "shipment_to", "planned_arrival_date"),
            pl.col(pl.Datetime("us", "UTC")).dt.date(),
        )
        for column in frame:
            latest = column.drop_nulls().max()
            assert isinstance(latest, date)
            assert latest <= LAST_DAY, (name, column.name)


def test_clean_bills_are_used_once_and_end_outside_china(tables: Tables, clean: pl.Series) -> None:
    bills = tables["transport_documents"]
    mine = of_deals(bills, clean).select("carrier_code", "transport_doc_ref")
    assert mine.is_unique().all()
    assert mine.join(bills, on=["carrier_code", "transport_doc_ref"]).height == mine.height
    ports = pl.concat([bills["load_port"], bills["discharge_port"]])
    assert not ports.str.starts_with("CN").any()


def test_numbers_pass_their_check_digits_but_for_t07(tables: Tables, labels: pl.DataFrame) -> None:
    bills = tables["transport_documents"]
    # by serial: not every bill carries its deal's key
    spoilt = kind(labels, "T07").str.replace("D", "TD-", literal=True)
    boxes = tables["equipment"]
    is_spoilt = pl.col("document_id").is_in(spoilt.implode())
    assert all(iso6346.is_valid(r) for r in boxes.filter(~is_spoilt)["equipment_ref"])
    assert not all(iso6346.is_valid(r) for r in boxes.filter(is_spoilt)["equipment_ref"])
    # a switched bill names the boxes of the bill it stands for
    switched = tables["document_links"]["child_id"]
    first = boxes.filter(~pl.col("document_id").is_in(switched.implode()))
    assert first["equipment_ref"].is_unique().all()
    assert first.height < boxes.height
    ships = set(bills.filter(~is_spoilt)["vessel_imo"])
    assert all(imo.is_valid(s) for s in ships)
    assert ships <= set(tables["vessels"]["imo"])


def test_clean_margins_are_those_of_trade(tables: Tables, clean: pl.Series) -> None:
    legs = of_deals(tables["contracts"], clean).pivot(
        "leg", index="deal_id", values=["total_amount", "currency", "incoterm"]
    )
    freight = tables["payments"].filter(pl.col("purpose") == "freight")
    legs = legs.join(freight.select("deal_id", freight="amount"), on="deal_id", how="left")
    shipped = (pl.col("incoterm_buy") == "FOB") & (pl.col("incoterm_sell") != "FOB")
    known = legs.filter(~shipped | pl.col("freight").is_not_null())
    assert 0.1 < known.filter(shipped).height / legs.height < 0.3
    bought, paid, sold = (
        known[c].cast(pl.Float64).fill_null(0)
        for c in ("total_amount_buy", "freight", "total_amount_sell")
    )
    margin = sold / (bought + paid)
    assert (legs["currency_buy"] == legs["currency_sell"]).all()
    assert margin.is_between(1.0029, 1.063).all()
    assert margin.round(3).n_unique() > 50


def test_clean_prices_stand_near_the_reference(tables: Tables, clean: pl.Series) -> None:
    rates = tables["fx_rates"].sort("rate_date")
    prices = tables["reference_prices"].sort("price_date")
    as_quoted = pl.col("incoterm").is_in(["FOB", "FCA"])  # others have the freight in the price
    contracts = of_deals(tables["contracts"].filter(as_quoted), clean).sort("sign_date")
    priced = (
        contracts.join_asof(
            rates, left_on="sign_date", right_on="rate_date", by="currency", check_sortedness=False
        )
        .join(tables["goods_lines"], on="document_id")
        .sort("sign_date")
        .join_asof(
            prices, left_on="sign_date", right_on="price_date", by="hs6", check_sortedness=False
        )
    )
    usd = pl.col("usd_per_unit").cast(pl.Float64).fill_null(1)
    ratio = pl.col("unit_price").cast(pl.Float64) * usd / pl.col("value").cast(pl.Float64)
    off = priced.select("is_exchange_traded", off=(ratio - 1).abs())
    assert off["off"].null_count() == 0
    assert off.height > 300
    assert (off.filter("is_exchange_traded")["off"] < 0.06).all()
    assert (off["off"] < 0.12).all()


def test_payments_pay_their_invoices(tables: Tables, clean: pl.Series) -> None:
    paid = (
        of_deals(tables["payments"], clean)
        .group_by("deal_id", "leg")
        .agg(pl.col("amount").sum(), pl.len())
    )
    owed = of_deals(tables["invoices"], clean).select("deal_id", "leg", "total_amount")
    both = paid.join(owed, on=["deal_id", "leg"])
    assert both.height > DEALS / 2
    assert (both["amount"] == both["total_amount"]).all()


def test_some_payments_wait_and_some_carry_no_deal(tables: Tables) -> None:
    payments = tables["payments"]
    waiting = payments.filter(pl.col("status") == "requested")
    assert 0 < waiting.height < payments.height / 4
    assert waiting["value_date"].null_count() == waiting.height
    assert payments.filter(pl.col("status") == "released")["value_date"].null_count() == 0
    assert 0.2 < payments["deal_id"].null_count() / payments.height < 0.6


def test_order_bills_run_from_their_order_party(tables: Tables, clean: pl.Series) -> None:
    order = of_deals(tables["transport_documents"], clean).filter("is_to_order")
    row = tables["endorsements"].sort("document_id", "sequence")
    first = row.group_by("document_id").agg(pl.col("endorser_id").first())
    both = order.join(first, on="document_id", how="left")
    assert (both["endorser_id"] == both["consignee_id"]).all()
    follows = row.with_columns(before=pl.col("endorsee_id").shift(1).over("document_id"))
    broken = follows.filter(
        pl.col("before").is_not_null(), pl.col("before") != pl.col("endorser_id")
    )
    assert broken.is_empty()


def test_typologies_are_in_the_papers(tables: Tables, labels: pl.DataFrame) -> None:
    events = tables["document_events"].filter(pl.col("status") == "SURRENDERED_FOR_DELIVERY")
    bills, deals = tables["transport_documents"], tables["deals"]
    gone = (
        of_deals(bills, kind(labels, "T01"))
        .join(events, on="document_id")
        .join(deals, on="deal_id")
    )
    assert (gone["at"].dt.date() < gone["title_in_date"]).all()
    stale = of_deals(bills, kind(labels, "T02")).join(deals, on="deal_id")
    assert ((stale["title_in_date"] - stale["on_board_date"]).dt.total_days() > 120).all()
    unsigned = of_deals(bills, kind(labels, "T04"))
    assert unsigned.join(tables["endorsements"], on="document_id").is_empty()
    assert unsigned["consignee_id"].str.starts_with("BNK-").all()
    again = of_deals(bills, kind(labels, "T10")).with_columns(
        pl.col("transport_doc_ref").str.replace_all(" ", "")
    )
    used = again.group_by("carrier_code", "transport_doc_ref").len()
    assert (used["len"] >= 2).all()


def test_round_trips_have_one_controller(tables: Tables, labels: pl.DataFrame) -> None:
    contracts = of_deals(tables["contracts"], kind(labels, "T06"))
    who = tables["parties"].select("party_id", "controller_id")
    sellers = contracts.filter(pl.col("leg") == "buy").join(
        who, left_on="seller_id", right_on="party_id"
    )
    buyers = contracts.filter(pl.col("leg") == "sell").join(
        who, left_on="buyer_id", right_on="party_id"
    )
    both = sellers.join(buyers, on="deal_id")
    assert both.height > 0
    assert (both["controller_id"] == both["controller_id_right"]).all()


def test_split_lots_draw_what_the_bill_holds(tables: Tables) -> None:
    drawn = tables["deal_documents"].filter(pl.col("allocated_quantity").is_not_null())
    sums = drawn.group_by("document_id").agg(pl.col("allocated_quantity").sum())
    both = sums.join(tables["transport_documents"], on="document_id")
    assert both.height == sums.height > 0
    assert (both["allocated_quantity"] == both["quantity"]).all()


def test_strings_sell_on_to_the_next_buyer(tables: Tables, labels: pl.DataFrame) -> None:
    string = labels.filter(pl.col("kind") == "N04").sort("group", "deal_id")
    contracts = tables["contracts"].join(string, on="deal_id", how="semi")
    buys = contracts.filter(pl.col("leg") == "buy").join(string, on="deal_id")
    sells = contracts.filter(pl.col("leg") == "sell").join(string, on="deal_id")
    passed = sells.join(buys, left_on=["group", "buyer_id"], right_on=["group", "seller_id"])
    assert passed.height == string["group"].n_unique() * 2
    assert (passed["total_amount"] == passed["total_amount_right"]).all()


def test_none_suspicious_when_asked_for_none(tmp_path: Path) -> None:
    result = simulate(300, 3, tmp_path / "x", suspicious=0)
    assert not any(k.startswith("T") for k in result.kinds)
    assert sum(result.kinds.values()) == 300


@pytest.mark.parametrize("formats", ["csv", "mixed"])
def test_text_formats_keep_amounts_exact(tmp_path: Path, formats: str) -> None:
    simulate(40, 9, tmp_path / "typed")
    simulate(40, 9, tmp_path / formats, formats=formats)  # type: ignore[arg-type]
    text = pl.read_csv(tmp_path / formats / "payments.csv", infer_schema=False)
    typed = pl.read_parquet(tmp_path / "typed" / "payments.parquet")
    assert text["amount"].to_list() == [str(a) for a in typed["amount"]]


@pytest.mark.parametrize("deals", [1, 2, 7])
def test_a_handful_of_deals_is_a_batch_too(tmp_path: Path, deals: int) -> None:
    result = simulate(deals, 1, tmp_path / "few")
    assert result.rows["deals"] == deals


def test_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be simulated"):
        simulate(0, 1, tmp_path / "none")
    with pytest.raises(UsageError, match="share"):
        simulate(5, 1, tmp_path / "share", suspicious=1.5)
    with pytest.raises(UsageError, match="formats"):
        simulate(5, 1, tmp_path / "formats", formats="xml")  # type: ignore[arg-type]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "deals.csv").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        simulate(5, 1, tmp_path / "full")
    assert (tmp_path / "full" / "deals.csv").read_text() == "mine"
