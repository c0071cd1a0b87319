"""Packs that differ from the one that comes along, as an officer would make them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from screening.rulepack import default_pack_dir

Edits = Mapping[str, Mapping[str, str]]
"""Patterns and what replaces them, everywhere in the file, by rule id (or "policy")."""


def edited(folder: Path, edits: Edits, *, gone: tuple[str, ...] = ()) -> Path:
    """A copy of the pack with these rules edited, their versions raised, and some gone.

    It has no lock: nobody has approved it yet.
    """
    shutil.copytree(default_pack_dir(), folder)
    (folder / "rules.lock").unlink(missing_ok=True)
    for rule_id, changes in edits.items():
        file = rule_file(folder, rule_id)
        text = file.read_text(encoding="utf-8")
        for pattern, by in changes.items():
            assert re.search(pattern, text, re.MULTILINE), (rule_id, pattern)
            text = re.sub(pattern, by, text, flags=re.MULTILINE)
        raised = re.sub(r"^(version\s*=\s*)(\d+)", _raised, text, count=1, flags=re.MULTILINE)
        file.write_text(raised, encoding="utf-8")
    for rule_id in gone:
        rule_file(folder, rule_id).unlink()
    return folder


def rule_file(folder: Path, rule_id: str) -> Path:
    """The file of a rule, or of the policy."""
    if rule_id == "policy":
        return folder / "policy.toml"
    return next(folder.glob(f"*/{rule_id}_*.toml"))


def copied(folder: Path, rule_id: str, new_id: str) -> Path:
    """A new rule in the folder, a copy of another under an id of its own."""
    source = rule_file(folder, rule_id)
    text = source.read_text(encoding="utf-8").replace(f'"{rule_id}"', f'"{new_id}"')
    target = source.with_name(f"{new_id}_copy.toml")
    target.write_text(text, encoding="utf-8")
    return target


def _raised(found: re.Match[str]) -> str:
    return f"{found[1]}{int(found[2]) + 1}"


STRICTER: Edits = {
    "COM-05": {  # a limit moved with its examples, points that reach the band
        r'"note"': '"review"',
        r"hit:note": "hit:review",
        r"^points(\s*)= 5": r"points\1= 25",
        r"0\.00101": "0.0202",
        r"0\.001\b": "0.02",
    },
    "COM-01": {
        r'"review"\npoints   = 25': '"escalate"\npoints   = 38',
        r"hit:review": "hit:escalate",
    },
    "AUT-05": {r'^status(\s*)= "active"': r'status\1= "shadow"'},
    "DOC-01": {r"^required(\s*)= (true|false)": r"required\1= false"},
    "LOG-03": {r"^required(\s*)= true": r"required\1= false"},
}
"""Same question with other weight, another limit, out of force, no longer demanded."""
