"""`screening verify` and `screening head`: whether the evidence is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.out import one_line, say, say_json

if TYPE_CHECKING:
    from screening.audit.verify import Difference, Verification

UNLIKE = 1
_MOST = 50  # differences shown; --json has all


def verify(
    db: Annotated[Path, typer.Option(help="DuckDB file of a run.")],
    head: Annotated[
        str | None, typer.Option(help="Digest kept elsewhere, from `screening head`.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold every row of evidence against the chain; exit 1 when anything differs.

    A row changed, added or removed is found, with its run, table and piece. Whoever can write the
    file can make the whole chain anew: a head kept elsewhere tells that too.

    Example: screening verify --db demo.duckdb --head 4f0c...
    """
    from screening.audit.verify import verify as verified
    from screening.cli.progress import shown_progress

    with shown_progress() as progress:
        found = verified(db, kept_head=head, progress=progress)
    if json:
        say_json(asdict(found) | {"is_sound": found.is_sound})
    else:
        say("\n".join(map(one_line, _lines(found, db, head))))
    if not found.is_sound:
        raise typer.Exit(UNLIKE)


def head(
    db: Annotated[Path, typer.Option(help="DuckDB file of a run.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the digest of the last link of the chain, to be kept where the store is not.

    Example: screening head --db demo.duckdb
    """
    from screening.audit.verify import head as last

    number, digest = last(db)
    if json:
        say_json({"link_no": number, "digest": digest})
    else:
        say(digest or "no link yet: nothing is stored")


def _lines(found: Verification, db: Path, kept: str | None) -> Iterator[str]:
    read = f"{found.n_links:,} links · {found.n_tables:,} tables · {found.n_rows:,} rows"
    yield f"chain         {read}"
    yield f"head          {found.head or 'none yet'}"
    if kept and found.n_links_since is not None:
        yield f"kept head     found, {found.n_links_since:,} links before the last"
    if found.is_sound:
        yield "all as it was written"
        if not kept:
            yield "keep the head elsewhere, and next time:"
            yield f"     screening verify --db {quote(str(db))} --head {found.head}"
        return
    yield f"DIFFERENCES   {len(found.differences):,}"
    yield from (f"     {_told(d)}" for d in found.differences[:_MOST])
    if len(found.differences) > _MOST:
        yield f"     and {len(found.differences) - _MOST:,} more: --json shows all"


def _told(unlike: Difference) -> str:
    where = []
    if unlike.link_no is not None:
        where.append(f"link {unlike.link_no}")
    if unlike.subject is not None:
        where.append(f"{unlike.kind or 'rows of'} {unlike.subject}")
    if unlike.table is not None:
        where.append(f"table {unlike.table}")
    if unlike.chunk_no is not None:
        where.append(f"chunk {unlike.chunk_no}")
    return f"{', '.join(where)}: {unlike.what}" if where else unlike.what
