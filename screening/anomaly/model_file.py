"""A model as a folder of plain data: arrays.arrow and card.toml, checked before use."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from screening.anomaly.card import card_text, read_card, used_facts
from screening.anomaly.forest import DTYPES, Forest
from screening.anomaly.model import N_BINS, QUANTILES, Model, Population
from screening.anomaly.steps import Steps
from screening.anomaly.tails import KEPT, Tails
from screening.errors import ModelError

ARRAYS_FILE, CARD_FILE = "arrays.arrow", "card.toml"
MAX_BYTES = 256 * 1024 * 1024
_PACKAGE = Path(__file__).resolve().parent.parent
_FORM = b"offshore-trade-screening anomaly model 1"
_STEPS = ("forest", "tail", "combined")
_TYPES = {
    **{f"forest_{name}": kind for name, kind in DTYPES.items()},
    "forest_norm": "<f8",
    "tails_kept": "<f4",
    "tails_addend": "<f8",
    "tails_side": "|u1",
    **{f"population_{name}_{part}": "<f8" for name in _STEPS for part in ("kept", "told")},
    "population_usual": "<f8",
    "population_edge": "<f4",
    "population_share": "<f8",
    "population_score_share": "<f8",
}
_SCHEMA = pa.schema(
    [
        pa.field(n, pa.list_(pa.field("item", pa.from_numpy_dtype(np.dtype(t)), nullable=False)))
        for n, t in _TYPES.items()
    ],
    metadata={b"form": _FORM},
)


def default_model_dir() -> Path:
    """The model that travels with the program: in the package, else in the source tree."""
    installed = _PACKAGE / "_models" / "default"
    return installed if installed.is_dir() else _PACKAGE.parent / "models" / "default"


def arrays_bytes(model: Model) -> bytes:
    """The arrays as one Arrow file: one row, one list a name; the same bytes for the same model."""
    flat = {name: np.ascontiguousarray(_array(model, name)).reshape(-1) for name in _TYPES}
    columns = [
        pa.ListArray.from_arrays(
            pa.array([0, len(flat[f.name])], pa.int32()), pa.array(flat[f.name]), type=f.type
        )
        for f in _SCHEMA
    ]
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, _SCHEMA) as file:
        file.write_batch(pa.record_batch(columns, schema=_SCHEMA))
    return sink.getvalue()


def write_model(model: Model, folder: Path) -> Path:
    """The folder, new, with the model's arrays and card; ModelError if something is there."""
    if folder.exists():
        raise ModelError(
            "there is something of that name already",
            where=str(folder),
            do="name a folder that does not exist: a model is never changed in place",
        )
    data = arrays_bytes(model)
    card = {**model.card, "arrays_sha256": hashlib.sha256(data).hexdigest()}
    folder.mkdir(parents=True)
    (folder / ARRAYS_FILE).write_bytes(data)
    (folder / CARD_FILE).write_text(card_text(card), encoding="utf-8")
    return folder


def read_model(folder: Path | None = None) -> Model:
    """The model of a folder (default: the one that comes along), checked as a whole.

    Raises ModelError when a file is absent, too large, not the one its card names, no model of
    this form, damaged, or made for another fact catalogue. Nothing in it is ever run.
    """
    folder = folder or default_model_dir()
    try:
        card = read_card(folder / CARD_FILE)
        data = _bounded(folder / ARRAYS_FILE)
        found = hashlib.sha256(data).hexdigest()
        if found != card["arrays_sha256"]:
            raise ModelError(
                f"{ARRAYS_FILE} is not the file its card names",
                exists=f"sha256 {found}, the card says {card['arrays_sha256']}",
                do="take both files from where the model was made",
            )
        model = _model(folder.name, card, _arrays(data))
        model.check()
    except ModelError as error:
        raise ModelError(
            error.what, where=error.where or str(folder), exists=error.exists, do=error.do
        ) from None
    return model


def _bounded(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ModelError(f"larger than {MAX_BYTES:,} bytes", where=str(file))
        return file.read_bytes()
    except OSError as error:
        raise ModelError(
            f"cannot be read: {error.strerror}", where=str(file), do="name the folder of a model"
        ) from None


def _arrays(data: bytes) -> dict[str, np.ndarray[Any, Any]]:
    try:
        with pa.ipc.open_file(pa.BufferReader(data)) as file:
            if not file.schema.equals(_SCHEMA, check_metadata=True):
                raise ModelError(f"{ARRAYS_FILE} is no model of this form")
            if file.num_record_batches != 1:
                raise ModelError(f"{ARRAYS_FILE} has {file.num_record_batches} parts, not one")
            batch = file.get_batch(0)
            batch.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        raise ModelError(
            f"{ARRAYS_FILE} is damaged: {str(error).splitlines()[0]}",
            do="take the model from where it was made",
        ) from None
    if batch.num_rows != 1 or any(c.null_count for c in batch.columns):
        raise ModelError(f"{ARRAYS_FILE} is not one row of lists")
    lists = zip(_TYPES.items(), batch.columns, strict=True)
    return {n: np.array(c[0].values.to_numpy(zero_copy_only=False), t) for (n, t), c in lists}


def _array(model: Model, name: str) -> Any:
    if name == "forest_norm":
        return np.array([model.forest.norm])
    value: Any = model
    part, _, rest = name.partition("_")
    of_steps = rest.partition("_") if rest.startswith(_STEPS) and part == "population" else (rest,)
    for attribute in (part, *(a for a in of_steps if a != "_")):
        value = getattr(value, attribute)
    return value


def _model(name: str, card: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> Model:
    facts = used_facts(card)
    n = len(facts)

    def shaped(array: str, *shape: int) -> Any:
        if arrays[array].size != np.prod(shape):
            raise ModelError(f"{array} has {arrays[array].size:,} values for {n} facts")
        return arrays[array].reshape(shape)

    steps = {
        s: Steps(arrays[f"population_{s}_kept"], arrays[f"population_{s}_told"]) for s in _STEPS
    }
    return Model(
        name=name,
        facts=facts,
        forest=Forest(
            **{a: arrays[f"forest_{a}"] for a in DTYPES}, norm=float(shaped("forest_norm", 1)[0])
        ),
        tails=Tails(
            shaped("tails_kept", n, KEPT),
            shaped("tails_addend", n, 2 * KEPT + 1, 2),
            shaped("tails_side", n),
        ),
        population=Population(
            **steps,
            usual=shaped("population_usual", n, len(QUANTILES)),
            edge=shaped("population_edge", n, N_BINS - 1),
            share=shaped("population_share", n, N_BINS + 1),
            score_share=shaped("population_score_share", N_BINS),
        ),
        arrays_sha256=card["arrays_sha256"],
        card=card,
    )
