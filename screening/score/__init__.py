"""From findings to decisions: points with every addend, disposition, duties, payments, clients."""

from __future__ import annotations

from screening.score.assess import Assessment, assess, to_look_at
from screening.score.clients import ClientAssessment, assess_clients, inherited
from screening.score.late import late_findings
from screening.score.payment_decisions import payment_decisions

__all__ = [
    "Assessment",
    "ClientAssessment",
    "assess",
    "assess_clients",
    "inherited",
    "late_findings",
    "payment_decisions",
    "to_look_at",
]
