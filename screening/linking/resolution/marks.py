"""What tells parties apart or makes them one: identifiers, names, places and lines of each id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from screening.reference import normalised_ref
from screening.reference.entities import BY_NAME
from screening.reference.lines import lines
from screening.schema import TABLES

MARKS = {"id": pl.String, "kind": pl.String, "value": pl.String}
IDENTIFIERS = ("lei", "uscc", "registration", "imo_company")
KEPT = (*IDENTIFIERS, "name")  # the kinds later batches are held against
_BEARING = {
    "contracts": ("seller_id", "buyer_id"),
    "invoices": ("seller_id", "buyer_id"),
    "transport_documents": ("shipper_id", "consignee_id", "notify_id"),
    "warehouse_receipts": ("keeper_id",),
    "endorsements": ("endorser_id", "endorsee_id"),
    "payments": ("client_id", "creditor_id", "debtor_id"),
    "deals": ("client_id",),
    "party_links": ("party_id", "other_party_id"),
}
_NO_NUMBER = ("NA", "NONE", "NULL", "UNKNOWN", "NIL", "TBA", "PENDING")
_USCC_LENGTH = 18


def marks(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row an id, kind of mark and value (MARKS), sorted; an id is a party's or a client's.

    A payment that names a party and does not number it makes the id NAME:..., as messages do.
    """
    rows = [pl.DataFrame(schema=MARKS), *_of_parties(tables), *_of_clients(tables)]
    rows += [*_of_payments(tables), *_of_accounts(tables)]
    return pl.concat(rows).drop_nulls().unique().sort("id", "kind", "value")


def identifying(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """What earlier runs are asked of: one column each of party ids, and identifiers with kinds.

    `deal_id` are the deals of the batch: a run that has no other live deal is no history of it.
    """
    every = marks(tables)
    ids = [every.select("id"), *_ids_on(tables)]
    numbers = every.filter(pl.col("kind").is_in(KEPT))
    deals = [
        frame.select(id="deal_id") for _, frame in sorted(tables.items()) if "deal_id" in frame
    ]
    return {
        "party": pl.concat(ids).drop_nulls().unique(),
        "identifier": numbers.select(pl.concat_str("kind", pl.lit(":"), "value")).unique(),
        "own_deal": pl.concat([every.select("id").clear(), *deals]).drop_nulls().unique(),
    }


def _ids_on(tables: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The ids of firms that papers and payments bear."""
    for table, columns in _BEARING.items():
        for column in columns:
            yield _table(tables, table).select(id=pl.col(column))


def _table(tables: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    return tables.get(name, TABLES[name].empty())


def _row(frame: pl.DataFrame, key: str, kind: str, value: pl.Expr) -> pl.DataFrame:
    return frame.select(pl.col(key).alias("id"), pl.lit(kind).alias("kind"), value.alias("value"))


def _of_parties(tables: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    rows = _table(tables, "parties")
    number, country = _number("registration_no"), pl.col("country").str.to_uppercase()
    is_uscc = (country == "CN") & (number.str.len_chars() == _USCC_LENGTH)
    told = {
        "party": pl.col("party_id"),
        "lei": _number("lei"),
        "uscc": pl.when(is_uscc).then(number),
        "registration": pl.when(~is_uscc).then(pl.concat_str(country, pl.lit(":"), number)),
        "imo_company": _number("imo_company"),
        "name": pl.col("name"),
        "country": country,
        "incorporated_on": pl.col("incorporated_on").cast(pl.String),
        "controller": pl.col("controller_id"),
    }
    for kind, value in told.items():
        yield _row(rows, "party_id", kind, value)
    yield lines(rows).rename({"firm": "id"})
    made = rows.filter(pl.col("party_id").str.starts_with(BY_NAME))
    yield _row(made, "party_id", "name", pl.col("party_id").str.strip_prefix(BY_NAME))


def _of_clients(tables: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    rows = _table(tables, "clients")
    yield _row(rows, "client_id", "client", pl.col("client_id"))
    yield _row(rows, "client_id", "lei", _number("lei"))
    yield _row(rows, "client_id", "uscc", _number("uscc"))
    for column in ("name_cn", "name_en"):
        yield _row(rows, "client_id", "name", pl.col(column))


def _of_payments(tables: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Names and accounts of those whom payments name and do not number."""
    rows = _table(tables, "payments")
    for side in ("debtor", "creditor"):
        plain = (
            pl.col(f"{side}_name")
            .str.normalize("NFKC")
            .str.replace_all(r"\s+", " ")
            .str.strip_chars()
            .str.to_uppercase()
        )
        made = pl.when(plain != "").then(pl.concat_str(pl.lit(BY_NAME), plain))
        named = rows.with_columns(id=pl.coalesce(f"{side}_id", made)).filter(
            pl.col("id").str.starts_with(BY_NAME)
        )
        name = pl.coalesce(f"{side}_name", pl.col("id").str.strip_prefix(BY_NAME))
        yield _row(named, "id", "name", name)
        yield _row(named, "id", "account", normalised_ref(pl.col(f"{side}_account")))


def _of_accounts(tables: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Accounts of their holders; a bank's own account is one through which others are paid."""
    banks = _table(tables, "parties").filter(pl.col("is_bank"))
    rows = _table(tables, "accounts").join(
        banks, left_on="holder_id", right_on="party_id", how="anti"
    )
    yield _row(rows, "holder_id", "account", normalised_ref(pl.col("account_no")))


def _number(column: str) -> pl.Expr:
    """An identifier as letters and digits; null where it only fills its place."""
    said = normalised_ref(pl.col(column))
    is_filling = said.is_in(_NO_NUMBER) | said.str.contains(r"^0+$|^9+$|^X+$")
    return pl.when(~is_filling).then(said)
