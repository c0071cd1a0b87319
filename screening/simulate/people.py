"""Clients, foreign parties and banks of the simulated world, and the tables that state them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from screening.simulate import checkdigits
from screening.simulate.firm_names import CN_WORDS, firm_names
from screening.simulate.goods import GOODS
from screening.simulate.horizon import AS_OF, as_date, as_time
from screening.simulate.keepers import keepers, relations

OUR_BIC = "DEMOCNSH"
OUR_BANK = "BNK-DEMOCNSH"
OTHER_BIC = "OTHRCNSH"  # a second domestic bank, for deals whose legs are at two banks
FOREIGN_BANKS = ("BNK-FICTHKHH", "BNK-FICTSGSG", "BNK-FICTGB2L")
CLASS_B_CLIENT = "C9001"
UNLISTED_CLIENT = "C9002"
HONG_KONG_CLIENTS = ("C9101", "C9102")
NON_LOCAL_CLIENTS = tuple(f"C92{i:02d}" for i in range(1, 7))
SPECIAL_CLIENTS = (CLASS_B_CLIENT, UNLISTED_CLIENT, *HONG_KONG_CLIENTS, *NON_LOCAL_CLIENTS)
_PROVINCES = ("重庆", "四川", "湖北", "河南", "陕西", "云南")
RESIDENT_BUYER = "PTY-CN-0001"

COUNTRIES = ("SG", "HK", "CH", "AE", "GB", "KR", "JP", "AU", "NL", "US")
_FORMS = ("Pte. Ltd.", "Ltd", "SA", "DMCC", "plc", "Co., Ltd.", "KK", "Pty Ltd", "BV", "LLC")


@dataclass(frozen=True, slots=True)
class People:
    """Who trades: ids to draw from, and the party tables in full."""

    clients: tuple[str, ...]
    suppliers: tuple[tuple[str, ...], ...]  # one tuple a commodity, as GOODS
    buyers: tuple[tuple[str, ...], ...]
    shells: tuple[tuple[str, str], ...]  # two firms with one controller
    tables: dict[str, pl.DataFrame]

    @property
    def white_listed(self) -> tuple[str, ...]:
        """Clients of class 1 that stand on the Lin-gang white list."""
        return self.clients[::5]


def people(deals: int) -> People:
    """The parties of a simulated book of that many deals."""
    clients = tuple(f"C{i:04d}" for i in range(1, max(24, min(deals // 400, 8000)) + 1))
    per_good = max(4, min(deals // 1500, 400))
    suppliers = _pool("SUP", per_good)
    buyers = _pool("BUY", per_good)
    shells = tuple((f"SHL-{i:03d}-A", f"SHL-{i:03d}-B") for i in range(12))
    tables = {
        "clients": _clients(clients),
        "client_status": _statuses(clients),
        "parties": _parties(clients, suppliers, buyers, shells),
    }
    tables["accounts"] = _accounts(tables["parties"])
    tables["party_links"] = relations(shells)
    return People(clients, suppliers, buyers, shells, tables)


def _pool(prefix: str, per_good: int) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(f"{prefix}-{k * per_good + i + 1:05d}" for i in range(per_good))
        for k in range(len(GOODS))
    )


def account_of(party: pl.Expr) -> pl.Expr:
    """Account number of a party or client."""
    plain = party.str.replace_all("-", "", literal=True)
    own = party.str.contains(r"^C\d{4}$")
    return (
        pl.when(own)
        .then(pl.concat_str(pl.lit("FTE"), plain))
        .otherwise(pl.concat_str(pl.lit("OSA"), plain))
    )


def country_of(party: pl.Expr) -> pl.Expr:
    """Country of a foreign party, spread over the trading places by its own number."""
    place = party.str.extract(r"(\d+)(?:-[AB])?$").cast(pl.Int64) % len(COUNTRIES)
    return place.replace_strict(dict(enumerate(COUNTRIES)), return_dtype=pl.String)


def branches(everyone: People) -> pl.DataFrame:
    """The branch that keeps each client: client_id, branch_id."""
    return everyone.tables["clients"].select("client_id", "branch_id")


def _clients(ids: tuple[str, ...]) -> pl.DataFrame:
    everyone = (*ids, *SPECIAL_CLIENTS)
    n = np.arange(len(everyone))
    return pl.DataFrame(
        {
            "client_id": everyone,
            "uscc": [checkdigits.uscc(i + 1) for i in range(len(everyone))],
            "name_cn": [
                f"上海{CN_WORDS[i % 20]}{CN_WORDS[i // 20 % 20]}国际贸易有限公司" for i in n
            ],
            "name_en": [f"{name} (Shanghai)" for name in firm_names(len(everyone))],
            "incorporated_on": (16_000 - n * 13 % 5000),
            "registered_province": ["上海"] * (len(everyone) - len(_PROVINCES)) + [*_PROVINCES],
            "scope_text": ["大宗商品贸易、货物进出口、离岸贸易"] * len(everyone),
            "staff_count": 12 + n * 17 % 300,
            "branch_id": [f"SH{i % 8 + 1:02d}" for i in n],
        }
    ).with_columns(as_date("incorporated_on"))


def _status(clients: pl.DataFrame, scheme: str, value: str, valid_from: int) -> pl.DataFrame:
    return clients.select(
        "client_id",
        pl.lit(scheme).alias("scheme"),
        pl.lit(value).alias("value"),
        pl.lit(valid_from).alias("valid_from"),
        pl.lit(valid_from + 1).alias("known_from"),
    )


def _statuses(ids: tuple[str, ...]) -> pl.DataFrame:
    everyone = pl.DataFrame({"client_id": [*ids, *SPECIAL_CLIENTS]}).with_row_index("i")
    name = pl.col("client_id")
    listed, seen, reviewed = 17_500, AS_OF - 1, 19_900
    frames = [
        _status(everyone.filter(name != UNLISTED_CLIENT), "directory", "listed", listed),
        _status(everyone.filter(name != CLASS_B_CLIENT), "safe_class", "A", listed),
        _status(everyone.filter(name == CLASS_B_CLIENT), "safe_class", "B", listed),
        _status(everyone.filter(pl.col("i") % 5 == 0), "client_class", "1", reviewed),
        _status(everyone.filter(pl.col("i") % 5 != 0), "client_class", "2", reviewed),
        _status(everyone.filter(pl.col("i") % 5 < 2), "offshore_list", "listed", reviewed),
        _status(everyone.filter(pl.col("i") % 5 == 0), "lingang_white_list", "listed", reviewed),
        _status(everyone, "registry_status", "normal", seen),
    ]
    return pl.concat(frames).with_columns(
        as_date("valid_from"), as_time(pl.col("known_from"), 8).alias("known_from")
    )


def _foreign(ids: list[str]) -> pl.DataFrame:
    names = firm_names(len(ids))
    shell = pl.col("party_id").str.starts_with("SHL-")
    number = pl.col("party_id").str.extract(r"(\d{3})-[AB]$")
    country = country_of(pl.col("party_id"))
    form = country.replace_strict(dict(zip(COUNTRIES, _FORMS, strict=True)))
    return pl.DataFrame({"party_id": ids, "name": names}).select(
        "party_id",
        pl.concat_str(pl.col("name"), pl.lit(" "), form).alias("name"),
        country.alias("country"),
        pl.lit(False).alias("is_resident"),
        pl.lit(False).alias("is_bank"),
        pl.lit(None, pl.String).alias("client_id"),
        pl.when(shell).then(pl.concat_str(pl.lit("UBO-"), number)).alias("controller_id"),
    )


def _banks() -> pl.DataFrame:
    rows = [
        (OUR_BANK, "Demonstration Bank Shanghai", "CN", True),
        ("BNK-FICTHKHH", "Fictitious Bank Hong Kong", "HK", False),
        ("BNK-FICTSGSG", "Fictitious Bank Singapore", "SG", False),
        ("BNK-FICTGB2L", "Fictitious Bank London", "GB", False),
    ]
    return pl.DataFrame(
        rows, schema=["party_id", "name", "country", "is_resident"], orient="row"
    ).with_columns(
        pl.lit(True).alias("is_bank"),
        pl.lit(None, pl.String).alias("client_id"),
        pl.lit(None, pl.String).alias("controller_id"),
    )


def _parties(
    clients: tuple[str, ...],
    suppliers: tuple[tuple[str, ...], ...],
    buyers: tuple[tuple[str, ...], ...],
    shells: tuple[tuple[str, str], ...],
) -> pl.DataFrame:
    foreign = [p for pool in (*suppliers, *buyers) for p in pool] + [s for p in shells for s in p]
    hong_kong = pl.col("party_id").is_in(HONG_KONG_CLIENTS)
    own = _clients(clients).select(
        pl.col("client_id").alias("party_id"),
        pl.col("name_en").alias("name"),
        pl.lit("CN").alias("country"),
        pl.lit(True).alias("is_resident"),
        pl.lit(False).alias("is_bank"),
        pl.col("client_id"),
        pl.lit(None, pl.String).alias("controller_id"),
    )
    own = own.with_columns(
        pl.when(hong_kong).then(pl.lit("HK")).otherwise("country").alias("country"),
        (~hong_kong).alias("is_resident"),
    )
    domestic = _foreign([RESIDENT_BUYER]).with_columns(
        pl.lit("CN").alias("country"), pl.lit(True).alias("is_resident")
    )
    others = (_foreign(foreign), domestic, _banks(), keepers(shells))
    return pl.concat([f.select(own.columns) for f in (own, *others)])


def _accounts(parties: pl.DataFrame) -> pl.DataFrame:
    own = pl.col("client_id").is_not_null()
    trading = ~pl.col("is_bank") & ~pl.col("party_id").str.starts_with("KPR-")
    return parties.filter(trading).select(
        account_of(pl.col("party_id")).alias("account_no"),
        pl.when(own).then(pl.lit("FTE")).otherwise(pl.lit("OSA")).alias("kind"),
        pl.col("party_id").alias("holder_id"),
        pl.when(own).then(pl.lit(OUR_BIC)).otherwise(bic_of(pl.col("country"))).alias("bank"),
        pl.when(own).then(pl.lit("CN")).otherwise(pl.col("country")).alias("country"),
    )


def bic_of(country: pl.Expr) -> pl.Expr:
    """BIC of a made-up bank in that country."""
    return pl.concat_str(pl.lit("FICT"), country, pl.lit("2L"))
