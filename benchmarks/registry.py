"""The benchmarks there are, by name; each is the module of its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from benchmarks.measurement import Measurement
from screening.errors import UsageError, did_you_mean

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One thing measured: its name and one line that says what."""

    name: str
    line: str

    def measure(self, deals: int, seed: int, progress: Progress, **more: int) -> Measurement:
        """The figures for a simulated batch of that many deals; `more` is what it alone knows.

        Its module is imported here and not before: a list of names needs no engine.
        """
        module = import_module(f"benchmarks.{self.name}")
        measured: Measurement = module.measure(deals, seed, progress, **more)
        return measured


BENCHMARKS = MappingProxyType(
    {
        b.name: b
        for b in (
            Benchmark(
                "end_to_end", "files in, committed DuckDB out; against the bare scan and write"
            ),
            Benchmark("scoring_loop", "facts in memory to scores with reasons; against DuckDB SQL"),
            Benchmark(
                "rules",
                "120 rules: answers, packed, long rows, points; against DuckDB SQL and Polars",
            ),
            Benchmark(
                "kernel", "the anomaly model's forest; against scikit-learn, plain and threaded"
            ),
            Benchmark("reasons", "the model that comes along: scores, then reasons for 5 %"),
            Benchmark("facts", "linking, side tables, and each family of facts by itself"),
            Benchmark("history", "a batch behind a long history; against the same on no history"),
            Benchmark("names", "two names a deal against a list of 20,000; and the next batch's"),
            Benchmark("rules_diff", "five rules changed over stored deals; against asking all"),
        )
    }
)


def benchmark(name: str) -> Benchmark:
    """The benchmark of that name; UsageError if there is none."""
    if name not in BENCHMARKS:
        raise UsageError(
            f'no benchmark is called "{name}"{did_you_mean(name, list(BENCHMARKS))}',
            exists=", ".join(BENCHMARKS),
            do="name one of them",
        )
    return BENCHMARKS[name]


def listed() -> str:
    """The names with what each measures, one a line."""
    width = max(map(len, BENCHMARKS))
    return "\n".join(f"  {b.name:<{width}}  {b.line}" for b in BENCHMARKS.values())
