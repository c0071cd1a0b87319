"""The account as text for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from screening.impact.account import DealExample, Impact
from screening.impact.client_account import ClientImpact
from screening.impact.false_hits import METHOD, FalseHits, Share
from screening.impact.rule_change import ClientHit, HitExample, RuleChange


def render(impact: Impact) -> str:
    """The account as text, ending without a newline."""
    sections = (
        _head(impact),
        *(_rule(r, impact) for r in impact.rules),
        _overlap(impact),
        _deals(impact),
        _payments(impact),
        _load(impact),
        _false_hits(impact),
        *(_rule(r, impact) for r in impact.clients.rules),
        _clients(impact.clients),
        _notes(impact),
    )
    return "\n\n".join("\n".join(lines) for s in sections if (lines := list(s)))


def _head(impact: Impact) -> Iterator[str]:
    yield f"store     {impact.store}"
    yield f"deals     {impact.n_deals:,} of {impact.n_runs:,} runs, submitted {impact.span}"
    if impact.is_empty:
        yield f"rules     {_same(impact)}; no deal, no payment and no client would change"
        return
    kinds = [r.kind for r in (*impact.rules, *impact.clients.rules)]
    told = ", ".join(f"{kinds.count(k)} {k}" for k in _KINDS if k in kinds)
    policy = (
        "; the policy differs, so every deal was decided again" if impact.policy_changed else ""
    )
    yield f"rules     {told or 'none differ'}{policy}"


_KINDS = ("changed", "new", "gone", "same")


def _same(impact: Impact) -> str:
    tried = [r.rule_id for r in (*impact.rules, *impact.clients.rules)]
    return f"{', '.join(tried)} is as stored" if tried else "none differs"


def _rule(rule: RuleChange, impact: Impact) -> Iterator[str]:
    yield f"{rule.rule_id} {rule.title} ({rule.title_zh}): {rule.kind}{_versions(rule)}"
    if rule.what:
        yield f"  differs        {'; '.join(rule.what)}"
    if rule.status == "shadow":
        yield "  shadow         its hits are counted here and decide nothing"
    yield f"  hits           +{rule.gained:,} gained, -{rule.lost:,} lost, {rule.kept:,} kept"
    if rule.hits_by_severity:
        yield f"  by severity    {_counts(rule.hits_by_severity)}"
    if rule.moved:
        yield f"  levels moved   {_counts(rule.moved)}"
    if rule.open_before or rule.open_after:
        before, after = _counts(rule.open_before), _counts(rule.open_after)
        yield f"  not evaluable  {before} before; {after} after"
    if rule.n_not_asked:
        yield f"  not asked      {rule.n_not_asked:,} deals: not stored: {', '.join(rule.lacks)}"
    yield from _examples("gained", rule.gained_examples)
    yield from _examples("lost", rule.lost_examples)
    false_hits = impact.false_hits_by_rule.get(rule.rule_id)
    if false_hits:
        yield f"  false hits     {_estimate(false_hits)}"


def _versions(rule: RuleChange) -> str:
    before = ", ".join(map(str, rule.versions))
    if rule.kind == "same":
        would = "other answers come of the program" if rule.is_change else "nothing would change"
        return f" as the stored version {before}: {would}"
    if rule.version is None:
        return f", was version {before}"
    return f", version {before} -> {rule.version}" if before else f", version {rule.version}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {n:,}" for name, n in sorted(counts.items())) or "none"


def _examples(word: str, examples: tuple[HitExample | ClientHit, ...]) -> Iterator[str]:
    for example in examples:
        severity = f" [{example.severity}]" if example.severity else ""
        yield f"  {word:<6} {example.subject}{severity} {example.reason}"
        if example.reason_zh:
            yield f"         {' ' * len(example.subject)} {example.reason_zh}"


def _overlap(impact: Impact) -> Iterator[str]:
    if impact.overlap:
        yield "Deals it would hit that other rules hit too"
        yield f"  {', '.join(f'{rule} {n:,}' for rule, n in impact.overlap.items())}"


def _deals(impact: Impact) -> Iterator[str]:
    if impact.is_same_for_deals:
        return
    yield f"Deals whose disposition would change: {sum(impact.deals_moved.values()):,}"
    for (was, now), n in sorted(impact.deals_moved.items()):
        yield f"  {was:<9} -> {now:<9} {n:,}"
    for deal in impact.deal_examples:
        yield from _deal(deal)


def _deal(deal: DealExample) -> Iterator[str]:
    yield f"  {deal.deal_id}: {deal.was} -> {deal.now}"
    yield f"    was: {deal.why_was or 'nothing found'}"
    yield f"    now: {deal.why_now or 'nothing found'}"
    for rule in deal.rules:
        yield f"    {rule.rule_id} {rule.was} -> {rule.now}  {rule.reason}".rstrip()


def _payments(impact: Impact) -> Iterator[str]:
    if impact.is_same_for_deals or not sum(impact.payments[0].values()):
        return
    yield f"Waiting payments whose decision would change: {sum(impact.payments_moved.values()):,}"
    for (was, now), n in sorted(impact.payments_moved.items()):
        yield f"  {was:<9} -> {now:<9} {n:,}"
    for payment in impact.payment_examples:
        yield f"  {payment.payment_id}: {payment.was} -> {payment.now} (deals {payment.deal_ids})"


def _load(impact: Impact) -> Iterator[str]:
    if impact.is_same_for_deals:
        return
    yield "Load of the desk: before, after, change"
    yield from _lines("deals", impact.deals)
    yield from _lines("checks by", impact.load)


def _lines(word: str, both: tuple[Mapping[str, int], Mapping[str, int]]) -> Iterator[str]:
    before, after = both
    for name in before:
        change = after[name] - before[name]
        yield f"  {word} {name:<11} {before[name]:>11,} {after[name]:>11,} {change:>+11,}"


def _false_hits(impact: Impact) -> Iterator[str]:
    if impact.false_hits.uncorroborated.n:
        yield "False hits among those gained (estimate)"
        yield f"  {_estimate(impact.false_hits)}"
        yield f"  {METHOD}"


def _estimate(found: FalseHits) -> str:
    alone, likely = _share(found.uncorroborated), _share(found.likely_false)
    rate = f"{found.per_10_000} likely false for 10,000 deals"
    return f"at most {alone} uncorroborated; likely {likely}; {rate}"


def _share(share: Share) -> str:
    if share.share is None or share.interval is None:
        return "none"
    low, high = share.interval
    return f"{share.share:.1%} ({share.k:,} of {share.n:,}; {low:.1%} to {high:.1%})"


def _clients(found: ClientImpact) -> Iterator[str]:
    if found.is_empty:
        return
    n = sum(found.moved.values())
    yield f"Clients whose alert would change: {n:,} of {found.n_clients:,}"
    for (was, now), n_moved in sorted(found.moved.items()):
        yield f"  {was:<9} -> {now:<9} {n_moved:,}"
    for e in found.examples:
        yield f"  {e.client_id} {e.period}: {e.was} -> {e.now}"
        yield f"    was: {e.why_was or 'nothing found'}"
        yield f"    now: {e.why_now or 'nothing found'}"
    yield f"Deals that would inherit other points: {sum(found.points_moved.values()):,}"
    for (was_points, points), n_deals in sorted(found.points_moved.items()):
        yield f"  {was_points:>4} -> {points:<4} {n_deals:,}"
    yield "  They move the place in the queue: an alert decides about no deal and no payment."


def _notes(impact: Impact) -> Iterator[str]:
    notes = (*impact.notes, *impact.clients.notes)
    if notes:
        yield "Mind"
        yield from (f"  {note}" for note in notes)
