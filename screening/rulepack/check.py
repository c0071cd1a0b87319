"""The whole check of a pack: its files, its examples in both engines, what examples must show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

from screening.errors import RuleError
from screening.rulepack.certain import certain_of
from screening.rulepack.decisive import examples_owed
from screening.rulepack.examples import run_examples
from screening.rulepack.lock import LOCK_FILE, Lock, lock_lines, unlocked, write_lock
from screening.rulepack.pack import Pack, default_pack_dir, read_pack
from screening.rulepack.toml_file import all_texts


def _lock_it(path: Path | None) -> str:
    return "run: screening rules lock" + ("" if path is None else f" --rules {quote(str(path))}")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found; `n_examples` counts baselines too, `notes` are no problems."""

    path: Path
    problems: tuple[str, ...]
    n_rules: int
    n_examples: int
    pack: Pack | None
    notes: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether the pack may be run."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class LockReport:
    """What locking did: the file, the lines added, and how many lines it has now."""

    path: Path
    added: tuple[str, ...]
    n_lines: int


def check_pack(path: Path | None = None) -> CheckReport:
    """Every problem of a pack (default: the one that travels with the program).

    A file with a problem is checked on as far as that problem leaves the rest as it is meant: a
    wrong title hides no wrong example, but a condition that cannot be read has no answers.
    """
    report, lock = _examined(path or default_pack_dir())
    if lock is None:
        return replace(report, notes=(f"there is no {LOCK_FILE} yet; {_lock_it(path)}",))
    open_keys = unlocked(lock, report.pack.rules, report.pack.policy) if report.pack else {}
    missing = tuple(
        f"{i} version {v} is not in {LOCK_FILE}; {_lock_it(path)}" for i, v in open_keys
    )
    return replace(report, problems=missing, pack=None) if missing else report


def lock_pack(path: Path | None = None) -> LockReport:
    """The versions added to rules.lock, the only file written (and only if there are any).

    Raises RuleError if the pack has a problem, of rules.lock or any other.
    """
    report, lock = _examined(path or default_pack_dir())
    if report.pack is None:
        raise RuleError(report.problems, where=str(report.path))
    added = unlocked(lock or {}, report.pack.rules, report.pack.policy)
    whole = {**(lock or {}), **added}
    if added:
        write_lock(report.path, whole)
    return LockReport(report.path / LOCK_FILE, lock_lines(added), len(whole))


def _examined(folder: Path) -> tuple[CheckReport, Lock | None]:
    """All but whether everything is locked, and the lock."""
    reading = read_pack(folder)
    read = [r for r in reading.readings if r.sketch is not None]
    certain = [certain_of(r.sketch, is_whole=r.has_conditions) for r in read if r.sketch]
    tried = [r.sketch for r in read if r.can_be_tried and r.sketch]
    trials = run_examples(tried)
    whole = [r.sketch for r in read if r.has_examples and r.sketch]
    owed = examples_owed(whole, trials)
    found = all_texts([*reading.found, *certain, *trials.found, *owed])
    rules, policy = reading.rules, reading.policy
    pack = Pack(rules, policy, folder, reading.document_policy) if policy and not found else None
    report = CheckReport(folder, found, len(rules), len(trials.of_rules), pack)
    return report, reading.lock


def load_checked_pack(path: Path | None = None) -> Pack:
    """The pack of a folder, its examples run; RuleError with every problem if there is any."""
    report = check_pack(path)
    if report.pack is None:
        raise RuleError(report.problems, where=str(report.path))
    return report.pack
