"""Each entry of the public lists is found under its own name and aliases."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from screening.linking.listed import listed
from screening.names.words import LEGAL
from screening.schema import TABLES
from tests.names.public_lists import public_lists

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The names of both lists."""
    return public_lists(tmp_path_factory.mktemp("lists")).tables["sanctions"]


@pytest.fixture(scope="module")
def found(lists: pl.DataFrame) -> pl.DataFrame:
    """Every name of the lists, handed in as one of a batch and held against them."""
    kinds = lists.group_by("list", "uid").agg(pl.col("kind").min())
    is_craft = pl.col("kind").is_in(["vessel", "aircraft"]).fill_null(value=False)
    named = lists.drop("kind").join(kinds, on=["list", "uid"]).with_columns(is_craft=is_craft)
    ships = named.filter("is_craft")["name"].unique()
    firms = named.filter(~pl.col("is_craft"))["name"].unique()
    tables = {
        "sanctions": lists,
        "parties": _rows("parties", party_id=firms, name=firms),
        "transport_documents": _rows("transport_documents", document_id=ships, vessel_name=ships),
    }
    near = listed(tables, NOW).matches.select("list", "uid", "value", "kind", "score")
    asked = named.with_columns(
        kind=pl.when("is_craft").then(pl.lit("vessel")).otherwise(pl.lit("name"))
    )
    return asked.join(
        near.rename({"value": "name"}), on=["list", "uid", "name", "kind"], how="left"
    )


def _rows(table: str, **columns: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame(columns)
    return pl.concat([TABLES[table].empty(), frame], how="diagonal")


def test_every_name_finds_its_entry(found: pl.DataFrame) -> None:
    """At or above the line of review; but weak aliases of one legal form or number (SE, 07)."""
    missed = found.filter((pl.col("score") < 850) | pl.col("score").is_null())
    says_nothing = pl.col("name").is_in(sorted(LEGAL)) | pl.col("name").str.contains(r"^\d+$")
    is_exempt = (pl.col("name_kind") == "weak") & says_nothing
    assert missed.filter(~is_exempt).select("list", "uid", "name").rows() == []


def test_an_own_name_escalates_unless_it_says_too_little(found: pl.DataFrame) -> None:
    """All primary names and strong aliases but those of common words, which are reviewed."""
    named = found.filter(pl.col("name_kind") != "weak")
    under = named.filter(pl.col("score") < 920)
    assert under.height < named.height * 0.02


def test_ordinary_company_words_find_nothing(lists: pl.DataFrame) -> None:
    """Words that firms share are near no entry of either list."""
    words = pl.Series(
        [
            *(
                "Trading",
                "Shipping",
                "有限公司",
                "International Trading Co Ltd",
                "Logistics",
                "贸易",
            ),
            *("Shanghai International Trading Co., Ltd.", "上海国际贸易有限公司", "General", "A"),
        ]
    )
    tables = {"sanctions": lists, "parties": _rows("parties", party_id=words, name=words)}
    assert listed(tables, NOW).matches.is_empty()


def test_identifiers_of_entries_are_found(lists: pl.DataFrame) -> None:
    """Every IMO ship number, and every BIC with any branch."""
    imos = lists["imo"].drop_nulls().unique()
    bics = lists["bic"].drop_nulls().str.split(" ").explode().unique()
    tables = {
        "sanctions": lists,
        "transport_documents": _rows("transport_documents", document_id=imos, vessel_imo=imos),
        "payments": _rows("payments", payment_id=bics, debtor_agent=bics.str.slice(0, 8) + "XXX"),
    }
    met = listed(tables, NOW).matches.filter(pl.col("way") == "identifier")
    assert set(imos) <= set(met.filter(pl.col("kind") == "imo")["value"])
    eight = set(bics.filter(bics.str.len_chars() == 8))
    assert eight <= set(met.filter(pl.col("kind") == "bic")["value"])
    assert len(imos) > 300
    assert len(eight) > 50
