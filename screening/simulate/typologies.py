"""The typologies, each as the few columns it changes in the book (published cases, domain T..)."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate.change import change, of
from screening.simulate.draw import pick
from screening.simulate.goods import GOODS
from screening.simulate.people import FOREIGN_BANKS, People

_BOX_GOODS = [k for k, g in enumerate(GOODS) if g.form == "BOX"]


def typologies(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    """The book with every typology in it."""
    book = _gone_and_stale(book, rng)
    book = _unendorsed(book, rng)
    book = _impossible_numbers(book)
    book = _round_trips(book, people, rng)
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
    return change(book, of("T04"), order_party=banks, is_endorsed=False)


def _impossible_numbers(book: pl.DataFrame) -> pl.DataFrame:
    """A wrong container digit where there are boxes, else a wrong ship."""
    bad_box = of("T07", "BOX") & pl.col("good").is_in(_BOX_GOODS)
    last_digit = pl.col("vessel_imo").str.slice(6, 1).cast(pl.Int64)
    wrong = pl.concat_str(
        pl.col("vessel_imo").str.slice(0, 6), ((last_digit + 3) % 10).cast(pl.String)
    )
    book = change(book, of("T07") & ~bad_box, vessel_imo=wrong, vessel_name="NEVER AFLOAT")
    return change(book, bad_box, has_bad_box=True)


def _round_trips(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    """Shells: on both sides of a round trip, and as the strangers on a spent bill."""
    pairs = pick(rng, book.height, 0, len(people.shells) - 1)
    one = pl.Series([a for a, _ in people.shells])[pairs]
    other = pl.Series([b for _, b in people.shells])[pairs]
    second = pl.when(pl.col("row") % 2 == 0).then(one).otherwise(other)
    book = change(book, of("T06"), supplier_id=one, payee_id=one, buyer_id=second, payer_id=second)
    return change(book, of("T01"), stranger_id=one)
