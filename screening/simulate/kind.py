"""What one kind of simulated deal is: its ends, the rules it should be hit by, its duties."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: deals come in groups of `size` (the least and the greatest).

    `share` is its weight among its like in a simulated book, 0 for cases of the sample alone.
    `rules` should be hit; the deal should end as one of `ends_as` and owe at least `duties`.
    `client_rules` should be hit by the client of a whole group.
    """

    name: str
    what: str
    ends_as: tuple[str, ...]
    rules: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    size: tuple[int, int] = (1, 1)
    share: float = 0.0
    is_suspicious: bool = False
    client_rules: tuple[str, ...] = ()


HONEST_ENDS = ("PASS", "PASS_NOTE")
