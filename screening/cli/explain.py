"""`screening explain`: why a deal was proposed as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from screening.cli.out import say, say_json


def explain(
    deal: Annotated[str, typer.Argument(help="Deal id, as in the queue.")],
    db: Annotated[Path, typer.Option(help="DuckDB file of a run.")],
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Explain a deal: findings, points that add up, what could not be asked, duties, papers.

    Example: screening explain D-T01-001 --db demo.duckdb --lang zh
    """
    from screening import audit

    told = audit.explain(db, deal, lang=lang)
    if json:
        say_json(told.as_json())
    else:
        say(audit.render(told))
