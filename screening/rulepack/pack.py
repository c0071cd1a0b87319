"""A rule pack: the rules and the policy of one folder, checked as a whole, with one digest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from screening.errors import RuleError, did_you_mean
from screening.rulepack.language import MAX_FILES
from screening.rulepack.lock import broken_promises, read_lock
from screening.rulepack.policy import POLICY_FILE, Policy, read_policy
from screening.rulepack.rule import GROUPS, Rule
from screening.rulepack.rule_file import read_rule
from screening.rulepack.toml_file import Problems, all_texts

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules sorted by id (of every status), the policy, and where they came from."""

    rules: tuple[Rule, ...]
    policy: Policy
    path: Path

    def asked(self, as_of: date, grain: str = "deal") -> tuple[Rule, ...]:
        """Active and shadow rules of a grain in force on that day, sorted by id.

        Each asks with the segments in force on that day.
        """
        return tuple(
            r.on(as_of)
            for r in self.rules
            if r.grain == grain
            and r.status in ("active", "shadow")
            and (r.effective_from is None or r.effective_from <= as_of)
        )

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError if there is none."""
        found = {r.id: r for r in self.rules}
        return found[rule_id]

    @property
    def digest(self) -> str:
        """sha256, in hex, over what decides in every rule and in the policy."""
        lines = [f"{r.id} {r.version} {r.digest}" for r in self.rules]
        return hashlib.sha256("\n".join([*lines, self.policy.digest]).encode()).hexdigest()


def default_pack_dir() -> Path:
    """The pack that travels with the program: in the installed package, else in the source tree."""
    installed = _PACKAGE / "_pack"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"


def load_pack(path: Path | str | None = None) -> Pack:
    """The checked pack of a folder (default: the one that travels with the program).

    Examples are not run here; `check_pack` runs them. Raises RuleError with every problem of the
    whole pack, a version that is not what rules.lock says among them.
    """
    folder = Path(path) if path else default_pack_dir()
    rules, policy, problems = read_pack(folder)
    if problems or policy is None:
        raise RuleError(problems, where=str(folder))
    return Pack(rules, policy, folder)


def read_pack(folder: Path) -> tuple[tuple[Rule, ...], Policy | None, tuple[str, ...]]:
    """The usable rules sorted by id, the policy if usable, and every problem found."""
    overall = Problems(folder.name)
    files = _rule_files(folder, overall)
    if len(files) > MAX_FILES:
        overall.add(f"has more than {MAX_FILES} rule files; none was read")
        return (), None, tuple(overall.found)
    read = [(f, *read_rule(f, _shown(f, folder))) for f in files]
    rules = tuple(sorted((r for _, r, _ in read if r is not None), key=lambda r: (r.id, r.file)))
    _check_ids(files, overall)
    named: dict[str, Rule | None] = {_id_of(f): None for f in files}
    named.update({r.id: r for r in rules})
    policy, of_policy = read_policy(folder, named, f"{folder.name}/{POLICY_FILE}")
    _check_successors([(r, problems) for _, r, problems in read], named)
    of_rules = [problems for _, _, problems in read]
    if not folder.is_dir():
        of_policy = Problems("")  # the missing folder has been named already
    lock, of_lock = read_lock(folder)
    promises = broken_promises(lock or {}, rules, policy, named, folder.name)
    return rules, policy, (*all_texts([overall, *of_rules, of_policy]), *of_lock, *promises)


def _rule_files(folder: Path, problems: Problems) -> list[Path]:
    """The rule files, sorted; anything else that ends in .toml is a problem."""
    if not folder.is_dir():
        problems.add(f'there is no folder "{folder}"; give the folder that holds {POLICY_FILE}')
        return []
    found = sorted(p for p in folder.rglob("*.toml") if p != folder / POLICY_FILE)
    groups = set(GROUPS.values())
    for path in found:
        if path.parent.parent != folder or path.parent.name not in groups:
            known = ", ".join(GROUPS.values())
            problems.add(f"{_shown(path, folder)} is in none of the rule folders: {known}")
    rules = [p for p in found if p.parent.parent == folder and p.parent.name in groups]
    if not found:
        problems.add("has no rule files, such as commercial/COM-01_price.toml")
    return rules


def _check_ids(files: list[Path], problems: Problems) -> None:
    counts = Counter(_id_of(f) for f in files)
    for rule_id in sorted(i for i, n in counts.items() if n > 1):
        names = ", ".join(f.name for f in files if _id_of(f) == rule_id)
        problems.add(f"{rule_id} is the id of several files: {names}")


def _check_successors(read: Sequence[tuple[Rule | None, Problems]], known: Collection[str]) -> None:
    """What a retired rule names as its successor exists, and no row of them leads back."""
    after = {r.id: r.superseded_by for r, _ in read if r and r.superseded_by}
    for rule, problems in read:
        if rule is None or not rule.superseded_by:
            continue
        if rule.superseded_by not in known:
            near = did_you_mean(rule.superseded_by, list(known))
            problems.add(f'no rule "{rule.superseded_by}" in the pack{near}', "superseded_by")
        row = [rule.id]
        while (following := after.get(row[-1])) and following not in row:
            row.append(following)
        if following == rule.id:
            shown = " to ".join((*row, rule.id))
            problems.add(f"leads back to itself: {shown}", "superseded_by")


def _id_of(path: Path) -> str:
    """The id a file's name gives; the file's own id must agree with it."""
    return path.name.partition("_")[0]


def _shown(path: Path, folder: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"
