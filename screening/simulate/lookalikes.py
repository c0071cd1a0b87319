"""Honest deals that look like typologies, each as the few columns it changes (domain N..)."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate.change import change, held, of
from screening.simulate.draw import pick
from screening.simulate.kinds import LONGEST_STRING
from screening.simulate.people import People
from screening.simulate.roll import GROUP, HONG_KONG_CLIENTS

GROUP_MARGIN_BP = 100


def lookalikes(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    """The book with every look-alike in it."""
    book = change(book, of("N01"), bill_use="split")
    book = change(book, of("N04", "CHAIN"), bill_use="chain")
    book = _string(_hands(_twins(book), people, rng))
    loss = -pl.Series(pick(rng, book.height, 220, 380))
    book = _procured(change(book, of("N05"), is_provisional=True, margin_bp=loss), people)
    margin = 200 + pl.col("serial") % 101
    book = change(book, of("N07"), is_special=True, margin_bp=margin, sell_currency="EUR")
    book = held(change(book, of("N03"), is_switched=True), of("N03"))
    return change(book, of("N08"), has_gap_report=True, delivery_port="INMUN")


def _procured(book: pl.DataFrame, people: People) -> pl.DataFrame:
    """N06: centres that buy from their group's supplier and add what the group policy says."""
    centre = pl.Series(people.groups)[(book["leader"] % len(people.groups)).to_list()]
    book = change(book, of("N06"), client_id=centre)
    supplier = pl.concat_str(pl.lit(GROUP), "client_id", pl.lit("-S"))
    margin = GROUP_MARGIN_BP + pl.col("serial") % 2
    return change(
        book,
        of("N06"),
        supplier_id=supplier,
        payee_id=supplier,
        margin_bp=margin,
        tier=pl.lit("T2"),
    )


def _twins(book: pl.DataFrame) -> pl.DataFrame:
    """The same number string from two carriers."""
    carrier = pl.when(pl.col("part") == 0).then(pl.lit("OCLN")).otherwise(pl.lit("HRZN"))
    number = book["bill_ref"].str.slice(4)[book["leader"].to_numpy()]
    return change(book, of("N02"), bill_ref=number, carrier_code=carrier)


def _hands(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    """Strings with clients and buyers all different: one firm twice would be a buy-back."""
    leader, part = book["leader"].to_numpy(), book["part"].to_numpy()
    first = pick(rng, book.height, 0, len(people.clients) - 1)[leader]
    client = pl.Series(people.clients)[(first + part) % len(people.clients)]
    pool = len(people.buyers[0])
    place = (first + part) % pool + book["good"].to_numpy() * pool
    buyer = pl.Series([b for firms in people.buyers for b in firms])[place]
    return change(book, of("N04"), client_id=client, buyer_id=buyer, payer_id=buyer)


def _string(book: pl.DataFrame) -> pl.DataFrame:
    """Strings: each deal buys from the buyer before it, two days later."""
    part, string = pl.col("part"), of("N04", "CHAIN")
    seller, buyer = pl.lit(HONG_KONG_CLIENTS[0]), pl.lit(HONG_KONG_CLIENTS[1])
    book = change(book, of("CHAIN"), client_id=pl.when(part == 0).then(seller).otherwise(buyer))
    book = change(book, of("CHAIN") & (part == 0), buyer_id=buyer, payer_id=buyer)
    before = pl.when(of("CHAIN")).then(seller).otherwise(pl.col("buyer_id").shift(1))
    book = change(book, string & (part > 0), supplier_id=before, payee_id=before)
    # the days a string takes longer are taken off its beginning
    days = {c: pl.col(c) - 2 * LONGEST_STRING - 2 for c in book.columns if c.endswith("_on")}
    book = change(book, string, **days)
    came = pl.col("title_in_on") + 2 * part
    last_out = pl.col("title_in_on") + 2 * pl.col("size")
    return change(
        book,
        string,
        margin_bp=30 + pl.col("serial") % 31,
        bought_on=pl.col("bought_on") + part,
        sold_on=pl.col("bought_on") + part + 1,
        title_in_on=came,
        title_out_on=came + 2,
        buy_invoiced_on=came,
        sell_invoiced_on=came + 2,
        surrendered_on=pl.max_horizontal("landed_on", last_out) + 2,
    )
