"""From findings to decisions: points with every addend, disposition, duties, payment decisions."""

from __future__ import annotations

from screening.score.assess import Assessment, assess
from screening.score.payment_decisions import payment_decisions

__all__ = ["Assessment", "assess", "payment_decisions"]
