"""What a simulated deal can be: honest, a typology, a look-alike, or a case for the sample.

Typologies T.. and look-alikes N.. follow the published cases the rules are written for.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: deals come in groups of `size` (the least and the greatest).

    `share` is its weight among its like in a simulated book, 0 for cases of the sample alone.
    `rules` should fire; `ends_as` is the disposition (and duties) a reader should expect.
    """

    name: str
    what: str
    ends_as: str
    rules: str = ""
    size: tuple[int, int] = (1, 1)
    share: float = 0.0
    is_suspicious: bool = False


CLEAN = "OK"

_KINDS = (
    Kind(CLEAN, "an honest deal", "PASS or PASS_NOTE"),
    Kind(
        "T01",
        "bill surrendered for delivery before title came in; strangers on the bill",
        "HOLD, REPORT_FRT",
        "AUT-04 LOG-01",
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "T02",
        "price 5 to 20 times the market, bill on board 120 to 400 days before title",
        "HOLD, REPORT_FRT, REPORT_STR",
        "COM-01 AUT-05",
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "T04",
        "order bill to a foreign bank, no endorsement, no credit behind it",
        "ESCALATE",
        "AUT-13",
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "T06",
        "supplier and buyer are one firm or have one controller",
        "HOLD, REPORT_FRT, REPORT_STR",
        "NET-04",
        share=2,
        is_suspicious=True,
    ),
    Kind(
        "T07",
        "container check digit wrong, or IMO number and ship's name wrong",
        "ESCALATE",
        "AUT-08 AUT-09",
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "T10",
        "one bill handed in for several deals; the first pays its invoice twice",
        "HOLD, REPORT_FRT",
        "AUT-01 PAY-14",
        (2, 6),
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "N01",
        "one bill split to several deals, every drawing declared",
        "PASS_NOTE (AUT-01 lowered by R01)",
        "AUT-01",
        (2, 3),
        share=3,
    ),
    Kind("N02", "the same bill number from two carriers", "PASS", "", (2, 2), share=2),
    Kind(
        "N04",
        "a string: the buyer of one deal is the supplier of the next, one bill",
        "PASS_NOTE (AUT-01 lowered by R03)",
        "AUT-01",
        (3, 3),
        share=3,
    ),
    Kind(
        "N05",
        "a loss after a provisional price, with the final invoice on file",
        "PASS_NOTE (COM-04 lowered by R04)",
        "COM-04",
        share=3,
    ),
    Kind(
        "N07",
        "legs in two currencies, marked special and reported in three days",
        "PASS_NOTE, SPECIAL",
        "PAY-02",
        share=2,
    ),
    Kind(
        "N08",
        "a sale on 120 days' credit, the gap reported by the enterprise in time",
        "PASS_NOTE, ENTERPRISE_REPORT filed",
        "PAY-06",
        share=1,
    ),
)
_CASES = (
    Kind(
        "REV", "price 35 % above the reference and a margin of a quarter", "REVIEW", "COM-01 COM-06"
    ),
    Kind("MISS", "the sale invoice never came and is overdue", "HOLD or REVIEW, CURE", "DOC-01"),
    Kind("CURE", "an invoice total 0.9 % beside its line", "PASS_NOTE, CURE", "LOG-15"),
    Kind(
        "BOX",
        "one container number with one wrong digit, the rest in order",
        "ESCALATE, CURE",
        "AUT-08",
    ),
    Kind(
        "ER",
        "sale on long credit, over USD 500,000 paid first, report not overdue yet",
        "PASS_NOTE, ENTERPRISE_REPORT",
        "PAY-06",
    ),
    Kind(
        "ERL",
        "the same, and the 30 days for the report are over",
        "ESCALATE, ENTERPRISE_REPORT",
        "PAY-06",
    ),
    Kind("MON", "paid on instruction (tier T1): to be sampled afterwards", "PASS, MONITOR"),
    Kind("RMB", "both legs in RMB", "PASS, RMB_REPORT"),
    Kind("LOSS", "sold 8 % under the purchase, nothing on file", "ESCALATE", "COM-04"),
    Kind("CHN", "goods discharged at Ningbo", "ESCALATE", "LEG-08"),
    Kind("RES", "the buyer is a resident of China", "ESCALATE", "LEG-10"),
    Kind(
        "THIRD", "the purchase is paid to a firm that sells under no contract", "ESCALATE", "PAY-09"
    ),
    Kind("BANKS", "legs at two banks, not marked special", "ESCALATE, SPECIAL", "PAY-01"),
    Kind("CLSB", "the client is in SAFE class B", "HOLD", "ELG-02"),
    Kind("DIR", "the client is not in the trade FX directory", "HOLD", "ELG-01"),
    Kind("ONE", "no sale contract: one leg alone is evidenced", "ESCALATE or HOLD, CURE", "DOC-04"),
    Kind("TWO", "two purchase contracts and two purchase invoices in one deal", "PASS"),
    Kind(
        "PAY2",
        "one payment for the invoices of two deals, with its allocations",
        "PASS",
        "",
        (2, 2),
    ),
    Kind(
        "CHAIN",
        "one invoice is the sale of one client and the purchase of the next",
        "PASS_NOTE (AUT-01 lowered by R03)",
        "AUT-01",
        (2, 2),
    ),
    Kind(
        "LONE", "a payment with no papers: becomes a deal of its own", "ESCALATE or HOLD", "DOC-04"
    ),
    Kind("STRAY", "papers no deal claims: become a deal of their own", "see the report"),
)
KINDS = MappingProxyType({k.name: k for k in (*_KINDS, *_CASES)})
TYPOLOGIES = tuple(k for k in KINDS.values() if k.share and k.is_suspicious)
LOOKALIKES = tuple(k for k in KINDS.values() if k.share and not k.is_suspicious)
LOOKALIKE_SHARE = 0.03
