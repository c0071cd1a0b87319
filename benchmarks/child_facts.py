"""The facts of a batch, really read, linked and computed, and put where a benchmark finds them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from screening.decision_time import decision_time, tables_of
from screening.facts import Sides, cut, facts
from screening.inputs import read_batch
from screening.linking import History, known_at, ledger, link
from screening.pipeline import DEALS_A_PARTITION, side_tables
from screening.rulepack import load_pack
from screening.schema import TABLES


def main(batch: Path, out: Path) -> None:
    """Nothing; writes facts_<i>.arrow and calendar.arrow, prints what else scoring must know."""
    inputs = read_batch(batch)
    moment, _ = decision_time(inputs, None)
    tables = known_at(tables_of(inputs, None, load_pack()), moment)
    links = link(tables)
    sides = side_tables(tables, ledger(tables, links, History.none()), moment)
    n = -(-links.deals.height // DEALS_A_PARTITION)
    parts = cut(tables, links.deals, links.documents, links.payments, moment, n)
    for i, part in enumerate(parts):
        facts(part, sides).write_ipc(out / f"facts_{i}.arrow", compression="uncompressed")
    sides.table("calendar").collect().write_ipc(out / "calendar.arrow")
    print(json.dumps({"parts": n, "today": moment.date().isoformat(), "absent": _absent(sides)}))


def _absent(sides: Sides) -> list[str]:
    return sorted(name for name in TABLES if not sides.has(name))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
