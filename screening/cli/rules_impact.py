"""`screening rules diff` and `screening rules try`: what a change would have done, before it is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.out import say, say_json
from screening.cli.progress import shown_progress

if TYPE_CHECKING:
    from screening.impact import Impact

Store = Annotated[Path, typer.Option("--db", help="DuckDB file of earlier runs; only read.")]
Since = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="First day of submission looked at."),
]
Until = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of submission looked at."),
]
Examples = Annotated[int, typer.Option(min=0, max=100, help="Deals told of each kind of change.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]


def diff(
    db: Store,
    rules: Annotated[
        Path | None, typer.Option("--rules", help="The other pack; default: the one along.")
    ] = None,
    since: Since = None,
    until: Until = None,
    examples: Examples = 3,
    as_if_in_force: Annotated[
        bool,
        typer.Option("--as-if-in-force", help="Ask a rule also before its effective_from."),
    ] = False,
    json: AsJson = False,
) -> None:
    """Show what another pack would have changed on stored deals; nothing is written.

    Example: screening rules diff --db demo.duckdb --rules my_rules --from 2025-01-01
    """
    from screening import impact
    from screening.stopwatch import Stopwatch

    with shown_progress() as progress:
        found = impact.rules_diff(
            db,
            rules,
            since=_day(since),
            until=_day(until),
            examples=examples,
            from_the_start=as_if_in_force,
            watch=Stopwatch(progress),
        )
    _tell(found, as_json=json)


def try_rule(
    file: Annotated[Path, typer.Argument(help="A rule file; it need not be in a pack yet.")],
    db: Store,
    since: Since = None,
    until: Until = None,
    examples: Examples = 3,
    json: AsJson = False,
) -> None:
    """Try one rule on stored deals as if it were active; nothing is written.

    Example: screening rules try rules/commercial/COM-05_thin_margin.toml --db demo.duckdb
    """
    from screening import impact
    from screening.stopwatch import Stopwatch

    with shown_progress() as progress:
        found = impact.try_rule(
            file,
            db,
            since=_day(since),
            until=_day(until),
            examples=examples,
            watch=Stopwatch(progress),
        )
    _tell(found, as_json=json)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _tell(found: Impact, *, as_json: bool) -> None:
    from screening.impact import render

    if as_json:
        say_json(found.as_json())
    else:
        say(render(found))
