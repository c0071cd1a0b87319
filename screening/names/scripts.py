"""Names brought to one script: plain Latin capitals, and simplified Chinese characters.

Chinese characters are simplified by OpenCC; whatever is not Latin is written in Latin letters by
anyascii (Chinese in pinyin, character by character). Both over distinct texts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl

LONGEST = 300
"""Characters of a name that are compared; what follows them is left out."""

_HAN = r"\p{Han}"
_UNSEEN = r"[\p{Cf}\p{Cc}\p{Co}\p{Cn}]"  # zero width, direction marks, control characters


def plain(name: pl.Expr) -> pl.Expr:
    """A name's first characters, of one width, without unseen marks, in capitals."""
    cut = name.str.slice(0, LONGEST)
    whole = (
        pl.when(name.str.len_chars() > LONGEST).then(cut.str.replace(r"\s\S*$", "")).otherwise(cut)
    )
    text = whole.str.normalize("NFKC").str.replace_all(r"[\s\p{Z}]", " ")
    return text.str.replace_all(_UNSEEN, "").str.to_uppercase()


def chinese(texts: pl.Series) -> pl.Series:
    """The Chinese characters of each plain text, simplified, other writing as blanks."""
    found = texts.str.replace_all(rf"[^{_HAN}]+", " ").str.strip_chars()
    return _once(found, found.str.contains(_HAN), _simplified)


def latin(texts: pl.Series) -> pl.Series:
    """Each plain text in plain Latin capitals, Chinese characters left out."""
    rest = texts.str.replace_all(rf"{_HAN}+", " ")
    bare = rest.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.normalize("NFKC")
    return _once(bare, bare.str.contains(r"[^\x00-\x7F]"), in_latin_letters)


def in_latin_letters(text: str) -> str:
    """A text in Latin capitals, as far as anyascii knows its script."""
    from anyascii import anyascii  # noqa: PLC0415 needed by few commands

    return anyascii(text).upper()


def pinyin(words: pl.Series) -> pl.Series:
    """Each Chinese word in pinyin capitals, its syllables together."""
    return _once(words, words.str.contains(_HAN), in_latin_letters)


def _simplified(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 needed by few commands

    return OpenCC("t2s")


def _once(texts: pl.Series, is_asked: pl.Series, convert: Callable[[str], str]) -> pl.Series:
    """The texts, those asked for converted, each distinct one once and all in one call."""
    asked = texts.filter(is_asked).unique().sort()
    if asked.is_empty():
        return texts
    done = pl.Series(convert("\n".join(asked.to_list())).split("\n"), dtype=pl.String)
    return texts.replace_strict(asked, done, default=texts)
