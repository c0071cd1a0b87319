"""The book bent: every deal that is not plain gets what its kind is about.

A group takes its cargo and its days from its first deal (the leader) before it is bent.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate.accounts import OUR_BIC
from screening.simulate.cases import cases, waiting
from screening.simulate.change import change
from screening.simulate.draw import paydays
from screening.simulate.groups import fitting_cargo, followed
from screening.simulate.lookalikes import lookalikes
from screening.simulate.mirrors import returned
from screening.simulate.people import People
from screening.simulate.typologies import typologies

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
    "is_switched": False,
    "is_void": False,
    "has_other_goods": False,
    "has_only_copies": False,
    "is_stored_too": False,
    "weight_per_mille": 1000,
    "is_endorsed": True,
}


UNSAID = ("order_party", "stranger_id", "keeper_place", "delivery_port")


def bend(book: pl.DataFrame, people: People, rng: np.random.Generator) -> pl.DataFrame:
    """The book with every kind's changes made; payment days follow the days changed."""
    book = book.with_columns(pl.lit(v).alias(c) for c, v in HONEST.items()).with_columns(
        pl.lit(None, pl.String).alias(c) for c in UNSAID
    )
    book = fitting_cargo(followed(book))
    book = typologies(book, people, rng)
    book = lookalikes(book, people, rng)
    book = cases(book, people)
    listed = pl.col("client_id").is_in(people.white_listed)
    book = change(book, (pl.col("tier") == "T1") & ~listed, tier=pl.lit("T2"))
    return returned(waiting(paydays(book)))
