"""The page docs/rules.md: every rule of a pack, and what the rules answer for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from screening.rulepack.answers import CAUSE_WORDS, cause_of
from screening.rulepack.language import language_table
from screening.rulepack.literal import LimitValue
from screening.rulepack.obligations import INDICATORS, OBLIGATIONS, SOURCES, Obligation
from screening.rulepack.pack import Pack
from screening.rulepack.rule import GROUPS, Rule
from screening.rulepack.segments import Segment, Tier
from screening.schema import FACTS

HEADER = """\
# The rules

Made by `screening rules docs --out docs/rules.md` from the rule files; change those, not this page.
How to read and write a rule: [rules/README.md](../rules/README.md).
"""
NONE = "**none**"
Row = Sequence[str]


def rules_page(pack: Pack) -> str:
    """The page as Markdown: a summary, each rule, and obligations and indicators by rule."""
    groups = [[r for r in pack.rules if r.group == group] for group in GROUPS.values()]
    by_group = [rule for group in groups for rule in group]
    parts = [HEADER, *_summary(by_group)]
    for group in filter(None, groups):
        parts.append(f"## {group[0].group.capitalize()}\n")
        parts += [part for rule in group for part in _rule(rule)]
    parts += [*_obligations(pack, by_group), *_indicators(by_group), *_sources()]
    return "\n".join(parts)


def _summary(rules: Sequence[Rule]) -> Iterator[str]:
    counts = {s: sum(r.status == s for r in rules) for s in dict.fromkeys(r.status for r in rules)}
    told = ", ".join(f"{n} {status}" for status, n in counts.items())
    yield f"## Summary\n\n{len(rules)} rules: {told}. Points and severity are those of each tier.\n"
    yield _table(
        ("rule", "title", "", "severity (points)", "grain", "stage", "status", "answers for"),
        (
            (
                f"[{r.id}](#{_anchor(r)})",
                r.title,
                r.title_zh,
                ", ".join(f"{t.severity} ({t.points})" for t in r.tiers),
                r.grain,
                r.stage,
                r.status,
                ", ".join((*r.obligations, *r.indicators)),
            )
            for r in rules
        ),
    )


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id} {_plain(rule.title)}\n"
    yield f"{_plain(rule.title_zh)}. {_standing(rule)}\n"
    yield f"**What.** {_plain(rule.what)}\n"
    yield f"**Why.** {_plain(rule.why)}\n"
    yield f"**Misses.** {_plain(rule.misses)}\n"
    if rule.retired_why:
        after = f" Superseded by {rule.superseded_by}." if rule.superseded_by else ""
        yield f"**Retired.** {_plain(rule.retired_why)}{after}\n"
    yield _asked(rule)
    yield _table(*_limits(rule))
    yield _facts(rule)
    yield f"Reason: {_plain(rule.reason)}  \n理由: {_plain(rule.reason_zh)}\n"
    yield from _answers_for(rule)
    yield "Sources:\n"
    yield "".join(f"- {_plain(r)}\n" for r in rule.references)


def _standing(rule: Rule) -> str:
    since = f", in force from {rule.effective_from}" if rule.effective_from else ""
    asked = "required" if rule.required else "not required"
    cure = ", curable" if rule.curable else ""
    proposes = f" A hit proposes: {rule.proposes}." if rule.proposes else ""
    return (
        f"Version {rule.version}, {rule.status}{since}. Grain {rule.grain}, stage {rule.stage}, "
        f"{asked}{cure}, typology {rule.typology}. "
        f"Modes: {', '.join(rule.modes) or 'every one'}. "
        f"Proposed by {_plain(rule.proposed_by)}, approved by {_plain(rule.approved_by)}."
        f"{proposes}"
    )


def _asked(rule: Rule) -> str:
    """The conditions as their author wrote them."""
    applies = [f"applies {c.name}: {c.text}" for c in rule.applies if c.text and c.name != "modes"]
    when = [f"when    {c.name}: {c.text}" for c in rule.tiers[0].when]
    lines = "\n".join(line.replace("\n", " ") for line in (*applies, *when))
    return f"```sql\n{lines}\n```\n"


def _limits(rule: Rule) -> tuple[Row, Sequence[Row]]:
    """Head and rows of the limits: a row a tier, then a row a segment and tier that differs."""
    names = list(rule.limits)
    names += [n for t in _all_tiers(rule) for n in t.limits if n not in names]
    names = list(dict.fromkeys(names))
    rows = [_limit_row("all deals", rule.limits, t, names) for t in rule.tiers]
    for segment in rule.segments:
        for own, other in zip(rule.tiers, segment.tiers, strict=True):
            if dict(own.limits) != dict(other.limits):
                rows.append(_limit_row(_deals_of(segment), rule.limits, other, names))
    return ("deals", "severity", "points", *(f"`{n}`" for n in names)), rows


def _all_tiers(rule: Rule) -> Iterator[Tier]:
    yield from rule.tiers
    for segment in rule.segments:
        yield from segment.tiers


def _limit_row(
    deals: str, own: Mapping[str, LimitValue], tier: Tier, names: Sequence[str]
) -> list[str]:
    limits = {**own, **tier.limits}
    values = (_value(limits[n]) if n in limits else "" for n in names)
    return [deals, tier.severity, str(tier.points), *values]


def _value(value: LimitValue) -> str:
    if isinstance(value, int | float):
        return f"{value:,}"
    return _plain(str(value))


def _deals_of(segment: Segment) -> str:
    selected = [f"{n}: {', '.join(map(str, v))}" for n, v in segment.selectors.items()]
    since = [f"from {segment.since}"] if segment.since else []
    until = [f"until {segment.until}"] if segment.until else []
    return "; ".join((*selected, *since, *until))


def _facts(rule: Rule) -> str:
    rows = []
    for name in rule.seen_facts:
        fact = FACTS[name]
        missing = CAUSE_WORDS[cause_of(fact)][0] if fact.absence else "never missing"
        asked = "asked" if name in rule.condition_facts else "shown"
        rows.append((f"`{name}`", fact.meaning, fact.unit, asked, missing))
    return _table(("fact", "meaning", "unit", "", "if missing"), rows)


def _answers_for(rule: Rule) -> Iterator[str]:
    named = [f"{k} {OBLIGATIONS[k].title}" for k in rule.obligations if k in OBLIGATIONS]
    named += [f"{k} {INDICATORS[k].title}" for k in rule.indicators if k in INDICATORS]
    if named:
        yield f"Answers for: {'; '.join(named)}.\n"


def _obligations(pack: Pack, rules: Sequence[Rule]) -> Iterator[str]:
    yield "## Obligations and the rules that serve them\n"
    yield (
        "The hard obligations on the bank, in short words of our own, and how well their text is "
        "known. Drafts and retired rules do not count; a shadow is marked so.\n"
    )
    yield _table(
        (
            "",
            "obligation",
            "what it asks",
            "known",
            "source",
            "rules",
            "duties",
            "beside the rules",
        ),
        (
            (
                o.key,
                o.title,
                o.asks,
                o.certainty,
                o.sources,
                _serving(rules, o.key),
                _duties(pack, o),
                o.beside,
            )
            for o in OBLIGATIONS.values()
        ),
    )
    yield f"Served by no rule: {_unserved(rules, OBLIGATIONS)}.\n"


def _asked_rules(rules: Iterable[Rule]) -> list[Rule]:
    return [r for r in rules if r.status in ("active", "shadow")]


def _serving(rules: Sequence[Rule], key: str) -> str:
    found = [
        f"{r.id} (shadow)" if r.status == "shadow" else r.id
        for r in _asked_rules(rules)
        if key in (*r.obligations, *r.indicators)
    ]
    return ", ".join(found) or NONE


def _unserved(rules: Sequence[Rule], keys: Iterable[str]) -> str:
    return ", ".join(k for k in keys if _serving(rules, k) == NONE) or "none"


def _duties(pack: Pack, obligation: Obligation) -> str:
    found = [d for d in pack.policy.duties if d.name in obligation.duties]
    return "; ".join(f"{d.name}: {', '.join(d.rules)}" if d.rules else d.name for d in found)


def _indicators(rules: Sequence[Rule]) -> Iterator[str]:
    yield "## FATF and Egmont indicators and the rules that look for them\n"
    yield _table(
        ("", "indicator", "group", "rules", "beside the rules"),
        (
            (
                i.key,
                i.title,
                i.group,
                _serving(rules, i.key),
                i.beside,
            )
            for i in INDICATORS.values()
        ),
    )
    yield f"Looked for by no rule: {_unserved(rules, INDICATORS)}.\n"


def _sources() -> Iterator[str]:
    yield "## Sources\n"
    yield _table(("key", "document"), SOURCES.items())


def _table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(c) for c in row)} |\n" for row in lines)


def _cell(text: str) -> str:
    shown = text if text.startswith("`") else _plain(text)
    return shown.replace("|", "\\|")


def _plain(text: str) -> str:
    """On one line, and with no mark that Markdown or HTML would act on."""
    return " ".join(text.split()).replace("<", "&lt;")


def _anchor(rule: Rule) -> str:
    """The anchor GitHub gives the rule's heading."""
    kept = "".join(c for c in f"{rule.id} {rule.title}".lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


def language_page() -> str:
    """The table of the condition language as Markdown, for rules/README.md."""
    rows = [(f"`{written}`", takes, gives, doc) for written, takes, gives, doc in language_table()]
    return _table(("written", "takes", "gives", "means"), rows)
