"""An explanation as text for people, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from screening.audit.explanation import (
    AddendLine,
    ClientFindingLine,
    CureLine,
    DocumentLine,
    Explanation,
    FindingLine,
    LateLine,
    PaymentLine,
    UnaskedLine,
)
from screening.audit.oddness import told_oddness
from screening.audit.words import LANGUAGES, label, term
from screening.schema.results import CURED


def render(told: Explanation) -> str:
    """The explanation in its language, one thought a line, ending without a newline."""
    sections = (
        _head(told),
        _findings(told),
        _late(told),
        _cures(told),
        _addends(told),
        told_oddness(told.odd, LANGUAGES.index(told.lang)),
        _client(told),
        _unasked(told),
        _groups(told),
        _duties(told),
        _payments(told),
        _documents(told),
        _sources(told),
        _earlier(told),
    )
    return "\n\n".join("\n".join(lines) for s in sections if (lines := list(s)))


def _either(english: str | None, chinese: str | None, lang: str) -> str:
    return (chinese if lang == "zh" else english) or english or chinese or ""


def _head(told: Explanation) -> Iterator[str]:
    lang = told.lang
    moment = told.as_of.strftime("%Y-%m-%d %H:%M UTC")
    yield f"{label('deal', lang)} {told.deal_id} · {label('client', lang)} {told.client_id or '?'}"
    yield (
        f"{label('disposition', lang)} {term(told.disposition, lang)} · {label('score', lang)}"
        f" {told.score:.1f} · {told.total_points} {label('points', lang)}"
    )
    why = _either(told.why, told.why_zh, lang) or label("none", lang)
    yield f"{label('why', lang)}: {why}"
    yield (
        f"{label('run', lang)} {told.run_id} ({told.batch}) · {label('as_of', lang)} {moment},"
        f" {label('from', lang)} {told.as_of_source} · {label('submitted_on', lang)}"
        f" {told.submitted_on or '?'}"
    )


def _findings(told: Explanation) -> Iterator[str]:
    yield f"{label('findings', told.lang)} ({len(told.findings)})"
    for finding in told.findings:
        yield from _finding(finding, told.lang)


def _finding(finding: FindingLine, lang: str) -> Iterator[str]:
    title = _either(finding.title, finding.title_zh, lang)
    marks = [f"{label('version', lang)} {finding.version}"]
    if finding.status == "shadow":
        marks.append(label("shadow", lang))
    if finding.curable:
        marks.append(label("curable", lang))
    if finding.cure:
        marks.append(term(finding.cure, lang))
    if finding.lowered_by and finding.lowered_by != CURED:
        before = term(finding.rule_severity, lang)
        marks.append(f"{label('lowered', lang)} ({finding.lowered_by}, {before})")
    yield f"  [{term(finding.severity, lang)}] {finding.rule_id} {title} · {' · '.join(marks)}"
    yield f"      {_either(finding.reason, finding.reason_zh, lang)}"
    yield from _evidence(finding, lang)


def _late(told: Explanation) -> Iterator[str]:
    """What later runs made known of the deal, whose own result stays as it was."""
    if told.late:
        yield f"{label('late', told.lang)} ({len(told.late)})"
    for line in told.late:
        yield from _late_line(line, told.lang)


def _late_line(line: LateLine, lang: str) -> Iterator[str]:
    title = _either(line.title, line.title_zh, lang)
    mark = f" · {label('is_known', lang)}" if line.is_known else ""
    yield f"  [{term(line.severity, lang)}] {line.rule_id} {title}{mark}"
    yield f"      {_either(line.reason, line.reason_zh, lang)}"
    run = f"{label('run', lang)} {line.run_id}"
    yield f"      {' · '.join([*_pointed(line, lang), run])}"


def _cures(told: Explanation) -> Iterator[str]:
    if told.cures:
        yield label("cures", told.lang)
    for cure in told.cures:
        yield from _cure(cure, told.lang)


def _cure(cure: CureLine, lang: str) -> Iterator[str]:
    was = cure.original_value or label("blank", lang)
    of = f" ({cure.corrects})" if cure.corrects else ""
    yield (
        f"  {cure.cure_no} [{term(cure.status, lang)}] {cure.rule_id} {cure.field}{of}:"
        f" {was} → {cure.corrected_value}"
    )
    yield (
        f"      {label('proof', lang)}: {cure.proof} · {label('cured_by', lang)}: {cure.cured_by}"
        f" · {cure.cured_on}"
    )
    if cure.reason:
        yield f"      {_either(cure.reason, cure.reason_zh, lang)}"


def _sources(told: Explanation) -> Iterator[str]:
    """Rows of the deal that the run took from the store, and what led to them."""
    if told.sources:
        yield label("sources", told.lang)
    for line in told.sources:
        yield f"  {line.source_run_id} · {_joined(line.taken_by, line.taken_on, told.lang)}"


def _evidence(finding: FindingLine | ClientFindingLine, lang: str) -> Iterator[str]:
    seen = {k: v for k, v in finding.values_seen.items() if k != "limits"}
    limits = finding.values_seen.get("limits")
    parts = [f"{label('seen', lang)}: {_pairs(seen)}"] if seen else []
    if isinstance(limits, Mapping) and limits:
        parts.append(f"{label('limits', lang)}: {_pairs(limits)}")
    if isinstance(finding, FindingLine):
        parts += _pointed(finding, lang)
    if parts:
        yield f"      {' · '.join(parts)}"


def _pointed(finding: FindingLine | LateLine, lang: str) -> Iterator[str]:
    if finding.document_id:
        yield f"{label('paper', lang)}: {finding.document_id}"
    if finding.payment_id:
        yield f"{label('payment', lang)}: {finding.payment_id}"


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{k} = {'?' if v is None else v}" for k, v in values.items())


def _addends(told: Explanation) -> Iterator[str]:
    lang = told.lang
    yield label("addends", lang)
    for addend in told.addends:
        yield f"  {addend.points:+6d}  {_addend_name(addend, lang)}"
    yield f"  {sum(a.points for a in told.addends):+6d}  = {label('total', lang)}"


def _addend_name(addend: AddendLine, lang: str) -> str:
    if addend.kind == "rule":
        name = f"{addend.rule_id} {_either(addend.title, addend.title_zh, lang)}"
    elif addend.rule_group or addend.client_alert:
        about = addend.client_alert or term(addend.rule_group, lang)
        name = f"{term(addend.kind, lang)}: {about}"
    else:
        name = term(addend.kind, lang)
    cut = {"rule": "before_reduction", "client": "before_cap"}.get(addend.kind)
    if cut and addend.full_points not in (None, addend.points):
        name += f" ({label(cut, lang)} {addend.full_points:+d})"
    return name


def _client(told: Explanation) -> Iterator[str]:
    """What was found of the client, of which the deal inherits points and nothing else."""
    alert, lang = told.client_alert, told.lang
    if alert is None:
        return
    yield (
        f"{label('client_alert', lang)} {alert.client_id} {alert.period} ·"
        f" {label('disposition', lang)} {term(alert.disposition, lang)} · {alert.points}"
        f" {label('points', lang)}, {label('inherited', lang)} {alert.deal_points}"
    )
    for finding in alert.findings:
        yield from _client_finding(finding, lang)


def _client_finding(finding: ClientFindingLine, lang: str) -> Iterator[str]:
    title = _either(finding.title, finding.title_zh, lang)
    mark = f" · {label('shadow', lang)}" if finding.status == "shadow" else ""
    version = f"{label('version', lang)} {finding.version}"
    yield f"  [{term(finding.severity, lang)}] {finding.rule_id} {title} · {version}{mark}"
    yield f"      {_either(finding.reason, finding.reason_zh, lang)}"
    yield from _evidence(finding, lang)


def _unasked(told: Explanation) -> Iterator[str]:
    if told.not_evaluable:
        yield f"{label('not_evaluable', told.lang)} ({len(told.not_evaluable)})"
    for line in told.not_evaluable:
        yield f"  {_unasked_line(line, told.lang)}"


def _unasked_line(line: UnaskedLine, lang: str) -> str:
    title = _either(line.title, line.title_zh, lang)
    mark = f" [{label('required', lang)}]" if line.required else ""
    missing = f" ({line.missing_facts})" if line.missing_facts else ""
    return f"{line.rule_id} {title}{mark}: {term(line.cause, lang)}{missing}"


def _groups(told: Explanation) -> Iterator[str]:
    lang = told.lang
    unasked = {g.strip() for g in (told.unasked_groups or "").split(",")}
    yield label("groups", lang)
    for group in told.groups:
        mark = f" · {label('unasked', lang)}" if group.rule_group in unasked else ""
        yield (
            f"  {term(group.rule_group, lang)}: {label('hit', lang)} {group.hit},"
            f" {label('pass', lang)} {group.passed},"
            f" {label('not_evaluable', lang).lower()} {group.not_evaluable},"
            f" {label('not_applicable', lang)} {group.not_applicable}{mark}"
        )


def _duties(told: Explanation) -> Iterator[str]:
    lang = told.lang
    if told.duties:
        yield label("duties", lang)
    for duty in told.duties:
        due = duty.due_on.isoformat() if duty.due_on else label("promptly", lang)
        rules = f" · {duty.rule_ids}" if duty.rule_ids else ""
        title = _either(duty.title, duty.title_zh, lang)
        met = f" · {label('met', lang)} {duty.met_on.isoformat()}" if duty.met_on else ""
        yield f"  {duty.duty} {title} · {label('due', lang)} {due}{met}{rules}"


def _payments(told: Explanation) -> Iterator[str]:
    if told.payments:
        yield label("payments", told.lang)
    for payment in told.payments:
        yield f"  {_payment(payment, told.lang)}"


def _payment(payment: PaymentLine, lang: str) -> str:
    parts = [payment.payment_id, _leg(payment.leg, lang)]
    if payment.amount is not None:
        parts.append(f"{payment.amount:,}")
    if payment.invoice_document_id:
        parts.append(f"→ {payment.invoice_document_id}")
    parts.append(_joined(payment.joined_by, payment.joined_on, lang))
    if payment.decision:
        parts.append(f"{label('decision', lang)} {term(payment.decision, lang)}")
    return " · ".join(parts)


def _documents(told: Explanation) -> Iterator[str]:
    if told.documents:
        yield label("documents", told.lang)
    for document in told.documents:
        yield f"  {_document(document, told.lang)}"


def _document(document: DocumentLine, lang: str) -> str:
    kind = term(document.table_name, lang)
    parts = [f"{kind} {document.document_id}", _leg(document.leg, lang)]
    if document.line_no is not None:
        parts.append(f"{label('line', lang)} {document.line_no}")
    if document.allocated_quantity is not None:
        quantity = f"{document.allocated_quantity:,} {document.unit or ''}".strip()
        parts.append(f"{label('draws', lang)} {quantity}")
    return " · ".join([*parts, _joined(document.joined_by, document.joined_on, lang)])


def _leg(leg: str | None, lang: str) -> str:
    return term(leg, lang) if leg else label("leg_unknown", lang)


def _joined(by: str | None, on: str | None, lang: str) -> str:
    value = f" {on}" if on else ""
    return f"{label('joined_by', lang)}: {term(by, lang)}{value}"


def _earlier(told: Explanation) -> Iterator[str]:
    if told.earlier:
        yield label("earlier", told.lang)
    for line in told.earlier:
        moment = line.as_of.strftime("%Y-%m-%d %H:%M UTC")
        disposition = term(line.disposition, told.lang)
        points = f"{line.total_points} {label('points', told.lang)}"
        yield f"  {line.run_id} ({line.batch}) · {moment} · {disposition} · {points}"
