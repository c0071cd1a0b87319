"""Grades of goods: whether two contradict each other, or only say it in other words."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

_FILLING = frozenset(
    ("GRADE", "TYPE", "QUALITY", "CLASS", "NO", "NR", "MIN", "MAX", "BASIS", "PCT", "SPEC")
)
_TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*\s*%?")
_ALIKE = 0.75  # P1020A and P1020 are one grade, P1020A and P0610A are two


def grade_conflicts(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct (a, b), sorted: is_conflict, whether no cargo can be of both grades.

    Whole numbers name a grade (TSR 20, No. 2) and must meet; per cents and decimals are measured
    and differ from paper to paper. Else one word must be shared, or be nearly the same. Null
    where one of them says nothing.
    """
    asked = pairs.select(pl.col("a", "b").cast(pl.String)).unique().sort("a", "b")
    answers = [_conflict(a, b) for a, b in asked.iter_rows()]
    return asked.with_columns(is_conflict=pl.Series(answers, dtype=pl.Boolean))


def _conflict(a: str | None, b: str | None) -> bool | None:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 needed by few commands

    if a is None or b is None:
        return None
    (names, numbers), (other_names, other_numbers) = _parts(a), _parts(b)
    if numbers and other_numbers:
        return not numbers & other_numbers
    if not names or not other_names:
        return None if not (names or numbers) or not (other_names or other_numbers) else False
    if _initials(a) in other_names or _initials(b) in names:
        return False
    best = max(Indel.normalized_similarity(x, y) for x in names for y in other_names)
    return bool(best < _ALIKE)


def _tokens(grade: str) -> list[str]:
    return [t.strip() for t in _TOKEN.findall(unicodedata.normalize("NFKC", grade).upper())]


def _initials(grade: str) -> str:
    """SHG of special high grade; of one word nothing."""
    tokens = _tokens(grade)
    return "".join(t[0] for t in tokens) if len(tokens) > 1 else ""


def _parts(grade: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names in a grade, and the whole numbers in it."""
    told = [t for t in _tokens(grade) if t not in _FILLING and not _is_measured(t)]
    numbers = frozenset(t.lstrip("0") or "0" for t in told if t.isdecimal())
    return frozenset(t for t in told if not t.isdecimal()), numbers


def _is_measured(token: str) -> bool:
    return token.endswith("%") or bool(re.fullmatch(r"\d+[.,]\d+", token))
