"""What is told to the authorities of each payment, and where its money comes from or goes to."""

from __future__ import annotations

import polars as pl

from screening.simulate.delivery import FREIGHT_CODE, FREIGHT_REMARK
from screening.simulate.horizon import AS_OF
from screening.simulate.kinds import CLEAN
from screening.simulate.roll import buys_currency

RESALE_CODE = "122010"
_LARGE = 28_000_000_00  # cents of a USD; forms are due above 30 million
_CODES = {"buy": "离岸转买", "sell": "离岸转卖"}
_CHANGES_EVERY = 3


def declared(leg: str) -> tuple[pl.Expr, ...]:
    """Code, remark, days of declaration and RMB report, form and kind of settlement.

    Of rows with paid_on, stage, cents, currency and the book's columns; `leg` may be freight.
    """
    since = pl.col("paid_on")
    released = pl.col("stage") == "released"
    is_rmb = pl.col("currency") == "CNY"
    same = pl.col("currency") == pl.col("buy_currency")  # else the purchase's worth will do
    worth = pl.when(same).then("cents").otherwise("buy_amount")
    usd = worth * pl.col("fx_micro") // 1_000_000
    number = pl.col("payment").str.slice(1)
    return (
        *_coded(leg),
        _by(since + 1 + pl.col("serial") % 2, released).alias("declared_on"),
        pl.when(released & (usd > _LARGE))
        .then(pl.concat_str(pl.lit("VF"), number))
        .alias("verification_form_no"),
        _by(since + 1, released & is_rmb).alias("rmb_reported_on"),
        _settled(leg, is_rmb).alias("settle_kind"),
    )


def _by(day: pl.Expr, where: pl.Expr) -> pl.Expr:
    """That day where it has come by the last day of the book."""
    return pl.when(where & (day <= AS_OF)).then(day).cast(pl.Int32).cast(pl.Date)


def _coded(leg: str) -> tuple[pl.Expr, pl.Expr]:
    if leg == "freight":
        return pl.lit(FREIGHT_CODE).alias("bop_code"), pl.lit(FREIGHT_REMARK).alias("bop_remark")
    goods = (pl.col("goods_cn"), pl.lit("货款"))
    plain = pl.concat_str(pl.lit(_CODES[leg]), *goods)
    special = pl.concat_str(pl.lit("特殊离岸转手"), *goods)
    return (
        pl.lit(RESALE_CODE).alias("bop_code"),
        pl.when("is_special").then(special).otherwise(plain).alias("bop_remark"),
    )


def _settled(leg: str, is_rmb: pl.Expr) -> pl.Expr:
    """Some clients change money, none that also trades in RMB; who returns RMB bought its FX."""
    plain = (pl.col("kind") == CLEAN) & (pl.col("serial") % _CHANGES_EVERY == 0)
    changes = plain & buys_currency(pl.col("client_id"))
    bought = (pl.col("kind") == "T06") | changes
    changed = pl.lit("sold_fx") if leg == "sell" else pl.lit("bought_fx")
    return (
        pl.when(is_rmb)
        .then(pl.lit("rmb"))
        .when(bought)
        .then(changed)
        .otherwise(pl.lit("own_currency"))
    )
