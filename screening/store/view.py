"""What a view of the store is: a name, what its rows are, its text, and its own columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class View:
    """One view: `columns` explains the columns that no result table has under the same name."""

    name: str
    comment: str
    text: str
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
