"""Kinds of honest deals that look like false ones (domain N..)."""

from __future__ import annotations

from screening.simulate.kind import HONEST_ENDS, Kind

ALIKE = (
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
        "N06",
        "a procurement centre buys from its group, with a small margin agreed and on file (R06)",
        ("PASS_NOTE",),
        ("COM-15",),
        size=(5, 6),
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
