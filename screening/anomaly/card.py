"""A model's card: what it was trained on, what it looks at, how good it is, what it is not for."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from screening.anomaly.model import UsedFact
from screening.errors import ModelError

FORM = 1
_MAX_BYTES = 1_000_000
_TEXTS = ("title", "title_zh", "arrays_sha256", "proposed_by", "approved_by", "command")
_OF_A_FACT = ("name", "type", "unit", "transform")


def read_card(file: Path) -> dict[str, Any]:
    """The card as plain values; ModelError unless it has what every card must have."""
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise ModelError(f"larger than {_MAX_BYTES:,} bytes", where=str(file))
        card = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"cannot be read: {error.strerror}", where=str(file), do="name the folder of a model"
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"is no card: {error}", where=str(file)) from None
    for problem in _problems(card):
        raise ModelError(problem, where=str(file), do="take the card from where the model was made")
    return card


def used_facts(card: Mapping[str, Any]) -> tuple[UsedFact, ...]:
    """The facts of a card that was read, in the order of the arrays."""
    return tuple(UsedFact(**{key: fact[key] for key in _OF_A_FACT}) for fact in card["fact"])


def card_text(card: Mapping[str, Any]) -> str:
    """The card as TOML: values first, then tables, then lists of tables."""
    return "\n".join(_lines(card)) + "\n"


def _problems(card: dict[str, Any]) -> Iterator[str]:
    if card.get("format") != FORM:
        yield f"is of form {card.get('format')!r}; this program reads form {FORM}"
    for key in _TEXTS:
        if not isinstance(card.get(key), str):
            yield f"has no text {key}"
    facts = card.get("fact")
    if not isinstance(facts, list) or not facts or not all(isinstance(f, dict) for f in facts):
        yield "lists no [[fact]]"
        return
    for fact in facts:
        if not all(isinstance(fact.get(key), str) for key in _OF_A_FACT):
            yield f"has a [[fact]] without {', '.join(_OF_A_FACT)}"


def _lines(card: Mapping[str, Any]) -> Iterator[str]:
    for key, value in card.items():
        if not _is_table(value) and not _is_tables(value):
            yield f"{key} = {_value(value)}"
    for key, value in card.items():
        if _is_table(value):
            yield from ("", f"[{key}]", *(f"{k} = {_value(v)}" for k, v in value.items()))
    for key, value in card.items():
        if _is_tables(value):
            for one in value:
                yield from ("", f"[[{key}]]", *(f"{k} = {_value(v)}" for k, v in one.items()))


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_table, value))


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    # what JSON and TOML write alike: texts, whole numbers, decimals, true and false
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
