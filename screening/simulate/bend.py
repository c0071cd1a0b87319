"""The typologies, look-alikes and sample cases, each as the few columns it changes in the book.

A group takes its cargo and its days from its first deal (the leader) before it is bent.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate import levels
from screening.simulate.draw import paydays, pick
from screening.simulate.goods import GOODS
from screening.simulate.horizon import AS_OF
from screening.simulate.kinds import KINDS
from screening.simulate.people import (
    CLASS_B_CLIENT,
    FOREIGN_BANKS,
    HONG_KONG_CLIENTS,
    OTHER_BIC,
    OUR_BIC,
    RESIDENT_BUYER,
    UNLISTED_CLIENT,
    People,
)

CARGO = [
    "good",
    "load_port",
    "discharge_port",
    "distance_nm",
    "boxes",
    "quantity",
    "first_quantity",
    "gross_g",
    "is_stored",
    "vessel_imo",
    "vessel_name",
    "voyage_no",
    "carrier_code",
    "bill_ref",
    "title",
    "has_credit",
]
TERMS = [
    "buy_currency",
    "sell_currency",
    "fx_micro",
    "buy_price",
    "margin_bp",
    "bought_on",
    "sold_on",
    "loaded_on",
    "issued_on",
    "title_in_on",
    "title_out_on",
    "landed_on",
    "surrendered_on",
    "buy_invoiced_on",
    "sell_invoiced_on",
    "pay_lag",
    "receive_lag",
    "sell_tenor",
    "buy_tenor",
]
HONEST: dict[str, object] = {
    "has_deal": True,
    "has_papers": True,
    "has_sale": True,
    "has_sell_invoice": True,
    "has_payments": True,
    "is_special": False,
    "has_gap_report": False,
    "is_provisional": False,
    "is_paid_twice": False,
    "has_two_contracts": False,
    "has_bad_box": False,
    "sell_total_skew_bp": 0,
    "sell_bank": OUR_BIC,
    "bill_use": "own",  # own, copy, split, chain
    "is_endorsed": True,
}
_BOX_GOODS = [k for k, g in enumerate(GOODS) if g.form == "BOX"]


def of(*kinds: str) -> pl.Expr:
    """Deals of these kinds."""
    assert set(kinds) <= set(KINDS)
    return pl.col("kind").is_in(kinds)


def change(book: pl.DataFrame, where: pl.Expr, **values: object) -> pl.DataFrame:
    """The book with new values in some columns of some deals, all taken from the old book."""
    return book.with_columns(
        pl.when(where)
        .then(v if isinstance(v, pl.Expr | pl.Series) else pl.lit(v))
        .otherwise(c)
        .alias(c)
        for c, v in values.items()
    )


def bend(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    """The book with every kind's changes made; payment days follow the days changed."""
    book = book.with_columns(pl.lit(v).alias(c) for c, v in HONEST.items()).with_columns(
        pl.lit(None, pl.String).alias("order_party"), pl.lit(None, pl.String).alias("stranger_id")
    )
    book = _cargo(_followed(book))
    book = _string(_bills(_voyages(book, rng), rng))
    book = _prices(book, rng)
    book = _cases(_parties(book, people, rng))
    return _waits(paydays(book))


def _followed(book: pl.DataFrame) -> pl.DataFrame:
    """Groups with the cargo and terms, or the client and supplier, of their leader."""
    led = book[book["leader"].to_numpy()]
    own_cargo = of("N02", "PAY2")
    book = change(book, (pl.col("size") > 1) & ~own_cargo, **{c: led[c] for c in CARGO + TERMS})
    both = ("client_id", "supplier_id", "payee_id")
    return change(book, of("N01", "PAY2"), **{c: led[c] for c in both})


def _cargo(book: pl.DataFrame) -> pl.DataFrame:
    """Kinds that turn on a bill get a bill, a string and a split lot an order bill."""
    may_be_stored = of("OK", "N05", "N07", "RMB", "TWO", "MON")
    book = change(book, ~may_be_stored & pl.col("is_stored"), is_stored=False, title="order")
    book = change(book, of("N01", "N04", "CHAIN", "T04"), title="order", has_credit=False)
    book = change(book, of("T01"), title="straight", has_credit=False)
    book = _in_currency(book, of("ER", "ERL", "N08", "N07", "PAY2", "BANKS", "N04", "CHAIN"), "USD")
    return _in_currency(book, of("RMB"), "CNY")


def _in_currency(book: pl.DataFrame, where: pl.Expr, currency: str) -> pl.DataFrame:
    per_unit = _fx_on(book, currency)
    return change(
        book,
        where,
        buy_price=pl.col("buy_price") * pl.col("fx_micro") // per_unit,
        buy_currency=currency,
        sell_currency=currency,
        fx_micro=per_unit,
    )


def _fx_on(book: pl.DataFrame, currency: str) -> pl.Series:
    day = book["bought_on"].to_numpy() - levels.DAYS[0]
    level = levels.fx_levels()[currency]
    return pl.Series(level[np.clip(day, 0, len(level) - 1)])


def _voyages(book: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
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
        book, of("T02"), loaded_on=on_board, issued_on=on_board + 1, landed_on=on_board + voyage
    )


def _bills(book: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    banks = pl.Series(FOREIGN_BANKS)[pick(rng, book.height, 0, len(FOREIGN_BANKS) - 1)]
    book = change(book, of("T04"), order_party=banks, is_endorsed=False)
    bad_box = of("T07", "BOX") & pl.col("good").is_in(_BOX_GOODS)
    last_digit = pl.col("vessel_imo").str.slice(6, 1).cast(pl.Int64)
    wrong = pl.concat_str(
        pl.col("vessel_imo").str.slice(0, 6), ((last_digit + 3) % 10).cast(pl.String)
    )
    book = change(book, of("T07") & ~bad_box, vessel_imo=wrong, vessel_name="NEVER AFLOAT")
    book = change(book, bad_box, has_bad_box=True)
    for use, kinds in (("split", ("N01",)), ("chain", ("N04", "CHAIN")), ("copy", ("T10",))):
        book = change(book, of(*kinds), bill_use=use)
    carrier = pl.when(pl.col("part") == 0).then(pl.lit("OCLN")).otherwise(pl.lit("HRZN"))
    number = book["bill_ref"].str.slice(4)[book["leader"].to_numpy()]
    return change(book, of("N02"), bill_ref=number, carrier_code=carrier)


def _string(book: pl.DataFrame) -> pl.DataFrame:
    """Strings: each deal buys from the buyer before it, two days later."""
    part, string = pl.col("part"), of("N04", "CHAIN")
    seller, buyer = pl.lit(HONG_KONG_CLIENTS[0]), pl.lit(HONG_KONG_CLIENTS[1])
    book = change(book, of("CHAIN"), client_id=pl.when(part == 0).then(seller).otherwise(buyer))
    book = change(book, of("CHAIN") & (part == 0), buyer_id=buyer, payer_id=buyer)
    before = pl.when(of("CHAIN")).then(seller).otherwise(pl.col("buyer_id").shift(1))
    book = change(book, string & (part > 0), supplier_id=before, payee_id=before)
    came = pl.col("title_in_on") + 2 * part
    last_out = pl.col("title_in_on") + 2 * pl.col("size")
    return change(
        book,
        string,
        margin_bp=pl.lit(40, pl.Int64),
        bought_on=pl.col("bought_on") + part,
        sold_on=pl.col("bought_on") + part + 1,
        title_in_on=came,
        title_out_on=came + 2,
        buy_invoiced_on=came,
        sell_invoiced_on=came + 2,
        surrendered_on=pl.max_horizontal("landed_on", last_out) + 2,
    )


def _prices(book: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    n = book.height
    factor = pl.Series(pick(rng, n, 6, 20))
    loss = -pl.Series(pick(rng, n, 220, 380))
    book = change(book, of("T02"), buy_price=pl.col("buy_price") * factor)
    book = change(book, of("N05"), is_provisional=True, margin_bp=loss)
    book = change(
        book,
        of("REV"),
        buy_price=pl.col("buy_price") * 112 // 100,
        margin_bp=pl.lit(2_350, pl.Int64),
    )
    book = change(book, of("LOSS"), margin_bp=pl.lit(-800, pl.Int64))
    book = change(book, of("N07"), margin_bp=pl.lit(250, pl.Int64), sell_currency="EUR")
    return change(book, of("CURE"), sell_total_skew_bp=pl.lit(90, pl.Int32))


def _parties(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    # a string of one client twice would be a buy-back
    first = pick(rng, book.height, 0, len(people.clients) - 1)[book["leader"].to_numpy()]
    place = (first + book["part"].to_numpy()) % len(people.clients)
    book = change(book, of("N04"), client_id=pl.Series(people.clients)[place])
    pairs = pick(rng, book.height, 0, len(people.shells) - 1)
    one = pl.Series([a for a, _ in people.shells])[pairs]
    other = pl.Series([b for _, b in people.shells])[pairs]
    second = pl.when(pl.col("row") % 2 == 0).then(one).otherwise(other)
    book = change(book, of("T06"), supplier_id=one, payee_id=one, buyer_id=second, payer_id=second)
    book = change(book, of("RES"), buyer_id=RESIDENT_BUYER, payer_id=RESIDENT_BUYER)
    book = change(book, of("T01"), stranger_id=one)
    book = change(book, of("THIRD"), payee_id=one)
    book = change(book, of("CLSB"), client_id=CLASS_B_CLIENT)
    book = change(book, of("DIR"), client_id=UNLISTED_CLIENT)
    return change(book, of("MON"), client_id=people.clients[0], tier="T1")


def _cases(book: pl.DataFrame) -> pl.DataFrame:
    book = change(book, of("T10") & (pl.col("part") == 0), is_paid_twice=True)
    book = change(book, of("T10", "PAY2", "LONE"), is_split_paid=False)
    book = change(book, of("BANKS"), sell_bank=OTHER_BIC)
    book = change(book, of("N07"), is_special=True)
    book = change(book, of("N08"), has_gap_report=True)
    book = change(book, of("CHN"), discharge_port="CNNGB")
    book = change(book, of("MISS"), has_sell_invoice=False)
    book = change(book, of("ONE"), has_sale=False, has_sell_invoice=False)
    book = change(book, of("TWO"), has_two_contracts=True)
    book = change(book, of("LONE"), has_deal=False, has_papers=False, has_sell_invoice=False)
    return change(book, of("STRAY"), has_deal=False, has_payments=False)


def _waits(book: pl.DataFrame) -> pl.DataFrame:
    """Cases about waiting, moved to where the last day of the book finds them."""
    target = (
        pl.when(of("ER"))
        .then(AS_OF - 12 - pl.col("buy_paid_on"))
        .when(of("ERL"))
        .then(AS_OF - 60 - pl.col("buy_paid_on"))
        .when(of("MISS", "ONE"))
        .then(AS_OF - 200 - pl.col("bought_on"))
    )
    days = [c for c in book.columns if c.endswith("_on")]
    book = change(book, of("ER", "ERL", "MISS", "ONE"), **{d: pl.col(d) + target for d in days})
    due = (
        pl.when(of("N08"))
        .then(pl.col("sell_invoiced_on") + 120)
        .otherwise(pl.col("buy_paid_on") + 105)
    )
    tenor = pl.when(of("N08")).then(120)
    book = change(book, of("N08", "ER", "ERL"), sell_due_on=due, sell_paid_on=due, sell_tenor=tenor)
    together = pl.col("buy_paid_on").max().over("leader")
    return change(book, of("PAY2"), buy_paid_on=together)
