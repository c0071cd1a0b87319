"""`screening simulate`: make a batch to try the engine on."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from screening.cli.out import say
from screening.cli.progress import shown_progress


def simulate(
    deals: Annotated[int, typer.Option(min=1, help="Number of deals.")],
    out: Annotated[Path, typer.Option(help="Folder to write the batch into.")],
    seed: Annotated[int, typer.Option(help="The same seed makes the same batch.")] = 1,
    without_evidence: Annotated[
        bool,
        typer.Option(
            "--without-evidence",
            help="Only what every bank has: no port calls, registers, platform answers, "
            "desk records and the like.",
        ),
    ] = False,
) -> None:
    """Simulate a batch: clean deals, typologies of false trade, and innocent look-alikes.

    Example: screening simulate --deals 1000 --seed 7 --out simulated
    """
    from screening.simulate import simulate as simulated

    with shown_progress() as progress:
        progress("simulating")
        made = simulated(deals, seed, out, with_evidence=not without_evidence)
    say(f"{sum(made.rows.values()):,} rows in {len(made.rows)} tables of {made.folder}")
    say("deals   " + " · ".join(f"{kind} {n:,}" for kind, n in sorted(made.kinds.items())))
    say(f"labels  {made.labels}")
    say(f"Next\n     screening run {quote(str(made.folder))} --db {quote(out.name)}.duckdb")
