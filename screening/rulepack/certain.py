"""Conditions whose answer is certain beforehand, and tiers that can never be reported.

Everything told is so for every value the facts can have; what cannot be known is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.rulepack.condition import Condition
from screening.rulepack.formula import Atom, Formula, Logic, Not, atoms, joined
from screening.rulepack.possible import FALSE, TRUE, Possible, TooManyCasesError
from screening.rulepack.rule import Rule
from screening.rulepack.slips import MODES, slips_of
from screening.rulepack.toml_file import Problems

Path = tuple[int, ...]
Told = tuple[str, str, int | None]
"""A dotted key, what is wrong with it, and at which column of its text."""


@dataclass(frozen=True, slots=True)
class Level:
    """One tier under one set of limits: its key, and its conditions."""

    key: str
    when: tuple[Condition, ...]

    @property
    def formula(self) -> Formula:
        """All of them at once."""
        return _all_of([c.formula for c in self.when])


@dataclass(frozen=True, slots=True)
class Ladder:
    """The tiers as they are asked of some deals, worst first: of all, or of those of a segment.

    `given` are the key and formula of what such deals fulfil already.
    """

    given: tuple[tuple[str, Formula], ...]
    levels: tuple[Level, ...]

    @property
    def start(self) -> tuple[Formula, ...]:
        """What such deals fulfil."""
        return tuple(formula for _, formula in self.given)


def certain_of(rule: Rule, *, is_whole: bool = True) -> Problems:
    """The problems of one rule, each with file, line, key and, where there is one, column.

    Of a rule that is not whole, as some of its conditions cannot be read, each other condition is
    judged by itself alone.
    """
    problems = Problems(rule.file, rule.text)
    slips = slips_of(rule)
    for key, flaw in slips:
        problems.add(flaw.what, key, flaw.column)
    try:
        for key, what, column in _decided(rule, {key for key, _ in slips}, is_whole=is_whole):
            problems.add(what, key, column)
    except TooManyCasesError:
        pass  # what was not searched to its end is not judged
    return problems


def _decided(rule: Rule, told: set[str], *, is_whole: bool) -> list[Told]:
    """What the formulas decide; a kind of finding is looked for if there is none before it."""
    ladders = list(_ladders(rule))
    asked = [lv.formula for la in ladders for lv in la.levels]
    possible = Possible([*asked, *(f for la in ladders for f in la.start)])
    found = list(_certain_conditions(rule, ladders, possible))
    if found or told or not is_whole:
        return [f for f in found if f[0] not in told]
    found = [f for la in ladders for f in _impossible_tiers(la, possible)]
    found = found or [f for la in ladders for f in _covered_tiers(la, possible)]
    return found or list(_idle_comparisons(rule, ladders, possible))


def _ladders(rule: Rule) -> Iterator[Ladder]:
    given = tuple((_applies_key(c), c.formula) for c in rule.applies)
    many = len(rule.tiers) > 1
    keys = [f"tier[{i}]" if many else "when" for i in range(1, len(rule.tiers) + 1)]
    yield Ladder(given, tuple(map(Level, keys, (t.when for t in rule.tiers))))
    for i, segment in enumerate(rule.segments, 1):
        key = f"limits.for[{i}]"
        inside = (*given, (key, segment.holds))
        shown = [f"{key}.{k}" if many else key for k in keys]
        yield Ladder(inside, tuple(map(Level, shown, (t.when for t in segment.tiers))))


def _applies_key(condition: Condition) -> str:
    return MODES if condition.name == MODES else f"applies.{condition.name}"


def _all_of(formulas: Iterable[Formula]) -> Formula:
    return joined("AND", tuple(formulas))


def _certain_conditions(
    rule: Rule, ladders: Sequence[Ladder], possible: Possible
) -> Iterator[Told]:
    """Parts of a condition that hold always or never, under every set of limits."""
    for condition in rule.applies:
        if condition.name != MODES:
            yield from _worded(condition, "applies", _certain_parts(condition.formula, possible))
    levels = [level for ladder in ladders for level in ladder.levels]
    for i, condition in enumerate(levels[0].when):
        of_levels = [_certain_parts(level.when[i].formula, possible) for level in levels]
        everywhere = set.intersection(*({f[:2] for f in found} for found in of_levels))
        yield from _worded(condition, "when", [f for f in of_levels[0] if f[:2] in everywhere])


def _worded(
    condition: Condition, table: str, found: Sequence[tuple[Path, bool, str]]
) -> Iterator[Told]:
    for path, truth, sql in found:
        said = "holds always, so it decides nothing" if truth else "can never hold"
        key, column = f"{table}.{condition.name}", _column(condition.formula, path)
        yield key, f'"{sql}" {said}', column


def _column(formula: Formula, path: Path) -> int | None:
    """Where the part at that place starts in the author's text."""
    for i in path:
        formula = _parts(formula)[i]
    return min((a.column for a in atoms(formula) if a.column), default=None)


def _certain_parts(
    formula: Formula, possible: Possible, path: Path = ()
) -> list[tuple[Path, bool, str]]:
    """Place, truth and text of the smallest parts that have one truth alone."""
    inside = [
        found
        for i, part in enumerate(_parts(formula))
        for found in _certain_parts(part, possible, (*path, i))
    ]
    if inside and not isinstance(formula, Not):
        return inside
    truths = [t for t in (True, False) if not possible.can_be(formula, not t)]
    return [(path, truths[0], formula.sql)] if truths else inside


def _parts(formula: Formula) -> tuple[Formula, ...]:
    match formula:
        case Not(part):
            return (part,)
        case Logic(_, parts):
            return parts
    return ()


def _impossible_tiers(ladder: Ladder, possible: Possible) -> Iterator[Told]:
    """Tiers whose lines cannot all hold for one deal."""
    for level in ladder.levels:
        lines = [*ladder.given, *((f"when.{c.name}", c.formula) for c in level.when)]
        if not possible.can_be(_all_of(f for _, f in lines), True):
            clash = _smallest_clash(lines, possible)
            yield level.key, f"can never hold: {' and '.join(clash)} exclude each other", None


def _smallest_clash(lines: Sequence[tuple[str, Formula]], possible: Possible) -> list[str]:
    """Keys of lines that exclude each other, and of which each is needed for that."""
    kept = list(lines)
    for line in lines:
        rest = [other for other in kept if other is not line]
        if rest and not possible.can_be(_all_of(f for _, f in rest), True):
            kept = rest
    return [key for key, _ in kept]


def _covered_tiers(ladder: Ladder, possible: Possible) -> Iterator[Told]:
    """Tiers that worse tiers leave nothing of."""
    worse: list[Level] = []
    for level in ladder.levels:
        whole = _all_of((*ladder.start, level.formula))
        if worse and not possible.can_be_without(whole, [w.formula for w in worse]):
            alone = [w.key for w in worse if not possible.can_be_without(whole, [w.formula])]
            by = f"{alone[0]} holds" if alone else "a worse tier holds"
            yield level.key, f"is never reported: {by} whenever it does; move its limits", None
        worse.append(level)


def _idle_comparisons(rule: Rule, ladders: Sequence[Ladder], possible: Possible) -> Iterator[Told]:
    """Comparisons without which every tier would answer the same, under every set of limits."""
    applies = [(f"applies.{c.name}", c.formula) for c in rule.applies if c.name != MODES]
    modes = [c.formula for c in rule.applies if c.name == MODES]
    yield from _idle_words(_idle(applies, modes, possible), dict(applies))
    of_levels = [
        _idle([(f"when.{c.name}", c.formula) for c in level.when], ladder.start, possible)
        for ladder in ladders
        for level in ladder.levels
    ]
    everywhere = set.intersection(*(set(found) for found in of_levels))
    lines = {f"when.{c.name}": c.formula for c in ladders[0].levels[0].when}
    shared = {k: sql for k, sql in of_levels[0].items() if k in everywhere}
    yield from _idle_words(shared, lines)


def _idle_words(
    found: Mapping[tuple[str, Path], str], lines: Mapping[str, Formula]
) -> Iterator[Told]:
    for (key, path), sql in found.items():
        what = f'"{sql}" decides nothing beside the other comparisons; leave it out'
        yield key, what, _column(lines[key], path)


def _idle(
    lines: Sequence[tuple[str, Formula]], given: Sequence[Formula], possible: Possible
) -> dict[tuple[str, Path], str]:
    """Key, place and text of comparisons the lines do not need; the later of two equal ones."""
    kept = dict(lines)
    found = {}
    for key, formula in reversed(lines):
        for path, atom in reversed(list(_places(formula))):
            for constant in (TRUE, FALSE):
                without = {**kept, key: _replaced(kept[key], path, constant)}
                if _same([*given, *kept.values()], [*given, *without.values()], possible):
                    kept = without
                    found[key, path] = atom.sql
                    break
    return found


def _same(one: Sequence[Formula], other: Sequence[Formula], possible: Possible) -> bool:
    """Whether both, all of each at once, are true of the same values."""
    this, that = Logic("AND", tuple(one)), Logic("AND", tuple(other))
    only_this = Logic("AND", (this, Not(that)))
    only_that = Logic("AND", (that, Not(this)))
    return not possible.can_be(only_this, True) and not possible.can_be(only_that, True)


def _places(formula: Formula, path: Path = ()) -> Iterator[tuple[Path, Atom]]:
    if isinstance(formula, Atom):
        yield path, formula
    for i, part in enumerate(_parts(formula)):
        yield from _places(part, (*path, i))


def _replaced(formula: Formula, path: Path, atom: Atom) -> Formula:
    match formula:
        case Not(part):
            return Not(_replaced(part, path[1:], atom))
        case Logic(joint, parts):
            first, rest = path[0], path[1:]
            changed = (_replaced(p, rest, atom) if i == first else p for i, p in enumerate(parts))
            return Logic(joint, tuple(changed))
    return atom
