"""What a deal names that a list knows, on its papers and payments, with where it stands."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.reference import company_number, imo_number

MENTION = ["deal_id", "kind", "value", "party_id", "imo", "document_id", "payment_id"]
_OF_PAPERS = {
    "contracts": ("seller_id", "buyer_id"),
    "invoices": ("seller_id", "buyer_id"),
    "transport_documents": ("shipper_id", "consignee_id", "notify_id"),
    "warehouse_receipts": ("keeper_id",),
}
_DATES = {
    "contracts": ("sign_date",),
    "invoices": ("issue_date",),
    "transport_documents": ("issue_date", "on_board_date", "discharge_date"),
    "warehouse_receipts": ("issue_date",),
}
_COMPANIES = ("imo_company", "owner")  # told by an IMO company number


def mentions(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal, name or identifier, and paper or payment that bears it: the MENTION columns.

    Values that no list knows are left out, unless the bank's own screening may know them.
    `kind` is that of `Sides.listed`, or unnamed for a party that nothing tells the name of.
    `party_id` is the party meant, where an id says so, and `imo` the ship's number beside a name.
    Who controls a party, and who owns a ship by the register, is named where they are.
    """
    wanted = sides.listed.lazy().select("kind", "value").unique()
    every = sides.has("screening_results")
    known = names_known(sides)
    names = known if every else known.join(wanted, on=["kind", "value"], how="semi")
    parties = parties_named(part)
    named = [parties.join(names, on="party_id").with_columns(*_none("imo"))]
    named += [
        rows.join(names, on="party_id").with_columns(*_none("imo"))
        for rows in (_controllers(parties, sides), _banks_by_id(part))
    ]
    own = [_of_bills(part), _ship_owners(part, sides), *_of_payments(part), _banks(part)]
    if not every:
        own = [rows.join(wanted, on=["kind", "value"], how="semi") for rows in own]
    rows = [*named, *own, _unnamed(parties, sides)]
    return pl.concat([r.select(MENTION) for r in rows]).drop_nulls("value").unique()


def event_days(part: Partition) -> pl.LazyFrame:
    """One row a deal: first_day and last_day of what happened; a payment that waits is of today."""
    days = [
        part.used(name).select("deal_id", day=column)
        for name, columns in _DATES.items()
        for column in columns
    ]
    paid = part.paid()
    days += [
        part.deals.lazy().select("deal_id", day=column)
        for column in ("title_in_date", "title_out_date")
    ]
    days += [
        paid.select("deal_id", day="paid_on"),
        paid.filter(pl.col("state") == "requested").select(
            "deal_id", day=pl.lit(part.as_of_day, pl.Date)
        ),
        part.deals.lazy().select("deal_id", day=pl.col("submitted_at").dt.date()),
    ]
    spans = (
        pl.concat(days)
        .group_by("deal_id")
        .agg(first_day=pl.col("day").min(), last_day=pl.col("day").max())
    )
    today = pl.lit(part.as_of_day, pl.Date)
    return spans.with_columns(
        pl.col("first_day").fill_null(today), pl.col("last_day").fill_null(today)
    )


def _none(*columns: str) -> list[pl.Expr]:
    return [pl.lit(None, pl.String).alias(c) for c in columns]


def parties_named(part: Partition) -> pl.LazyFrame:
    """Who the papers, payments and endorsements name by an id."""
    return part.kept("parties named", lambda: _parties_named(part))


def _parties_named(part: Partition) -> pl.LazyFrame:
    rows = [
        part.used(name).select("deal_id", "document_id", *_none("payment_id"), party_id=column)
        for name, columns in _OF_PAPERS.items()
        for column in columns
    ]
    used = part.uses.lazy().select("deal_id", "document_id").unique()
    endorsed = used.join(part.table("endorsements"), on="document_id")
    rows += [
        endorsed.select("deal_id", "document_id", *_none("payment_id"), party_id=column)
        for column in ("endorser_id", "endorsee_id")
    ]
    rows += [
        part.paid().select("deal_id", *_none("document_id"), "payment_id", party_id=column)
        for column in ("debtor_id", "creditor_id")
    ]
    client = part.deals.lazy().select(
        "deal_id", *_none("document_id", "payment_id"), party_id="client_id"
    )
    return pl.concat([*rows, client]).drop_nulls("party_id").unique()


def names_known(sides: Sides) -> pl.LazyFrame:
    """One row a party and name or identifier of it."""
    clients, known = sides.table("clients"), sides.table("parties")
    of_clients = {"name_cn": "name", "name_en": "name", "lei": "lei", "uscc": "registration"}
    of_parties = {"name": "name", "lei": "lei", "registration_no": "registration"}
    of_parties["imo_company"] = "registration"
    rows = [
        frame.select(party_id=key, kind=pl.lit(kind), value=_value(kind, column))
        for frame, key, columns in (
            (clients, "client_id", of_clients),
            (known, "party_id", of_parties),
        )
        for column, kind in columns.items()
    ]
    return pl.concat(rows).drop_nulls("value").unique()


def _unnamed(parties: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The parties that nothing tells the name of."""
    named = names_known(sides).filter(pl.col("kind") == "name").select("party_id").unique()
    rows = parties.join(named, on="party_id", how="anti")
    return rows.with_columns(*_none("imo"), kind=pl.lit("unnamed"), value=pl.col("party_id"))


def _value(kind: str, column: str) -> pl.Expr:
    """A column as the value of that kind that the lists are asked for."""
    if kind == "name":
        return pl.col(column)
    return company_number(pl.col(column)) if column in _COMPANIES else _code(column)


def _code(column: str) -> pl.Expr:
    return pl.col(column).str.to_uppercase().str.replace_all(r"\s", "")


def _controllers(parties: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The controllers of the parties, by their id, where the parties are named."""
    known = sides.table("parties").select("party_id", "controller_id").drop_nulls()
    of_other = known.filter(pl.col("party_id") != pl.col("controller_id"))
    return parties.join(of_other, on="party_id").with_columns(party_id="controller_id")


def _banks_by_id(part: Partition) -> pl.LazyFrame:
    """The banks of letters of credit that are named by a party's id."""
    credits = part.table("letters_of_credit")
    rows = [
        credits.select("deal_id", *_none("document_id", "payment_id"), party_id=column)
        for column in ("issuing_bank_id", "advising_bank_id")
    ]
    return pl.concat(rows).drop_nulls("party_id")


def _ship_owners(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Who the register says owned the ship of a bill from its loading to its discharge."""
    register = sides.table("vessels").select(
        "valid_from", "valid_to", "owner", imo=imo_number(pl.col("imo"))
    )
    bills = part.used("transport_documents").select(
        *("deal_id", "document_id", "on_board_date", "discharge_date"),
        *_none("payment_id", "party_id"),
        imo=imo_number(pl.col("vessel_imo")),
    )
    today = pl.lit(part.as_of_day, pl.Date)
    begun = pl.col("valid_from") <= pl.col("discharge_date").fill_null(today)
    not_over = pl.col("valid_to") >= pl.col("on_board_date")
    owned = (
        bills.join(register.drop_nulls("owner"), on="imo")
        .filter(begun.fill_null(value=True) & not_over.fill_null(value=True))
        .with_columns(*_none("imo"))
    )
    rows = [
        owned.with_columns(kind=pl.lit(kind), value=_value(kind, "owner"))
        for kind in ("name", "registration")
    ]
    return pl.concat([r.select(MENTION) for r in rows]).drop_nulls("value")


def _of_bills(part: Partition) -> pl.LazyFrame:
    bills = part.used("transport_documents").with_columns(
        *_none("payment_id", "party_id"), imo=imo_number(pl.col("vessel_imo"))
    )
    kinds = {"vessel": pl.col("vessel_name"), "imo": pl.col("imo")}
    kinds["name"] = pl.col("issuing_party_name")
    rows = [bills.with_columns(kind=pl.lit(k), value=v).select(MENTION) for k, v in kinds.items()]
    return pl.concat(rows)


def _of_payments(part: Partition) -> list[pl.LazyFrame]:
    paid = part.paid().with_columns(*_none("document_id", "imo"))
    named = [
        paid.with_columns(kind=pl.lit("name"), value=f"{who}_name", party_id=f"{who}_id")
        for who in ("debtor", "creditor")
    ]
    banks = [
        paid.with_columns(*_none("party_id"), kind=pl.lit("bic"), value=_bic(column))
        for column in ("debtor_agent", "creditor_agent", "bank")
    ]
    return [rows.select(MENTION) for rows in (*named, *banks)]


def _banks(part: Partition) -> pl.LazyFrame:
    credits = part.table("letters_of_credit")
    rows = [
        credits.select(
            "deal_id",
            *_none("party_id", "imo", "document_id", "payment_id"),
            kind=pl.lit("bic"),
            value=_bic(column),
        )
        for column in ("issuing_bank_id", "advising_bank_id")
    ]
    return pl.concat([r.select(MENTION) for r in rows])


def _bic(column: str) -> pl.Expr:
    return _code(column).str.replace(r"^(.{8})XXX$", "${1}")
