"""Which of a deal's papers count as what the document policy names."""

from __future__ import annotations

import polars as pl

from screening.facts.bill_status import never_issued
from screening.facts.partition import Partition
from screening.schema.reference import PAPERS_DEMANDED

TITLE = ("transport_documents", "warehouse_receipts")
_KIND = {"contracts": "contract", "invoices": "invoice"}


def papers_had(part: Partition) -> pl.LazyFrame:
    """One row a deal, paper as the policy names it and document: deal_id, paper, document_id."""
    table, leg = pl.col("table_name"), pl.col("leg")
    uses = part.uses.lazy().select("deal_id", "document_id", "table_name", "leg")
    kind = table.replace_strict(_KIND, default=None)
    of_legs = [
        uses.filter(leg.is_in([side, "both"]), kind.is_not_null()).select(
            "deal_id", "document_id", paper=pl.format(side + "_{}", kind)
        )
        for side in ("buy", "sell")
    ]
    of_title = uses.filter(table.is_in(TITLE)).select(
        "deal_id", "document_id", paper=pl.lit("title")
    )
    return pl.concat([*of_legs, of_title]).unique()


def which_had(part: Partition) -> pl.LazyFrame:
    """One row a deal with papers: deal_id and a flag for each that the policy can name.

    A bill that was never issued gives no title.
    """
    table, leg = pl.col("table_name"), pl.col("leg")
    flags = {
        f"{side}_{kind}": (table == name) & leg.is_in([side, "both"]).fill_null(value=False)
        for name, kind in _KIND.items()
        for side in ("buy", "sell")
    }
    flags["title"] = table.is_in(TITLE) & pl.col("is_unissued").is_null()
    uses = part.uses.lazy().join(never_issued(part), on="document_id", how="left")
    return uses.group_by("deal_id").agg(**{k: f.any() for k, f in flags.items()})


def is_had(named: str) -> pl.Expr:
    """Whether the deal has the paper that column names, beside the flags of `which_had`."""
    of_each = [(pl.col(named) == paper) & pl.col(paper) for paper in PAPERS_DEMANDED]
    return pl.any_horizontal(flag.fill_null(value=False) for flag in of_each)
