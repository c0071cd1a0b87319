"""The pages of docs/ that are made, not written.

`python -m tests.docs.reference_pages` writes docs/schema.md and docs/store.md anew, and the
answers below the queries of docs/auditors.md; read the difference before you keep it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from screening.store import open_store
from tests.docs.auditors_page import answered
from tests.docs.sample_store import ROOT, sample_store
from tests.docs.schema_page import schema_page
from tests.docs.store_page import store_page

DOCS = ROOT / "docs"
MADE = ("schema.md", "store.md", "auditors.md")


def made(name: str, con: duckdb.DuckDBPyConnection) -> str:
    """The page of that name as it should be."""
    if name == "schema.md":
        return schema_page()
    if name == "store.md":
        return store_page(con)
    return answered((DOCS / name).read_text(encoding="utf-8"), con)


def main() -> None:
    """Write the pages anew."""
    with tempfile.TemporaryDirectory() as folder, open_store(sample_store(Path(folder))) as con:
        for name in MADE:
            (DOCS / name).write_text(made(name, con), encoding="utf-8")


if __name__ == "__main__":
    main()
