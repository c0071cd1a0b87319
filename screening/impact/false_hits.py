"""How many of the hits gained may be false, estimated from what else is known of their deals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054  # of a two-sided interval of 95 %

METHOD = (
    "An estimate, not a measurement: the store holds no final decisions of the desk yet; once it "
    "does, they will be used instead. Counted are the hits gained at review or above by active "
    "rules. A hit is uncorroborated if no other active rule hits its deal at review or above "
    "after the change; it is likely false if moreover no other stored deal of its client is "
    "proposed ESCALATE or HOLD. If every corroborated hit is right, the uncorroborated share is "
    "an upper bound of the false share; hits that only this rule can find count against it. "
    "Intervals: Wilson, 95 %, as if the stored deals were a random sample of deals to come."
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share k of n with its Wilson interval at 95 %; all None when n is nought."""

    k: int
    n: int

    @property
    def share(self) -> float | None:
        """The part k is of n."""
        return round(self.k / self.n, 4) if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end (Wilson, JASA 22, 1927)."""
        if not self.n:
            return None
        p, z2 = self.k / self.n, _Z * _Z
        middle = p + z2 / (2 * self.n)
        half = _Z * sqrt(p * (1 - p) / self.n + z2 / (4 * self.n * self.n))
        whole = 1 + z2 / self.n
        low, high = (middle - half) / whole, (middle + half) / whole
        return round(max(low, 0.0), 4), round(min(high, 1.0), 4)

    def as_json(self) -> dict[str, object]:
        """The counts, their share and its interval."""
        return {"k": self.k, "n": self.n, "share": self.share, "wilson_95": self.interval}


@dataclass(frozen=True, slots=True)
class FalseHits:
    """The estimate over all rules that gain hits at review or above, or over one of them.

    `per_10_000` is likely false hits over 10,000 of the deals compared, the measure of a rule's
    false-hit budget (about 1).
    """

    uncorroborated: Share
    likely_false: Share
    n_deals: int

    @property
    def per_10_000(self) -> float | None:
        """Likely false hits for 10,000 deals compared."""
        return round(self.likely_false.k / self.n_deals * 10_000, 2) if self.n_deals else None

    def as_json(self) -> dict[str, object]:
        """Both shares and the rate."""
        return {
            "uncorroborated_upper_bound": self.uncorroborated.as_json(),
            "likely_false": self.likely_false.as_json(),
            "likely_false_per_10_000_deals": self.per_10_000,
        }
