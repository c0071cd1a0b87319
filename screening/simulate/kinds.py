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
    `rules` should be hit; the deal should end as one of `ends_as` and owe at least `duties`.
    """

    name: str
    what: str
    ends_as: tuple[str, ...]
    rules: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    size: tuple[int, int] = (1, 1)
    share: float = 0.0
    is_suspicious: bool = False


CLEAN = "OK"

HONEST_ENDS = ("PASS", "PASS_NOTE")

_KINDS = (
    Kind(CLEAN, "an honest deal", HONEST_ENDS),
    Kind(
        "T01",
        "bill surrendered for delivery before title came in; strangers on the bill",
        ("HOLD",),
        ("AUT-02", "AUT-04", "AUT-06", "LOG-01", "LOG-18"),
        ("REPORT_FRT",),
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "T02",
        "others' expired bills, 130 to 380 days old, and 6 to 20 times the market price",
        ("HOLD",),
        ("AUT-02", "AUT-05", "COM-01"),
        ("REPORT_FRT", "REPORT_STR"),
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "T03",
        "boxes that weigh a tenth of their goods or less, for firms of other provinces",
        ("ESCALATE",),
        ("AUT-22",),
        share=2,
        is_suspicious=True,
    ),
    Kind(
        "T04",
        "copies of an order bill to a foreign bank, no endorsement, no credit behind it",
        ("ESCALATE",),
        ("AUT-13", "DOC-02"),
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "T06",
        "supplier and buyer are one firm or have one controller",
        ("HOLD",),
        ("NET-04",),
        ("REPORT_FRT", "REPORT_STR"),
        share=2,
        is_suspicious=True,
    ),
    Kind(
        "T07",
        "false bill: the ship was elsewhere, the platform knows another shipment",
        ("ESCALATE",),
        ("AUT-07", "AUT-19"),
        share=3,
        is_suspicious=True,
    ),
    Kind(
        "T08",
        "a stranger's bill that is void, or for other goods",
        ("HOLD",),
        ("AUT-02", "LOG-18"),
        share=2,
        is_suspicious=True,
    ),
    Kind(
        "T09",
        "one bill's file with the consignee edited, and one invoice number for all",
        ("ESCALATE", "HOLD"),
        ("AUT-20", "DOC-08"),
        size=(2, 4),
        share=2,
        is_suspicious=True,
    ),
    Kind(
        "T10",
        "one bill handed in at several branches; the first deal pays its invoice twice",
        ("HOLD",),
        ("AUT-01", "AUT-03"),
        ("REPORT_FRT",),
        (2, 6),
        3,
        is_suspicious=True,
    ),
    Kind(
        "T11",
        "several receipts for one lot, more than there is in store, from the seller's own keeper",
        ("HOLD",),
        ("AUT-15", "AUT-16", "AUT-17"),
        size=(2, 4),
        share=2,
        is_suspicious=True,
    ),
    Kind(
        "T12",
        "one parcel on bills of several numbers, and in the seller's own store as well",
        ("ESCALATE", "HOLD"),
        ("AUT-17", "LOG-09"),
        size=(2, 3),
        share=2,
        is_suspicious=True,
    ),
    Kind(
        "N01",
        "one bill split to several deals, every drawing declared (R01)",
        ("PASS_NOTE",),
        ("AUT-01",),
        size=(2, 3),
        share=3,
    ),
    Kind("N02", "the same bill number from two carriers", HONEST_ENDS, size=(2, 2), share=2),
    Kind(
        "N03",
        "a bill switched for another, the surrender of the first proven (R02)",
        ("PASS_NOTE",),
        ("AUT-04",),
        share=2,
    ),
    Kind(
        "N04",
        "a string: the buyer of one deal is the supplier of the next, one bill (R03)",
        ("PASS_NOTE",),
        ("AUT-01",),
        size=(3, 3),
        share=3,
    ),
    Kind(
        "N05",
        "a loss after a provisional price, with the final invoice on file (R04)",
        ("PASS_NOTE",),
        ("COM-04",),
        share=3,
    ),
    Kind(
        "N07",
        "legs in two currencies, marked special with a reason (R08), reported in three days",
        ("PASS_NOTE",),
        ("PAY-02",),
        ("SPECIAL",),
        share=2,
    ),
    Kind(
        "N08",
        "a long way round (R10), 120 days' credit, the gap reported in time",
        ("PASS_NOTE",),
        ("LOG-11",),
        share=1,
    ),
)
_CASES = (
    Kind(
        "REV",
        "price 35 % above the reference and a margin of a quarter",
        ("REVIEW",),
        ("COM-01", "COM-06"),
    ),
    Kind("MISS", "the sale invoice never came and is overdue", ("HOLD",), ("DOC-01",), ("CURE",)),
    Kind(
        "CURE",
        "a sale invoice whose total is 0.9 % over its line",
        ("PASS_NOTE",),
        ("LOG-15",),
        ("CURE",),
    ),
    Kind(
        "BOX",
        "one container number with one wrong digit, the rest in order",
        ("ESCALATE",),
        ("AUT-08",),
        ("CURE",),
    ),
    Kind(
        "SHIP",
        "an IMO number with a wrong digit under a name no register knows",
        ("ESCALATE",),
        ("AUT-09",),
    ),
    Kind(
        "ER",
        "over USD 500,000 paid first, the sale on long credit, the report not overdue yet",
        ("PASS_NOTE",),
        ("PAY-06",),
        ("ENTERPRISE_REPORT",),
    ),
    Kind(
        "ERL",
        "the same, and the 30 days for the report are over",
        ("ESCALATE",),
        ("PAY-06",),
        ("ENTERPRISE_REPORT",),
    ),
    Kind(
        "MON",
        "paid on instruction (tier T1): to be sampled afterwards",
        HONEST_ENDS,
        duties=("MONITOR",),
    ),
    Kind("RMB", "both legs in RMB", HONEST_ENDS, duties=("RMB_REPORT",)),
    Kind("LOSS", "sold 8 % under the purchase, nothing on file", ("ESCALATE",), ("COM-04",)),
    Kind("CHN", "goods discharged at Ningbo", ("ESCALATE",), ("LEG-08",)),
    Kind("RES", "the buyer is a resident of China", ("ESCALATE",), ("LEG-10",)),
    Kind(
        "THIRD",
        "the purchase is paid to a firm that sells under no contract",
        ("ESCALATE",),
        ("PAY-09",),
    ),
    Kind(
        "BANKS", "legs at two banks, not marked special", ("ESCALATE",), ("PAY-01",), ("SPECIAL",)
    ),
    Kind("CLSB", "the client is in SAFE class B", ("HOLD",), ("ELG-02",)),
    Kind("DIR", "the client is not in the trade FX directory", ("HOLD",), ("ELG-01",)),
    Kind("ONE", "no sale contract: one leg alone is evidenced", ("HOLD",), ("DOC-04",), ("CURE",)),
    Kind("TWO", "two purchase contracts and two purchase invoices in one deal", HONEST_ENDS),
    Kind(
        "PAY2",
        "one payment for the invoices of two deals, with its allocations",
        HONEST_ENDS,
        size=(2, 2),
    ),
    Kind(
        "CHAIN",
        "one invoice is the sale of one client and the purchase of the next (R03)",
        ("PASS_NOTE",),
        ("AUT-01",),
        size=(2, 2),
    ),
    Kind("LONE", "a payment with no papers: becomes a deal of its own", ("REVIEW",)),
    Kind(
        "STRAY",
        "papers no deal claims, in order and unpaid: become a deal of their own",
        (*HONEST_ENDS, "REVIEW"),
    ),
)
KINDS = MappingProxyType({k.name: k for k in (*_KINDS, *_CASES)})
TYPOLOGIES = tuple(k for k in KINDS.values() if k.share and k.is_suspicious)
LOOKALIKES = tuple(k for k in KINDS.values() if k.share and not k.is_suspicious)
LOOKALIKE_SHARE = 0.03
