"""Reasons with their placeholders filled from the facts, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from screening.schema import FACTS, FactType
from screening.schema.chinese import CODES_ZH, LIST_SEPARATOR, LIST_SEPARATOR_ZH, LISTS_ZH

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_UNKNOWN = {"en": "unknown", "zh": "未知"}
_TRUTH = {"en": ("yes", "no"), "zh": ("是", "否")}
_WRITTEN = "written:"
_SCALE = 10_000  # four places; values_seen keeps the exact value
_LARGEST = 1e14  # beyond it, four places no longer fit a whole number of 64 bits


def placeholders(text: str) -> tuple[str, ...]:
    """Names in braces, each once, in order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def stray_braces(text: str) -> bool:
    """Whether a brace is left that belongs to no placeholder."""
    rest = _PLACEHOLDER.sub("", text)
    return "{" in rest or "}" in rest


def written(facts: Iterable[str]) -> list[pl.Expr]:
    """One text column a fact: its value as a person writes it, null if it is missing.

    `rendered` reads these; written once, they serve both languages.
    """
    return [_written(pl.col(f), FACTS[f].type).alias(f"{_WRITTEN}{f}") for f in facts]


def rendered(text: str, language: str) -> pl.Expr:
    """The text a row, placeholders filled from `written` columns (`en` or `zh`)."""
    pieces = _PLACEHOLDER.split(text)  # text, name, text, name, ..., text
    parts = [
        _filled(piece, language) if i % 2 else pl.lit(piece, pl.String)
        for i, piece in enumerate(pieces)
        if piece
    ]
    return pl.concat_str(parts)


def _filled(fact: str, language: str) -> pl.Expr:
    column = pl.col(f"{_WRITTEN}{fact}")
    if FACTS[fact].type is FactType.BOOLEAN:
        yes, no = _TRUTH[language]
        column = pl.when(column == "yes").then(pl.lit(yes)).when(column == "no").then(pl.lit(no))
    elif language == "zh":
        column = _in_chinese(column, fact)
    return column.fill_null(_UNKNOWN[language])


def _in_chinese(value: pl.Expr, fact: str) -> pl.Expr:
    """The value with its known codes put into Chinese; ids and free text stand as they are."""
    if fact in LISTS_ZH:
        listed = value.str.split(LIST_SEPARATOR)
        words = pl.element().replace(dict(LISTS_ZH[fact]))
        return listed.list.eval(words).list.join(LIST_SEPARATOR_ZH)
    return value.replace(dict(CODES_ZH[fact])) if fact in CODES_ZH else value


def _written(value: pl.Expr, kind: FactType) -> pl.Expr:
    match kind:
        case FactType.DOUBLE:
            return _double(value)
        case FactType.BIGINT:
            return _sign(value) + _grouped(value)
        case FactType.BOOLEAN:
            return pl.when(value).then(pl.lit("yes")).when(~value).then(pl.lit("no"))
        case FactType.DATE:
            return value.dt.strftime("%Y-%m-%d")
        case FactType.VARCHAR:
            return value


def _sign(value: pl.Expr) -> pl.Expr:
    return pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))


def _double(value: pl.Expr) -> pl.Expr:
    """1,234.5 style with at most four places; small values keep four significant digits."""
    size = value.abs()
    scaled = pl.when(size < _LARGEST).then((size * _SCALE).round()).cast(pl.Int64)
    places = (scaled % _SCALE).cast(pl.String).str.zfill(4).str.strip_chars_end("0")
    point = pl.when(places == "").then(pl.lit("")).otherwise(pl.lit("."))
    fixed = _grouped(scaled // _SCALE) + point + places
    raw = size.cast(pl.String).str.strip_suffix(".0")
    tiny = size.round_sig_figs(4).cast(pl.String).str.strip_suffix(".0")
    shown = pl.when(size >= _LARGEST).then(raw).when((size < 1) & (size != 0)).then(tiny)
    return pl.when(value.is_not_null()).then(_sign(value) + shown.otherwise(fixed))


def _grouped(whole: pl.Expr) -> pl.Expr:
    """Digits of a whole number without its sign, in groups of three up to the trillions."""
    digits = whole.cast(pl.String).str.strip_prefix("-")
    groups = [digits.str.head(-12)]
    groups += [digits.str.head(-n).str.tail(3) for n in (9, 6, 3)]
    filled = [pl.when(group != "").then(group) for group in groups]
    return pl.concat_str([*filled, digits.str.tail(3)], separator=",", ignore_nulls=True)
