"""One row a key, whatever the order of rows and files."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from screening.inputs import Batch
from screening.inputs.keys import FILE, one_row_a_key
from screening.inputs.raw import LINE
from screening.schema import table
from tests.inputs.writing import batch_of

HEADER = "party_id,other_party_id,kind,valid_from,share_ratio\n"


def test_equal_rows_keep_one_across_files(tmp_path: Path) -> None:
    row = "A,B,director,2024-01-01,\n"
    batch = batch_of(
        tmp_path, {"party_links-1.csv": HEADER + row, "party_links-2.csv": HEADER + row}
    )
    assert batch.table("party_links").height == 1
    assert batch.rejects.select("file", "reason").row(0) == (
        "party_links-2.csv",
        "same row as party_links-1.csv line 2",
    )


def test_rows_that_disagree_are_all_refused(tmp_path: Path) -> None:
    rows = "A,B,director,2024-01-01,\nA,B,director,2024-01-01,0.5\nA,B,director,2024-01-01,\n"
    batch = batch_of(tmp_path, {"party_links.csv": HEADER + rows + "A,C,director,2024-01-01,\n"})
    assert batch.table("party_links")["other_party_id"].to_list() == ["C"]
    assert batch.rejects["reason"].unique().to_list() == [
        "3 rows have the key party_id A, other_party_id B, kind director, valid_from 2024-01-01 "
        "but do not agree; which is true cannot be known"
    ]


def test_a_missing_part_of_a_key_counts_as_a_value(tmp_path: Path) -> None:
    text = "payment_id,deal_id,amount\nP1,,5\nP1,,6\nP1,D1,7\nP2,,8\n"
    batch = batch_of(tmp_path, {"payment_allocations.csv": text})
    assert batch.table("payment_allocations").select("payment_id", "deal_id").rows() == [
        ("P1", "D1"),
        ("P2", None),
    ]
    assert "deal_id (not given)" in batch.rejects["reason"][0]


def test_a_document_id_names_one_paper_of_all_tables(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        {
            "contracts.csv": "document_id,contract_no\nX,1\nK,2\n",
            "invoices.csv": "document_id,invoice_no\nX,1\n",
            "warehouse_receipts.csv": "document_id,receipt_no\nX,1\nW,2\n",
        },
    )
    assert batch.rows_loaded == 2
    assert batch.rejects["reason"].unique().to_list() == [
        "document_id X stands in contracts and invoices and warehouse_receipts; "
        "it must name one paper"
    ]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", "P3"]),
        st.sampled_from([None, "D1", "D2"]),
        st.sampled_from([None, "1", "2"]),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_what_is_kept_does_not_depend_on_the_order(
    rows: list[tuple[str, str | None, str | None]], order: random.Random
) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)
    one, other = (_keyed(r) for r in (rows, shuffled))
    assert_frame_equal(one.drop(FILE, LINE), other.drop(FILE, LINE))
    by_key: dict[tuple[str, str | None], set[str | None]] = {}
    for payment, deal, amount in rows:
        by_key.setdefault((payment, deal), set()).add(amount)
    kept = {k for k, amounts in by_key.items() if len(amounts) == 1}
    assert set(one.select("payment_id", "deal_id").rows()) == kept


def _keyed(rows: list[tuple[str, str | None, str | None]]) -> pl.DataFrame:
    allocations = table("payment_allocations")
    given_rows = pl.DataFrame(
        rows, schema=["payment_id", "deal_id", "purpose"], orient="row"
    ).with_columns(pl.all().cast(pl.String))
    frame = pl.concat([allocations.empty(), given_rows], how="diagonal").with_columns(
        pl.lit(0, dtype=pl.Int64).alias(FILE),
        pl.int_range(pl.len(), dtype=pl.Int64).alias(LINE),
    )
    keyed = one_row_a_key(frame, allocations, ["x.csv"])
    assert keyed.rows.height + keyed.refused.height == len(rows)
    assert keyed.refused.select(FILE, LINE).is_unique().all()
    return keyed.rows


def _batch(folder: Path, rows: list[str]) -> Batch:
    folder.mkdir()
    return batch_of(folder, {"party_links.csv": HEADER + "".join(rows)})


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_rows_give_the_same_tables(tmp_path: Path, seed: int) -> None:
    rows = [
        f"N{i % 40},M{i % 7},director,{'2024-01-01' if i % 11 else 'no date'},0.{i % 3}\n"
        for i in range(300)
    ]
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    one, other = _batch(tmp_path / "a", rows), _batch(tmp_path / "b", shuffled)
    assert_frame_equal(one.table("party_links"), other.table("party_links"))
    assert one.rejects["raw"].sort().to_list() == other.rejects["raw"].sort().to_list()
