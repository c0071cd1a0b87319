"""Whom the bank would propose to add, keep, suspend or remove, each with reasons and evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl

from screening.errors import RuleError, UsageError
from screening.listing.criteria import Asked, asked
from screening.rulepack import Rule, load_checked_pack
from screening.schema import FACTS
from screening.store import publish
from screening.store.account import rule_texts
from screening.store.list_proposals import record_proposals
from screening.store.list_reading import KnownClients, clients_known
from screening.store.open_deals import last_as_of

PROPOSALS = ("remove", "suspend", "add", "keep", "left_out")
BASIS = (
    "criteria of this bank, as the authorities' are not published; the list is the authorities'",
    "依据本行自定标准(主管部门标准未公开);名单由主管部门确定",
)
_WEIGHT = pl.Enum(["remove", "suspend", "leave_out"])
_CLEAN = (
    "None of {} criteria stands against it; in twelve months {} deals of {} USD, papers complete:"
    " {}",
    "{} 项标准均无不利情形;近十二个月业务 {} 笔,金额 {} 美元,单证齐全占比 {}",
)
_UNCLEAR = (
    "Entries of the list contradict each other, so it is not known to be on it",
    "名单记录相互矛盾,无法确定是否在名单内",
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposals of a day as they were recorded, removals first (`list_proposal`)."""

    proposal_no: int
    is_new: bool
    as_of: date
    n_criteria: int
    n_runs: int
    n_entries: int
    pack_digest: str
    proposals: pl.DataFrame
    grounds: pl.DataFrame

    def of(self, proposal: str) -> pl.DataFrame:
        """The clients for whom that is proposed."""
        return self.proposals.filter(pl.col("proposal") == proposal)

    def as_json(self) -> dict[str, object]:
        """The same as plain values, ready for json.dumps."""
        told = self.proposals.drop("as_of", "digest", "pack_digest").to_dicts()
        mine = self.grounds.partition_by("client_id", as_dict=True)
        for row in told:
            grounds = mine.get((row["client_id"],))
            row["grounds"] = grounds.drop("client_id").to_dicts() if grounds is not None else []
        return {
            "proposal_no": self.proposal_no,
            "as_of": self.as_of.isoformat(),
            "basis": BASIS[0],
            "basis_zh": BASIS[1],
            "pack": self.pack_digest,
            "runs": self.n_runs,
            "list_entries": self.n_entries,
            "proposals": told,
        }


def propose(db: Path, as_of: date, *, rules: Path | None = None) -> Proposed:
    """What the bank would recommend as of the end of that day (UTC), recorded in the store.

    Only runs, records and notices known by then count. A criterion that cannot be asked is never
    clean: such a client is kept at best. UsageError where no run is stored as of that day or
    before, RuleError for a pack without criteria.
    """
    pack = load_checked_pack(rules)
    criteria = tuple(r for r in pack.asked(as_of, "list") if r.is_active)
    if not criteria:
        what = "no active criterion of the list (rules of grain list) in force on that day"
        raise RuleError([what], where=str(pack.path))
    moment = datetime.combine(as_of, time.max, UTC)
    known = clients_known(db, moment)
    if not known.n_runs:
        latest = last_as_of(db)
        raise UsageError(
            f"no run as of {as_of} or before: nothing was known of any client",
            where=str(db),
            exists=f"the last run is as of {latest:%Y-%m-%d}" if latest else "no run yet",
            do="name a later day, or screen a batch first",
        )
    found = asked(known, criteria, moment)
    rows = _proposals(found, known, criteria).with_columns(
        as_of=pl.lit(moment.replace(tzinfo=None)), pack_digest=pl.lit(pack.digest)
    )
    if rows.is_empty():
        raise UsageError("the store knows no client", where=str(db), do="give a table clients")
    rows = rows.with_columns(digest=pl.lit(_digest(rows, found.grounds)))
    number, is_new = record_proposals(db, rows, found.grounds, rule_texts(criteria))
    publish(db)
    return Proposed(
        number,
        is_new,
        as_of,
        len(criteria),
        known.n_runs,
        known.entries.height,
        pack.digest,
        rows,
        found.grounds,
    )


def _proposals(found: Asked, known: KnownClients, criteria: Sequence[Rule]) -> pl.DataFrame:
    """One row a client, in the order of PROPOSALS, then by client."""
    runs = known.deals.group_by("client_id").agg(
        run_ids=pl.col("run_id").unique().sort().str.join(", ")
    )
    names = tuple(dict.fromkeys(f for r in criteria for f in r.seen_facts))
    order = pl.col("proposal").cast(pl.Enum(PROPOSALS))
    return (
        found.clients.join(_told(found.grounds), on="client_id", how="left")
        .join(runs, on="client_id", how="left")
        .with_columns(proposal=_proposal(), **_clean(len(criteria)))
        .with_columns(
            reasons=_with_state("reasons", "clean", 0),
            reasons_zh=_with_state("reasons_zh", "clean_zh", 1),
            facts=pl.struct(n for n in names if n in FACTS).struct.json_encode(),
        )
        .sort(order, "client_id")
        .select(
            "client_id",
            "uscc",
            "name",
            "list_state",
            "proposal",
            "reasons",
            "reasons_zh",
            "rule_ids",
            "unasked_ids",
            "facts",
            "run_ids",
        )
    )


def _proposal() -> pl.Expr:
    """What is proposed; what could not be asked is never clean."""
    worst = pl.col("worst")
    return (
        pl.when(pl.col("list_state").is_in(["listed", "unclear"]))
        .then(pl.when(worst.is_in(["remove", "suspend"])).then(worst).otherwise(pl.lit("keep")))
        .when(worst.is_null() & pl.col("unasked_ids").is_null())
        .then(pl.lit("add"))
        .otherwise(pl.lit("left_out"))
    )


def _told(grounds: pl.DataFrame) -> pl.DataFrame:
    """One row a client with a ground: the worst it proposes, its criteria and their reasons."""
    is_hit = pl.col("answer") == "hit"
    weight = pl.col("proposes").cast(_WEIGHT)
    ids = pl.col("rule_id")

    def listed(values: pl.Expr) -> pl.Expr:
        return pl.when(values.len() > 0).then(values.sort().str.join(", "))

    return (
        grounds.with_columns(weight=weight, is_open=~is_hit)
        .sort("client_id", "is_open", "weight", "rule_id")
        .group_by("client_id", maintain_order=True)
        .agg(
            worst=weight.filter(is_hit).min().cast(pl.String),
            rule_ids=listed(ids.filter(is_hit)),
            unasked_ids=listed(ids.filter(~is_hit)),
            reasons=pl.concat_str("rule_id", "reason", separator=": ").str.join(" | "),
            reasons_zh=pl.concat_str("rule_id", "reason_zh", separator=": ").str.join(" | "),
        )
    )


def _clean(n_criteria: int) -> dict[str, pl.Expr]:
    """The reason of a client nothing stands against, in both languages."""
    figures = [
        pl.col(n).cast(pl.String).fill_null("-")
        for n in ("n_client_deals_12m", "client_turnover_usd_12m", "full_papers_ratio_12m")
    ]
    english, chinese = (pl.format(text, pl.lit(str(n_criteria)), *figures) for text in _CLEAN)
    return {"clean": english, "clean_zh": chinese}


def _with_state(reasons: str, clean: str, language: int) -> pl.Expr:
    told = pl.coalesce(reasons, clean)
    unclear = pl.format("{} | {}", pl.lit(_UNCLEAR[language]), told)
    return pl.when(pl.col("list_state") == "unclear").then(unclear).otherwise(told)


def _digest(rows: pl.DataFrame, grounds: pl.DataFrame) -> str:
    text = rows.write_csv() + grounds.write_csv()
    return hashlib.sha256(text.encode()).hexdigest()
