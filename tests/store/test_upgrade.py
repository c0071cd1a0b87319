"""A store of each earlier version is brought to this one, or refused with the command to type."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from screening.audit.verify import verify
from screening.errors import StoreError
from screening.store import open_store, upgrade
from screening.store.schema import SCHEMA_VERSION
from tests.store.made import made

EARLIER = sorted(Path(__file__).with_name("earlier").glob("version-*.duckdb.gz"))


@pytest.fixture(params=EARLIER, ids=lambda p: p.name.split(".")[0])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    return path


def results(db: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(db, read_only=True) as con:
        return con.execute(
            "SELECT deal_id, disposition, score, answers FROM deal_result ORDER BY ALL"
        ).fetchall()


def test_a_store_of_every_earlier_version_is_here() -> None:
    assert len(EARLIER) == SCHEMA_VERSION - 1


def test_it_is_refused_with_the_command_to_type(earlier: Path) -> None:
    before = earlier.read_bytes()
    for writable in (False, True):
        with (
            pytest.raises(StoreError, match=f"screening upgrade --db {earlier}"),
            open_store(earlier, writable=writable),
        ):
            pass
    assert earlier.read_bytes() == before


def test_it_is_brought_to_this_version_and_verifies(earlier: Path) -> None:
    before, told = earlier.read_bytes(), results(earlier)
    done = upgrade(earlier)
    assert (done.after, done.kept is not None) == (SCHEMA_VERSION, True)
    assert done.kept is not None
    assert done.kept.read_bytes() == before
    assert results(earlier) == told
    found = verify(earlier)
    assert found.is_sound, found.differences
    assert found.n_links == 1
    with open_store(earlier) as con:
        assert con.execute("SELECT count(*) FROM queue").fetchone() == (2,)


def test_what_is_of_this_version_is_left_alone(tmp_path: Path) -> None:
    from screening.store import save

    db = tmp_path / "store.duckdb"
    save(made(), db)
    before = db.read_bytes()
    assert upgrade(db).kept is None
    assert db.read_bytes() == before


def test_an_earlier_copy_is_never_overwritten(earlier: Path) -> None:
    kept = earlier.with_name("store.version-1.duckdb")
    kept.write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        upgrade(earlier)
    assert kept.read_text() == "mine"
