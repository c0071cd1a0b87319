"""Cures: a correction offered for a finding, tested as domain 4.3 says, and recorded."""

from __future__ import annotations

from screening.cure.cure import Cure, cure

__all__ = ["Cure", "cure"]
