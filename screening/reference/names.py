"""Names and document numbers made comparable, and how alike two vessel names are."""

from __future__ import annotations

import numpy as np
import polars as pl

# Legal forms that one firm writes in several ways; only whole words are replaced.
_LEGAL_FORMS = (
    (r"\b(?:COMPANY|CO)\b", "CO"),
    (r"\b(?:LIMITED|LTD)\b", "LTD"),
    (r"\b(?:CORPORATION|CORP)\b", "CORP"),
    (r"\b(?:INCORPORATED|INC)\b", "INC"),
    (r"\b(?:PRIVATE|PVT|PTE)\b", "PTE"),
)
_SHIP_PREFIX = r"^(?:M ?V|M ?T|M ?S|S ?S) "


def normalised_ref(value: pl.Expr) -> pl.Expr:
    """A document number as letters and digits alone, upper case; null when nothing is left.

    Full-width characters become plain. Leading zeros stay: they are part of a number.
    """
    plain = value.str.normalize("NFKC").str.to_uppercase()
    return _filled(plain.str.replace_all(r"[^\p{L}\p{N}]", ""))


def normalised_name(value: pl.Expr) -> pl.Expr:
    """A name in upper case words, without accents and marks; null when nothing is left.

    Legal forms are written one way (COMPANY LIMITED and Co., Ltd. are both CO LTD).
    """
    plain = value.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.normalize("NFKC")
    text = plain.str.to_uppercase().str.replace_all(r"\b(\p{L})\.", "${1}")  # L.L.C. is LLC
    text = text.str.replace_all("&", " AND ").str.replace_all(r"['’`]", "")
    text = text.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    for pattern, form in _LEGAL_FORMS:
        text = text.str.replace_all(pattern, form)
    return _filled(text)


def vessel_name(value: pl.Expr) -> pl.Expr:
    """A vessel's name normalised, without the prefix MV, MT, MS or SS."""
    return _filled(normalised_name(value).str.replace(_SHIP_PREFIX, ""))


def name_similarity(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct (a, b) of vessel names, sorted: similarity, 0 to 1; null if one is absent.

    1 less the insertions and deletions that turn one into the other, over both lengths
    (rapidfuzz Indel), on the names as `vessel_name` writes them.
    """
    asked = pairs.select(pl.col("a").cast(pl.String), pl.col("b").cast(pl.String)).unique()
    asked = asked.sort("a", "b").with_columns(
        left=vessel_name(pl.col("a")), right=vessel_name(pl.col("b"))
    )
    both = asked.drop_nulls(["left", "right"]).select("left", "right").unique().sort("left")
    alike = both.with_columns(similarity=_alike(both["left"], both["right"]))
    return asked.join(alike, on=["left", "right"], how="left", maintain_order="left").select(
        "a", "b", "similarity"
    )


def _alike(left: pl.Series, right: pl.Series) -> pl.Series:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 needed by few commands
    from rapidfuzz.process import cpdist  # noqa: PLC0415

    scores = cpdist(
        left.to_list(), right.to_list(), scorer=Indel.normalized_similarity, dtype=np.float64
    )
    return pl.Series("similarity", np.asarray(scores, np.float64))


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.len_chars() > 0).then(text)
