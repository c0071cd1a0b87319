"""`screening upgrade`: a store of an earlier version brought to this one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from screening.cli.out import say, say_json


def upgrade(
    db: Annotated[Path, typer.Option(help="DuckDB file of an earlier version.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bring a store of an earlier version to this one, in one transaction.

    The file as it was is kept beside it. A store of this version is left alone.

    Example: screening upgrade --db demo.duckdb
    """
    from screening.store import upgrade as upgraded

    done = upgraded(db)
    if json:
        kept = str(done.kept) if done.kept else None
        say_json(asdict(done) | {"kept": kept})
    elif done.kept is None:
        say(f"{db} is of version {done.after} already; nothing was done")
    else:
        say(f"{db} is now of version {done.after}; as it was, version {done.before}: {done.kept}")
