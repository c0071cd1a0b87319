"""Reading a JSON tree whose shape is not to be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

MOST_DIGITS = 18


class ShapeError(ValueError):
    """A member is there but is not of the kind the standard says; names the member."""


def member(tree: Any, *path: str) -> Any:
    """What stands at the path, or None; ShapeError if something on the way is no object."""
    for i, name in enumerate(path):
        if tree is None:
            return None
        if not isinstance(tree, dict):
            raise ShapeError(f"{'.'.join(path[:i]) or 'an element'} is not an object")
        tree = tree.get(name)
    return tree


def text(tree: Any, *path: str) -> str | None:
    """The plain value at the path as text, or None; ShapeError if it is no plain value."""
    value = member(tree, *path)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        return str(value)
    raise ShapeError(f"{'.'.join(path)} is not a plain value")


def items(tree: Any, *path: str) -> list[Any]:
    """The list at the path, empty if absent; ShapeError if it is no list."""
    value = member(tree, *path)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ShapeError(f"{'.'.join(path)} is not a list")
    return value


def number(tree: Any, *path: str) -> Decimal | None:
    """The number at the path, or None; ShapeError if it is no number."""
    value = member(tree, *path)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ShapeError(f"{'.'.join(path)} is not a number")
    number = Decimal(value)
    if number and not -MOST_DIGITS < number.adjusted() < MOST_DIGITS:
        raise ShapeError(f"{'.'.join(path)} is beyond any number that can be meant")
    return number


def plain_text(value: Any, name: str) -> str:
    """The text that stands in a list of that name; ShapeError if it is none."""
    if not isinstance(value, str):
        raise ShapeError(f"{name} is not a list of texts")
    return value


def joined(parts: Iterable[str | None]) -> str | None:
    """The parts that say something as one text, or None."""
    return "; ".join(p for p in parts if p) or None
