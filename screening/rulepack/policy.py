"""How findings add up to a decision: points, bands, caps, what lowers a finding, duties."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from screening.errors import did_you_mean
from screening.rulepack.answers import SEVERITIES
from screening.rulepack.condition import Condition, condition
from screening.rulepack.formula import facts_of
from screening.rulepack.keys import Keys
from screening.rulepack.rule import SCORED_GROUPS, Rule
from screening.rulepack.rule_file import check_approval
from screening.rulepack.toml_file import Problems, read_toml
from screening.schema import FACTS, FactType

DUTIES = (
    "SPECIAL",
    "CURE",
    "ENTERPRISE_REPORT",
    "MONITOR",
    "REPORT_FRT",
    "REPORT_STR",
    "RMB_REPORT",
)
REASON_CODES = (*(f"R{i:02d}" for i in range(1, 19)), "R99")
DAY_KINDS = ("working", "calendar")
POLICY_FILE = "policy.toml"
_FACTS = MappingProxyType({n: f for n, f in FACTS.items() if f.grain == "deal"})


@dataclass(frozen=True, slots=True)
class Lowering:
    """Evidence on file that lowers one rule's finding; the finding stays visible.

    `of` is the one severity of the finding that it lowers; empty where it lowers any.
    """

    rule: str
    reason_code: str
    evidence: str
    severity: str
    points: int
    title: str
    title_zh: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What must be done besides deciding, when it arises and by when (days None: promptly).

    Where every rule behind it is one of `longer_rules`, the longer clock runs.
    """

    name: str
    title: str
    title_zh: str
    rules: tuple[str, ...]
    at_least: str
    only_curable: bool
    when: Condition | None
    starts: str
    met: str
    days: int | None
    day_kind: str
    longer_rules: tuple[str, ...]
    longer_days: int | None
    longer_day_kind: str


@dataclass(frozen=True, slots=True)
class AnomalyStep:
    """Points of a deal that is odder than that many hundredths of the training deals."""

    percentile: float
    points: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy.toml, checked; `group_caps` names every group that scores.

    `client_cap` is the most a client's alert adds to each of its deals.
    """

    version: int
    proposed_by: str
    approved_by: str
    base_points: int
    review_band: int
    anomaly_cap: int
    client_cap: int
    same_typology_num: int
    same_typology_den: int
    group_caps: Mapping[str, int]
    lowerings: tuple[Lowering, ...]
    duties: tuple[Duty, ...]
    anomaly_steps: tuple[AnomalyStep, ...]
    text: str = field(repr=False)

    @property
    def facts_needed(self) -> tuple[str, ...]:
        """Names of the facts that lowerings and duties ask, sorted."""
        asked = {n.evidence for n in self.lowerings}
        asked |= {n for d in self.duties for n in (d.starts, d.met) if n}
        whens = (facts_of(d.when.formula) for d in self.duties if d.when)
        return tuple(sorted(asked.union(*whens)))

    @property
    def digest(self) -> str:
        """sha256, in hex, of what decides; titles and the people's names do not."""
        scores = {
            k: getattr(self, k)
            for k in (
                "version",
                "base_points",
                "review_band",
                "anomaly_cap",
                "client_cap",
                "same_typology_num",
                "same_typology_den",
            )
        }
        caps = dict(self.group_caps)
        lowerings = [_deciding(asdict(n)) for n in self.lowerings]
        duties = [
            {
                **_deciding({k: getattr(d, k) for k in _DUTY_KEYS}),
                "when": d.when and d.when.canonical,
            }
            for d in self.duties
        ]
        decides = [scores, caps, lowerings, duties]
        if self.anomaly_steps:  # a policy without steps decides as it did before there were any
            decides.append([asdict(step) for step in self.anomaly_steps])
        text = json.dumps(decides, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


_WORDS = ("title", "title_zh", "proposed_by", "approved_by")
_DUTY_KEYS = (
    "name",
    "rules",
    "at_least",
    "only_curable",
    "starts",
    "met",
    "days",
    "day_kind",
    "longer_rules",
    "longer_days",
    "longer_day_kind",
)


def _deciding(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if not k.startswith("title")}


RulesById = Mapping[str, Rule | None]
"""Rules that may be named; None for one whose own file has problems."""


def read_policy(folder: Path, rules: RulesById, shown: str) -> tuple[Policy | None, Problems]:
    """The pack's policy, or None; and its problems."""
    policy, problems = sketched_policy(folder, rules, shown)
    return (None if problems.found else policy), problems


def sketched_policy(folder: Path, rules: RulesById, shown: str) -> tuple[Policy | None, Problems]:
    """The policy as far as it can be read, whatever its problems; None if it is no TOML."""
    table, text, problems = read_toml(folder / POLICY_FILE, shown)
    return _policy(Keys(table, problems), rules, text) if table is not None else None, problems


def touches_words_alone(problems: Problems) -> bool:
    """Whether a policy with these problems decides as meant: titles and people's names do not."""
    last = (key.rpartition(".")[2] for key in problems.keys)
    return all(did_you_mean(key, _WORDS) for key in last)


def _policy(keys: Keys, rules: RulesById, text: str) -> Policy:
    proposed, approved = keys.text("proposed_by"), keys.text("approved_by")
    check_approval(keys, proposed, approved)
    score = _score(keys.section("score", required=True))
    policy = Policy(
        version=keys.whole("version", 1, 1_000_000),
        proposed_by=proposed,
        approved_by=approved,
        **score,
        group_caps=_caps(keys.section("group_caps", required=True)),
        lowerings=tuple(_lowering(s, rules) for s in keys.sections("lower")),
        duties=tuple(_duty(s, rules) for s in keys.sections("duty")),
        anomaly_steps=_anomaly_steps(keys.sections("anomaly"), score["anomaly_cap"]),
        text=text,
    )
    _once(keys, "duty", [d.name for d in policy.duties])
    _once(
        keys, "lower", [" ".join((n.rule, n.reason_code, n.of)).strip() for n in policy.lowerings]
    )
    keys.finish()
    return policy


def _score(keys: Keys) -> dict[str, int]:
    score = {
        "base_points": keys.whole("base_points", -1000, 0),
        "review_band": keys.whole("review_band", 1, 1000),
        "anomaly_cap": keys.whole("anomaly_cap", 0, 1000),
        "client_cap": keys.whole("client_cap", 0, 1000, 0),
        "same_typology_num": keys.whole("same_typology_num", 0, 1000),
        "same_typology_den": keys.whole("same_typology_den", 1, 1000),
    }
    if score["same_typology_num"] > score["same_typology_den"] > 0:
        keys.problem("a further hit cannot count more than the first", "same_typology_num")
    keys.finish()
    return score


def _anomaly_steps(sections: Sequence[Keys], cap: int) -> tuple[AnomalyStep, ...]:
    """The steps, lowest first; a problem where one does not rise above the one before."""
    steps: list[AnomalyStep] = []
    for keys in sections:
        percentile: float = keys.take("percentile", float) or 0.0
        step = AnomalyStep(float(percentile), keys.whole("points", 1, 1000))
        last = steps[-1] if steps else AnomalyStep(0.0, 0)
        if not last.percentile < step.percentile <= 100:
            keys.problem("must rise from step to step, to 100 at most", "percentile")
        if not last.points <= step.points <= cap:
            keys.problem(f"must not fall, nor pass the anomaly_cap of {cap}", "points")
        keys.finish()
        steps.append(step)
    return tuple(steps)


def _caps(keys: Keys) -> dict[str, int]:
    caps = {group: keys.whole(group, 1, 10_000) for group in SCORED_GROUPS}
    keys.finish()
    return caps


def _lowering(keys: Keys, rules: RulesById) -> Lowering:
    rule_id, evidence = keys.text("rule"), keys.text("evidence")
    lowering = Lowering(
        rule=rule_id,
        reason_code=keys.word("reason_code", REASON_CODES),
        evidence=evidence,
        severity=keys.word("severity", SEVERITIES),
        points=keys.whole("points", 0, 1000),
        title=keys.text("title"),
        title_zh=keys.text("title_zh"),
        of=keys.word("of", SEVERITIES, ""),
    )
    _check_fact(keys, "evidence", evidence, lambda f: f.type is FactType.BOOLEAN and not f.absence)
    _check_rules(keys, "rule", (rule_id,), rules)
    rule = rules.get(rule_id)
    if rule is not None and lowering.severity in SEVERITIES:
        _check_lowers(keys, lowering, rule)
    keys.finish()
    return lowering


def _check_lowers(keys: Keys, lowering: Lowering, rule: Rule) -> None:
    weaker = SEVERITIES.index(lowering.severity) >= SEVERITIES.index(rule.severity)
    if not weaker or lowering.points > rule.points:
        keys.problem(f"must not raise {rule.id} ({rule.severity}, {rule.points})", "severity")
    if lowering.of and lowering.of not in {t.severity for t in rule.tiers}:
        keys.problem(f"{rule.id} has no tier of {lowering.of}", "of")


def _duty(keys: Keys, rules: RulesById) -> Duty:
    duty = Duty(
        name=keys.word("name", DUTIES),
        title=keys.text("title"),
        title_zh=keys.text("title_zh"),
        rules=keys.texts("rules"),
        at_least=keys.word("at_least", SEVERITIES, ""),
        only_curable=keys.flag("only_curable"),
        when=_when(keys),
        starts=keys.text("starts", required=False),
        met=keys.text("met", required=False),
        days=keys.whole("days", 1, 3650) if "days" in keys.table else None,
        day_kind=keys.word("day_kind", DAY_KINDS) if "days" in keys.table else "",
        longer_rules=keys.texts("longer_rules"),
        longer_days=keys.whole("longer_days", 1, 3650) if "longer_rules" in keys.table else None,
        longer_day_kind=(
            keys.word("longer_day_kind", DAY_KINDS) if "longer_rules" in keys.table else ""
        ),
    )
    _check_rules(keys, "rules", duty.rules, rules)
    _check_rules(keys, "longer_rules", duty.longer_rules, rules)
    for key, name in (("starts", duty.starts), ("met", duty.met)):
        if name:
            _check_fact(keys, key, name, lambda f: f.type is FactType.DATE)
    if not any(k in keys.table for k in ("rules", "at_least", "only_curable", "when")):
        keys.problem("says nowhere when it arises: rules, at_least, only_curable or when", "name")
    keys.finish()
    return duty


def _when(keys: Keys) -> Condition | None:
    text = keys.text("when", required=False)
    if not text:
        return None
    found, flaws, _ = condition("when", text, _FACTS, {})
    for flaw in flaws:
        keys.problem(flaw.what, "when", flaw.column)
    return found


def _check_fact(keys: Keys, key: str, name: str, fits: Callable[[Any], bool]) -> None:
    wanted = "a true-or-false fact that is never missing" if key == "evidence" else "a DATE fact"
    if name and name not in _FACTS:
        keys.problem(f'no fact "{name}"{did_you_mean(name, list(_FACTS))}', key)
    elif name and not fits(_FACTS[name]):
        keys.problem(f"{name} is not {wanted}", key)


def _check_rules(keys: Keys, key: str, named: Sequence[str], rules: RulesById) -> None:
    for name in named:
        if name and name not in rules:
            keys.problem(f'no rule "{name}" in the pack{did_you_mean(name, list(rules))}', key)
        rule = rules.get(name)
        if rule is not None and rule.grain != "deal":
            keys.problem(f"{name} is asked of clients; only a rule of deals can stand here", key)


def _once(keys: Keys, key: str, names: Sequence[str]) -> None:
    for name in sorted({n for n in names if n and names.count(n) > 1}):
        keys.problem(f"{name} stands twice", key)
