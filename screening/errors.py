"""The errors a user can meet: what went wrong, where, what exists, what to do.

Four classes, one a cause a user can act on; the command line maps each to its exit code.
An error never carries a row's content beyond its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


class ScreeningError(Exception):
    """Something the user can mend: `what` happened, `where`, what `exists`, what to `do`."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", exists: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.exists = exists
        self.do = do

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        lines = [head]
        if self.exists:
            lines.append(f"  what exists: {self.exists}")
        if self.do:
            lines.append(f"  what to do: {self.do}")
        return "\n".join(lines)


class UsageError(ScreeningError):
    """A command or call was given something that cannot be meant."""

    exit_code = 2


class InputError(ScreeningError):
    """A batch or reference file cannot be read at all (a bad row is a reject, not an error)."""

    exit_code = 3


class RuleError(ScreeningError):
    """A rule pack is not fit to be run; holds every problem found, not the first alone."""

    exit_code = 4

    def __init__(self, problems: Sequence[str], *, where: str = "") -> None:
        n = len(problems)
        super().__init__(
            f"{n} problem{'s' if n != 1 else ''} in the rule pack",
            where=where,
            do="mend the lines named and run: screening rules check",
        )
        self.problems = tuple(problems)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return "\n".join([head, *(f"  {p}" for p in self.problems), f"  what to do: {self.do}"])


class ModelError(ScreeningError):
    """A model file is absent, damaged or of another fact catalogue."""

    exit_code = 5


class StoreError(ScreeningError):
    """The DuckDB file cannot be opened, is held by another process, or is not one of ours."""

    exit_code = 6


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A closing phrase that names the nearest known word, or nothing."""
    by_fold = {name.casefold(): name for name in reversed(known)}
    near = get_close_matches(word, known, n=1, cutoff=0.6) or [
        by_fold[name] for name in get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    ]
    return f'; did you mean "{near[0]}"?' if near else ""
