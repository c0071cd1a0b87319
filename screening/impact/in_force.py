"""The rules of a pack that a run of some day would have asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from screening.rulepack import Pack, Rule


def in_force(
    pack: Pack, day: date, grain: str = "deal", *, from_the_start: bool = False
) -> tuple[Rule, ...]:
    """The rules of a grain that a run of that day asks, sorted by id.

    `from_the_start` asks a rule also before its effective_from.
    """
    if from_the_start:
        late = [r for r in pack.rules if r.effective_from and r.effective_from > day]
        early = {r.id: replace(r, effective_from=None) for r in late}
        pack = replace(pack, rules=tuple(early.get(r.id, r) for r in pack.rules))
    return pack.asked(day, grain)
