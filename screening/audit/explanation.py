"""What is known of one deal and why it was proposed as it was, in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from screening.audit.oddness import OddLine

Value = str | int | float | bool | date | datetime | Decimal | None


@dataclass(frozen=True, slots=True)
class AddendLine:
    """One addend of the total."""

    kind: str
    rule_id: str | None
    rule_group: str | None
    title: str | None
    title_zh: str | None
    full_points: int | None
    points: int
    client_alert: str | None = None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One hit, with the values seen and the paper or payment it points to."""

    rule_id: str
    version: int
    status: str
    rule_group: str
    stage: str
    title: str | None
    title_zh: str | None
    severity: str | None
    rule_severity: str | None
    lowered_by: str | None
    points: int | None
    tier: int | None
    curable: bool | None
    typology: str | None
    values_seen: Mapping[str, object]
    document_id: str | None
    payment_id: str | None
    reason: str | None
    reason_zh: str | None
    cure: str | None = None


@dataclass(frozen=True, slots=True)
class CureLine:
    """One correction offered for a finding: a new fact beside the old."""

    cure_no: int
    rule_id: str
    status: str
    field: str
    corrects: str | None
    original_value: str | None
    corrected_value: str
    proof: str
    cured_by: str
    cured_on: date
    reason: str | None
    reason_zh: str | None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where rows of the deal came from that the run's own batch did not bring."""

    source_run_id: str
    taken_by: str
    taken_on: str | None


@dataclass(frozen=True, slots=True)
class ClientFindingLine:
    """One hit of the deal's client, with the values seen."""

    rule_id: str
    version: int
    status: str
    title: str | None
    title_zh: str | None
    severity: str | None
    points: int | None
    values_seen: Mapping[str, object]
    reason: str | None
    reason_zh: str | None


@dataclass(frozen=True, slots=True)
class ClientAlert:
    """What the deal's run found of its client; `deal_points` of its points reach the deal."""

    client_id: str
    period: str
    disposition: str
    points: int
    deal_points: int
    findings: tuple[ClientFindingLine, ...]


@dataclass(frozen=True, slots=True)
class UnaskedLine:
    """One rule that could not be asked, and why; the reason is kept for required rules."""

    rule_id: str
    status: str
    rule_group: str
    required: bool | None
    title: str | None
    title_zh: str | None
    cause: str | None
    missing_facts: str | None
    reason: str | None
    reason_zh: str | None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """How the active rules of one group answered."""

    rule_group: str
    hit: int
    passed: int
    not_evaluable: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty with its clock; no due day means promptly, a day met that it is done."""

    duty: str
    title: str | None
    title_zh: str | None
    rule_ids: str | None
    starts_on: date | None
    due_on: date | None
    met_on: date | None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One share of a payment in the deal, with the decision proposed if it waits for release."""

    payment_id: str
    leg: str | None
    invoice_document_id: str | None
    amount: Decimal | None
    joined_by: str | None
    joined_on: str | None
    decision: str | None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One use of a paper by the deal, and why it was joined."""

    document_id: str
    table_name: str | None
    leg: str | None
    line_no: int | None
    allocated_quantity: Decimal | None
    unit: str | None
    joined_by: str | None
    joined_on: str | None


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact that is not missing."""

    name: str
    value: Value
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class LateLine:
    """What a later run made known of the deal; `is_known` where its own findings have the rule."""

    rule_id: str
    title: str | None
    title_zh: str | None
    severity: str
    by_deal_id: str
    run_id: str
    key: str
    document_id: str | None
    payment_id: str | None
    is_known: bool
    reason: str | None
    reason_zh: str | None


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """One result of the deal that a later run replaced."""

    run_id: str
    batch: str
    as_of: datetime
    disposition: str
    total_points: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """One deal of one run; the points of `addends` add up to `total_points`."""

    deal_id: str
    run_id: str
    batch: str
    as_of: datetime
    as_of_source: str
    client_id: str | None
    submitted_on: date | None
    disposition: str
    score: float
    total_points: int
    why: str | None
    why_zh: str | None
    unasked_groups: str | None
    addends: tuple[AddendLine, ...]
    findings: tuple[FindingLine, ...]
    not_evaluable: tuple[UnaskedLine, ...]
    groups: tuple[GroupLine, ...]
    duties: tuple[DutyLine, ...]
    payments: tuple[PaymentLine, ...]
    documents: tuple[DocumentLine, ...]
    facts: tuple[FactLine, ...]
    earlier: tuple[EarlierLine, ...]
    client_alert: ClientAlert | None = None
    cures: tuple[CureLine, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    late: tuple[LateLine, ...] = ()
    odd: tuple[OddLine, ...] = ()
    lang: str = "en"

    def as_json(self) -> dict[str, object]:
        """The explanation as plain values, both languages, ready for json.dumps."""
        told = {k: v for k, v in asdict(self).items() if k != "lang"}
        plain = _plain(told)
        assert isinstance(plain, dict)
        return plain


def _plain(value: object) -> object:
    """Exact numbers and times as text, so that no reader rounds them."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
