"""T05 and T06: trade among firms of one owner, for the deposit or for the money's way round."""

from __future__ import annotations

import polars as pl

from screening.simulate.change import change, of
from screening.simulate.groups import in_currency
from screening.simulate.horizon import AS_OF
from screening.simulate.people import People
from screening.simulate.roll import STAR, STAR_FIRMS

_MONTH = 28  # days from one deal of a star to the next
_BOXES = (20, 26, 33, 43, 56, 73, 95)  # a month: three tenths more each
_LASTS = 125  # days a star's deal takes at most, so that the last one is in the book
_LOCKED_BP = 4  # margin of deals done for their deposit
_OPEN = 150  # days of credit of the legs that never close
_BACK_LEAST, _BACK_SPREAD = 2, 8  # days until the money is back


def starred(book: pl.DataFrame, people: People) -> pl.DataFrame:
    """T05: a young client and four firms of one owner, a deal a month, each larger by a third."""
    star = of("T05")
    client = pl.Series(people.stars)[(book["leader"] % len(people.stars)).to_list()]
    book = change(book, star, client_id=client)
    supplier, buyer = (_around(pl.col("part") + ahead) for ahead in (0, 1))
    boxes = pl.col("part").replace_strict(dict(enumerate(_BOXES)), default=_BOXES[-1])
    in_all = {
        c: (pl.col(c) // pl.col("boxes")).first().over("leader", order_by="part") * boxes
        for c in ("quantity", "gross_g")
    }
    first_on = AS_OF - _LASTS - _MONTH * (pl.col("size") - 1)
    later = first_on + _MONTH * pl.col("part") - pl.col("bought_on")
    days = {c: pl.col(c) + later for c in book.columns if c.endswith("_on")}
    return change(
        book,
        star,
        supplier_id=supplier,
        payee_id=supplier,
        buyer_id=buyer,
        payer_id=buyer,
        margin_bp=pl.lit(_LOCKED_BP, pl.Int64),
        boxes=boxes,
        first_quantity=in_all["quantity"],
        **in_all,
        **days,
    )


def _around(place: pl.Expr) -> pl.Expr:
    """Firms around a deal's star client, by place."""
    firm = (place % STAR_FIRMS + 1).cast(pl.String)
    return pl.concat_str(pl.lit(STAR), "client_id", pl.lit("-"), firm)


def mirrored(book: pl.DataFrame, people: People) -> pl.DataFrame:
    """T06: the same goods on two sets of papers; the first deal pays in USD, the second is in RMB.

    Both are of two shells of one owner: the sold parcel of one deal comes back in the other. The
    bills are genuine, and name a stranger.
    """
    pair = (pl.col("leader") * 7) % len(people.shells)
    one, other = (
        pair.replace_strict({i: p[side] for i, p in enumerate(people.shells)}) for side in (0, 1)
    )
    strangers = {i: people.shells[i - 1][0] for i in range(len(people.shells))}
    first = pl.col("part") == 0
    supplier = pl.when(first).then(one).otherwise(other)
    buyer = pl.when(first).then(other).otherwise(one)
    book = in_currency(book, of("T06") & first, "USD")
    book = in_currency(book, of("T06") & ~first, "CNY")
    out = pl.col("title_in_on") + 1
    return change(
        book,
        of("T06"),
        supplier_id=supplier,
        payee_id=supplier,
        buyer_id=buyer,
        payer_id=buyer,
        is_split_paid=False,
        stranger_id=pair.replace_strict(strangers),
        title_out_on=out,
        sell_invoiced_on=out,
        buy_tenor=pl.when(~first).then(_OPEN),
        sell_tenor=pl.when(first).then(_OPEN),
    )


def returned(book: pl.DataFrame) -> pl.DataFrame:
    """The book with the money of T06 back some days after it went; the other legs stay open."""
    first = pl.col("part") == 0
    went = pl.max_horizontal("title_in_on", "buy_invoiced_on") + pl.col("pay_lag")
    back = went + _BACK_LEAST + pl.col("leader") % _BACK_SPREAD
    book = change(
        book,
        of("T06"),
        buy_paid_on=pl.when(first).then(went).otherwise(pl.col("buy_invoiced_on") + _OPEN),
        sell_paid_on=pl.when(first).then(pl.col("sell_invoiced_on") + _OPEN).otherwise(back),
    )
    book = change(
        book,
        of("T06"),
        buy_due_on=pl.when(first).then("buy_due_on").otherwise("buy_paid_on"),
        sell_due_on=pl.col("sell_paid_on"),
    )
    earlier = pl.min_horizontal(AS_OF - 20 - went, 0)
    days = {c: pl.col(c) + earlier for c in book.columns if c.endswith("_on")}
    return change(book, of("T06"), **days)
