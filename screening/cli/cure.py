"""`screening cure`: record that a finding was put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.out import one_line, say, say_json

if TYPE_CHECKING:
    from screening.cure import Cure

_MARKS = {True: "yes", False: "NO", None: "not known"}


def cure(
    deal: Annotated[str, typer.Argument(help="Deal id, as in the queue.")],
    rule: Annotated[str, typer.Argument(help="Rule of the finding.")],
    value: Annotated[
        str, typer.Option(help="What is right: FACT=VALUE, or KEY.column=VALUE of a paper.")
    ],
    proof: Annotated[str, typer.Option(help="What proves it: a paper the store knows, or a file.")],
    by: Annotated[str, typer.Option(help="Who put it right.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Day it was put right.")],
    db: Annotated[Path, typer.Option(help="DuckDB file of a run.")],
    rules: Annotated[
        Path | None, typer.Option(help="Rule pack; default: the one that comes along.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Record a cure: what was wrong, what is right, and whether tolerance covers it.

    Nothing stored is changed. An accepted cure counts when the deal is next asked.

    Example: screening cure D-7 DOC-03 --value INV7.issue_date=2025-03-15 --proof INV7b
    --by zhang --on 2025-04-02 --db demo.duckdb
    """
    from screening.cure import cure as recorded

    told = recorded(db, deal, rule, value=value, proof=proof, by=by, on=on.date(), rules=rules)
    if json:
        say_json(told.as_json())
    else:
        say("\n".join(map(one_line, _lines(told, db))))


def _lines(told: Cure, db: Path) -> Iterator[str]:
    word = "accepted" if told.is_accepted else "refused"
    again = "" if told.is_new else " (it was recorded before)"
    yield f"cure {told.cure_no} {word}{again}: {told.rule_id} on deal {told.deal_id}"
    yield f"     {told.field}: {told.original_value or 'blank'} -> {told.corrected_value}"
    for asked in told.conditions:
        yield f"     {_MARKS[asked.holds]:<9}  {asked.condition:<13}  {asked.told}"
    if told.is_accepted:
        yield "it counts when the deal is next asked:"
        yield f"     screening monitor --as-of {told.ask_on} --db {quote(str(db))}"
    else:
        yield "the finding stands as it was; the offer is kept with the reason"
