"""The whole flow, from files to a ranked and explained queue.

    files ─► read ─► known ─► link ─► ledger ──┐     pass 1: narrow columns, batch and history
                          ├─► lists ───────────┤
                          └─► lookups ─────────┴─► sides
    partitions of whole deals ─► facts ─► answers ─► findings ─► oddness ─► assess   pass 2
    ─► clients: facts of their deals, now and earlier ─► the same questions asked ─► their alerts
    ─► gather ─► save (one transaction) ─► publish

`screen` is the flow; `screen_partition` is pure (no clock, no files, no randomness) and the same
for one deal or a million. Files, clock and DuckDB file stand at the two ends, in `run`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from screening.anomaly import NO_MODELS, Models, load_models
from screening.decision_time import (
    decision_time,
    identity,
    known_digest,
    split_references,
    tables_of,
)
from screening.facts import (
    Partition,
    Sides,
    client_deals,
    client_facts,
    cut,
    facts,
    lookups,
    price_uses,
)
from screening.gather import ScreenedClients, ScreenedPartition, gather
from screening.inputs import Batch, read_batch, read_reference
from screening.linking import (
    History,
    Ledger,
    Links,
    Screened,
    asked_of,
    history_keys,
    known_at,
    ledger,
    link,
    listed,
)
from screening.rulepack import (
    Pack,
    Rule,
    answer_codes,
    coverage,
    findings,
    load_checked_pack,
)
from screening.schema import TABLES
from screening.schema.record import Record
from screening.score import assess, assess_clients, to_look_at
from screening.stopwatch import Progress, Stopwatch
from screening.store import (
    Results,
    RunReport,
    check_place,
    find_run,
    history,
    publish,
    readable_path,
    replaced_runs,
    report_of,
    save,
)
from screening.store.other_papers import with_other_papers_noted
from screening.store.screened_names import screened_before
from screening.store.taken_up import TakenUp
from screening.store.taking_up import is_carried_on, taken_up

DEALS_A_PARTITION = 250_000  # keeps the wide frames of pass 2 within some 2 GB
_SAME = "nothing to do: this batch was already screened as run {}"
_HISTORY = (
    "nothing done: this batch was already screened as run {}; since then only the history has "
    "changed. Screen it again with --rescreen"
)


def screen(
    batch: Batch,
    pack: Pack,
    *,
    reference: Batch | None = None,
    past: History | None = None,
    taken: TakenUp | None = None,
    seen: Screened | None = None,
    as_of: date | datetime | None = None,
    models: Models = NO_MODELS,
    partitions: int | None = None,
    watch: Stopwatch | None = None,
) -> Results:
    """Everything the store keeps of a screened batch; the same to the bit for the same arguments.

    `past` is what the store already knows, `taken` the stored deals that are screened again whole
    beside the batch's (default: nothing); `seen` spares what it says of names asked before, and
    changes no result; `as_of` the time of decision, a day meaning its end (default: the latest
    time in the batch); `models` say how odd each deal is (default: none does). `partitions`
    changes the memory used, never a result.
    Raises InputError when the batch has no time to judge it by.
    """
    watch, past = watch or Stopwatch(), past or History.none()
    taken = taken or TakenUp.nothing()
    asked_for = decision_time(batch, as_of)
    moment = taken.no_earlier(asked_for)
    past = past.before(moment[0].date())
    rules = pack.asked(moment[0].date())
    with watch("link"):
        joined = tables_of(batch, reference, pack, taken)
        tables = known_at(joined, moment[0])
        links = taken.own(link(tables), batch.tables)
        absorbed = past.absorbed(links)
        past = past.without(pl.concat([links.deals["deal_id"], absorbed]))
    with watch("lists"):
        lists = listed(tables, moment[0], seen)
    with watch("side tables"):
        ledgers = ledger(tables, links, past, moment[0])
        sides = side_tables(tables, ledgers, moment[0], lists.matches)
    parts = [
        screen_partition(part, sides, pack, rules, watch, taken.record, models)
        for part in _partitions(tables, links, moment[0], partitions)
    ]
    with watch("clients"):
        asked = pack.asked(moment[0].date(), "client")
        clients = screen_clients(parts, past, sides, pack, asked, moment[0])
        parts = [part.inheriting(clients.assessment.clients) for part in parts]
    with watch("gather"):
        absent = _absent(sides)
        batches = [batch, reference] if reference else [batch]
        every = (*rules, *asked)
        results = gather(parts, clients, batches, pack, every, links, ledgers, absent)
        wide = pl.concat(p.facts for p in parts).sort("deal_id")
        results["model_drift"] = models.drift(wide, results["deal_anomaly"])
        own, references = split_references(joined)
        is_kept = not batch.tables and taken.holds(links)  # then no row is stored twice
        results.update(lists.results)
        results["deal_source"] = taken.sources(is_kept_there=is_kept)
        own = {} if is_kept else own
        key = identity(batch, reference, pack, past, asked_for, taken, models.digest)
        return Results(key, results, wide, own, references, tuple(absorbed), clients.facts)


def screen_partition(
    part: Partition,
    sides: Sides,
    pack: Pack,
    rules: Sequence[Rule],
    watch: Stopwatch,
    record: Record | None = None,
    models: Models = NO_MODELS,
) -> ScreenedPartition:
    """The results of whole deals, each from its own rows and the side tables alone."""
    with watch("facts"):
        wide = facts(part, sides)
    with watch("answers"):
        codes = answer_codes(wide, rules)
    with watch("findings"):
        found = findings(wide, codes, rules, absent_tables=_absent(sides))
    with watch("anomaly"):
        scored = models.scores(wide)
    with watch("score"):
        calendar = sides.table("calendar").collect()
        named = codes.with_columns(wide["deal_id"])
        judged = assess(wide, named, found, pack, rules, part.as_of_day, calendar, record, scored)
        narrow = client_deals(part, sides, wide, judged.deals)
        priced = price_uses(part, sides)
        asked = coverage(codes, rules)
    with watch("anomaly"):
        odd_reasons = models.reasons(wide, to_look_at(judged))
    return ScreenedPartition(
        wide, asked, judged, part.waiting(), narrow, priced, scored, odd_reasons
    )


def screen_clients(
    parts: Sequence[ScreenedPartition],
    past: History,
    sides: Sides,
    pack: Pack,
    rules: Sequence[Rule],
    as_of: datetime,
) -> ScreenedClients:
    """What the client rules say of each client of the deals, over its deals now and earlier.

    Asked after the deals are judged: an alert of the client never decides about a deal.
    """
    deals = pl.concat(p.client_deals for p in parts)
    wide = client_facts(deals, past.uses["client_deal"], sides, as_of)
    codes = answer_codes(wide, rules)
    keyed = wide.rename({"client_id": "deal_id"})  # the one key column findings know
    found = findings(keyed, codes, rules, absent_tables=_absent(sides))
    judged = assess_clients(
        deals,
        codes.with_columns(wide["client_id"]),
        found.rename({"deal_id": "client_id"}),
        pack.policy,
        rules,
        f"{as_of:%Y-%m}",
    )
    return ScreenedClients(wide, coverage(codes, rules), judged)


def side_tables(
    tables: Mapping[str, pl.DataFrame],
    ledgers: Ledger,
    as_of: datetime,
    matches: pl.DataFrame | None = None,
) -> Sides:
    """The side tables of pass 1: ledgers, the references' answers, and the small tables whole.

    `matches` are those of the lists, asked here where they are not given.
    """
    known = lookups(tables, as_of)
    matches = listed(tables, as_of).matches if matches is None else matches
    return Sides(
        papers=ledgers.papers,
        invoices=ledgers.invoices,
        payments=ledgers.payments,
        receipts=ledgers.receipts,
        files=ledgers.files,
        voyages=ledgers.voyages,
        flows=ledgers.flows,
        title_returns=ledgers.title_returns,
        money_returns=ledgers.money_returns,
        mirror_deals=ledgers.mirror_deals,
        clones=ledgers.clones,
        submitted=ledgers.submitted,
        entities=ledgers.entities,
        alike=ledgers.parties.may_be_one(),
        client_goods=ledgers.client_goods,
        peers=ledgers.peers,
        earlier=ledgers.earlier,
        fx=known.fx,
        prices=known.prices,
        distances=known.distances,
        containers=known.containers,
        ship_numbers=known.ship_numbers,
        ship_names=known.ship_names,
        units=known.units,
        listed=matches,
        tables=tables,
    )


def run(
    batch: Path,
    db: Path,
    *,
    rules: Path | None = None,
    reference: Path | None = None,
    as_of: date | None = None,
    model: Path | None = None,
    shadow_model: Path | None = None,
    without_model: bool = False,
    rescreen: bool = False,
    progress: Progress | None = None,
) -> RunReport:
    """The stored numbers of the batch, screened unless the store already has this very run.

    Nothing is written when inputs, reference data, rules, models, program and as-of are those of
    a stored run. If only the history has changed since, that is said, and `rescreen` screens it
    again. The model in force is `model` (default: the one that comes along), or none with
    `without_model`; `shadow_model` is stored beside it and counts nothing. Raises InputError,
    RuleError, ModelError or StoreError; then nothing of the batch is in the store.
    """
    watch = Stopwatch(progress)
    check_place(db)
    with watch("rules"):
        pack = load_checked_pack(rules)
        models = load_models(model, shadow_model, without_model=without_model)
    with watch("read"):
        inputs = read_batch(batch, progress=progress)
        given = read_reference(reference, progress=progress) if reference else None
    with watch("history"):
        moment = decision_time(inputs, as_of)
        none = History.none()
        key = identity(inputs, given, pack, none, moment, model_digest=models.digest)
        request = key.request_digest
        taken, stored = taken_up(db, inputs).known_by(moment), find_run(db, request)
        past = history(db, request, history_keys(tables_of(inputs, given, pack, taken)))
        at = taken.no_earlier(moment)[0]
        past = past.before(at.date())
        seen = screened_before(db, *asked_of(known_at(tables_of(inputs, given, pack, taken), at)))
    if stored and (stored.is_live or is_carried_on(db, stored.run_id)):
        is_same = stored.history_digest == known_digest(past, taken)
        if is_same or not rescreen:
            if readable_path(db) == db:  # a run that was killed after saving left no copy
                publish(db)
            message = (_SAME if is_same else _HISTORY).format(stored.run_id)
            return report_of(db, stored.run_id, no_op=True, message=message)
    inputs = with_other_papers_noted(db, inputs, taken)
    results = screen(
        inputs,
        pack,
        reference=given,
        past=past,
        taken=taken,
        seen=seen,
        as_of=as_of,
        models=models,
        watch=watch,
    )
    return keep(results, db, watch)


def keep(results: Results, db: Path, watch: Stopwatch) -> RunReport:
    """The stored numbers of the results: saved in one transaction, then published."""
    with watch("save"):
        key = results.run.replacing(replaced_runs(db, results.facts["deal_id"]))
        save(replace(results, run=key), db)
    with watch("publish"):
        publish(db)
    return replace(report_of(db, key.run_id), stages=watch.seconds)


def _partitions(
    tables: Mapping[str, pl.DataFrame], links: Links, as_of: datetime, n: int | None
) -> list[Partition]:
    n = n or -(-links.deals.height // DEALS_A_PARTITION) or 1
    return list(cut(tables, links.deals, links.documents, links.payments, as_of, n))


def _absent(sides: Sides) -> frozenset[str]:
    return frozenset(name for name in TABLES if not sides.has(name))
