"""A progress line on stderr, for work that takes longer than a second and a person who watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

PATIENCE = 1.0  # seconds before anything is shown


@contextmanager
def shown_progress() -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each stage; silent unless stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _stage: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<14}", markup=False), BarColumn(pulse_style="cyan"))
    bar = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    task = bar.add_task("starting", total=None)
    timer = Timer(PATIENCE, bar.start)
    timer.start()
    try:
        yield lambda stage: bar.update(task, description=stage)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
