"""Leaving a column of a deal's papers blank never turns what was found into a pass.

Asked of the sample's deals that are not in order, by what comes in: a whole batch is screened
with cells blanked, and its answers are held against those of the batch as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pytest

from screening.inputs import Batch, read_batch
from screening.pipeline import screen
from screening.rulepack import answer_codes, load_pack
from screening.rulepack.answers import FIRST_HIT, answer_of
from screening.schema import TABLES, TableKind
from screening.store import Results

SAMPLE = Path(__file__).parents[2] / "sample_data" / "batch"
PACK = load_pack()
LAST_DAY = date(2025, 12, 31)  # of the sample's book, whatever is blanked
Column = tuple[str, str]
"""A table and one of its columns."""
OF_DEALS = (
    TableKind.DEAL,
    TableKind.PAPER,
    TableKind.DETAIL,
    TableKind.PAYMENT,
    TableKind.LINK,
)
# What ties rows to deals and papers to each other: without it they make other deals.
LINKS = frozenset(
    {"deal_id", "leg", "line_no", "document_id", "payment_id", "invoice_document_id"}
    | {"transport_doc_ref", "contract_no", "remittance_text"}
)
# What a blank rightly changes: with it the papers tell another story, not the same one with a gap.
RIGHT: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("invoices.replaces_document_id", "COM-04"): "a final invoice that replaces nothing is a "
        "claim beside the provisional one, so both count",
        ("contracts.incoterm", "COM-01"): "a price without a delivery term is compared as it "
        "stands: the estimate of freight is taken off a stated term alone",
        (
            "contracts.seller_id",
            "NET-10",
        ): "the form of a contract that names no seller is nobody's: DOC-03 asks for the seller",
        ("payments.debtor_id", "PAY-15"): "the payer of another deal's money: that deal's own "
        "answer is that it cannot be asked",
        ("payments.creditor_id", "PAY-15"): "as the payer, the other way round",
        ("transport_documents.place_of_delivery", "LOG-11"): "most bills run from port to port and "
        "name no other place, so the way is that of the ship",
    }
)
# One blank a deal: these once turned a hit into a pass.
ONCE_CLEARED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "D-T01-": ("deals.title_in_date", "AUT-06"),
        "D-N03-": ("deals.title_out_date", "AUT-04"),
        "D-ERL-": ("invoices.due_date", "PAY-06"),
        "D-T10-": ("invoices.total_amount", "PAY-14"),
        "D-T03-": ("transport_documents.gross_weight_kg", "LOG-06"),
    }
)
CAUSES_TOLD = MappingProxyType({"AUT-06": "coverage", "PAY-14": "not_yet"})
SCREENS = 6  # of the short test; the long one blanks every column of all deals


def blankable(batch: Batch) -> list[Column]:
    """Columns of the deals' tables that may be blank and are not."""
    return [
        (name, column.name)
        for name, frame in sorted(batch.tables.items())
        if TABLES[name].kind in OF_DEALS
        for column in TABLES[name].columns
        if not column.required
        and column.name not in (*TABLES[name].key, *LINKS)
        and frame[column.name].null_count() < frame.height
    ]


@pytest.fixture(scope="module")
def batch() -> Batch:
    """The sample without its honest deals."""
    whole = read_batch(SAMPLE)
    is_honest = pl.col("deal_id").str.starts_with("D-OK-").fill_null(value=False)
    cut = {
        n: f.filter(~is_honest) if "deal_id" in f.columns else f for n, f in whole.tables.items()
    }
    return replace(whole, tables=cut)


@pytest.fixture(scope="module")
def base(batch: Batch) -> Results:
    return screened(batch)


def screened(batch: Batch) -> Results:
    return screen(batch, PACK, as_of=LAST_DAY)


def answers(results: Results) -> pl.DataFrame:
    """One row a deal and rule: its code."""
    codes = answer_codes(results.facts, PACK.asked(LAST_DAY))
    keyed = codes.with_columns(results.facts["deal_id"])
    return keyed.unpivot(index="deal_id", variable_name="rule", value_name="code")


def blanked(batch: Batch, base: Results, columns: Mapping[str, Column]) -> Batch:
    """The batch with one column blank in the rows of the deals whose id starts so ("": all)."""
    tables = dict(batch.tables)
    for start, (name, column) in columns.items():
        frame = tables[name]
        mine = pl.lit(value=True) if not start else _rows_of(frame, base, start)
        tables[name] = frame.with_columns(pl.when(~mine).then(column).alias(column))
    return replace(batch, tables=tables)


def _rows_of(frame: pl.DataFrame, base: Results, start: str) -> pl.Expr:
    """Whether a row belongs to such a deal, by itself or by its paper or payment."""
    found = pl.lit(value=False)
    if "deal_id" in frame.columns:
        found |= pl.col("deal_id").str.starts_with(start).fill_null(value=False)
    for key, links in (("document_id", "deal_document"), ("payment_id", "deal_payment")):
        if key in frame.columns:
            linked = base.tables[links].filter(pl.col("deal_id").str.starts_with(start))
            found |= pl.col(key).is_in(linked[key].implode()).fill_null(value=False)
    return found


def bought(base: Results, poorer: Results, columns: Mapping[str, Column]) -> list[str]:
    """What the blanks cleared, and ought not to have."""
    rows = answers(base).join(answers(poorer), on=["deal_id", "rule"], suffix="_now")
    found = []
    for deal, rule, code, now in rows.filter(pl.col("code") != pl.col("code_now")).iter_rows():
        was, becomes = answer_of(code)[0], answer_of(now)[0]
        is_cleared = becomes == "pass" and was in ("hit", "not_evaluable")
        if is_cleared or (was, becomes) == ("hit", "not_applicable"):
            mine = [".".join(c) for start, c in columns.items() if deal.startswith(start)]
            if not any((column, rule) in RIGHT for column in mine):
                found.append(f"{mine} of {deal}: {rule} {was} -> {becomes}")
    return found


def test_columns_that_once_cleared_a_deal(batch: Batch, base: Results) -> None:
    columns = {start: _column(path) for start, (path, _) in ONCE_CLEARED.items()}
    poorer = screened(blanked(batch, base, columns))
    assert not bought(base, poorer, columns)
    was, now = answers(base), answers(poorer)
    for start, (path, rule) in ONCE_CLEARED.items():
        of_rule = (pl.col("rule") == rule) & pl.col("deal_id").str.starts_with(start)
        joined = was.filter(of_rule).join(now, on=["deal_id", "rule"], suffix="_now")
        hits = joined.filter(pl.col("code") >= FIRST_HIT)["code_now"]
        assert hits.len(), f"{start}: nothing there to be cleared"
        asked = {answer_of(code) for code in hits.to_list()}
        assert asked <= {("hit", None), ("not_evaluable", asked_for(rule))}, (path, asked)


def asked_for(rule: str) -> str:
    return CAUSES_TOLD.get(rule, "paper")


@pytest.mark.parametrize("turn", range(SCREENS))
def test_a_blank_column_clears_nothing(batch: Batch, base: Results, turn: int) -> None:
    """Each kind of deal lacks another column; every turn moves them on."""
    every = blankable(batch)
    columns = {s: every[(turn * 31 + i * 7) % len(every)] for i, s in enumerate(starts(base))}
    assert not bought(base, screened(blanked(batch, base, columns)), columns)


@pytest.mark.slow
def test_no_blank_column_clears_anything(batch: Batch, base: Results) -> None:
    found = [
        line
        for column in blankable(batch)
        for line in bought(base, screened(blanked(batch, base, {"": column})), {"": column})
    ]
    assert not found, "\n".join(found)


def starts(results: Results) -> list[str]:
    """How the ids of each kind of deal of the sample start."""
    kinds = results.facts["deal_id"].str.extract(r"^(D-[A-Z0-9]+-)").drop_nulls()
    return kinds.unique().sort().to_list()


def _column(path: str) -> Column:
    table, _, column = path.partition(".")
    return table, column
