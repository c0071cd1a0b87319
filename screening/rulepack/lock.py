"""rules.lock: one line a rule and version, kept for ever, with the digest of what decides.

It is why a version means one thing only: an auditor who reads "COM-01 version 3" in a result of
two years ago finds there what version 3 was, and no other rule can have had that name since.
A draft is not locked, as nothing was ever decided by one; policy.toml is, as `policy`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.errors import RuleError
from screening.rulepack.policy import Policy
from screening.rulepack.rule import Rule
from screening.rulepack.toml_file import Problems

LOCK_FILE = "rules.lock"
POLICY_ID = "policy"
_LINE = re.compile(r"([A-Z]{3}-[0-9]{2,3}|policy) ([1-9][0-9]{0,6}) ([0-9a-f]{64})")
_MOST_BYTES = 16 * 1024 * 1024

Lock = Mapping[tuple[str, int], str]
"""Digest of what decides, by id and version."""


def read_lock(folder: Path) -> tuple[Lock | None, Problems]:
    """The lock of a pack's folder (None if it has none), and a problem a line that is wrong."""
    path, problems = folder / LOCK_FILE, Problems(f"{folder.name}/{LOCK_FILE}")
    if not path.exists():
        return None, problems
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        text = raw.decode()
    except UnicodeDecodeError as error:
        problems.add(f"is not UTF-8 text (byte {error.start})")
        return {}, problems
    except OSError as error:
        problems.add(f"cannot be opened: {error.strerror}")
        return {}, problems
    if len(raw) > _MOST_BYTES:
        problems.add(f"is larger than {_MOST_BYTES // 1024 // 1024} MB")
        return {}, problems
    return _parsed(text, problems), problems


def _parsed(text: str, problems: Problems) -> Lock:
    """The lock of the text; `problems` also learns the line of each id."""
    lock: dict[tuple[str, int], str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        found = _LINE.fullmatch(line.removesuffix("\r"))
        if found is None:
            if line.strip():
                what = "is no line of a lock: ID VERSION DIGEST; take it back from its history"
                problems.add(what, line=number)
            continue
        key = found[1], int(found[2])
        if key in lock:
            problems.add(f"{key[0]} version {key[1]} stands twice", line=number)
        problems.lines.setdefault(key[0], number)
        lock.setdefault(key, found[3])
    return lock


def locked_now(rules: Sequence[Rule], policy: Policy | None) -> Lock:
    """What a lock of the pack as it is would say: every rule but drafts, and the policy."""
    now = {(r.id, r.version): r.digest for r in rules if r.status != "draft"}
    return now | ({(POLICY_ID, policy.version): policy.digest} if policy else {})


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file says of itself: its version (0: cannot be read), and the digest (empty: not so).

    `problems` are those of the file, to which a broken promise is added.
    """

    problems: Problems
    version: int
    digest: str


def tell_broken_promises(
    lock: Lock, stated: Mapping[str, Stated], files: Collection[str], of_lock: Problems
) -> None:
    """Nothing; a problem a version that decides otherwise than when locked, fell, or is gone.

    A file that cannot be read far enough breaks no promise as yet. `files` are the ids that have a
    file at all, `of_lock` the problems of rules.lock.
    """
    for rule_id, highest in dict(sorted(lock)).items():
        if rule_id in stated:
            own = stated[rule_id]
            broken = _broken(lock, rule_id, highest, own) if own.version else ""
            if broken:
                own.problems.add(broken, at="version")
        elif rule_id not in (*files, POLICY_ID):
            of_lock.add(
                f"{rule_id} has no file any more; a rule is never deleted:"
                ' put the file back with a new version, status = "retired" and retired_why',
                at=rule_id,
            )


def _broken(lock: Lock, rule_id: str, highest: int, own: Stated) -> str:
    version = own.version
    if version < highest:
        return f"version {version} is below {highest}, which {LOCK_FILE} has; make it {highest + 1}"
    if own.digest and lock.get((rule_id, version), own.digest) != own.digest:
        what = f"version {version} decides otherwise than when it was locked"
        return f"{what}; make it {version + 1}"
    return ""


def unlocked(lock: Lock, rules: Sequence[Rule], policy: Policy | None) -> Lock:
    """What the lock does not have yet."""
    return {key: digest for key, digest in locked_now(rules, policy).items() if key not in lock}


def lock_lines(lock: Lock) -> tuple[str, ...]:
    """The lines of a lock, sorted by id and version."""
    return tuple(f"{i} {version} {digest}" for (i, version), digest in sorted(lock.items()))


def write_lock(folder: Path, lock: Lock) -> None:
    """Nothing; replaces rules.lock whole, or leaves it as it was. Writes no other file."""
    path = folder / LOCK_FILE
    fresh = path.with_name(f"{LOCK_FILE}.new")
    try:
        fresh.write_bytes("".join(f"{line}\n" for line in lock_lines(lock)).encode())
        os.replace(fresh, path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise RuleError(
            [f"{LOCK_FILE} cannot be written: {error.strerror}"], where=str(folder)
        ) from None
