"""What each simulated deal is, for whoever measures what the engine finds."""

from __future__ import annotations

import polars as pl

from screening.simulate.kind import Kind
from screening.simulate.kinds import KINDS

# Rules that nothing but outside evidence or the desk's own records can decide.
_BY_EVIDENCE = frozenset(
    {"AUT-06", "AUT-07", "AUT-16", "AUT-19", "AUT-20", "AUT-22", "COM-10", "DOC-02"}
)
_PROVEN_BY_A_FILE = frozenset({"N03"})


def labels(book: pl.DataFrame, *, with_evidence: bool = True) -> pl.DataFrame:
    """One row a deal of the book: kind, whether it is suspicious, and what to expect of it.

    Of a batch without evidence no rule is expected that only evidence decides. A deal that
    nothing else could show to be false, or to be proven, is labelled by its kind alone: whether it
    is suspicious cannot be seen (null), nor how it ends.
    """
    known = pl.DataFrame(
        [_label(k, with_evidence=with_evidence) for k in KINDS.values()],
        schema={
            "kind": pl.String,
            "is_suspicious": pl.Boolean,
            "ends_as": pl.String,
            "rules": pl.String,
            "duties": pl.String,
        },
        orient="row",
    )
    group = pl.when(pl.col("size") > 1).then(
        pl.col("deal_id").first().over("leader", order_by="part")
    )
    return (
        book.select("deal_id", "kind", group.alias("group"))
        .join(known, on="kind", how="left")
        .sort("deal_id")
    )


def _label(kind: Kind, *, with_evidence: bool) -> tuple[str, bool | None, str, str, str]:
    rules = [r for r in kind.rules if with_evidence or r not in _BY_EVIDENCE]
    if not with_evidence and (kind.name in _PROVEN_BY_A_FILE or (kind.rules and not rules)):
        return kind.name, None if kind.is_suspicious else False, "", "", ""
    ends, duties = " ".join(kind.ends_as), " ".join(kind.duties)
    return kind.name, kind.is_suspicious, ends, " ".join(rules), duties
