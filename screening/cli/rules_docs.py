"""`screening rules docs`: the rules of a pack as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from screening.cli.out import say

PackFolder = Annotated[
    Path | None, typer.Option("--rules", help="Rule pack; default: the one that comes along.")
]
OutFile = Annotated[
    Path | None, typer.Option("--out", help="File to write; default: print the page.")
]


def docs(pack: PackFolder = None, out: OutFile = None) -> None:
    """Make the page of all rules: what, why, misses, limits, facts, and what they answer for.

    Example: screening rules docs --out docs/rules.md
    """
    from screening.errors import UsageError
    from screening.rulepack import load_pack
    from screening.rulepack.docs import rules_page

    loaded = load_pack(pack)
    page = rules_page(loaded)
    if out is None:
        say(page.rstrip("\n"))
        return
    try:
        out.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"the page cannot be written: {error.strerror}",
            where=str(out),
            do="give --out a file in a folder that exists and may be written",
        ) from None
    say(f"{len(loaded.rules)} rules in {out}")
