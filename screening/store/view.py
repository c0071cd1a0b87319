"""What a view of the store is: a name, what its rows are, its text, and its own columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class View:
    """One view over result tables.

    A column means what it means in the first of `sources` that has it; `columns` explains the
    others.
    """

    name: str
    comment: str
    sources: tuple[str, ...]
    text: str
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
