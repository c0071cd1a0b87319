"""What the texts of two policies decide, whatever their words."""

from __future__ import annotations

import tomllib
from typing import Any

_WORDS = ("title", "title_zh", "proposed_by", "approved_by")


def same_decisions(one: str, other: str) -> bool:
    """Whether two policy texts decide alike: comments, titles and names of people do not count."""
    return one == other or _deciding(tomllib.loads(one)) == _deciding(tomllib.loads(other))


def policy_version(text: str) -> int | None:
    """The version a policy text bears; None if it bears none."""
    version = tomllib.loads(text).get("version")
    return version if isinstance(version, int) else None


def _deciding(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _deciding(v) for k, v in value.items() if k not in _WORDS}
    return [_deciding(v) for v in value] if isinstance(value, list) else value
