"""The error for a deal the store does not know, with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import duckdb

from screening.errors import UsageError, did_you_mean
from screening.store import open_store, readable_path


def unknown_deal(db: Path, deal_id: str) -> UsageError:
    """The error: the nearest deal id, or the deals of the payment or paper of that name."""
    with open_store(readable_path(db)) as con:
        near = _nearest(con, deal_id)
        holding = _deals_holding(con, deal_id)
    if holding:
        shown = ", ".join(holding)
        return UsageError(
            f"{deal_id!r} is not a deal but belongs to one",
            where=str(db),
            exists=f"deals it belongs to: {shown}",
            do=f"screening explain {holding[0]} --db {db}",
        )
    return UsageError(
        f"no deal {deal_id!r}{did_you_mean(deal_id, near)}",
        where=str(db),
        exists=f"deals, the nearest first: {', '.join(near[:5]) or 'none'}",
        do=f'list them: duckdb -readonly {readable_path(db)} "FROM queue"',
    )


def _nearest(con: duckdb.DuckDBPyConnection, deal_id: str) -> list[str]:
    rows = con.execute(
        """SELECT deal_id FROM live_result
        ORDER BY jaro_winkler_similarity(deal_id, $deal) DESC, deal_id LIMIT 20""",
        {"deal": deal_id},
    ).fetchall()
    return [name for (name,) in rows]


def _deals_holding(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    rows = con.execute(
        """SELECT deal_id FROM deal_payment WHERE payment_id = $name
        UNION SELECT deal_id FROM deal_document WHERE document_id = $name
        ORDER BY deal_id LIMIT 10""",
        {"name": name},
    ).fetchall()
    return [deal for (deal,) in rows]
