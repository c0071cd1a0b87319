"""What a person reads after a run: the numbers, the head of the queue, and what to type next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote

from screening.cli.out import money, one_line
from screening.store import QueuedDeal, QueueHead, RunReport, WaitingPayment

_TOLD = 20


def summary(report: RunReport, head: QueueHead) -> str:
    """The summary as text, ending without a newline."""
    sections = (
        _message(report),
        _numbers(report),
        _late(report),
        _queue(report, head),
        _payments(head),
        _listed("Warning: a model no longer fits the book (screening model train)", report.drift),
        _listed("Notes on files", report.notes),
        _listed("Files not read", report.not_read),
        _next(report, head),
    )
    return "\n\n".join("\n".join(lines) for s in sections if (lines := [*map(one_line, s)]))


def _message(report: RunReport) -> Iterator[str]:
    if report.message:
        yield report.message


def _numbers(report: RunReport) -> Iterator[str]:
    as_of = report.as_of.strftime("%Y-%m-%d %H:%M UTC")
    yield f"batch         {report.batch} · run {report.run_id}"
    yield f"as of         {as_of} (from {report.as_of_source})"
    yield (
        f"rows          {report.rows_in:,} in = {report.rows_loaded:,} loaded"
        f" + {report.rows_rejected:,} rejected"
    )
    yield f"deals         {report.deals:,} with {report.payments:,} payments"
    yield f"answers       {_counts(report.answers)}"
    yield f"dispositions  {_counts(report.dispositions)}"
    if report.models:
        yield f"model         {' · '.join(report.models)}"
    if report.deals_per_second is not None:
        seconds = sum(report.stages.values())
        yield f"time          {seconds:.1f} s, {report.deals_per_second:,.0f} deals a second"


def _counts(counts: Mapping[str, int]) -> str:
    return " · ".join(f"{name} {n:,}" for name, n in counts.items())


def _late(report: RunReport) -> Iterator[str]:
    if report.late_findings:
        yield (
            f"Late findings: {report.late_findings:,} deals of earlier runs stand otherwise since"
            ' this one, in front of the queue; see "FROM late_findings" (below)'
        )


def _queue(report: RunReport, head: QueueHead) -> Iterator[str]:
    if not head.deals:
        yield f"Queue: {_nothing(report)}"
        return
    yield f"Queue: the first {len(head.deals)} of {head.n_deals:,} deals to look at"
    for place, deal in enumerate(head.deals, 1):
        yield from _deal(place, deal)


def _nothing(report: RunReport) -> str:
    """Why there is nothing to look at: an empty queue of an empty batch is no clean one."""
    if not report.rows_loaded:
        cause = "every row was rejected" if report.rows_rejected else "the files hold no rows"
        where = (
            "see: FROM rejects (below)" if report.rows_rejected else "see the files of the batch"
        )
        return f"nothing was loaded, {cause}, so nothing was screened; {where}"
    if not report.deals:
        return "no deals: no deal, paper or payment was loaded, so nothing was screened"
    if report.rows_rejected:
        return (
            f"nothing to look at, every deal that was loaded passes; but "
            f"{report.rows_rejected:,} rows were rejected, see: FROM rejects (below)"
        )
    return "nothing to look at, every deal passes"


def _deal(place: int, deal: QueuedDeal) -> Iterator[str]:
    yield (
        f"{place:3d}. {deal.disposition:<9}  {deal.deal_id}"
        f"  (score {deal.score:.0f}, rules {deal.rule_points} points)"
    )
    for reason in deal.reasons:
        yield f"       {reason.rule_id} [{reason.severity}] {reason.reason or reason.title or ''}"
    if not deal.reasons and deal.why:
        yield f"       {deal.why}"


def _payments(head: QueueHead) -> Iterator[str]:
    if not head.n_payments:
        return
    yield f"Payments that wait for release: {_counts(head.n_payments)}"
    for payment in head.payments:
        if payment.decision != "RELEASE":
            yield f"     {_payment(payment)}"


def _payment(payment: WaitingPayment) -> str:
    amount = "amount ?" if payment.amount is None else money(payment.amount, payment.currency)
    because = f" for {payment.rule_ids}" if payment.rule_ids else ""
    return (
        f"{payment.decision:<9}  {payment.payment_id}  {payment.direction or '?'} {amount}"
        f"{because} (deal {payment.deal_ids or '?'})"
    )


def _listed(title: str, told: Sequence[str]) -> Iterator[str]:
    if told:
        yield title
    for line in told[:_TOLD]:
        yield f"     {line}"
    if len(told) > _TOLD:
        yield f'     and {len(told) - _TOLD:,} more; all: "FROM run_file"'


def _next(report: RunReport, head: QueueHead) -> Iterator[str]:
    db, published = quote(str(report.db)), quote(str(report.published))
    yield "Next"
    if head.deals:
        yield f"     screening explain {quote(head.deals[0].deal_id)} --db {db}"
    yield f'     duckdb -readonly {published} "FROM queue LIMIT 20"'
    if report.late_findings:
        yield f'     duckdb -readonly {published} "FROM late_findings"'
    if head.n_payments:
        yield f'     duckdb -readonly {published} "FROM payments_waiting"'
    if report.rows_rejected:
        yield f'     duckdb -readonly {published} "FROM rejects"'
