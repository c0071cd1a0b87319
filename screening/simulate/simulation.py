"""From numbers of deals and a seed to a batch folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import polars as pl

from screening.errors import UsageError
from screening.schema import PAPERS, TABLES
from screening.simulate import (
    calls,
    containers,
    desk_records,
    enterprises,
    financing,
    instructions,
    lines,
    links,
    money,
    money_links,
    papers,
    registers,
    restrictions,
    stocks,
    title,
)
from screening.simulate.accounts import kept
from screening.simulate.bend import bend
from screening.simulate.delivery import freight_rates
from screening.simulate.draw import draw
from screening.simulate.fleet import Fleet, carriers, fleet
from screening.simulate.labels import labels
from screening.simulate.layout import layout
from screening.simulate.levels import fx_rates, reference_prices
from screening.simulate.people import People, branches, people
from screening.simulate.policy_rows import document_policy
from screening.simulate.roll import carrier
from screening.simulate.settle import settled
from screening.simulate.watchlists import at_listed_bank, made_up_list, screening_results
from screening.simulate.write import Formats, write_labels, write_tables

NamedTable = tuple[str, pl.DataFrame]
Maker = Callable[[], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What was written where: rows a table, deals a kind, and the file of labels."""

    folder: Path
    rows: dict[str, int]
    kinds: dict[str, int]
    labels: Path


def simulate(
    deals: int,
    seed: int,
    out: Path,
    *,
    formats: Formats = "parquet",
    suspicious: float = 0.05,
    with_evidence: bool = True,
) -> Simulation:
    """A batch folder of that many simulated deals, the same for the same arguments.

    `suspicious` is the share of deals (0 to 0.9) that follow a typology; look-alikes come on
    top. What each deal is stands in `_labels.csv`, which intake leaves alone. Without evidence
    the tables of outside evidence and of the desk's own records are left out, and those of clients'
    figures, of financing, hedges, changed instructions and freight.
    UsageError if a figure cannot be meant or the folder already holds files.
    """
    _check(deals, suspicious, out)
    rng = np.random.Generator(np.random.PCG64(seed))
    told, tables = stated(layout(deals, suspicious, rng), seed, with_evidence=with_evidence)
    rows = write_tables(tables, out, formats)
    kinds = dict(told.group_by("kind").len().sort("kind").iter_rows())
    return Simulation(out, rows, kinds, write_labels(told, out))


def _check(deals: int, suspicious: float, out: Path) -> None:
    if deals < 1:
        raise UsageError(f"{deals} deals cannot be simulated", do="ask for one or more")
    if not 0 <= suspicious <= 0.9:
        raise UsageError(
            f"a share of {suspicious} suspicious deals", exists="0 to 0.9", do="give such a share"
        )
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise UsageError(
            "the folder to write is not empty", where=str(out), do="name a new or empty folder"
        )


def stated(
    rows: pl.DataFrame, seed: int, *, with_evidence: bool
) -> tuple[pl.DataFrame, Iterator[NamedTable]]:
    """What each deal of a layout is, and the tables of the batch, one at a time."""
    everyone, ships = people(rows.height), fleet(rows.height)
    book = written_book(rows, seed, everyone, ships)
    tables = stated_tables(book, everyone, ships, with_evidence=with_evidence)
    return labels(book, with_evidence=with_evidence), tables


def written_book(rows: pl.DataFrame, seed: int, everyone: People, ships: Fleet) -> pl.DataFrame:
    """The book for a layout; a `deal_id` in the layout is kept."""
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    book = settled(bend(draw(rows, everyone, ships, rng), everyone, rng))
    book = book.join(branches(everyone), on="client_id", how="left", maintain_order="left")
    return at_listed_bank(_banked(book, kept(everyone.tables["accounts"])))


def _banked(book: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """The book with the accounts and banks its payments go from and to."""
    book = book.with_columns(carrier_id=carrier(pl.col("carrier_code")))
    for who in ("client", "payee", "payer", "carrier"):
        theirs = kept.select(
            pl.col("party").alias(f"{who}_id"),
            pl.col("account").alias(f"{who}_account"),
            pl.col("bank").alias(f"{who}_bank"),
        )
        book = book.join(theirs, on=f"{who}_id", how="left", maintain_order="left")
    return book


def stated_tables(
    book: pl.DataFrame, everyone: People, ships: Fleet, *, with_evidence: bool = True
) -> Iterator[NamedTable]:
    """Every table of the batch with its name, made when asked for; empty ones are left out.

    Without evidence only the tables that every bank has.
    """
    handed, carried = [], title.bills(book)
    in_boxes = cache(lambda: containers.boxes(carried))
    for name, make in _core(book, everyone, ships, carried, in_boxes).items():
        frame = _typed(name, make())
        if frame.height:
            yield name, frame
        if TABLES[name] in PAPERS:
            handed.append(frame.select("document_id", "submitted_at", pl.lit(name).alias("table")))
    if with_evidence:
        papers_handed = pl.concat(handed)
        for name, make in _evidence(book, everyone, papers_handed, carried, in_boxes).items():
            frame = _typed(name, make())
            if frame.height:
                yield name, frame


def _core(
    book: pl.DataFrame, everyone: People, ships: Fleet, carried: pl.DataFrame, in_boxes: Maker
) -> dict[str, Maker]:
    """By name of table how it is made: the deal, its papers, payments and parties, references."""
    makers: dict[str, Maker] = {
        "deals": lambda: papers.deals(book),
        "contracts": lambda: papers.contracts(book),
        "invoices": lambda: papers.invoices(book),
        "goods_lines": lambda: lines.goods_lines(book),
        "transport_documents": lambda: title.transport_documents(carried),
        "equipment": lambda: containers.equipment(in_boxes()),
        "endorsements": lambda: title.endorsements(book),
        "document_events": lambda: title.document_events(carried),
        "warehouse_receipts": lambda: stocks.warehouse_receipts(book),
        "deal_documents": lambda: links.deal_documents(book),
        "document_links": lambda: links.document_links(book),
        "payments": lambda: money.payments(book),
        "payment_references": lambda: money_links.payment_references(book),
        "payment_allocations": lambda: money_links.payment_allocations(book),
        "letters_of_credit": lambda: money_links.letters_of_credit(book),
        "evidence_on_file": lambda: links.evidence_on_file(book),
        "reference_prices": reference_prices,
        "fx_rates": fx_rates,
        "vessels": lambda: ships.register,
        "ais_gaps": lambda: restrictions.ais_gaps(ships),
        "client_reviews": lambda: enterprises.client_reviews(everyone),
        "client_mandates": lambda: enterprises.client_mandates(everyone),
        "netting_programmes": lambda: enterprises.netting_programmes(everyone),
        "country_risk": restrictions.country_risk,
        "control_lists": restrictions.control_lists,
        "sanctions": lambda: made_up_list("statutory_cn"),
        "screening_results": lambda: screening_results(book),
        "document_policy": document_policy,
    }
    known = {name: partial(_same, frame) for name, frame in everyone.tables.items()}
    return {**known, **makers}


def _same(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def _evidence(
    book: pl.DataFrame,
    everyone: People,
    handed: pl.DataFrame,
    carried: pl.DataFrame,
    in_boxes: Maker,
) -> dict[str, Maker]:
    """By name of table how it is made: outside evidence, and the desk's own records.

    `handed` are the papers of the batch: document_id, table and submitted_at.
    """
    names = everyone.tables["parties"].select("party_id", "name")
    return {
        "port_calls": lambda: calls.port_calls(carried),
        "equipment_events": lambda: calls.equipment_events(in_boxes()),
        "platform_queries": lambda: calls.platform_queries(carried, names),
        "customs_declarations": lambda: calls.customs_declarations(carried, names),
        "carriers": carriers,
        "commodities": registers.commodities,
        "production": registers.production,
        "port_facilities": registers.port_facilities,
        "warehouses": lambda: stocks.warehouses(everyone),
        "stock_reports": lambda: stocks.stock_reports(stocks.warehouse_receipts(book)),
        "document_files": lambda: desk_records.document_files(handed, book),
        "extractions": lambda: desk_records.extractions(book),
        "rejections": lambda: desk_records.rejections(book),
        "amendments": lambda: desk_records.amendments(book),
        "usage_marks": lambda: desk_records.usage_marks(book),
        "samples": lambda: desk_records.samples(book),
        "waivers": lambda: desk_records.waivers(book),
        "insurances": lambda: desk_records.insurances(book),
        "financial_statements": lambda: enterprises.financial_statements(everyone),
        "cross_border_flows": lambda: enterprises.cross_border_flows(book, everyone),
        "adverse_records": lambda: enterprises.adverse_records(everyone),
        "financings": lambda: financing.financings(book),
        "hedges": lambda: financing.hedges(book),
        "instruction_versions": lambda: instructions.instruction_versions(book),
        "freight_rates": freight_rates,
    }


def _typed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the schema's order and types, sorted by the table's key."""
    dtypes = TABLES[name].dtypes
    unknown = set(frame.columns) - set(dtypes)
    assert not unknown, f"{name}: {unknown}"
    given = [c for c in dtypes if c in frame.columns]
    key = [c for c in TABLES[name].key if c in given]
    return frame.select(pl.col(c).cast(dtypes[c]) for c in given).sort(key)
