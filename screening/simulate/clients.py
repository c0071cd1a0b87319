"""Clients of the simulated bank, and their dated statuses in registers, classes and lists."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate import checkdigits, exact
from screening.simulate.firm_names import CN_WORDS, firm_names
from screening.simulate.horizon import AS_OF, as_date, as_time
from screening.simulate.roll import (
    CLASS_B_CLIENT,
    NON_LOCAL_CLIENTS,
    SPECIAL_CLIENTS,
    UNLISTED_CLIENT,
    is_ordinary,
)

BRANCH_PROVINCE = "上海"
_PROVINCES = ("重庆", "四川", "湖北", "河南", "陕西", "云南")
YOUNG, _NEW = 420, 800  # days of age on the last day: stars, procurement centres
_LISTED, _REVIEWED = 17_500, 19_900
_SUPERVISED = (19_000, 19_500)
_NOTICE, _LINGANG = "模拟公告〔2024〕1号", "模拟公告〔2024〕2号"
_MILLION = 100_000_000  # in cents
# by how a client is: least revenue and capital in millions of CNY, and how far both spread
SIZES = {
    "plain": (40_000, 200, 300),
    "star": (80, 10, 2),
    "group": (900, 20, 4),
    "afar": (60, 10, 2),
}


def clients(
    ordinary: tuple[str, ...], stars: tuple[str, ...], groups: tuple[str, ...]
) -> pl.DataFrame:
    """Table clients."""
    everyone = (*ordinary, *SPECIAL_CLIENTS, *stars, *groups)
    n = np.arange(len(everyone))
    who = pl.col("client_id")
    age = pl.when(who.is_in(stars)).then(YOUNG).when(who.is_in(groups)).then(_NEW)
    provinces = dict(zip(NON_LOCAL_CLIENTS, _PROVINCES, strict=True))
    return (
        pl.DataFrame(
            {
                "client_id": everyone,
                "uscc": [checkdigits.uscc(i + 1) for i in range(len(everyone))],
                "name_cn": [
                    f"上海{CN_WORDS[i % 20]}{CN_WORDS[i // 20 % 20]}国际贸易有限公司" for i in n
                ],
                "name_en": [f"{name} (Shanghai)" for name in firm_names(len(everyone))],
                "founded": 16_000 - n * 13 % 5000,
                "staff_count": 12 + n * 17 % 300,
                "branch_id": [f"SH{i % 8 + 1:02d}" for i in n],
            }
        )
        .with_columns(
            incorporated_on=pl.coalesce(AS_OF - age, "founded"),
            registered_province=who.replace_strict(provinces, default=BRANCH_PROVINCE),
            scope_text=pl.lit("大宗商品贸易、货物进出口、离岸贸易"),
            branch_province=pl.lit(BRANCH_PROVINCE),
            paid_in_capital=_figure(1, stars, groups),
            annual_revenue=_figure(0, stars, groups),
        )
        .drop("founded")
        .with_columns(
            as_date("incorporated_on"),
            exact.money("paid_in_capital"),
            exact.money("annual_revenue"),
        )
    )


def _figure(which: int, stars: tuple[str, ...], groups: tuple[str, ...]) -> pl.Expr:
    """Revenue (0) or capital (1) in cents of CNY: from the least up to so many times as much."""
    who, place = pl.col("client_id"), pl.int_range(pl.len(), dtype=pl.Int64)

    def of(sort: str) -> pl.Expr:
        least, spread = SIZES[sort][which], SIZES[sort][2]
        return least * (100 + place * 37 % spread) * (_MILLION // 100)

    return (
        pl.when(who.is_in(stars))
        .then(of("star"))
        .when(who.is_in(groups))
        .then(of("group"))
        .when(who.is_in(NON_LOCAL_CLIENTS))
        .then(of("afar"))
        .otherwise(of("plain"))
    )


def statuses(everyone: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    """Table client_status: an entry of every client in directory, SAFE class, class and register.

    One ordinary client in five stands on the authorities' list, as procurement centres all do; one
    in five on the bank's own alone. One client was under RMB supervision years ago,
    all others never.
    """
    told = everyone.select("client_id").with_row_index("i")
    name, fifth = pl.col("client_id"), pl.col("i") % 5
    is_first, is_second = is_ordinary(name) & (fifth == 0), is_ordinary(name) & (fifth == 1)
    frames = [
        _status(told.filter(name != UNLISTED_CLIENT), "directory", "listed", _LISTED),
        _status(told.filter(name != CLASS_B_CLIENT), "safe_class", "A", _LISTED),
        _status(told.filter(name == CLASS_B_CLIENT), "safe_class", "B", _LISTED),
        _status(told.filter(is_first), "client_class", "1", _REVIEWED),
        _status(told.filter(~is_first), "client_class", "2", _REVIEWED),
        _status(
            told.filter(is_first | name.is_in(groups)),
            "offshore_list",
            "listed",
            _REVIEWED,
            _NOTICE,
        ),
        _status(told.filter(is_first), "lingang_white_list", "listed", _REVIEWED, _LINGANG),
        _status(told.filter(is_second), "bank_white_list", "listed", _REVIEWED),
        _status(told, "registry_status", "normal", _LISTED),
        _status(told, "rmb_key_supervision", "none", _LISTED),
        _status(
            told.filter(name == CLASS_B_CLIENT),
            "rmb_key_supervision",
            "listed",
            _SUPERVISED[0],
            valid_to=_SUPERVISED[1],
        ),
    ]
    return pl.concat(frames).with_columns(
        as_date("valid_from"),
        as_date("valid_to"),
        as_time(pl.col("known_from"), 8).alias("known_from"),
    )


def _status(
    rows: pl.DataFrame,
    scheme: str,
    value: str,
    valid_from: int,
    source: str | None = None,
    valid_to: int | None = None,
) -> pl.DataFrame:
    return rows.select(
        "client_id",
        pl.lit(scheme).alias("scheme"),
        pl.lit(value).alias("value"),
        pl.lit(valid_from).alias("valid_from"),
        pl.lit(valid_to, pl.Int32).alias("valid_to"),
        pl.lit(valid_from + 1).alias("known_from"),
        pl.lit(source, pl.String).alias("source_ref"),
    )
