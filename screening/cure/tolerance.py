"""The test a cure must pass (domain 4.3; tolerance for unintentional acts that can be mended)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from screening.cure.correction import Correction, shown
from screening.store import CuredFinding

SMALL_SHARE = Decimal("0.005")  # of the deal's value
SMALL_USD = Decimal(50_000)
MOST = 2  # occurrences of one error in twelve months


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: `holds` None where it could not be told, `may_be_unknown` if that passes."""

    condition: str
    holds: bool | None
    told: str
    told_zh: str
    may_be_unknown: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the cure may pass it."""
        return self.may_be_unknown if self.holds is None else self.holds


@dataclass(frozen=True, slots=True)
class Case:
    """All the test asks: the finding, the correction, its proof and day, and what is around it.

    `n_deals` are deals of the client with the same finding in the twelve months up to `on`, this
    one among them; `related` those of related firms, None where no relations are known; `due_on`
    is the last day of the clock, None where the policy sets none. `is_mended`: the rule no longer
    hits once the corrected value stands, None where it is not asked any more; `is_proof_known`:
    the proof is a paper the store knows, or a file whose digest is kept.
    """

    found: CuredFinding
    correction: Correction
    proof: str
    on: date
    n_deals: int
    related: tuple[str, ...] | None
    due_on: date | None
    is_mended: bool | None = True
    is_proof_known: bool = True


def conditions(case: Case) -> tuple[Condition, ...]:
    """Every condition of the test, in order; the cure is accepted when all are met."""
    return tuple(_conditions(case))


def _conditions(case: Case) -> Iterator[Condition]:
    found, rule = case.found, case.found.rule_id
    yield Condition(
        "curable",
        bool(found.curable),
        f"{rule} is {'' if found.curable else 'not '}marked curable",
        f"{rule} {'可补正' if found.curable else '不可补正'}",
    )
    yield Condition(
        "rest_is_clean",
        found.grave is None,
        f"hold or escalate that no cure can cover: {found.grave or 'none'}",
        f"不可补正的拦截或升级:{found.grave or '无'}",
    )
    yield Condition(
        "mends",
        case.is_mended,
        f"{rule} asked again with {case.correction.field} = {shown(case.correction.corrected)}: "
        + {True: "no hit", False: "hits still", None: "not asked any more"}[case.is_mended],
        f"以更正值重新判断 {rule}:"
        + {True: "不再命中", False: "仍然命中", None: "已不再适用"}[case.is_mended],
    )
    yield Condition(
        "rare",
        case.n_deals <= MOST if found.client_id else None,
        f"deals of the client with this finding in 12 months: {case.n_deals}, at most {MOST}"
        if found.client_id
        else "the deal has no client to count by",
        f"该客户 12 个月内出现此问题的交易 {case.n_deals} 笔,上限 {MOST} 笔"
        if found.client_id
        else "该交易没有客户,无法计数",
    )
    yield _small(case)
    yield _proven(case)
    due = case.due_on
    yield Condition(
        "in_time",
        None if due is None else found.first_found_on <= case.on <= due,
        f"put right on {case.on}, found on {found.first_found_on}, due {due or '(no clock set)'}",
        f"补正日 {case.on},发现日 {found.first_found_on},期限 {due or '(未设)'}",
    )
    yield _unrelated(case)


def _proven(case: Case) -> Condition:
    is_other = case.proof not in (case.found.document_id, case.correction.corrects)
    lack, lack_zh = "", ""
    if not is_other:
        lack, lack_zh = ", the very paper that is wrong", ",即有误单证本身"
    elif not case.is_proof_known:
        lack, lack_zh = ", neither a paper the store knows nor a file", ",既非库中单证亦非文件"
    return Condition(
        "proven",
        bool(case.proof) and not lack,
        f"proof: {case.proof}{lack}",
        f"证明文件:{case.proof}{lack_zh}",
    )


def _small(case: Case) -> Condition:
    correction = case.correction
    if not correction.is_amount:
        return Condition("small", True, "no amount changes", "不影响金额")
    effect = _effect(correction, case.found.deal_usd)
    if effect is None:
        was = shown(correction.original) or "blank"
        return Condition(
            "small",
            None,
            f"the effect on the amount cannot be told: was {was}, the deal's value unknown or nil",
            "金额影响无法计算",
        )
    usd, share = effect
    return Condition(
        "small",
        share <= SMALL_SHARE or usd <= SMALL_USD,
        f"effect USD {usd:,.2f}, {share:.3%} of the deal; at most 0.5 % or USD 50,000",
        f"影响 {usd:,.2f} 美元,占交易 {share:.3%};上限 0.5% 或 5 万美元",
    )


def _effect(correction: Correction, deal_usd: float | None) -> tuple[Decimal, Decimal] | None:
    """The effect in USD and as a share of the deal; None where either cannot be told."""
    was, now = correction.original, correction.corrected
    if deal_usd is None or deal_usd <= 0:
        return None
    if not isinstance(was, (int, Decimal)) or not isinstance(now, (int, Decimal)):
        return None
    whole, change = Decimal(str(deal_usd)), abs(Decimal(now) - Decimal(was))
    if correction.is_share:
        return change * whole, change
    if correction.in_usd:
        return change, change / whole
    if was == 0:
        return None
    share = change / abs(Decimal(was))
    return share * whole, share


def _unrelated(case: Case) -> Condition:
    if case.related is None:
        return Condition(
            "unrelated",
            None,
            "no relations between firms are known",
            "未掌握企业关联关系",
            may_be_unknown=True,
        )
    shown_deals = ", ".join(case.related[:5]) or "none"
    return Condition(
        "unrelated",
        not case.related,
        f"deals of related firms with the same finding in 12 months: {shown_deals}",
        f"关联企业 12 个月内出现同一问题的交易:{shown_deals if case.related else '无'}",
    )
