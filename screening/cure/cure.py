"""One cure from what a person says to what the store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import file_digest
from pathlib import Path

import polars as pl

from screening.cure.correction import (
    Correction,
    correction_of_column,
    correction_of_fact,
    shown,
    split,
)
from screening.cure.mending import mends
from screening.cure.related import related_clients
from screening.cure.tolerance import Case, Condition, conditions
from screening.errors import UsageError, did_you_mean
from screening.reference import add_working_days
from screening.rulepack import Pack, load_pack
from screening.schema import DEAL_FACTS, TABLES
from screening.store import (
    CuredFinding,
    cured_finding,
    knows_paper,
    live_hits,
    publish,
    record_cure,
    stored_facts,
)
from screening.store.open_deals import last_as_of
from screening.store.taken_up import TakenUp
from screening.store.taking_up import asked_again

_CLOCK = "CURE"  # the policy's duty whose clock a cure must keep


@dataclass(frozen=True, slots=True)
class Cure:
    """A cure as it was recorded; refused: some condition of the test is not met."""

    cure_no: int
    is_new: bool
    is_accepted: bool
    deal_id: str
    rule_id: str
    field: str
    original_value: str | None
    corrected_value: str | None
    conditions: tuple[Condition, ...]
    ask_on: date

    def as_json(self) -> dict[str, object]:
        """The same as plain values, ready for json.dumps."""
        return {**asdict(self), "ask_on": self.ask_on.isoformat()}


def cure(
    db: Path,
    deal_id: str,
    rule_id: str,
    *,
    value: str,
    proof: str,
    by: str,
    on: date,
    rules: Path | None = None,
) -> Cure:
    """The cure of a live finding, tested and recorded beside it; nothing stored is changed.

    `value` is FIELD=VALUE: a fact, or KEY.column of a paper or payment of the deal; the table may
    stand for the key of the one row of it that is meant. An accepted cure counts at the next run
    or monitor over the deal. UsageError for a deal, finding or field that is not there, or a
    finding that is cured already.
    """
    name, text = split(value)
    found = _found(db, deal_id, rule_id)
    if not (proof.strip() and by.strip()):
        raise UsageError("a cure needs a proof and a person", do="--proof DOCUMENT --by PERSON")
    led = pl.DataFrame({"deal_id": [deal_id], "taken_by": ["cure"], "taken_on": [rule_id]})
    taken = asked_again(db, led)
    correction = _correction(db, found, name, text, taken)
    if correction.original == correction.corrected:
        raise UsageError(f"{correction.field} is {shown(correction.original)} already")
    case = _case(db, found, correction, proof.strip(), on, taken, load_pack(rules))
    asked = conditions(case)
    number, is_new = record_cure(db, _row(case, by.strip(), asked), _rows(asked))
    publish(db)
    return Cure(
        number,
        is_new,
        all(c.is_met for c in asked),
        deal_id,
        rule_id,
        correction.field,
        shown(correction.original),
        shown(correction.corrected),
        asked,
        max(on, found.as_of.date(), *(d.date() for d in [last_as_of(db)] if d)),
    )


def _found(db: Path, deal_id: str, rule_id: str) -> CuredFinding:
    found = cured_finding(db, deal_id, rule_id)
    if found is None:
        raise UsageError(
            f"{rule_id} is no finding of the live result of deal {deal_id}",
            where=str(db),
            do=f"see its findings: screening explain {deal_id} --db {db}",
        )
    if found.cure_no is not None:
        raise UsageError(
            f"{rule_id} on deal {deal_id} is cured already, by cure {found.cure_no}",
            where=str(db),
            do=f"see it: screening explain {deal_id} --db {db}",
        )
    return found


def _correction(db: Path, found: CuredFinding, name: str, text: str, taken: TakenUp) -> Correction:
    where, _, column = name.rpartition(".")
    if where:
        ours = taken.members.filter(pl.col("deal_id") == found.deal_id)["key"]
        return correction_of_column(where, column, text, taken.tables, ours.to_list(), found)
    if name not in DEAL_FACTS:
        raise UsageError(
            f"no fact {name!r}{did_you_mean(name, list(DEAL_FACTS))}",
            do="name a fact the finding shows, or KEY.column: INV7.issue_date=2025-03-15",
        )
    return correction_of_fact(name, text, stored_facts(db, found).get(name))


def _case(
    db: Path,
    found: CuredFinding,
    correction: Correction,
    proof: str,
    on: date,
    taken: TakenUp,
    pack: Pack,
) -> Case:
    year_ago = on - timedelta(days=365)
    hits = live_hits(db, found.rule_id).filter(pl.col("found_on").is_between(year_ago, on))
    here = hits.filter(pl.col("client_id") == found.client_id)["deal_id"].to_list()
    related = related_clients(found.client_id, taken.tables, on)
    theirs = None
    if related is not None:
        theirs = tuple(hits.filter(pl.col("client_id").is_in(sorted(related)))["deal_id"])
    due = found.first_due_on or _clock(pack, found, taken.tables)
    kept, is_known = _kept_proof(db, proof)
    return Case(
        found,
        correction,
        kept,
        on,
        len({*here, found.deal_id}),
        theirs,
        due,
        mends(db, found, correction, taken, pack),
        is_known,
    )


def _kept_proof(db: Path, proof: str) -> tuple[str, bool]:
    """The proof as it is kept, and whether it is there: a paper of the store, or a file."""
    if knows_paper(db, proof):
        return proof, True
    file = Path(proof)
    if not file.is_file():
        return proof, False
    with file.open("rb") as stream:
        return f"{file.name} sha256:{file_digest(stream, 'sha256').hexdigest()}", True


def _clock(pack: Pack, found: CuredFinding, tables: Mapping[str, pl.DataFrame]) -> date | None:
    """The last day by the policy's clock from the day of the finding, where no duty runs."""
    for duty in pack.policy.duties:
        if duty.name == _CLOCK and duty.days is not None:
            is_longer = found.rule_id in duty.longer_rules and duty.longer_days is not None
            days = duty.longer_days if is_longer else duty.days
            kind = duty.longer_day_kind if is_longer else duty.day_kind
            assert days is not None
            if kind == "calendar":
                return found.first_found_on + timedelta(days=days)
            calendar = tables.get("calendar", TABLES["calendar"].empty())
            due = add_working_days(pl.Series([found.first_found_on]), days, calendar)["due"].item()
            assert isinstance(due, date)
            return due
    return None


def _row(case: Case, by: str, asked: tuple[Condition, ...]) -> dict[str, object]:
    found, failed = case.found, [c for c in asked if not c.is_met]
    return {
        "deal_id": found.deal_id,
        "rule_id": found.rule_id,
        "run_id": found.run_id,
        "severity": found.severity,
        "document_id": found.document_id,
        "payment_id": found.payment_id,
        "field": case.correction.field,
        "corrects": case.correction.corrects,
        "original_value": shown(case.correction.original),
        "corrected_value": shown(case.correction.corrected),
        "proof": case.proof,
        "cured_by": by,
        "cured_on": case.on,
        "status": "refused" if failed else "accepted",
        "reason": "; ".join(c.told for c in failed) or None,
        "reason_zh": ";".join(c.told_zh for c in failed) or None,
    }


def _rows(asked: tuple[Condition, ...]) -> list[dict[str, object]]:
    return [
        {
            "position": i,
            "condition": c.condition,
            "holds": c.holds,
            "told": c.told,
            "told_zh": c.told_zh,
        }
        for i, c in enumerate(asked, 1)
    ]
