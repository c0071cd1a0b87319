"""The lines by which firms are reached: address, telephone, domain of mail and web site."""

from __future__ import annotations

import polars as pl

from screening.reference.names import normalised_name

# Nobody's own: the mail of anybody.
_PUBLIC = (
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "proton.me",
    "protonmail.com",
    "163.com",
    "126.com",
    "qq.com",
    "foxmail.com",
    "sina.com",
    "139.com",
    "aliyun.com",
)
_PHONE_DIGITS = 7
LINES = {"firm": pl.String, "kind": pl.String, "value": pl.String}


def lines(parties: pl.DataFrame) -> pl.DataFrame:
    """One row a party and line of it (LINES), sorted; from table parties.

    An address at which very many firms are registered is nobody's line, nor is the mail of anybody.
    """
    own = pl.when(~pl.col("is_mass_address").fill_null(value=False))
    mail = pl.col("email").str.to_lowercase().str.extract(r"@([^@\s>]+)")
    site = pl.col("website").str.to_lowercase().str.extract(r"^(?:\w+://)?(?:www\.)?([^/:\s]+)")
    told = {
        "address": (own.then(normalised_name(pl.col("address"))),),
        "phone": (phone(),),
        "domain": tuple(pl.when(~d.is_in(_PUBLIC)).then(d) for d in (mail, site)),
    }
    rows = [
        parties.select(firm="party_id", kind=pl.lit(kind), value=value)
        for kind, values in told.items()
        for value in values
    ]
    return pl.concat(rows).drop_nulls().unique().sort("firm", "kind", "value")


def phone() -> pl.Expr:
    """A telephone number as its digits; null if there are too few to be one."""
    digits = pl.col("phone").str.replace_all(r"\D", "").str.strip_chars_start("0")
    return pl.when(digits.str.len_chars() >= _PHONE_DIGITS).then(digits)
