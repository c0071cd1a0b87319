"""Whether a correction mends what was found: the rule asked again with what is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from screening.cure.correction import Correction
from screening.decision_time import tables_of
from screening.inputs import Batch
from screening.linking import history_keys
from screening.pipeline import screen
from screening.rulepack import Pack, answer_codes, hit_codes
from screening.schema import DEAL_FACTS, TABLES
from screening.store import CuredFinding, history, stored_facts
from screening.store.taken_up import AS_ASKED, TakenUp


def mends(
    db: Path, found: CuredFinding, correction: Correction, taken: TakenUp, pack: Pack
) -> bool | None:
    """Whether the rule no longer hits the deal with the corrected value; None: it is not asked.

    A corrected field is put into the deal's stored rows and the deal is screened again, as of the
    time of the finding, with nothing written. A corrected fact is put beside the stored others.
    """
    if not any(rule.id == found.rule_id for rule in pack.asked(found.as_of.date())):
        return None
    if correction.corrects is None:
        return _with_fact(db, found, correction, pack)
    return _with_field(db, found, correction, taken, pack)


def _with_fact(db: Path, found: CuredFinding, correction: Correction, pack: Pack) -> bool:
    stored = stored_facts(db, found) | {correction.field: correction.corrected}
    row = pl.DataFrame(
        {
            n: pl.Series([stored.get(n)], dtype=f.type.dtype, strict=False)
            for n, f in DEAL_FACTS.items()
        }
    )
    (rule,) = (r for r in pack.asked(found.as_of.date()) if r.id == found.rule_id)
    return answer_codes(row, [rule])[rule.id].item() not in hit_codes(rule)


def _with_field(
    db: Path, found: CuredFinding, correction: Correction, taken: TakenUp, pack: Pack
) -> bool:
    then = taken.known_by((found.as_of, AS_ASKED))
    mended = replace(then, tables=_mended(then.tables, correction))
    batch = Batch.nothing("cure", taken.digest)
    past = history(db, keys=history_keys(tables_of(batch, None, pack, mended)))
    results = screen(batch, pack, past=past, taken=mended, as_of=found.as_of)
    hits = results.tables["finding"].filter(
        pl.col("deal_id") == found.deal_id,
        pl.col("rule_id") == found.rule_id,
        pl.col("answer") == "hit",
    )
    return hits.is_empty()


def _mended(tables: Mapping[str, pl.DataFrame], correction: Correction) -> dict[str, pl.DataFrame]:
    """The tables with the corrected value in its row and column."""
    name, _, column = correction.field.partition(".")
    frame = tables[name]
    here = pl.col(TABLES[name].key[0]) == correction.corrects
    right = pl.lit(correction.corrected, dtype=frame.schema[column])
    return {
        **tables,
        name: frame.with_columns(pl.when(here).then(right).otherwise(column).alias(column)),
    }
