"""`screening model`: an anomaly model trained, shown, checked and evaluated."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screening.cli.out import columns, say, say_json
from screening.cli.progress import shown_progress

if TYPE_CHECKING:
    import polars as pl

model = typer.Typer(
    name="model",
    help="Train, show, check and evaluate the anomaly model.",
    no_args_is_help=True,
)
Folder = Annotated[
    Path | None, typer.Option("--model", help="Folder of a model; default: the one along.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_QUANTILES = ("q01", "q05", "q50", "q95", "q99")


@model.command()
def train(
    out: Annotated[Path, typer.Option(help="Folder to make; it must not exist.")],
    db: Annotated[Path | None, typer.Option(help="Store to learn from: its live deals.")] = None,
    batch: Annotated[
        list[Path] | None, typer.Option(help="Batch to learn from; may be given several times.")
    ] = None,
    simulated: Annotated[
        int | None, typer.Option(min=1, help="Deals to simulate with --seed, and learn from.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Folder of reference tables for the batches.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="CSV of deal_id and is_suspicious: measured, not learnt.")
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="The same seed makes the same model.")
    ] = 1,
    trees: Annotated[int, typer.Option(min=1, max=1_000, help="Trees of the forest.")] = 100,
    samples: Annotated[int, typer.Option(min=2, help="Deals a tree is grown on.")] = 256,
) -> None:
    """Train a model on screened deals, the earlier four fifths; the later fifth is measured.

    Example: screening model train --db demo.duckdb --out my_models/2026
    """
    from screening.anomaly.model_file import write_model
    from screening.training.train import Plan, train

    origin = {"--db": db, "--batch": batch, "--simulated": simulated}
    named = _named(origin)
    settings = {"--seed": seed, "--trees": trees, "--samples": samples}
    command = " ".join([named, *(f"{k} {v}" for k, v in settings.items())])
    with shown_progress() as progress, TemporaryDirectory() as room:
        folders = batch or []
        if simulated is not None:
            progress("simulate")
            folders, labels = _simulated(simulated, seed, Path(room))
        facts = _facts(db, folders, reference, progress)
        progress("train")
        line = f"screening model train {command} --out models/{out.name}"
        plan = Plan(out.name, named, line, seed, trees, samples)
        made = train(facts, plan, _labels(labels))
        write_model(made, out)
    told: dict[str, Any] = made.card["training"]
    say(f"{told['n_deals']:,} deals, {len(made.facts)} facts, {trees} trees: {out}")
    say("\n".join(f"{name}  {value}" for name, value in made.card["metrics"].items()))
    say(f"Next\n     screening model show --model {quote(str(out))}")


@model.command()
def show(folder: Folder = None, json: AsJson = False) -> None:
    """Show a model's card: its facts with their usual ranges, what it leaves out, how good it is.

    Example: screening model show
    """
    from screening.anomaly.model_file import read_model

    found = read_model(folder)
    if json:
        say_json({"name": found.name, "digest": found.digest, **found.card})
        return
    card: dict[str, Any] = dict(found.card)
    say(f"{found.name}  {card['title']}\ndigest  {found.digest}\ncommand  {card['command']}\n")
    for part in ("training", "metrics", "reasons"):
        say("\n".join(f"{name}  {value}" for name, value in card.get(part, {}).items()) + "\n")
    head = ("fact", "unit", "transform", "missing", *_QUANTILES)
    say(columns([head, *(_fact(line) for line in card["fact"])]) + "\n")
    say("\n".join([f"missing facts: {card['missing']}", *card["not_for"], *card.get("notes", [])]))


@model.command()
def check(folder: Folder = None, json: AsJson = False) -> None:
    """Check a model as a run does before it uses it: exit code 5 if it is not fit.

    Example: screening model check --model my_models/2026
    """
    from screening.anomaly.model_file import read_model

    found = read_model(folder)
    if json:
        say_json({"name": found.name, "digest": found.digest, "facts": len(found.facts)})
        return
    say(f"{found.name}: {found.forest.n_trees} trees over {len(found.facts)} facts, fit for use")
    say(f"digest {found.digest}")


@model.command()
def evaluate(
    labels: Annotated[Path, typer.Option(help="CSV of deal_id and is_suspicious.")],
    folder: Folder = None,
    db: Annotated[Path | None, typer.Option(help="Store with the deals.")] = None,
    batch: Annotated[list[Path] | None, typer.Option(help="Batch with the deals.")] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Folder of reference tables for the batches.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Hold a model against labels, beside other detectors fitted to the same rows.

    Example: screening model evaluate --batch simulated --labels simulated/_labels.csv
    """
    from screening.anomaly.model_file import read_model
    from screening.training.evaluate import absent_peers, evaluate

    _named({"--db": db, "--batch": batch})
    known = _labels(labels)
    assert known is not None
    with shown_progress() as progress:
        found = read_model(folder)
        facts = _facts(db, batch or [], reference, progress)
        progress("evaluate")
        told = evaluate(found, facts, known)
    if json:
        say_json(told.to_dicts())
        return
    say("\n".join([columns([told.columns, *told.iter_rows()]), *absent_peers()]))


def _fact(line: dict[str, Any]) -> tuple[str, ...]:
    usual = (f"{line[q]:,.6g}" if q in line else "" for q in _QUANTILES)
    missing = f"{line.get('missing_ratio', 0):.1%}"
    return line["name"], line["unit"] or "-", line["transform"], missing, *usual


def _named(origin: dict[str, Any]) -> str:
    """What is learnt from, as an option with names alone; UsageError unless it is one thing."""
    from screening.errors import UsageError

    given = {option: value for option, value in origin.items() if value}
    if len(given) != 1:
        raise UsageError(
            "nothing to learn from" if not given else "one thing to learn from at a time",
            do="give --db, --batch or --simulated",
        )
    ((option, value),) = given.items()
    values = value if isinstance(value, list) else [value]
    return " ".join(f"{option} {v.name if isinstance(v, Path) else v}" for v in values)


def _simulated(deals: int, seed: int, room: Path) -> tuple[list[Path], Path]:
    """The folder of a simulated batch, and what each of its deals is."""
    from screening.simulate import simulate

    made = simulate(deals, seed, room / "simulated")
    return [made.folder], made.labels


def _facts(
    db: Path | None, batches: list[Path], reference: Path | None, progress: Any
) -> pl.DataFrame:
    """Facts of one row a deal; of a deal in several batches those of the last."""
    if db is not None:
        from screening.anomaly.used_facts import USED
        from screening.store.live_facts import live_facts

        return live_facts(db, tuple(USED))
    import polars as pl

    from screening import pipeline
    from screening.inputs import read_batch, read_reference
    from screening.rulepack import load_checked_pack
    from screening.stopwatch import Stopwatch

    pack, watch = load_checked_pack(None), Stopwatch(progress)
    given = read_reference(reference) if reference else None
    screened = [
        pipeline.screen(read_batch(one), pack, reference=given, watch=watch).facts
        for one in batches
    ]
    return pl.concat(screened).unique("deal_id", keep="last", maintain_order=True)


def _labels(file: Path | None) -> pl.DataFrame | None:
    if file is None:
        return None
    import polars as pl

    from screening.errors import InputError

    try:
        return pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(
            f"the labels cannot be read: {str(error).splitlines()[0]}", where=str(file)
        ) from None
