"""The commands put together. Each imports what it needs when it runs, so that help is instant."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from screening.cli.cure import cure
from screening.cli.explain import explain
from screening.cli.failure import fail
from screening.cli.listing import listing
from screening.cli.model import model
from screening.cli.monitor import monitor
from screening.cli.replay import replay
from screening.cli.rules import rules
from screening.cli.run import run
from screening.cli.simulate import simulate
from screening.cli.upgrade import upgrade
from screening.cli.verify import head, verify
from screening.cli.version import version

app = typer.Typer(
    name="screening",
    help="Screens batches of offshore trade: papers and payments in, a ranked queue out.",
    epilog="Exit codes: 0 fine, 2 usage, 3 input, 4 rules, 5 model, 6 store.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run)
app.command()(monitor)
app.command()(cure)
app.command()(explain)
app.command()(replay)
app.command()(verify)
app.command()(head)
app.add_typer(rules)
app.add_typer(listing)
app.add_typer(model)
app.command()(simulate)
app.command()(upgrade)
app.command()(version)


def main(arguments: Sequence[str] | None = None) -> None:
    """Nothing; runs the command and ends the process with its exit code.

    With --json on the line, an error is one JSON object on stderr.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=given, prog_name="screening")
    except SystemExit:
        raise
    except BaseException as error:  # an engine's panic is no Exception, yet must be told as one
        sys.exit(fail(error, as_json="--json" in given))
