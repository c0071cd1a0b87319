"""Names, goods and document numbers made comparable, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Callable

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
# Words of goods descriptions that say nothing of what the goods are.
_GOODS_FILLING = (
    r"\b(?:A|AN|AND|AS|ABOUT|BAGS|BELOW|BULK|BY|CARGO|CARTONS|FOR|FROM|GOODS|IN|LOOSE|MADE|NET|OF|"
    r"OR|ORIGIN|OTHER|PACKED|PALLETS|PER|THAN|THE|TO|WITH)\b"
)


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


def firm_similarity(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct (a, b) of firms' names: similarity, 0 to 1; null if not to be told.

    Words in any order (rapidfuzz token_sort_ratio) on the names as `normalised_name` writes them.
    A name in Chinese and one in Latin letters cannot be compared.
    """
    from rapidfuzz.fuzz import token_sort_ratio  # noqa: PLC0415 needed by few commands

    return _by_words(pairs, normalised_name, token_sort_ratio)


def goods_similarity(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct (a, b) of goods descriptions: similarity, 0 to 1; null if not to be told.

    1 where one says all that the other does and more, for papers may describe goods in general
    terms (UCP 600 art. 14(e)); rapidfuzz token_set_ratio on words that say what the goods are.
    A description in Chinese and one in Latin letters cannot be compared.
    """
    from rapidfuzz.fuzz import token_set_ratio  # noqa: PLC0415 needed by few commands

    return _by_words(pairs, _goods_words, token_set_ratio)


def _goods_words(value: pl.Expr) -> pl.Expr:
    words = normalised_name(value).str.replace_all(_GOODS_FILLING, " ")
    return _filled(words.str.replace_all(r"\s+", " ").str.strip_chars())


def _by_words(
    pairs: pl.DataFrame, words: Callable[[pl.Expr], pl.Expr], scorer: Callable[..., float]
) -> pl.DataFrame:
    asked = pairs.select(pl.col("a", "b").cast(pl.String)).unique().sort("a", "b")
    written = asked.with_columns(left=words(pl.col("a")), right=words(pl.col("b")))
    latin = [pl.col(c).str.contains(r"\p{Latin}") for c in ("left", "right")]
    # In names in two scripts only the words that share one are compared.
    written = written.with_columns(
        pl.when(latin[0] & latin[1])
        .then(_filled(pl.col(c).str.replace_all(r"\p{Han}+", " ").str.strip_chars()))
        .otherwise(c)
        for c in ("left", "right")
    )
    han = [pl.col(c).str.contains(r"\p{Han}") for c in ("left", "right")]
    one_script = (latin[0] & latin[1]) | (han[0] & han[1]) | (pl.col("left") == pl.col("right"))
    both = written.filter(one_script).select("left", "right").unique().sort("left", "right")
    scores = _scored(both["left"], both["right"], scorer) / 100
    alike = both.with_columns(similarity=scores.round(6))
    return written.join(alike, on=["left", "right"], how="left", maintain_order="left").select(
        "a", "b", "similarity"
    )


def _alike(left: pl.Series, right: pl.Series) -> pl.Series:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 needed by few commands

    return _scored(left, right, Indel.normalized_similarity)


def _scored(left: pl.Series, right: pl.Series, scorer: Callable[..., float]) -> pl.Series:
    from rapidfuzz.process import cpdist  # noqa: PLC0415 needed by few commands

    scores = cpdist(left.to_list(), right.to_list(), scorer=scorer, dtype=np.float64)
    return pl.Series("similarity", np.asarray(scores, np.float64))


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.len_chars() > 0).then(text)
