"""What the rules answer for: the bank's obligations and the published risk indicators.

Rule files name them by key (`obligations = ["O1"]`, `indicators = ["F-23"]`); what stands here is
a register of keys, short words of our own, and where the text was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from screening.errors import did_you_mean
from screening.rulepack.keys import Keys


@dataclass(frozen=True, slots=True)
class Obligation:
    """One hard obligation on the bank.

    `sources` are keys of SOURCES; `certainty`: how well the text is known; `duties` those of
    policy.toml that serve it; `beside` what else serves it, or what is still missing.
    """

    key: str
    title: str
    asks: str
    sources: str
    certainty: str
    duties: tuple[str, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One risk indicator of FATF and the Egmont Group, 2021; `group` is one of theirs."""

    key: str
    title: str
    group: str
    beside: str = ""


FOUND, PARTLY, RECALLED = "read", "read in part", "from memory"

_OBLIGATIONS = (
    Obligation(
        "O1",
        "True papers that match the payment",
        "Review, with reasonable care, that papers are true and fit what is paid or received.",
        "REG, as applied in SAFE cases 2015 to 2020",
        FOUND,
    ),
    Obligation(
        "O2",
        "A true, lawful, reasonable and logical trade",
        "For offshore resale: a real and lawful basis, no deal made up for speculation, arbitrage "
        "or moving funds, and commercial sense.",
        "G14",
        FOUND,
    ),
    Obligation(
        "O3",
        "The bank chooses the papers",
        "The bank decides which papers it reviews, substance over form, and can show its choice.",
        "329D, SH25",
        FOUND,
        beside="the bank's own table document_policy, else the pack's; the row and version are "
        "kept with each deal",
    ),
    Obligation(
        "O4",
        "One bank, one currency",
        "Both legs of a deal, in principle, at one bank and in one currency.",
        "G14",
        FOUND,
    ),
    Obligation(
        "O5",
        "Special offshore resale",
        "Where O4 cannot be met: remark 特殊离岸转手 in the declaration, and a report to the local "
        "SAFE within 5 working days.",
        "G14",
        FOUND,
        duties=("SPECIAL",),
    ),
    Obligation(
        "O6",
        "SAFE class B and C",
        "Class B: offshore resale suspended. Class C: SAFE handles case by case.",
        "C7",
        PARTLY,
    ),
    Obligation(
        "O7",
        "Directory of trade FX enterprises (名录)",
        "The client is registered before its first receipt or payment; banks register since 2024.",
        "C11",
        FOUND,
    ),
    Obligation(
        "O8",
        "Enterprise report on long gaps",
        "Report within 30 days where receipt and payment lie more than 90 days apart and the sum "
        "exceeds USD 500,000; also long prepayments and deferrals.",
        "G20",
        FOUND,
        duties=("ENTERPRISE_REPORT",),
    ),
    Obligation(
        "O9",
        "Balance-of-payments declaration",
        "Both legs under code 122010 with the remark customary for it; a form for large items.",
        "BOP1, BOP2",
        FOUND,
        beside="code, remark and form themselves are not asked yet",
    ),
    Obligation(
        "O10",
        "Client grading (展业)",
        "Know and grade the client first; review and monitor by grade. Criteria not published.",
        "EXP, EXP-G",
        PARTLY,
        beside="limits may differ by client_class; no rule asks for the grade itself yet",
    ),
    Obligation(
        "O11",
        "FX risk transaction report (外汇风险交易报告)",
        "Report through head office where false trade and the like is found or suspected.",
        "FRT, EXP art. 28",
        FOUND,
        duties=("REPORT_FRT",),
    ),
    Obligation(
        "O12",
        "Evidence for exemption (尽职免责)",
        "File enough evidence to show that the bank did its part.",
        "EXM",
        FOUND,
        beside="the store, not a rule: every answer is kept with the values it saw",
    ),
    Obligation(
        "O13",
        "Money laundering law",
        "Know the client, report suspicion and large sums, apply lists, keep at least 10 years.",
        "AML24",
        PARTLY,
        duties=("REPORT_STR",),
        beside="name and list screening has no rule yet",
    ),
    Obligation(
        "O14",
        "Keep papers for 5 years",
        "Retention of what was reviewed.",
        "SAFE guide of 2020",
        RECALLED,
        beside="the store, not a rule: it only ever adds",
    ),
    Obligation(
        "O15",
        "No repeated drawing on made-up deals",
        "Watch the new trade more closely; stop money drawn again and again on fictitious deals.",
        "329, SAFE Sichuan 2022",
        FOUND,
    ),
    Obligation(
        "O16",
        "List privileges need a valid entry",
        "List treatment only with an entry of 离岸经贸业务企业名单 valid on the day.",
        "SH25 (三)",
        FOUND,
        beside="rules ELG-03 and ELG-04 of the catalogue are not written yet",
    ),
    Obligation(
        "O17",
        "Lin-gang pilot",
        "Listed subsidiaries are paid on instruction, without papers; sampled afterwards.",
        "LG25",
        FOUND,
        duties=("MONITOR",),
    ),
)

_STRUCTURE, _TRADE = "structure", "trade activity"
_PAPERS, _MONEY = "documents and commodities", "accounts and transactions"
_OUTSIDE = "needs data this program does not have; take it from due diligence as a flag"
_INDICATORS = (
    Indicator("F-01", "complex or illogical structure, shells", _STRUCTURE),
    Indicator("F-02", "jurisdiction weak against money laundering", _STRUCTURE),
    Indicator("F-03", "address of mass registration", _STRUCTURE),
    Indicator("F-04", "address unfit for the business", _STRUCTURE),
    Indicator("F-05", "no web presence, or a copied one", _STRUCTURE),
    Indicator("F-06", "no normal costs of business", _STRUCTURE, _OUTSIDE),
    Indicator("F-07", "nominee owners or managers", _STRUCTURE),
    Indicator("F-08", "bad news", _STRUCTURE),
    Indicator("F-09", "too few staff", _STRUCTURE),
    Indicator("F-10", "name that copies a known firm's", _STRUCTURE, _OUTSIDE),
    Indicator("F-11", "dormancy without reason", _STRUCTURE),
    Indicator("F-12", "ordinary duties ignored, such as tax filing", _STRUCTURE),
    Indicator("F-13", "trade outside the stated business", _TRADE),
    Indicator("F-14", "many intermediaries of unrelated lines", _TRADE),
    Indicator("F-15", "unusual routes or methods", _TRADE),
    Indicator("F-16", "odd or over-complex finance, long or extended credits", _TRADE, _OUTSIDE),
    Indicator("F-17", "margins low or negative all the time", _TRADE),
    Indicator("F-18", "purchases beyond means, paid by others", _TRADE),
    Indicator("F-19", "new or revived firm with high volume", _TRADE),
    Indicator("F-20", "contracts, invoices and papers that disagree", _PAPERS),
    Indicator("F-21", "prices without commercial sense or off the market", _PAPERS),
    Indicator("F-22", "goods described vaguely", _PAPERS),
    Indicator("F-23", "papers missing, counterfeit, shown again or often amended", _PAPERS),
    Indicator("F-24", "contract too simple, like a sample", _PAPERS),
    Indicator("F-25", "transfers that do not match import and export values", _PAPERS),
    Indicator("F-26", "temporary imports re-exported on false papers", _PAPERS, _OUTSIDE),
    Indicator("F-27", "many jurisdictions without reason", _PAPERS),
    Indicator("F-28", "payment arrangements changed very late", _MONEY),
    Indicator("F-29", "activity too large for the business", _MONEY),
    Indicator("F-30", "account that only passes money through", _MONEY),
    Indicator("F-31", "payment by someone other than the buyer", _MONEY),
    Indicator("F-32", "amounts just under reporting lines", _MONEY),
    Indicator("F-33", "burst of activity, then dormancy", _MONEY),
    Indicator("F-34", "large round amounts", _MONEY),
    Indicator("F-35", "funds routed in a circle", _MONEY),
)
OBLIGATIONS: Mapping[str, Obligation] = MappingProxyType({o.key: o for o in _OBLIGATIONS})
INDICATORS: Mapping[str, Indicator] = MappingProxyType({i.key: i for i in _INDICATORS})

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "329": "银发〔2021〕329号, PBOC and SAFE on new-type offshore trade, in force 2022-01-24",
        "329D": "its consultation draft, November 2021",
        "AML24": "PRC Anti-Money Laundering Law, revision of 2024, in force 2025-01-01",
        "BOP1": "SAFE Tianjin 2017-07-04, 国际收支统计申报提示, code 122010",
        "BOP2": "transaction code and remark guides of banks",
        "C7": "汇发〔2016〕7号",
        "C11": "汇发〔2024〕11号",
        "EXM": "汇发〔2024〕33号, 银行外汇业务尽职免责规定(试行)",
        "EXP": "银行外汇展业管理办法(试行), SAFE announcement 2023 no. 1",
        "EXP-G": "汇律发〔2024〕2号, three guides to it",
        "FRT": "银行外汇风险交易报告管理办法(试行), December 2024",
        "G14": "汇发〔2020〕14号, guide to current account FX business, art. 14",
        "G20": "the same, art. 20",
        "LG25": "Lin-gang pilot of real-time settlement, Jiefang Daily 2025-07-11",
        "REG": "外汇管理条例, Decree 532, arts. 12 and 47",
        "SH25": "沪府办发〔2021〕25号, Shanghai on new forms of foreign trade",
        "F-nn": "FATF and Egmont Group, TBML Risk Indicators, March 2021: 35 in four groups; "
        "numbers and short words are ours, about half confirmed by published summaries",
    }
)


def covered(keys: Keys, key: str, known: Mapping[str, object]) -> tuple[str, ...]:
    """The obligations or indicators a rule file names; one that is not known is a problem."""
    named = keys.texts(key)
    for name in named:
        if name not in known:
            ends = list(known)
            near = did_you_mean(name, ends)
            keys.problem(f'"{name}" is none of {ends[0]} to {ends[-1]}{near}', key)
    return named
