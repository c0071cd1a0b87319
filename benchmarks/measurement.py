"""What a benchmark found, and its form for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.machine import machine, versions


@dataclass(frozen=True, slots=True)
class Measurement:
    """The figures of one benchmark: medians over `rounds`, seconds of wall clock.

    `stages` are those of the run that was the median; `floor_stages` likewise, none when there is
    no floor. `peers` are seconds by peer on the same rows, answers found equal before.
    `peak_rss_mb` is the resident peak of the process that did our part, in MiB.
    """

    name: str
    deals: int
    seed: int
    rounds: int
    seconds: float
    stages: Mapping[str, float]
    peak_rss_mb: float
    floor_seconds: float | None = None
    floor_stages: Mapping[str, float] = field(default_factory=dict)
    peers: Mapping[str, float] = field(default_factory=dict)

    @property
    def deals_per_second(self) -> float:
        """Deals over our seconds."""
        return self.deals / self.seconds

    @property
    def ratio_to_floor(self) -> float | None:
        """Our seconds over the floor's, 1 being the best there can be; None without a floor."""
        return None if self.floor_seconds is None else self.seconds / self.floor_seconds

    @property
    def ratios(self) -> dict[str, float]:
        """Each peer's seconds over ours: above 1 means we are faster."""
        return {peer: seconds / self.seconds for peer, seconds in self.peers.items()}

    def as_json(self) -> dict[str, object]:
        """The figures as plain values, with the machine and versions they hold for."""
        ratio = self.ratio_to_floor
        return {
            "name": self.name,
            "deals": self.deals,
            "seed": self.seed,
            "rounds": self.rounds,
            "seconds": round(self.seconds, 6),
            "deals_per_second": round(self.deals_per_second, 1),
            "stages": _rounded(self.stages),
            "ratio_to_floor": None if ratio is None else round(ratio, 4),
            "ratios": _rounded(self.ratios, 4),
            "peak_rss_mb": round(self.peak_rss_mb, 1),
            "floor_seconds": self.floor_seconds and round(self.floor_seconds, 6),
            "floor_stages": _rounded(self.floor_stages),
            "peer_seconds": _rounded(self.peers),
            "machine": machine(),
            "versions": versions(),
        }


def _rounded(figures: Mapping[str, float], places: int = 6) -> dict[str, float]:
    return {name: round(figure, places) for name, figure in figures.items()}
