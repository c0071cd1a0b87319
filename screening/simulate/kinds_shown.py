"""Kinds for the sample batch alone: each shows one end, one duty or one kind of input."""

from __future__ import annotations

from screening.simulate.kind import HONEST_ENDS, Kind

SHOWN = (
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
    Kind("RMB", "both legs in RMB", HONEST_ENDS),
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
