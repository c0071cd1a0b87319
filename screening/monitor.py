"""Time alone: open deals asked again from the store at a later day, a run like any other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from screening.anomaly import load_models
from screening.decision_time import tables_of
from screening.errors import UsageError
from screening.inputs import Batch, read_reference
from screening.linking import history_keys
from screening.pipeline import keep, screen
from screening.rulepack import load_checked_pack
from screening.stopwatch import Progress, Stopwatch
from screening.store import RunReport, history, publish, readable_path
from screening.store.open_deals import Change, changes, last_as_of, open_deals
from screening.store.taken_up import AS_ASKED
from screening.store.taking_up import asked_again

BATCH = "monitor"  # run.batch of a run that has no batch


@dataclass(frozen=True, slots=True)
class Monitored:
    """Open deals, those asked again, and what that changed; `report` None: none was due."""

    as_of: date
    n_open: int
    report: RunReport | None
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, object]:
        """The same as plain values, ready for json.dumps."""
        return {
            "as_of": self.as_of.isoformat(),
            "open": self.n_open,
            "asked": self.report.deals if self.report else 0,
            "run": self.report.as_json() if self.report else None,
            "changes": [asdict(change) for change in self.changes],
        }


def monitor(
    db: Path,
    as_of: date | None,
    *,
    rules: Path | None = None,
    reference: Path | None = None,
    model: Path | None = None,
    shadow_model: Path | None = None,
    without_model: bool = False,
    progress: Progress | None = None,
) -> Monitored:
    """What the passing of time changed: open deals asked again as of the end of that day.

    Their rows, and the reference tables they were judged by, come from the store; tables of the
    `reference` folder stand before these. Nothing is written when no open deal is due. Raises
    UsageError without a day or for one before the last run, else what a run raises.
    """
    day = _day(db, as_of)
    watch = Stopwatch(progress)
    with watch("rules"):
        pack = load_checked_pack(rules)
        models = load_models(model, shadow_model, without_model=without_model)
    with watch("read"):
        given = read_reference(reference, progress=progress) if reference else None
        found = open_deals(db, datetime.combine(day, time.max, UTC), pack.digest)
        due = found.filter("is_due").drop("is_due")
        if due.is_empty():
            if readable_path(db) == db:  # a run that was killed after saving left no copy
                publish(db)
            return Monitored(day, found.height, None, ())
        asked_at = (datetime.combine(day, time.max, UTC), AS_ASKED)
        taken = asked_again(db, due).known_by(asked_at)
    batch = Batch.nothing(BATCH, taken.digest)
    with watch("history"):
        past = history(db, keys=history_keys(tables_of(batch, given, pack, taken)))
    results = screen(
        batch,
        pack,
        reference=given,
        past=past,
        taken=taken,
        as_of=day,
        models=models,
        watch=watch,
    )
    report = keep(results, db, watch)
    return Monitored(day, found.height, report, changes(db, report.run_id))


def _day(db: Path, as_of: date | None) -> date:
    latest = last_as_of(db)
    last = f"the last run is as of {latest:%Y-%m-%d %H:%M} UTC" if latest else "no run yet"
    if as_of is None:
        raise UsageError(
            "no day to ask the open deals at: the program never takes the clock's",
            where=str(db),
            exists=last,
            do=f"say the day: screening monitor --as-of YYYY-MM-DD --db {db}",
        )
    if latest and datetime.combine(as_of, time.max, UTC) < latest:
        raise UsageError(
            f"{as_of} lies before the last run: time does not run back",
            where=str(db),
            exists=last,
            do=f"name a day from {latest:%Y-%m-%d} on",
        )
    return as_of
