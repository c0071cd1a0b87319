"""`screening rules lock`: keep what each new version of a rule decides, for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from screening.cli.out import say, say_json


def lock(
    pack: Annotated[
        Path | None,
        typer.Option("--rules", help="Rule pack; default: the one that comes along."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Add a line to rules.lock for each new version; no other file is written.

    Refuses, with every reason, when a locked version now decides otherwise, when a version fell,
    when a locked rule has no file, or when the check finds anything.

    Example: screening rules lock --rules rules
    """
    from screening.rulepack import lock_pack

    report = lock_pack(pack)
    if json:
        say_json({"path": str(report.path), "added": list(report.added), "lines": report.n_lines})
        return
    for line in report.added:
        rule_id, version, _ = line.split()
        say(f"locked {rule_id} version {version}")
    said = f"{len(report.added)} added" if report.added else "nothing new, not written"
    say(f"{said}; {report.n_lines} lines in {report.path}")
