"""Late findings: what a run makes known of deals that earlier runs had judged without it."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import polars as pl

from screening.linking import Clashes
from screening.rulepack import Rule
from screening.schema.results import LATE_FINDING

REUSE_MONTHS = 36  # as AUT-01, AUT-02 and AUT-15 look back
_MONTHS = ("reused", "untitled", "receipt")  # what is forgotten after them
# The repeat may be the earlier deal's own payment, that day being the later.
_PAID, _BEYOND = "paid", "paid_beyond"
_ENDED = "ended"  # the deal that tells of a bill's end may have drawn on it in good time
_BEYOND_SEVERITY = "escalate"  # what PAY-08 gives to more than the invoice
_RULES = MappingProxyType(
    {
        "reused": "AUT-01",
        "untitled": "AUT-02",
        "overdrawn": "AUT-03",
        _ENDED: "AUT-04",
        "receipt": "AUT-15",
        "lot": "AUT-15",
        "file": "AUT-20",
        "invoice": "DOC-08",
        "parcel": "LOG-09",
        _PAID: "PAY-14",
        _BEYOND: "PAY-08",
    }
)
_REASONS = MappingProxyType(
    {
        "reused": (
            "Transport paper {} of this deal was used again by deal {}, and no sale leads there.",
            "本笔业务的运输单据 {} 又被业务 {} 使用,且无转让链条。",
        ),
        "untitled": (
            "Transport paper {} of this deal was used by deal {}, to which no title leads.",
            "本笔业务的运输单据 {} 又被业务 {} 使用,货权并未转至该业务。",
        ),
        "overdrawn": (
            "With deal {1}, more is passed on of transport paper {0} of this deal than it carries.",
            "计入业务 {1} 后,本笔业务的运输单据 {0} 转出数量超过单据数量。",
        ),
        _ENDED: (
            "Transport paper {} of this deal was void or given up for the goods before title "
            "passed on, as deal {} tells.",
            "据业务 {1} 所示,本笔业务的运输单据 {0} 在货权转出前已作废或已提货。",
        ),
        "receipt": (
            "Warehouse receipt {} of this deal was used again by deal {} with no title chain.",
            "本笔业务的仓单 {} 又被业务 {} 使用,且无转让链条。",
        ),
        "lot": (
            "The lot {} of this deal stands on another receipt too, used by deal {}.",
            "本笔业务的批号货物 {} 另有仓单,由业务 {} 使用。",
        ),
        "file": (
            "The file {} of a paper of this deal was handed in by deal {} as another paper.",
            "本笔业务单据的文件 {} 又由业务 {} 作为内容不同的单据提交。",
        ),
        "invoice": (
            "The number of invoice {} of this deal stands on another invoice, with other content: "
            "deal {}.",
            "本笔业务的发票号 {} 另有内容不同的发票,见业务 {}。",
        ),
        "parcel": (
            "The parcel {} of this deal stands on another transport paper too, used by deal {}.",
            "本笔业务的货物 {} 另有运输单据,由业务 {} 使用。",
        ),
        _PAID: (
            "Invoice {}, paid in this deal, is paid again in deal {}.",
            "本笔业务已付款的发票 {} 在业务 {} 中重复付款。",
        ),
        _BEYOND: (
            "Invoice {}, paid in this deal, is paid in deal {} too, together beyond its amount.",
            "本笔业务已付款的发票 {} 在业务 {} 中也有付款,合计超过发票金额。",
        ),
    }
)


def late_findings(clashes: Clashes, findings: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """One row an earlier deal, rule and key (table `late_finding` less run_id).

    A clash tells of the earlier deal what its rule tells of the deal of the batch: nothing where
    the rule is not active, does not hit there, or where evidence on file lowered it to a note.
    """
    columns = [n for n in LATE_FINDING.dtypes if n != "run_id"]
    by = _reusing(clashes.now, findings, rules)
    months = f"{REUSE_MONTHS}mo"
    forgotten = pl.col("kind").is_in(_MONTHS) & ~pl.col("day").is_between(
        pl.col("from").dt.offset_by(f"-{months}"), pl.col("to").dt.offset_by(months)
    )
    rows = (
        clashes.before.join(by, on=["kind", "key"])
        .filter(~forgotten.fill_null(value=False), pl.col("deal_id") != pl.col("by_deal_id"))
        .with_columns(_reason(i).alias(n) for i, n in enumerate(("reason", "reason_zh")))
    )
    return (
        rows.sort("kind", "document_id", "payment_id", nulls_last=True)
        .unique(["deal_id", "rule_id", "key"], keep="first", maintain_order=True)
        .select(columns)
        .sort("deal_id", "rule_id", "key")
    )


def _reusing(now: pl.DataFrame, findings: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """One row a kind and key: the first deal of the batch that clashes, and what that weighs."""
    hits = findings.filter(
        pl.col("answer") == "hit", pl.col("status") == "active", pl.col("severity") != "note"
    ).select("rule_id", "severity", deal_id="deal_id")
    active = {r.id: r.severity for r in rules if r.is_active}
    asked = pl.col("rule_id").replace_strict(active, default=None, return_dtype=pl.String)
    return (
        now.with_columns(rule_id=pl.col("kind").replace_strict(_RULES, return_dtype=pl.String))
        .join(hits, on=["deal_id", "rule_id"], how="left")
        .with_columns(
            severity=pl.when(pl.col("kind").is_in((_PAID, _ENDED)))
            .then(pl.coalesce("severity", asked))
            .when(pl.col("kind") == _BEYOND)
            .then(
                pl.coalesce("severity", pl.when(asked.is_not_null()).then(pl.lit(_BEYOND_SEVERITY)))
            )
            .otherwise("severity")
        )
        .filter(pl.col("severity").is_not_null())
        .sort("day", "deal_id", nulls_last=True)
        .group_by("kind", "key", "rule_id", maintain_order=True)
        .agg(
            pl.col("severity").first(),
            by_deal_id=pl.col("deal_id").first(),
            **{"from": pl.col("day").min(), "to": pl.col("day").max()},
        )
    )


def _reason(language: int) -> pl.Expr:
    """The reason in English (0) or Chinese (1)."""
    text = pl.lit(None, pl.String)
    for kind, said in _REASONS.items():
        words = said[language]
        named = ["by_deal_id", "key"] if "{1}" in words else ["key", "by_deal_id"]
        plain = words.replace("{0}", "{}").replace("{1}", "{}")
        text = pl.when(pl.col("kind") == kind).then(pl.format(plain, *named)).otherwise(text)
    return text
