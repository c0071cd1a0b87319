"""`screening list`: recommend enterprises, record the authorities' notices, show who was listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from screening.cli.out import columns, one_line, say, say_json

if TYPE_CHECKING:
    from screening.listing import Imported, Listed, Proposed, Submitted

listing = typer.Typer(
    name="list",
    help="Recommend enterprises for the authorities' list, record its notices, show it.",
    no_args_is_help=True,
)
Store = Annotated[Path, typer.Option("--db", help="DuckDB file of earlier runs.")]
AsOf = Annotated[
    datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day asked about; no default.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_SHOWN = 40  # lines of a kind before the rest is only counted
_KINDS = ("remove", "suspend", "add", "keep", "left_out")
_SAID = {
    "remove": "remove",
    "suspend": "suspend at once",
    "add": "add",
    "keep": "keep",
    "left_out": "left out",
}


@listing.command()
def propose(
    as_of: AsOf,
    db: Store,
    rules: Annotated[
        Path | None, typer.Option(help="Rule pack; default: the one that comes along.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Propose whom to add, keep, suspend or remove, with reasons; nothing is decided by it.

    The criteria are the bank's own (rules of grain list in the pack). What could not be asked is
    never clean: such a client is kept at best.

    Example: screening list propose --as-of 2026-03-31 --db demo.duckdb
    """
    from screening.listing import propose as proposed

    told = proposed(db, as_of.date(), rules=rules)
    if json:
        say_json(told.as_json())
    else:
        say("\n".join(_proposed(told, db)))


@listing.command()
def submit(
    as_of: AsOf,
    db: Store,
    out: Annotated[Path, typer.Option(help="File to write, .csv or .xlsx.")],
    json: AsJson = False,
) -> None:
    """Make the recommendation file of the last proposals of a day, and record that it was made.

    Example: screening list submit --as-of 2026-03-31 --db demo.duckdb --out list.xlsx
    """
    from screening.listing import submit as submitted

    told = submitted(db, as_of.date(), out)
    if json:
        say_json(told.as_json())
    else:
        say(_submitted(told, out))


@listing.command("import")
def import_notice(
    notice: Annotated[Path, typer.Argument(help="Notice as .csv, .toml or .xlsx.")],
    db: Store,
    by: Annotated[str, typer.Option(help="Who imports it.")],
    received_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day it reached the bank; default: now."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Record an official notice; only notices give list treatment, from when they are known.

    Columns: issuer, number, dated, list, uscc or client_id, name, action (listed, suspended,
    removed), from, to, reason. The same notice again changes nothing.

    Example: screening list import notice.csv --db demo.duckdb --by zhang
    """
    from screening.listing import import_notice as imported

    told = imported(notice, db, by=by, received=received_on.date() if received_on else None)
    if json:
        say_json(told.as_json())
    else:
        say("\n".join(map(one_line, _imported(told))))


@listing.command()
def show(
    as_of: AsOf,
    db: Store,
    known_at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="As known by the end of this day; default: by all recorded."
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Show who was on the list on a day, as known by another.

    Example: screening list show --as-of 2026-03-31 --known-at 2026-03-31 --db demo.duckdb
    """
    from screening.listing import listed_on

    told = listed_on(db, as_of.date(), known_at.date() if known_at else None)
    if json:
        say_json(told.as_json())
    else:
        say("\n".join(_listed(told)))


def _proposed(told: Proposed, db: Path) -> Iterator[str]:
    again = "" if told.is_new else " (the same as before: not recorded again)"
    yield (
        f"proposals {told.proposal_no} as of {told.as_of}{again}: {told.proposals.height:,} clients"
        f" by {told.n_criteria} criteria of this bank, pack {told.pack_digest[:12]}"
    )
    yield "the authorities' criteria are not published and the list is theirs: this recommends"
    if not told.n_entries:
        yield "no notice of the list is recorded by then: screening list import NOTICE"
    for kind in _KINDS:
        rows = told.of(kind)
        yield f"{_SAID[kind]}: {rows.height:,}"
        for row in rows.head(_SHOWN).iter_rows(named=True):
            name = f" {row['name']}" if row["name"] else ""
            yield one_line(f"     {row['client_id']}{name}")
            yield one_line(f"         {row['reasons']}")
            yield one_line(f"         {row['reasons_zh']}")
        if rows.height > _SHOWN:
            yield f"     and {rows.height - _SHOWN:,} more: --json, or FROM list_proposals"
    yield f"next: screening list submit --as-of {told.as_of} --db {quote(str(db))} --out list.xlsx"


def _submitted(told: Submitted, out: Path) -> str:
    again = "" if told.is_new else " (recorded before)"
    return one_line(
        f"submission {told.submission_no}{again}: {told.n_rows:,} enterprises of proposals"
        f" {told.proposal_no} written to {out}, sha256 {told.file_sha256[:16]}"
    )


def _imported(told: Imported) -> Iterator[str]:
    what = f"notice {told.notice_no}: {told.issuer} {told.number} of {told.dated}, {told.list}"
    if not told.is_new:
        yield f"nothing to do: {what} was imported before"
        return
    yield f"{what}, {told.n_entries:,} entries recorded"
    if told.known_from:
        yield f"known to runs from {told.known_from:%Y-%m-%d %H:%M} UTC on"
    if told.unknown:
        yield f"no client of the bank so far: {len(told.unknown):,}, recorded nonetheless"
        yield from (f"     {firm}" for firm in told.unknown[:_SHOWN])
        if len(told.unknown) > _SHOWN:
            yield f"     and {len(told.unknown) - _SHOWN:,} more: --json"
    if told.superseded:
        yield (
            f"on the list by rows of batches alone: {len(told.superseded):,}, for whom runs take"
            " no list treatment from now on; import the notices in force that name them"
        )
        yield from (f"     {client}" for client in told.superseded[:_SHOWN])
        if len(told.superseded) > _SHOWN:
            yield f"     and {len(told.superseded) - _SHOWN:,} more: --json"


def _listed(told: Listed) -> Iterator[str]:
    known = f"as known on {told.known_at}" if told.known_at else "by all that is recorded"
    n_listed = told.entries["state"].eq("listed").sum()
    yield f"{n_listed:,} enterprises listed on {told.as_of}, {known}; {told.n_notices:,} notices"
    if told.entries.height:
        shown = ("list", "client_id", "uscc", "name", "state", "valid_from", "valid_to", "number")
        rows = told.entries.select(shown).iter_rows()
        yield columns([shown, *([("" if v is None else v) for v in row] for row in rows)])
