"""Reading a result back: why a deal was proposed as it was."""

from __future__ import annotations

from screening.audit.explain import explain
from screening.audit.explanation import Explanation
from screening.audit.render import render

__all__ = ["Explanation", "explain", "render"]
