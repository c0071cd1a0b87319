"""What is no regular file of the batch is never opened, and always told."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import polars as pl
import pytest

from screening.errors import InputError
from screening.inputs import read_batch, reading

DEALS = "deal_id,client_id\nD1,C1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    batch = tmp_path / "batch"
    batch.mkdir()
    (batch / "deals.csv").write_text(DEALS, encoding="utf-8")
    return batch


def _not_read(folder: Path) -> dict[str, str]:
    batch = read_batch(folder)
    assert batch.rows_loaded == 1
    unread = batch.files.filter(pl.col("format") == "not read")
    return dict(unread.select("file", "note").iter_rows())


def test_a_link_that_leads_nowhere_or_in_a_circle(folder: Path) -> None:
    (folder / "parties.csv").symlink_to(folder / "absent.csv")
    (folder / "clients.csv").symlink_to(folder / "clients.csv")
    nowhere = "a link that leads nowhere"
    assert _not_read(folder) == {"clients.csv": nowhere, "parties.csv": nowhere}


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("party_id,country\nP1,SG\n", encoding="utf-8")
    (folder / "parties.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "_labels.csv").symlink_to(tmp_path / "secret.csv")
    told = _not_read(folder)
    assert "out of the batch folder" in told["parties.csv"]
    assert "start with _" in told["_labels.csv"]
    digests = read_batch(folder).files.filter(pl.col("format") == "not read")["sha256"]
    assert digests.null_count() == 2, "neither was opened"


def test_a_link_to_a_folder_is_told_and_a_link_to_a_file_inside_is_read(folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "_kept.csv").write_text("party_id,country\nP1,SG\n", encoding="utf-8")
    (folder / "parties.csv").symlink_to("_kept.csv")
    batch = read_batch(folder)
    assert batch.table("parties")["party_id"].to_list() == ["P1"]
    note = batch.files.filter(pl.col("file") == "loop")["note"].item()
    assert note == "a link to a folder, and is not followed"


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "today").symlink_to(folder)
    assert read_batch(tmp_path / "today").digest == read_batch(folder).digest


def test_pipes_and_sockets_are_never_opened(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "parties.csv")  # to open it would wait for ever
    monkeypatch.chdir(folder)  # a socket's path has a short limit
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("clients.csv")
        told = _not_read(folder)
    assert told == {
        "clients.csv": "is a socket, not a regular file",
        "parties.csv": "is a pipe, not a regular file",
    }
    (folder / "deals.csv").unlink()
    with pytest.raises(InputError) as caught:
        read_batch(folder)
    assert "parties.csv (is a pipe, not a regular file)" in caught.value.exists


def test_a_file_without_the_right_to_read_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "parties.csv").write_text("party_id\nP1\n", encoding="utf-8")
    allowed = os.access
    monkeypatch.setattr(
        os, "access", lambda p, mode: Path(p).name != "parties.csv" and allowed(p, mode)
    )
    assert _not_read(folder) == {"parties.csv": "cannot be opened: permission denied"}


def test_a_file_that_goes_away_is_one_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(path: Path) -> str:
        raise FileNotFoundError(2, "No such file or directory", str(path))

    monkeypatch.setattr(reading, "file_sha256", gone)
    with pytest.raises(InputError) as caught:
        read_batch(folder)
    assert str(caught.value).startswith("deals.csv: cannot be opened: No such file")


def test_a_name_that_is_not_utf8_is_one_error_that_shows_it(folder: Path) -> None:
    odd = os.fsdecode(b"scan-\xff.pdf")
    (folder / odd).write_bytes(b"%PDF")
    assert list(_not_read(folder)) == [r"scan-\xff.pdf"]
    (folder / os.fsdecode(b"parties-\xff\xfe.csv")).write_bytes(b"party_id\nP1\n")
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read_batch(folder)
    assert caught.value.where == r"parties-\xff\xfe.csv"
    with pytest.raises(InputError, match="folder's name is not UTF-8"):
        read_batch(folder.rename(folder.with_name(os.fsdecode(b"b\xff"))))
