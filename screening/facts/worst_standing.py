"""Facts of eligibility at every payment: the first at which the client stood worse than it may."""

from __future__ import annotations

import polars as pl

from screening.facts.settlement import RMB

_NO_CONFLICT = "NONE"
_FX, _RMB = "FX", "RMB"


def worst_standing(paid: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal, of rows a deal and payment with how its client stood on that day (`on`).

    One payment at which it stood badly decides; one at which nobody knows leaves the deal open.
    The first such payment is named with its day. Directory and class are law for payments in
    foreign currency, the list of supervised firms is for those in RMB: there such payments go
    first, and `_kind` says which law the payment named is under. Where none is named it is that of
    the deal (`currency_kind`), of one in both the stricter.
    """
    safe_class, supervised = pl.col("safe_class"), pl.col("rmb_key_supervision")
    conflict, directory = pl.col("conflict"), pl.col("directory")
    rows = paid.sort("deal_id", "on", "payment_id", nulls_last=True).with_columns(
        *_marked("off_directory", ~directory, _FX),
        *_marked("low_class", safe_class.is_in(["B", "C"]), _FX),
        *_marked("supervised", supervised, _RMB),
        conflict_found=(conflict != _NO_CONFLICT).fill_null(value=False),
    )
    return rows.group_by("deal_id", maintain_order=True).agg(
        *_decided("is_in_directory_when_paid", directory, "off_directory"),
        *_decided("safe_class_when_paid", safe_class, "low_class"),
        *_decided("is_supervised_when_paid", supervised, "supervised"),
        *_decided("status_conflict", conflict, "conflict"),
        _kind("off_directory", _FX),
        _kind("low_class", _FX),
        _kind("supervised", _RMB),
    )


def _marked(named: str, is_bad: pl.Expr, strict: str) -> tuple[pl.Expr, ...]:
    """The payments where it is bad that may decide, `strict` ones first; and each one's law."""
    bad = is_bad.fill_null(value=False)
    worst = bad & (_law(strict) == strict).fill_null(value=False)
    found = pl.when(worst.any().over("deal_id")).then(worst).otherwise(bad)
    return found.alias(f"{named}_found"), _law(strict).alias(f"{named}_law")


def _law(strict: str) -> pl.Expr:
    """FX or RMB by the payment's currency; of a deal without payments by the deal's."""
    in_rmb = pl.col("currency").is_in(RMB)
    of_payment = pl.when(in_rmb).then(pl.lit(_RMB)).when(~in_rmb).then(pl.lit(_FX))
    of_deal = pl.col("currency_kind").replace({"MIXED": strict})
    return pl.when(pl.col("payment_id").is_not_null()).then(of_payment).otherwise(of_deal)


def _decided(name: str, value: pl.Expr, named: str) -> tuple[pl.Expr, ...]:
    """The value at the first payment where it is bad, else any that is known of all; that payment.

    Values that are not bad are one: TRUE, A, FALSE, NONE.
    """
    found = pl.col(f"{named}_found")
    return (
        pl.when(found.any())
        .then(value.filter(found).first())
        .when(value.is_not_null().all())
        .then(value.first())
        .alias(name),
        pl.col("payment_id").filter(found).first().alias(f"{named}_payment_id"),
        pl.col("on").filter(found).first().alias(f"{named}_on"),
    )


def _kind(named: str, strict: str) -> pl.Expr:
    """The law of the payment that decides; of a deal where none does, its own or the stricter."""
    found = pl.col(f"{named}_found")
    return (
        pl.when(found.any())
        .then(pl.col(f"{named}_law").filter(found).first())
        .otherwise(pl.col("currency_kind").replace({"MIXED": strict}).first())
        .alias(f"{named}_kind")
    )
