"""`screening replay`: a stored run asked again of its stored facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.out import columns, one_line, say, say_json

if TYPE_CHECKING:
    from screening.audit.replay import Replay

UNLIKE = 1
_MOST = 50  # differences shown; --json has all


def replay(
    run: Annotated[str, typer.Argument(help="Run id, as in the view runs.")],
    db: Annotated[Path, typer.Option(help="DuckDB file of the run.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask the stored rules of the stored facts again, sum the points again; exit 1 if unlike.

    DuckDB asks the texts the store kept, with no file or network within reach. Nothing is written.

    Example: screening replay 4a54fca35f6bd15d --db demo.duckdb
    """
    from screening.audit.replay import replay as replayed
    from screening.cli.progress import shown_progress

    with shown_progress() as progress:
        found = replayed(db, run, progress=progress)
    if json:
        say_json(asdict(found) | {"is_identical": found.is_identical})
    else:
        say("\n".join(_lines(found)))
    if not found.is_identical:
        raise typer.Exit(UNLIKE)


def _lines(found: Replay) -> Iterator[str]:
    yield f"run           {one_line(found.run_id)}"
    yield f"asked again   {found.n_rules} rules · {found.n_answers:,} answers"
    yield f"of            {found.n_deals:,} deals and {found.n_clients:,} clients"
    yield f"summed again  {found.n_addends:,} addends"
    if found.is_identical:
        yield "all came out as stored"
        return
    yield f"DIFFERENCES   {len(found.differences):,}"
    rows = [
        (f"     {d.of}", d.rule_id or "", d.what, f"stored {d.stored}", f"now {d.again}")
        for d in found.differences[:_MOST]
    ]
    yield columns(rows)
    if len(found.differences) > _MOST:
        yield f"     and {len(found.differences) - _MOST:,} more: --json shows all"
