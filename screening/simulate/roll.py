"""Ids of the simulated world: clients, their counterparties, and firms with a part to play."""

from __future__ import annotations

import polars as pl

from screening.simulate.goods import GOODS

OUR_BANK = "BNK-DEMOCNSH"
FOREIGN_BANKS = ("BNK-FICTHKHH", "BNK-FICTSGSG", "BNK-FICTGB2L")
CLASS_B_CLIENT = "C9001"
UNLISTED_CLIENT = "C9002"
HONG_KONG_CLIENTS = ("C9101", "C9102")
NON_LOCAL_CLIENTS = tuple(f"C92{i:02d}" for i in range(1, 7))
SPECIAL_CLIENTS = (CLASS_B_CLIENT, UNLISTED_CLIENT, *HONG_KONG_CLIENTS, *NON_LOCAL_CLIENTS)
RESIDENT_BUYER = "PTY-CN-0001"
NAMESAKE_BUYER = "NMS-00001"
COUNTRIES = ("SG", "HK", "CH", "AE", "GB", "KR", "JP", "AU", "NL", "US")

_STAR_CLIENTS, _GROUP_CLIENTS = 9_300, 9_600  # where their numbers begin
_MOST = 300
STAR, GROUP = "STR-", "GRP-"
STAR_FIRMS = 4  # three in Hong Kong, one in the islands, all of one owner


def ordinary_clients(deals: int) -> tuple[str, ...]:
    """Clients of a book of that many deals, without those with a part to play."""
    return tuple(f"C{i:04d}" for i in range(1, max(24, min(deals // 400, 8000)) + 1))


def star_clients(deals: int) -> tuple[str, ...]:
    """Young clients that trade with firms of one owner alone."""
    return _numbered(_STAR_CLIENTS, max(2, deals // 4_000))


def group_clients(deals: int) -> tuple[str, ...]:
    """Procurement centres that buy from firms of their own group."""
    return _numbered(_GROUP_CLIENTS, max(2, deals // 2_500))


def _numbered(first: int, n: int) -> tuple[str, ...]:
    return tuple(f"C{first + i}" for i in range(min(n, _MOST)))


def pool(prefix: str, per_good: int) -> tuple[tuple[str, ...], ...]:
    """Parties of one sort: a tuple a commodity, as GOODS."""
    return tuple(
        tuple(f"{prefix}-{k * per_good + i + 1:05d}" for i in range(per_good))
        for k in range(len(GOODS))
    )


def star_firm(client: str, place: int) -> str:
    """The firm in that place, 1 to STAR_FIRMS, around a star client."""
    return f"{STAR}{client}-{place}"


def group_parent(client: str) -> str:
    """The firm that owns a procurement centre."""
    return f"{GROUP}{client}-P"


def group_supplier(client: str) -> str:
    """The firm of its own group a procurement centre buys from."""
    return f"{GROUP}{client}-S"


def carrier(code: pl.Expr) -> pl.Expr:
    """The party that a carrier is, from its code."""
    return pl.concat_str(pl.lit("CAR-"), code)


def is_ordinary(client: pl.Expr) -> pl.Expr:
    """Whether a client's id is that of one without a part to play."""
    return client.str.slice(1, 1) != "9"


def buys_currency(client: pl.Expr) -> pl.Expr:
    """Whether a client buys foreign exchange for its trade; such clients use no RMB in it."""
    return is_ordinary(client) & (number_of(client) % 3 == 0)


def number_of(party: pl.Expr) -> pl.Expr:
    """Number in an id; null for ids without one."""
    return party.str.extract(r"(\d+)(?:-[A-Z0-9])?$").cast(pl.Int64)


def is_keeper(party: pl.Expr) -> pl.Expr:
    """Whether an id is that of a keeper of warehouses."""
    return party.str.starts_with("KPR-")


def is_star(party: pl.Expr) -> pl.Expr:
    """Whether an id is that of a firm around a star client."""
    return party.str.starts_with(STAR)


def is_group(party: pl.Expr) -> pl.Expr:
    """Whether an id is that of a firm of a procurement centre's group."""
    return party.str.starts_with(GROUP)
