"""The book of deals before anything is bent: who, what, where, when, at which price.

One frame, one row a deal, called the book. Its days are day numbers, its quantities thousandths
of a unit, its prices millionths, its amounts cents: whole numbers all, so that papers agree to
the cent.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.simulate import exact, levels
from screening.simulate.fleet import CARRIERS, GHOSTS, Fleet, form_place, speeds
from screening.simulate.goods import GOODS
from screening.simulate.horizon import AS_OF, FIRST_PAPERS_END, RECENT_FROM
from screening.simulate.people import People
from screening.simulate.roll import buys_currency
from screening.simulate.trades import lanes_of

IntArray = npt.NDArray[np.int64]
_FORMS = np.array([g.form for g in GOODS])
STORED_OF_FIT = 32  # in a hundred deals of goods that warehouses keep: a tenth of all deals
LATE_PAYER = 50  # one link in a hundred
INSTRUCTED = 15  # in a hundred deals of white-listed clients
RECENT_SHARE = 25


def pick(rng: np.random.Generator, n: int, least: int, most: int) -> IntArray:
    """Whole numbers from least to most, both in."""
    return rng.integers(least, most + 1, n, dtype=np.int64)


def draw(
    layout: pl.DataFrame, people: People, fleet: Fleet, rng: np.random.Generator
) -> pl.DataFrame:
    """The book: the layout's rows with everything an honest deal has."""
    n = layout.height
    book = layout.with_columns(
        serial=pl.Series(rng.permutation(n).astype(np.int64) + 1),
        link=pl.Series(pick(rng, n, 0, 99)),
    )
    book = _goods(book, rng)
    book = _parties(book, people, rng)
    book = _ships(book, fleet, rng)
    book = _terms(book, people, rng)
    book = _voyages(_days(book, rng))
    return _prices(book, rng)


def _goods(book: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    n = book.height
    lane = lanes_of(book["kind"], rng)
    good = lane["good"].to_numpy()
    low = np.array([round(g.lot[0] * 1000) for g in GOODS])[good]
    step = np.array([round(g.lot[2] * 1000) for g in GOODS])[good]
    steps = np.array([round((g.lot[1] - g.lot[0]) / g.lot[2]) for g in GOODS])[good]
    lot = low + (rng.random(n) * (steps + 1)).astype(np.int64) * step
    boxed = _FORMS[good] == "BOX"
    boxes = np.where(boxed, np.minimum(pick(rng, n, 1, 6), pick(rng, n, 1, 6)), 0)
    quantity = lot * np.maximum(boxes, 1)
    grams = np.array([g.grams for g in GOODS])[good]
    tare = np.where(boxed, pick(rng, n, 50, 180), pick(rng, n, 0, 45))
    stored = np.array([g.in_warehouse for g in GOODS])[good]
    net_g = quantity * grams // 1000
    return book.hstack(lane).with_columns(
        boxes=pl.Series(boxes),
        quantity=pl.Series(quantity),
        first_quantity=pl.Series(
            np.where(boxed & (pick(rng, n, 0, 99) < 15), quantity * 6 // 10, quantity)
        ),
        gross_g=pl.Series(net_g + net_g // 10_000 * tare),
        is_stored=pl.Series(stored & (pick(rng, n, 0, 99) < STORED_OF_FIT)),
    )


def _parties(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    n, good = book.height, book["good"].to_numpy()
    pool = len(people.suppliers[0])
    suppliers = pl.Series([s for p in people.suppliers for s in p])
    buyers = pl.Series([s for p in people.buyers for s in p])
    supplier = suppliers[good * pool + pick(rng, n, 0, pool - 1)]
    buyer = buyers[good * pool + pick(rng, n, 0, pool - 1)]
    client = pl.Series(people.clients)[pick(rng, n, 0, len(people.clients) - 1)]
    return book.with_columns(
        client_id=client, supplier_id=supplier, buyer_id=buyer, payee_id=supplier, payer_id=buyer
    )


def _ships(book: pl.DataFrame, fleet: Fleet, rng: np.random.Generator) -> pl.DataFrame:
    n, good = book.height, book["good"].to_numpy()
    place = np.array([form_place(g.form) for g in GOODS])[good]
    ship = place * fleet.per_form + pick(rng, n, 0, fleet.per_form - GHOSTS - 1)
    ghost = (place + 1) * fleet.per_form - 1 - np.arange(n) % GHOSTS
    ship = np.where(book["kind"].is_in(["T07"]).to_numpy(), ghost, ship)
    carrier = pl.Series(CARRIERS)[pick(rng, n, 0, len(CARRIERS) - 1)]
    return book.with_columns(
        vessel_imo=pl.Series(fleet.imo)[ship],
        vessel_name=pl.Series(fleet.name)[ship],
        carrier_code=carrier,
    ).with_columns(
        bill_ref=pl.concat_str("carrier_code", (pl.col("serial") + 100_000_000).cast(pl.String))
    )


def _terms(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    n = book.height
    chance = pl.Series(pick(rng, n, 0, 99))
    tenors = pl.Series([None, None, None, 30, 45, 60], dtype=pl.Int64)
    currencies = pl.Series(["USD"] * 82 + ["EUR"] * 8 + ["CNY"] * 10)
    drawn = currencies[pick(rng, n, 0, 99)]
    no_rmb = book.select(buys_currency(pl.col("client_id"))).to_series()
    currency = drawn.zip_with(~(no_rmb & (drawn == "CNY")), pl.Series(["USD"]))
    is_white_listed = pl.col("client_id").is_in(people.white_listed)
    return book.with_columns(
        title=pl.when("is_stored")
        .then(pl.lit("receipt"))
        .when(chance < 15)
        .then(pl.lit("bank_order"))
        .when(chance < 65)
        .then(pl.lit("order"))
        .when(chance < 88)
        .then(pl.lit("straight"))
        .otherwise(pl.lit("waybill")),
        sell_tenor=tenors[pick(rng, n, 0, 5)],
        buy_tenor=tenors[pick(rng, n, 0, 3)],
        buy_currency=currency,
        sell_currency=currency,
        tier=pl.when(is_white_listed & pl.Series(pick(rng, n, 0, 99) < INSTRUCTED))
        .then(pl.lit("T1"))
        .otherwise(pl.lit("T2")),
        is_split_paid=pl.Series(pick(rng, n, 0, 99) < 6),
    ).with_columns(has_credit=pl.col("title") == "bank_order")


def _days(book: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    n, good = book.height, book["good"].to_numpy()
    slow = np.array([speeds(g.form)[0] for g in GOODS])[good]
    fast = np.array([speeds(g.form)[1] for g in GOODS])[good]
    knots = slow + (rng.random(n) * (fast - slow + 1)).astype(np.int64)
    distance = book["distance_nm"].to_numpy()
    at_sea = -(-distance * 10 // (24 * knots))
    extra = np.where(distance > 3000, pick(rng, n, 0, 3), pick(rng, n, 0, 1))
    # from the day the purchase is signed
    sold = pick(rng, n, 0, 10)
    loaded = sold + pick(rng, n, 5, 40)
    issued = loaded + pick(rng, n, 0, 1)
    title_in = issued + pick(rng, n, 1, 8)
    title_out = title_in + pick(rng, n, 0, 6)
    landed = loaded + at_sea + extra
    sell_invoiced = title_out + pick(rng, n, 0, 2)
    recent = pick(rng, n, 0, 99) < RECENT_SHARE
    # goods of the last weeks may still be afloat
    papers_end = np.where(recent, sell_invoiced, np.maximum(landed, sell_invoiced))
    ends_on = np.where(
        recent, pick(rng, n, RECENT_FROM, AS_OF - 2), pick(rng, n, FIRST_PAPERS_END, RECENT_FROM)
    )
    start = ends_on - papers_end
    surrendered = np.maximum(landed, title_out) + pick(rng, n, 1, 4)
    book = book.with_columns(
        bought_on=pl.Series(start),
        sold_on=pl.Series(start + sold),
        loaded_on=pl.Series(start + loaded),
        issued_on=pl.Series(start + issued),
        title_in_on=pl.Series(start + title_in),
        title_out_on=pl.Series(start + title_out),
        landed_on=pl.Series(start + landed),
        surrendered_on=pl.Series(start + surrendered),
        buy_invoiced_on=pl.Series(start + loaded + pick(rng, n, 0, 1)),
        sell_invoiced_on=pl.Series(start + sell_invoiced),
        pay_lag=pl.Series(pick(rng, n, 0, 14)),
        receive_lag=pl.Series(pick(rng, n, 1, 20)),
    )
    return paydays(book)


def _voyages(book: pl.DataFrame) -> pl.DataFrame:
    """A ship's voyages are numbered as they sail; each takes one parcel of the book."""
    sails = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    number = sails.over("vessel_imo", order_by=["loaded_on", "serial"])
    return book.with_columns(number.alias("voyage_no"))


def paydays(book: pl.DataFrame) -> pl.DataFrame:
    """The book with due days and payment days, from title, invoices and terms."""
    lag, receive = pl.col("pay_lag"), pl.col("receive_lag")
    buy_from = pl.max_horizontal("title_in_on", "buy_invoiced_on")
    book = book.with_columns(
        buy_due_on=pl.col("buy_invoiced_on") + pl.col("buy_tenor").fill_null(20),
        sell_due_on=pl.col("sell_invoiced_on") + pl.col("sell_tenor").fill_null(20),
        buy_paid_on=buy_from + lag,
    )
    # buyers on credit pay about when due; all but a few within the tenor of the purchase's payment
    in_time = pl.min_horizontal(
        pl.col("sell_due_on") - receive % 6, pl.col("buy_paid_on") + pl.col("sell_tenor")
    )
    late = pl.col("sell_due_on") + receive
    on_credit = pl.when(pl.col("link") == LATE_PAYER).then(late).otherwise(in_time)
    return book.with_columns(
        sell_paid_on=pl.when(pl.col("sell_tenor").is_null())
        .then(pl.col("sell_invoiced_on") + receive)
        .otherwise(on_credit)
    )


def _prices(book: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    n, good = book.height, book["good"].to_numpy()
    day = np.clip(book["bought_on"].to_numpy() - levels.DAYS[0], 0, len(levels.DAYS) - 1)
    fx = levels.fx_levels()
    per_unit = np.select(
        [(book["buy_currency"] == c).to_numpy() for c in levels.CURRENCIES],
        [fx[c][day] for c in levels.CURRENCIES],
    )
    listed = np.array([g.is_exchange_traded for g in GOODS])[good]
    off = np.where(listed, pick(rng, n, 9_620, 10_120), pick(rng, n, 9_450, 10_200))
    margin = np.where(listed, pick(rng, n, 35, 240), pick(rng, n, 60, 590))
    level = levels.price_levels()[good, day]
    price = level * off // 10_000 * exact.MICRO // per_unit
    return book.with_columns(
        buy_price=pl.Series(price), margin_bp=pl.Series(margin), fx_micro=pl.Series(per_unit)
    )
