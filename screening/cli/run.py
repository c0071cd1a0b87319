"""`screening run`: screen a batch into a store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from screening.cli.out import say, say_json
from screening.cli.progress import shown_progress


def run(
    batch: Annotated[Path, typer.Argument(help="Folder of tables and messages.")],
    db: Annotated[Path, typer.Option(help="DuckDB file; made if it does not exist.")],
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
        Path | None, typer.Option(help="Folder of reference tables: rates, prices, lists.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Day of decision; default: the latest time in the batch."
        ),
    ] = None,
    rescreen: Annotated[
        bool, typer.Option("--rescreen", help="Screen again when only the history has changed.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Screen a batch: every deal gets answers, points, a proposed disposition and reasons.

    Example: screening run sample_data/batch --db demo.duckdb
    """
    from screening import pipeline

    with shown_progress() as progress:
        report = pipeline.run(
            batch,
            db,
            rules=rules,
            reference=reference,
            model=model,
            shadow_model=shadow_model,
            without_model=without_model,
            as_of=as_of.date() if as_of else None,
            rescreen=rescreen,
            progress=progress,
        )
    if json:
        say_json(report.as_json())
        return
    from screening.cli.summary import summary
    from screening.store import queue_head

    say(summary(report, queue_head(db, report.run_id)))
