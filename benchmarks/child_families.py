"""Linking, side tables and each family of facts by itself, timed; prints the figures as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.machine import peak_rss_mb
from screening.decision_time import decision_time, tables_of
from screening.facts import cut, facts
from screening.facts.compute import BY_FAMILY
from screening.inputs import read_batch
from screening.linking import History, known_at, ledger, link
from screening.pipeline import DEALS_A_PARTITION, side_tables
from screening.rulepack import load_pack
from screening.stopwatch import Stopwatch


def main(batch: Path) -> None:
    """Nothing; prints deals, stages (seconds over all partitions) and peak_rss_mb.

    Stage `facts` is all families asked at once, as a run asks them; a family of a name of its own
    is asked alone, so that what families share is counted with each.
    """
    inputs = read_batch(batch)
    moment, _ = decision_time(inputs, None)
    tables = known_at(tables_of(inputs, None, load_pack()), moment)
    watch = Stopwatch()
    with watch("link"):
        links = link(tables)
    with watch("ledgers"):
        ledgers = ledger(tables, links, History.none(), moment)
    with watch("lookups"):
        sides = side_tables(tables, ledgers, moment)
    n = -(-links.deals.height // DEALS_A_PARTITION)
    for part in cut(tables, links.deals, links.documents, links.payments, moment, n):
        with watch("facts"):
            facts(part, sides)
        for family in BY_FAMILY:
            with watch(family):
                facts(part, sides, [family])
    told = {"deals": links.deals.height, "stages": watch.seconds, "peak_rss_mb": peak_rss_mb()}
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
