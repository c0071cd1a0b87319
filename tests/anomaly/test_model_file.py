"""A model file is read as data, whole and unchanged, or not at all."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from screening.anomaly import model_file
from screening.anomaly.model import Model
from screening.anomaly.model_file import ARRAYS_FILE, CARD_FILE, read_model, write_model
from screening.errors import ModelError


@pytest.fixture
def folder(tmp_path: Path, model: Model) -> Path:
    return write_model(model, tmp_path / "small")


def test_what_is_read_is_what_was_written(
    folder: Path, model: Model, deals: pl.DataFrame, tmp_path: Path
) -> None:
    found = read_model(folder)
    assert (found.name, found.digest, found.facts) == ("small", model.digest, model.facts)
    assert found.scores(deals).equals(model.scores(deals))
    assert dict(found.card) == dict(model.card)
    again = write_model(found, tmp_path / "again")
    for name in (ARRAYS_FILE, CARD_FILE):
        assert (again / name).read_bytes() == (folder / name).read_bytes()
    with pytest.raises(ModelError, match="something of that name"):
        write_model(model, folder)


def restated(folder: Path, data: bytes) -> None:
    """Writes the arrays and makes the card name them, as one who tampers would."""
    old = hashlib.sha256((folder / ARRAYS_FILE).read_bytes()).hexdigest()
    (folder / ARRAYS_FILE).write_bytes(data)
    card = (folder / CARD_FILE).read_text("utf-8")
    (folder / CARD_FILE).write_text(card.replace(old, hashlib.sha256(data).hexdigest()), "utf-8")


def one_bit(folder: Path) -> None:
    data = bytearray((folder / ARRAYS_FILE).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / ARRAYS_FILE).write_bytes(data)


def cut_short(folder: Path) -> None:
    data = (folder / ARRAYS_FILE).read_bytes()
    restated(folder, data[: len(data) // 2])


def foreign(folder: Path) -> None:
    sink = pa.BufferOutputStream()
    table = pa.table({"a": [1]})
    with pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    restated(folder, sink.getvalue().to_pybytes())


def no_arrow(folder: Path) -> None:
    restated(folder, b"\x80\x04pickle is not read" * 50)


def no_arrays(folder: Path) -> None:
    (folder / ARRAYS_FILE).unlink()


def no_card(folder: Path) -> None:
    (folder / CARD_FILE).unlink()


def no_toml(folder: Path) -> None:
    (folder / CARD_FILE).write_bytes(b"\xff= 1")


def of_another_form(folder: Path) -> None:
    card = (folder / CARD_FILE).read_text("utf-8")
    (folder / CARD_FILE).write_text(card.replace("format = 1", "format = 2"), "utf-8")


def a_fact_less(folder: Path) -> None:
    card = (folder / CARD_FILE).read_text("utf-8")
    facts = card.split("[[fact]]")
    (folder / CARD_FILE).write_text("[[fact]]".join(facts[:-2] + facts[-1:]), "utf-8")


TAMPERED: dict[Callable[[Path], None], str] = {
    one_bit: "not the file its card names",
    cut_short: "damaged",
    foreign: "no model of this form",
    no_arrow: "damaged",
    no_arrays: "cannot be read",
    no_card: "cannot be read",
    no_toml: "is no card",
    of_another_form: "of form 2",
    a_fact_less: "values for",
}


@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda f: f.__name__)
def test_a_tampered_model_is_refused(tamper: Callable[[Path], None], folder: Path) -> None:
    tamper(folder)
    with pytest.raises(ModelError, match=TAMPERED[tamper]) as told:
        read_model(folder)
    assert str(folder) in str(told.value)


def test_any_byte_changed_with_the_card_restated_is_refused_or_harmless(
    folder: Path, model: Model, tmp_path: Path, deals: pl.DataFrame
) -> None:
    """No file, however made, walks out of its arrays: the checks stand before the compiled loop."""
    whole = (folder / ARRAYS_FILE).read_bytes()
    rng = np.random.default_rng(3)
    for place in rng.integers(0, len(whole), 150):
        changed = bytearray(whole)
        changed[place] ^= int(rng.integers(1, 256))
        copied = tmp_path / "changed"
        shutil.copytree(folder, copied)
        restated(copied, bytes(changed))
        try:
            found = read_model(copied)
        except ModelError:
            pass
        else:
            assert found.scores(deals.head(9))["percentile"].is_not_null().all()
        shutil.rmtree(copied)


def test_a_file_too_large_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_file, "MAX_BYTES", 100)
    with pytest.raises(ModelError, match="larger than 100 bytes"):
        read_model(folder)
