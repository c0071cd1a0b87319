"""`screening monitor`: ask open deals again at a later day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.out import columns, say, say_json
from screening.cli.progress import shown_progress

if TYPE_CHECKING:
    from screening.monitor import Monitored
    from screening.store.open_deals import Change

_HEAD = ("deal", "was", "now", "points", "duties")


def monitor(
    db: Annotated[Path, typer.Option(help="DuckDB file of earlier runs.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day to ask at; there is no default."),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="Rule pack; default: the one that comes along.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Anomaly model; default: the one that comes along.")
    ] = None,
    shadow_model: Annotated[
        Path | None, typer.Option(help="Another model, stored beside and not counted.")
    ] = None,
    without_model: Annotated[
        bool, typer.Option("--without-model", help="Use no anomaly model.")
    ] = False,
    reference: Annotated[
        Path | None, typer.Option(help="Folder of reference tables, newer than those stored.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask open deals again: papers now overdue, clocks now run out, periods now ended.

    Example: screening monitor --as-of 2026-03-31 --db demo.duckdb
    """
    from screening.monitor import monitor as asked_again

    with shown_progress() as progress:
        told = asked_again(
            db,
            as_of.date() if as_of else None,
            rules=rules,
            reference=reference,
            model=model,
            shadow_model=shadow_model,
            without_model=without_model,
            progress=progress,
        )
    if json:
        say_json(told.as_json())
    else:
        say("\n".join(_lines(told)))


def _lines(told: Monitored) -> Iterator[str]:
    if told.report is None:
        yield (
            f"nothing to do: of {told.n_open:,} open deals none is still to be asked as of"
            f" {told.as_of}"
        )
        return
    yield (
        f"{told.report.deals:,} deals asked again as of {told.as_of} ({told.n_open:,} open),"
        f" run {told.report.run_id}"
    )
    if not told.changes:
        yield "no disposition and no duty changed"
        return
    yield f"{len(told.changes):,} changed"
    yield columns([_HEAD, *(_row(change) for change in told.changes)])


def _row(change: Change) -> tuple[str, ...]:
    points = f"{change.was_points:+d} to {change.points:+d}"
    duties = (
        ("new", change.new_duties),
        ("ended", change.ended_duties),
        ("overdue", change.overdue),
    )
    told = "; ".join(f"{word} {names}" for word, names in duties if names)
    return change.deal_id, change.was, change.now, points, told
