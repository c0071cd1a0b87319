"""The typologies, each as the few columns it changes in the book (published cases, domain T..)."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate.change import change, held, of
from screening.simulate.draw import pick
from screening.simulate.forms import forged
from screening.simulate.goods import GOODS
from screening.simulate.mirrors import mirrored, starred
from screening.simulate.people import People
from screening.simulate.roll import FOREIGN_BANKS, NON_LOCAL_CLIENTS

_MANY_BOXES = 8  # times what honest deals ship
_BOX_GOODS = [k for k, g in enumerate(GOODS) if g.form == "BOX"]


def typologies(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    """The book with every typology in it."""
    book = _gone_and_stale(book, rng)
    book = _unendorsed(book, rng)
    book = _impossible_numbers(book)
    book = _shells(book, people, rng)
    book = _featherweights(book)
    book = mirrored(starred(_sold_twice(forged(book, people)), people), people)
    book = held(book, of("T11"))
    book = change(book, of("T08"), is_void=pl.col("row") % 2 == 0)
    book = change(book, of("T08") & ~pl.col("is_void"), has_other_goods=True)
    book = change(book, of("T10"), bill_use="copy", is_split_paid=False)
    return change(book, of("T10") & (pl.col("part") == 0), is_paid_twice=True)


def _gone_and_stale(book: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """T01: the goods were gone before the contract. T02: the bill is long stale."""
    n = book.height
    gone = pl.col("bought_on") - pl.Series(pick(rng, n, 5, 30))
    voyage = pl.col("landed_on") - pl.col("loaded_on")
    book = change(
        book,
        of("T01"),
        loaded_on=gone - 6 - voyage,
        issued_on=gone - 6 - voyage,
        landed_on=gone - 6,
        surrendered_on=gone,
    )
    on_board = pl.col("title_in_on") - pl.Series(pick(rng, n, 130, 380))
    return change(
        book,
        of("T02"),
        loaded_on=on_board,
        issued_on=on_board + 1,
        landed_on=on_board + voyage,
        buy_price=pl.col("buy_price") * pl.Series(pick(rng, n, 6, 20)),
    )


def _unendorsed(book: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    banks = pl.Series(FOREIGN_BANKS)[pick(rng, book.height, 0, len(FOREIGN_BANKS) - 1)]
    return change(
        book, of("T04"), order_party=banks, is_endorsed=False, has_only_copies=True, tier="T2"
    )


def _impossible_numbers(book: pl.DataFrame) -> pl.DataFrame:
    """A wrong container digit in one of three false bills with boxes; a ship nobody knows."""
    in_three = of("BOX") | (pl.col("row") % 3 == 0)
    bad_box = of("T07", "BOX") & in_three & pl.col("good").is_in(_BOX_GOODS)
    last_digit = pl.col("vessel_imo").str.slice(6, 1).cast(pl.Int64)
    wrong = pl.concat_str(
        pl.col("vessel_imo").str.slice(0, 6), ((last_digit + 3) % 10).cast(pl.String)
    )
    book = change(book, of("SHIP"), vessel_imo=wrong, vessel_name="NEVER AFLOAT")
    return change(book, bad_box, has_bad_box=True)


def _shells(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    """Shells: strangers on a bill, sellers with a warehouse.

    A seller of goods that a firm of its own keeps sells them several times.
    """
    pairs = pick(rng, book.height, 0, len(people.shells) - 1)
    one = pl.Series([a for a, _ in people.shells])[pairs]
    book = change(book, of("T01", "T02", "T08"), stranger_id=one)
    seller = one[book["leader"].to_numpy()]
    return change(book, of("T11", "T12"), supplier_id=seller, payee_id=seller, keeper_place=seller)


def _featherweights(book: pl.DataFrame) -> pl.DataFrame:
    """T03: many boxes that weigh a hundredth to a tenth of their goods, for firms from afar."""
    client = pl.Series(NON_LOCAL_CLIENTS)[(book["row"] % len(NON_LOCAL_CLIENTS)).to_list()]
    more = {c: pl.col(c) * _MANY_BOXES for c in ("boxes", "quantity", "first_quantity", "gross_g")}
    light = 10 + pl.col("row") % 10 * 10
    return change(book, of("T03"), client_id=client, weight_per_mille=light, **more)


def _sold_twice(book: pl.DataFrame) -> pl.DataFrame:
    """T12: one parcel, weighed to the kilogram, on several bills and in store as well."""
    measured = pl.col("quantity") + 1 + pl.col("leader") % 997
    return change(book, of("T12"), quantity=measured, first_quantity=measured, is_stored_too=True)
