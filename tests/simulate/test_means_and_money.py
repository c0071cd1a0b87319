"""Means of clients, accounts, declarations and motive in a simulated book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from screening.simulate import simulate
from screening.simulate.kinds import CLEAN

Tables = dict[str, pl.DataFrame]
DIRECTIONS = {"OUT": "debtor", "IN": "creditor"}
SCHEMES = {
    "directory",
    "safe_class",
    "client_class",
    "offshore_list",
    "lingang_white_list",
    "bank_white_list",
    "rmb_key_supervision",
    "registry_status",
}
EVERY_CLIENT = ("client_class", "registry_status", "safe_class")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("means") / "batch"
    simulate(2_000, 19, out, suspicious=0.15)
    return out


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    return {p.stem: pl.read_parquet(p) for p in folder.glob("*.parquet")}


@pytest.fixture(scope="module")
def kinds(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "_labels.csv").select("deal_id", "kind", "group")


@pytest.fixture(scope="module")
def legs(tables: Tables, kinds: pl.DataFrame) -> pl.DataFrame:
    """Every payment but freight with its deal's kind, found by serial; not every one names it."""
    serial = pl.col("payment_id").str.extract(r"^P[IO]-(\d+)")
    named = kinds.with_columns(serial=pl.col("deal_id").str.slice(1))
    return tables["payments"].drop("deal_id").with_columns(serial=serial).join(named, on="serial")


def of(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    found = frame.filter(pl.col("kind") == kind)
    assert found.height > 0
    return found


def test_every_account_of_a_payment_is_known_and_its_holder_s(tables: Tables) -> None:
    held = tables["accounts"].select(
        "account_no", "holder_id", kept_by="bank", account_kind="kind", place="country"
    )
    assert held["account_no"].is_unique().all()
    assert set(held["account_kind"]) == {"FTE", "FTN", "NRA", "OSA", "ordinary"}
    assert held["holder_id"].is_in(tables["parties"]["party_id"].implode()).all()
    for side in DIRECTIONS.values():
        both = tables["payments"].join(held, left_on=f"{side}_account", right_on="account_no")
        assert both.height == tables["payments"].height
        assert (both["holder_id"] == both[f"{side}_id"]).all()
        assert (both["kept_by"] == both[f"{side}_agent"]).all()
        assert (both["place"].is_not_null()).all()


def test_every_client_has_its_statuses_reviews_and_figures(tables: Tables) -> None:
    clients, statuses = tables["clients"]["client_id"], tables["client_status"]
    assert set(statuses["scheme"]) == SCHEMES
    for scheme in EVERY_CLIENT:
        assert set(statuses.filter(pl.col("scheme") == scheme)["client_id"]) == set(clients)
    listed = statuses.filter(pl.col("scheme") == "offshore_list")
    assert listed["source_ref"].null_count() == 0
    assert (
        tables["deals"]
        .filter(pl.col("policy_tier") == "T1")["client_id"]
        .is_in(listed["client_id"].implode())
        .all()
    )
    for name in ("client_reviews", "cross_border_flows"):
        assert set(tables[name]["client_id"]) == set(clients), name
    figures = tables["financial_statements"]
    old = tables["clients"].filter(pl.col("incorporated_on") < date(2023, 1, 1))
    assert set(old["client_id"]) <= set(figures["client_id"])
    groups = tables["client_mandates"]["client_id"]
    consolidated = figures.filter("is_consolidated")["client_id"]
    assert groups.is_in(consolidated.implode()).all()


def test_keys_of_the_new_tables_lead_somewhere(tables: Tables) -> None:
    deals = tables["deals"]["deal_id"].implode()
    assert tables["financings"]["deal_id"].is_in(deals).all()
    assert tables["hedges"]["deal_id"].is_in(deals).all()
    payments = tables["payments"]["payment_id"].implode()
    assert tables["instruction_versions"]["payment_id"].is_in(payments).all()
    parties = tables["parties"]["party_id"].implode()
    assert tables["adverse_records"]["party_id"].is_in(parties).all()
    assert tables["client_mandates"]["parent_id"].is_in(parties).all()


def test_honest_payments_are_declared_in_time(legs: pl.DataFrame) -> None:
    paid = of(legs, CLEAN).filter(pl.col("status") == "released")
    assert (paid["bop_code"] == "122010").all()
    late = (pl.col("declared_on") - pl.col("value_date")).dt.total_days()
    assert paid.select(late.max()).item() <= 2
    open_ones = paid.filter(pl.col("declared_on").is_null())
    assert (open_ones["value_date"] >= date(2025, 12, 29)).all()
    rmb = paid.filter(pl.col("currency") == "CNY", pl.col("value_date") < date(2025, 12, 31))
    assert rmb["rmb_reported_on"].null_count() == 0
    assert set(rmb["settle_kind"]) == {"rmb"}
    assert {"bought_fx", "sold_fx", "own_currency"} <= set(paid["settle_kind"])


def test_instructions_of_honest_payments_change_early(tables: Tables) -> None:
    changed = tables["instruction_versions"].join(tables["payments"], on="payment_id")
    assert 10 < changed.height < tables["payments"].height / 20
    assert set(changed["field"]) == {"date", "amount"}
    early = (changed["value_date"] - changed["changed_at"].dt.date()).dt.total_days()
    assert (early > 12).all()
    assert (changed["requested_at"] < changed["changed_at"]).all()


def test_stars_grow_by_a_third_a_month_against_full_deposits(
    tables: Tables, kinds: pl.DataFrame
) -> None:
    bought = tables["contracts"].filter(pl.col("leg") == "buy").join(kinds, on="deal_id")
    star = of(bought, "T05").sort("group", "sign_date")
    quantity = (
        star.join(tables["goods_lines"], on="document_id")
        .group_by("group", "sign_date")
        .agg(pl.col("quantity").sum().cast(pl.Float64))
        .sort("group", "sign_date")
    )
    before = pl.col("quantity").shift(1).over("group", order_by="sign_date")
    growth = quantity.select(pl.col("quantity") / before).to_series()
    assert growth.drop_nulls().is_between(1.2, 1.4).all()
    deposits = tables["financings"].join(star, on="deal_id")
    assert deposits.height > 0
    assert set(deposits["kind"]) == {"deposit"}
    assert (deposits["amount"] >= deposits["total_amount"]).all()
    firms = tables["parties"].filter(pl.col("party_id").str.starts_with("STR-"))
    assert firms.group_by("controller_id").agg(pl.col("country").n_unique())["country"].eq(2).all()


def test_money_of_mirror_deals_is_back_in_ten_days(tables: Tables, legs: pl.DataFrame) -> None:
    mirror = of(legs, "T06").filter(pl.col("value_date").is_not_null())
    rates = tables["fx_rates"].filter(pl.col("currency") == "CNY")["usd_per_unit"].mean()
    usd = pl.col("amount").cast(pl.Float64)
    went = mirror.filter(pl.col("direction") == "OUT", pl.col("settle_kind") == "bought_fx")
    back = mirror.filter(pl.col("direction") == "IN", pl.col("currency") == "CNY")
    pairs = went.select("group", out_on="value_date", out=usd).join(
        back.select("group", in_on="value_date", back=usd * rates), on="group"
    )
    assert pairs.height == went["group"].n_unique() == mirror["group"].n_unique()
    days = (pairs["in_on"] - pairs["out_on"]).dt.total_days()
    assert days.is_between(1, 10).all()
    assert (pairs["back"] / pairs["out"]).is_between(0.9, 1.1).all()


def test_centres_buy_from_their_group_with_a_stable_margin(
    tables: Tables, kinds: pl.DataFrame
) -> None:
    papers = of(tables["contracts"].join(kinds, on="deal_id"), "N06")
    bought = papers.filter(pl.col("leg") == "buy")
    related = tables["party_links"].select(buyer_id="party_id", seller_id="other_party_id")
    assert bought.join(related, on=["buyer_id", "seller_id"]).height == bought.height
    assert set(bought["buyer_id"]) <= set(tables["client_mandates"]["client_id"])
    filed = tables["evidence_on_file"].filter(pl.col("reason_code") == "R06")
    assert set(filed["deal_id"]) == set(papers["deal_id"])


def test_double_payments_and_prices_far_off(tables: Tables, legs: pl.DataFrame) -> None:
    out = of(legs, "T10").filter(pl.col("direction") == "OUT")
    twice = out.group_by("serial", "amount", "creditor_id").len().filter(pl.col("len") == 2)
    assert twice.height == out["group"].n_unique()
    quoted = tables["reference_prices"]
    assert (quoted["p25"] < quoted["value"]).all()
    assert (quoted["value"] < quoted["p75"]).all()
    assert quoted["n"].min() >= 20  # type: ignore[operator]
    assert set(quoted["incoterm"]) == {"FOB"}


def test_no_payment_is_of_nothing(tables: Tables) -> None:
    """Small lots on short lanes carry freight below a cent: it is not paid."""
    assert tables["payments"].filter(pl.col("amount") <= 0).is_empty()
    assert not tables["payments"].filter(purpose="freight").is_empty()
