"""Forms and signers of papers: each firm has its own, and a desk that forges has one for all."""

from __future__ import annotations

import polars as pl

from screening.simulate.change import change, of
from screening.simulate.people import People

_SELLERS = 3  # of one forger, with two deals each


def forged(book: pl.DataFrame, people: People) -> pl.DataFrame:
    """T09: three shells of three owners, each seller of two deals, whose papers one desk writes.

    No honest deal is with a shell.
    """
    firms = pl.Series([a for a, _ in people.shells])
    place = (pl.col("leader") + pl.col("part") // 2 % _SELLERS) % len(firms)
    seller = firms[book.select(place)["leader"].to_list()]
    return change(book, of("T09"), supplier_id=seller, payee_id=seller)


def contract_form(leg: str) -> pl.Expr:
    """Form of a contract: purchases of one commodity are on the form of its trade."""
    return pl.when(pl.lit(leg == "buy")).then(pl.format("STD-{}", "good"))


def invoice_form(seller: str, leg: str) -> pl.Expr:
    """Form of an invoice: the seller's own, of T09 the desk's."""
    is_forged = of("T09") & pl.lit(leg == "buy")
    return pl.when(is_forged).then(_desk("FORM")).otherwise(pl.format("FORM-{}", seller))


def signer(leg: str) -> pl.Expr:
    """Who signed a contract for the seller, where T09's desk did; nobody noted others."""
    return pl.when(of("T09") & pl.lit(leg == "buy")).then(_desk("Signer"))


def _desk(what: str) -> pl.Expr:
    return pl.format(
        f"{what} of desk {{}}", pl.col("deal_id").first().over("leader", order_by="part")
    )
