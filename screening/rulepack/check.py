"""The whole check of a pack: its files, its examples in both engines, what examples must show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from screening.errors import RuleError
from screening.rulepack.decisive import missing_examples
from screening.rulepack.examples import run_examples
from screening.rulepack.pack import Pack, default_pack_dir, read_pack


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found; `n_examples` counts baselines too."""

    path: Path
    problems: tuple[str, ...]
    n_rules: int
    n_examples: int
    pack: Pack | None

    @property
    def is_clean(self) -> bool:
        """Whether the pack may be run."""
        return not self.problems


def check_pack(path: Path | None = None) -> CheckReport:
    """Every problem of a pack (default: the one that travels with the program).

    Rules whose own file is wrong are left out of the examples; all others are tried.
    """
    folder = path or default_pack_dir()
    rules, policy, problems = read_pack(folder)
    unique = tuple({r.id: r for r in rules}.values())
    trials = run_examples(unique)
    found = (*problems, *trials.problems, *missing_examples(unique, trials))
    pack = Pack(rules, policy, folder) if policy and not found else None
    return CheckReport(folder, found, len(rules), len(trials.of_rules), pack)


def load_checked_pack(path: Path | None = None) -> Pack:
    """The pack of a folder, its examples run; RuleError with every problem if there is any."""
    report = check_pack(path)
    if report.pack is None:
        raise RuleError(report.problems, where=str(report.path))
    return report.pack
