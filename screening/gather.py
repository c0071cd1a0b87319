"""The results of partitions and clients brought together as the tables the store keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from screening.inputs import Batch
from screening.linking import Ledger, Links
from screening.rulepack import Pack, Rule
from screening.schema.results import PRICE_USE, RESULT_TABLES
from screening.score import (
    Assessment,
    ClientAssessment,
    inherited,
    late_findings,
    payment_decisions,
)
from screening.store import account

_KEYS = ("rule_id", "version", "answer", "cause")


@dataclass(frozen=True, slots=True)
class ScreenedPartition:
    """What pass 2 says of some whole deals; frames less their run_id.

    `facts` one row a deal, `coverage` one row a rule, answer and cause, `waiting` one row a
    payment that waits and a deal it is for, `client_deals` one row a deal with a client,
    `price_uses` one row a goods line whose price later deals are held against, `scored` one row a
    deal and anomaly model, `odd_reasons` one row a fact that drove such a score.
    """

    facts: pl.DataFrame
    coverage: pl.DataFrame
    assessment: Assessment
    waiting: pl.DataFrame
    client_deals: pl.DataFrame
    price_uses: pl.DataFrame
    scored: pl.DataFrame
    odd_reasons: pl.DataFrame

    def inheriting(self, clients: pl.DataFrame) -> ScreenedPartition:
        """The same, its deals with what their clients' alerts add."""
        return replace(self, assessment=inherited(self.assessment, clients))


@dataclass(frozen=True, slots=True)
class ScreenedClients:
    """What the client grain says of the clients of all partitions; frames less their run_id."""

    facts: pl.DataFrame
    coverage: pl.DataFrame
    assessment: ClientAssessment


def gather(
    parts: Sequence[ScreenedPartition],
    clients: ScreenedClients,
    batches: Sequence[Batch],
    pack: Pack,
    rules: Sequence[Rule],
    links: Links,
    ledgers: Ledger,
    absent: frozenset[str],
) -> dict[str, pl.DataFrame]:
    """Result tables by name, less run_id and less what the store writes itself.

    `rules` are those of deals, then those of clients: their order is that of the packed answers.
    Payments are decided here: one payment may be for deals of several partitions.
    """
    deals = pl.concat(p.assessment.deals for p in parts).sort("deal_id")
    found = pl.concat(p.assessment.findings for p in parts).sort("deal_id", "rule_id")
    waiting = pl.concat(p.waiting for p in parts)
    tables = {
        "run_file": account.file_rows(batches),
        "reject": account.reject_rows(batches),
        "run_rule": account.rule_rows(rules),
        "rule_text": account.rule_texts(rules),
        "policy_text": account.policy_text(pack),
        "deal_document": links.documents,
        "deal_payment": links.payments,
        "deal_result": deals,
        "addend": pl.concat(p.assessment.addends for p in parts).sort("deal_id", "position"),
        "deal_anomaly": pl.concat(p.scored for p in parts).sort("deal_id", "role"),
        "anomaly_reason": pl.concat(p.odd_reasons for p in parts).sort(
            "deal_id", "role", "position"
        ),
        "finding": found,
        "late_finding": late_findings(ledgers.clashes, found, rules),
        "duty": pl.concat(p.assessment.duties for p in parts).sort("deal_id", "duty"),
        "payment_decision": payment_decisions(waiting, found, deals, pack.policy),
        "run_rule_coverage": _coverage([*parts, clients], rules, absent),
        "client_result": clients.assessment.clients,
        "client_finding": clients.assessment.findings,
        **ledgers.uses,
        **ledgers.parties.tables,
        "client_deal": pl.concat(p.client_deals for p in parts).sort("client_id", "deal_id"),
        "price_use": pl.concat(p.price_uses for p in parts).sort(PRICE_USE.order[1:]),
    }
    return {name: _typed(name, frame) for name, frame in tables.items()}


def _coverage(
    parts: Sequence[ScreenedPartition | ScreenedClients],
    rules: Sequence[Rule],
    absent: frozenset[str],
) -> pl.DataFrame:
    counted = pl.concat(p.coverage for p in parts).group_by(_KEYS).agg(pl.col("n_deals").sum())
    missing = account.missing_tables(rules, absent)
    return counted.join(missing, on="rule_id", how="left").sort(_KEYS, nulls_last=True)


def _typed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(n).cast(t) for n, t in RESULT_TABLES[name].made.items())
