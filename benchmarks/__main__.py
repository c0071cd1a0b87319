"""`python -m benchmarks NAME`: measure one thing and print the figures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from benchmarks.fresh_process import ChildError
from benchmarks.registry import benchmark, listed
from benchmarks.same_answers import UnequalError
from screening.errors import ScreeningError, UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 measured, 1 no figures to be had, 2 asked for something unknown."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.name is None:
        parser.print_help()
        return 0
    try:
        _measure(asked)
    except ScreeningError as error:
        return _told(str(error), error.exit_code)
    except (ChildError, UnequalError) as error:
        return _told(str(error), 1)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Throughput of the engine, beside a floor and beside peers.",
        epilog=f"names:\n{listed()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="what to measure; see below")
    parser.add_argument("--deals", type=int, default=100_000, help="default: 100000")
    parser.add_argument("--seed", type=int, default=1, help="of the simulated batch; default: 1")
    parser.add_argument("--documents", type=int, help="papers in the store, for history alone")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _measure(asked: argparse.Namespace) -> None:
    more = {"documents": asked.documents} if asked.documents is not None else {}
    if more and asked.name != "history":
        raise UsageError("--documents is for history alone", do="leave it out")
    found = benchmark(asked.name).measure(asked.deals, asked.seed, _progress, **more)
    if asked.json:
        print(json.dumps(found.as_json(), indent=2))
        return
    from rich.console import Console  # noqa: PLC0415 - JSON needs no tables

    from benchmarks.table import show  # noqa: PLC0415

    show(found, Console())


def _progress(what: str) -> None:
    print(f"{what} ...", file=sys.stderr, flush=True)


def _told(error: str, code: int) -> int:
    print(f"error: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
