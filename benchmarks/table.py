"""The figures as tables for people."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from benchmarks.machine import machine, versions
from benchmarks.measurement import Measurement


def show(found: Measurement, console: Console) -> None:
    """Nothing; prints stages, floor and peers."""
    console.print(_stages(found))
    if found.floor_seconds is not None or found.peers:
        console.print(_others(found))
    console.print(f"peak memory {found.peak_rss_mb:,.0f} MiB · {_circumstances(found)}")


def _stages(found: Measurement) -> Table:
    title = f"{found.name}: {found.deals:,} deals, {found.deals_per_second:,.0f} a second"
    table = _table(title, "stage", "seconds", "share", "s per 1M deals")
    for stage, seconds in found.stages.items():
        table.add_row(*_line(stage, seconds, found))
    table.add_section()
    table.add_row(*_line("in all", found.seconds, found))
    return table


def _line(stage: str, seconds: float, found: Measurement) -> tuple[str, ...]:
    share = f"{seconds / found.seconds:.0%}"
    return stage, f"{seconds:.4f}", share, f"{seconds / found.deals * 1e6:.3f}"


def _others(found: Measurement) -> Table:
    table = _table("", "beside it", "seconds", "ratio", "meaning")
    if found.floor_seconds is not None:
        meaning = "our time over the floor's" + _told(found.floor_stages)
        table.add_row("floor", f"{found.floor_seconds:.4f}", f"{found.ratio_to_floor:.2f}", meaning)
    for peer, ratio in found.ratios.items():
        meaning = "times as long as ours"
        table.add_row(peer, f"{found.peers[peer]:.4f}", f"{ratio:.2f}", meaning)
    return table


def _told(stages: Mapping[str, float]) -> str:
    said = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in stages.items())
    return f" ({said})" if said else ""


def _circumstances(found: Measurement) -> str:
    on, made = machine(), versions()
    runs = "one run" if found.rounds == 1 else f"median of {found.rounds}"
    libraries = ", ".join(f"{name} {number}" for name, number in made.items())
    return f"{runs} · {on['cpus']} processors · Python {on['python']} · {libraries}"


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title or None, title_justify="left")
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="left" if name == "meaning" else "right")
    return table
