"""The batch that is measured: simulated once, kept for the next time, never timed."""

from __future__ import annotations

import getpass
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import screening
from benchmarks.registry import Progress
from screening import __version__
from screening.errors import UsageError

_MAKERS = ("simulate", "schema", "reference")  # packages whose text decides what is simulated


def batch(deals: int, seed: int, progress: Progress) -> Path:
    """The folder of a simulated batch, its files read once so that all who follow find them warm.

    Kept in the cache by deals, seed, version and the text of the simulator. UsageError for a
    number of deals that cannot be simulated.
    """
    if deals < 1 or seed < 0:
        raise UsageError(f"{deals} deals of seed {seed}", do="ask for 1 deal or more, seed 0 or up")
    folder = cache() / f"v{__version__}-{_makers_digest()}-deals{deals}-seed{seed}"
    if not folder.is_dir():
        progress(f"simulating {deals:,} deals")
        _make(folder, deals, seed)
    for file in sorted(folder.iterdir()):
        file.read_bytes()
    return folder


def cache() -> Path:
    """The folder of kept batches: SCREENING_BENCHMARKS if set, else in the system's temp folder."""
    stated = os.environ.get("SCREENING_BENCHMARKS")
    own = f"screening-benchmarks-{getpass.getuser()}"
    return Path(stated) if stated else Path(tempfile.gettempdir()) / own


def _make(folder: Path, deals: int, seed: int) -> None:
    from screening.simulate import simulate  # noqa: PLC0415 - not needed when the batch is kept

    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        simulate(deals, seed, aside / "batch")
        if not folder.is_dir():  # renamed as a whole: a folder of that name is complete
            (aside / "batch").rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _makers_digest() -> str:
    root = Path(screening.__file__).parent
    digest = hashlib.sha256()
    for package in _MAKERS:
        for file in sorted((root / package).glob("*.py")):
            digest.update(f"{package}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]
