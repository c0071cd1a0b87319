"""Made-up names of firms, the same for the same seed; any likeness to a real one is chance."""

from __future__ import annotations

import numpy as np
import polars as pl

_SOUNDS = """
B BR C CH D DR F G GR H J K KR L M N P PR R S SH ST T TR V Y Z | A E I O U AI EI IA
"""
_HEADS, _VOWELS = (part.split() for part in _SOUNDS.split("|"))
_TAILS = ["", "N", "R", "L", "S", "M", "ND", "RK", "X", "T"]
_WORDS = """
TRADING SHIPPING METALS PETROLEUM LOGISTICS RESOURCES COMMODITIES STEEL CHEMICAL MARINE ENERGY
INDUSTRIES HOLDINGS INVESTMENT MINING FOODS
| INTERNATIONAL HK SINGAPORE DUBAI GLOBAL ASIA CHINA GENERAL UNITED PACIFIC
"""
_TRADES, _PLACES = (part.split() for part in _WORDS.split("|"))
_LEGAL = ["CO LTD", "LTD", "LLC", "PTE LTD", "FZE", "GMBH", "SA", "INC", "CO., LIMITED", "JSC"]
ALL_FIRMS_SHARE = frozenset([*_TRADES, *_PLACES, *" ".join(_LEGAL).split()])
"""Words of trades, places and legal forms."""

N_WORDS = 40_000


def own_words(n: int, rng: np.random.Generator) -> pl.Series:
    """Distinct made-up words of two or three syllables, n at most."""
    heads, vowels, tails = (np.array(x) for x in (_HEADS, _VOWELS, _TAILS))
    size = 2 * n
    text = np.full(size, "", dtype="U16")
    for place in range(3):
        syllable = np.char.add(rng.choice(heads, size), rng.choice(vowels, size))
        text = np.where((place < 2) | (rng.random(size) < 0.5), np.char.add(text, syllable), text)
    text = np.char.add(text, rng.choice(tails, size))
    return pl.Series("word", text).unique(maintain_order=True).head(n)


def firm_names(n: int, seed: int) -> pl.Series:
    """Distinct names of firms, n at most: one to three own words, some borne by very many firms."""
    rng = np.random.default_rng(seed)
    words = own_words(N_WORDS, np.random.default_rng(0))
    size = int(n * 1.3)
    frame = pl.DataFrame(
        {
            "first": words.gather(_often(rng, size)),
            "second": _some(words.gather(_often(rng, size)), rng, 0.55),
            "third": _some(words.gather(_often(rng, size)), rng, 0.1),
            "place": _some(pl.Series(rng.choice(_PLACES, size)), rng, 0.4),
            "trade": _some(pl.Series(rng.choice(_TRADES, size)), rng, 0.8),
            "legal": pl.Series(rng.choice(_LEGAL, size)),
        }
    )
    return (
        frame.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).alias("name"))
        .to_series()
        .unique(maintain_order=True)
        .head(n)
    )


def _often(rng: np.random.Generator, size: int) -> pl.Series:
    """Places of words, the early ones far more often than the late."""
    place = np.minimum(N_WORDS * 0.9 * rng.random(size) ** 2.5, N_WORDS * 0.9)
    return pl.Series(place.astype(np.int64))


def _some(values: pl.Series, rng: np.random.Generator, share: float) -> pl.Series:
    keep = pl.Series(rng.random(len(values)) < share)
    return pl.select(pl.when(keep).then(values)).to_series()
