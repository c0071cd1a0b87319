"""The sample batch: about 200 deals that show every end, every duty and every kind of input.

Run `python -m screening.simulate.sample sample_data/batch` to write it anew.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from screening.simulate.dcsa_papers import written
from screening.simulate.fleet import fleet
from screening.simulate.horizon import AS_OF
from screening.simulate.iso20022_payments import instructions_written, statement_written
from screening.simulate.kinds import CLEAN
from screening.simulate.labels import labels
from screening.simulate.layout import chosen
from screening.simulate.people import people
from screening.simulate.sample_readme import readme
from screening.simulate.simulation import stated_tables, written_book
from screening.simulate.write import write_labels, write_tables

Tables = dict[str, pl.DataFrame]
SEED = 20251231
CLEAN_DEALS = 125
CASES = (
    *(("T01", 1),) * 2,
    *(("T02", 1),) * 2,
    *(("T03", 1),) * 2,
    *(("T04", 1),) * 2,
    ("T05", 6),
    *(("T06", 2),) * 2,
    *(("T07", 1),) * 3,
    *(("T08", 1),) * 2,
    ("T09", 6),
    ("T10", 3),
    ("T11", 3),
    ("T12", 2),
    ("N01", 2),
    ("N01", 3),
    ("N02", 2),
    *(("N03", 1),) * 2,
    ("N04", 3),
    *(("N05", 1),) * 2,
    ("N06", 5),
    *(("N07", 1),) * 2,
    ("N08", 1),
    *(("REV", 1),) * 2,
    ("MISS", 1),
    *(("CURE", 1),) * 2,
    ("BOX", 1),
    ("SHIP", 1),
    ("ER", 1),
    ("ERL", 1),
    *(("MON", 1),) * 2,
    *(("RMB", 1),) * 2,
    ("LOSS", 1),
    ("CHN", 1),
    ("RES", 1),
    ("THIRD", 1),
    ("BANKS", 1),
    ("CLSB", 1),
    ("DIR", 1),
    ("ONE", 1),
    ("TWO", 1),
    ("PAY2", 2),
    ("CHAIN", 2),
    *(("LONE", 1),) * 2,
    ("STRAY", 1),
    ("NAME", 1),
    ("LIST", 1),
)
DECLARED_WITHIN = 5
MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001  (a workbook knows no zones)
OWN_DOCUMENTS = ("transport_documents", "equipment", "endorsements", "document_events")
OWN_PAYMENTS = ("payments", "payment_references", "payment_allocations")


def write_sample(folder: Path) -> None:
    """Writes the sample batch, its labels and its README into a new or emptied folder."""
    rows = chosen(CASES, CLEAN_DEALS).with_columns(_readable_ids().alias("deal_id"))
    everyone, ships = people(rows.height), fleet(rows.height)
    book = written_book(rows, SEED, everyone, ships)
    tables = dict(stated_tables(book, everyone, ships))
    folder.mkdir(parents=True, exist_ok=True)
    tables = _bills_as_messages(book, tables, folder)
    tables = _payments_as_messages(book, tables, folder)
    _as_workbook(tables.pop("clients"), folder / "clients.xlsx")
    write_tables(tables.items(), folder, "mixed")
    told = labels(book)
    write_labels(told, folder)
    (folder / "README.md").write_text(readme(told), encoding="utf-8", newline="\n")


def _readable_ids() -> pl.Expr:
    number = pl.int_range(1, pl.len() + 1).over("kind").cast(pl.String).str.zfill(3)
    return pl.concat_str(pl.lit("D-"), "kind", pl.lit("-"), number)


def _bills_as_messages(book: pl.DataFrame, tables: Tables, folder: Path) -> Tables:
    """The tables less four box bills, which stand in the folder as DCSA documents."""
    straight = pl.col("title").is_in(["straight", "waybill"]) & (pl.col("boxes") > 0)
    chosen_ones = book.filter((pl.col("kind") == CLEAN) & straight).head(4)["bill_id"]
    mine = pl.col("document_id").is_in(chosen_ones.to_list())
    bills = tables["transport_documents"].filter(mine)
    written(bills, tables["equipment"], tables["parties"], folder)
    kept = {t: tables[t].filter(~mine) for t in OWN_DOCUMENTS}
    named = bills.select("document_id", key=pl.format("{}:{}", "carrier_code", "transport_doc_ref"))
    known_as = dict(named.iter_rows())  # the key intake gives a bill that comes as a message
    said = {
        name: frame.with_columns(pl.col("document_id").replace(known_as))
        for name, frame in tables.items()
        if name not in OWN_DOCUMENTS and "document_id" in frame.columns
    }
    return {**tables, **said, **kept}


def _payments_as_messages(book: pl.DataFrame, tables: Tables, folder: Path) -> Tables:
    """The tables less nine payments, which stand in the folder as ISO 20022 messages."""
    clean = book.filter(pl.col("kind") == CLEAN, ~pl.col("is_split_paid"))
    asked = clean.filter(pl.col("buy_stage") == "requested")
    # a statement says nothing of declarations, which are not due yet for receipts of these days
    late = pl.col("sell_paid_on") >= AS_OF - DECLARED_WITHIN
    came = clean.filter(pl.col("sell_stage") == "released", late).head(4)
    named = _named(tables["payments"], tables["parties"])
    out = [_paying(named, rows, "buy") for rows in (asked.head(3), asked.slice(3, 2))]
    receipts = _paying(named, came, "sell")
    for n, payments in enumerate(out, 1):
        instructions_written(payments, f"SIMPACS{n:03d}", folder / f"pacs008_{n:03d}.xml")
    statement_written(receipts, "SIMCAMT001", folder / "camt053_001.xml")
    gone = pl.concat([*(p["payment_id"] for p in out), receipts["payment_id"]]).to_list()
    kept = {t: tables[t].filter(~pl.col("payment_id").is_in(gone)) for t in OWN_PAYMENTS}
    return {**tables, **kept}


def _named(payments: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """Payments with the names and countries messages state instead of keys."""
    for side in ("debtor", "creditor"):
        who = parties.select(
            pl.col("party_id").alias(f"{side}_id"),
            pl.col("name").alias(f"{side}_name"),
            pl.col("country").alias(f"{side}_country"),
        )
        payments = payments.join(who, on=f"{side}_id", how="left", maintain_order="left")
    return payments


def _paying(named: pl.DataFrame, rows: pl.DataFrame, leg: str) -> pl.DataFrame:
    numbers = rows.select(
        pl.col(f"{leg}_payment_id").alias("payment_id"),
        pl.col(f"{leg}_invoice_no").alias("invoice_no"),
    )
    return numbers.join(named, on="payment_id", maintain_order="left")


def _as_workbook(clients: pl.DataFrame, path: Path) -> None:
    """One sheet of text cells; the day of making is fixed so that the file is always the same."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": MADE_ON})
        text = clients.with_columns(pl.col(pl.Date).dt.strftime("%Y-%m-%d")).cast(pl.String)
        text.write_excel(book, worksheet="clients", autofilter=False)


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]))
