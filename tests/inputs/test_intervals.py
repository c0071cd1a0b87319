"""An entry that ends before it begins is refused, in every table that has intervals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.writing import batch_of

HEAD = "client_id,scheme,value,valid_from,valid_to,known_from,known_to\n"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (
            "C1,safe_class,A,2025-02-01,2025-01-31,,",
            "valid_to",
            "valid_to lies before valid_from",
        ),
        (
            "C1,safe_class,A,2025-02-01,,2025-02-02T00:00:00Z,2025-02-01T00:00:00Z",
            "known_to",
            "known_to lies before known_from",
        ),
        ("C1,safe_class,A,2025-02-01,x,,", "valid_to", None),
    ],
)
def test_refused_with_the_reason(tmp_path: Path, row: str, column: str, reason: str | None) -> None:
    good = "C1,safe_class,B,2025-02-01,2025-02-01,,\n"
    batch = batch_of(tmp_path, {"client_status.csv": HEAD + good + row + "\n"})
    assert batch.table("client_status")["value"].to_list() == ["B"]
    (rejected,) = batch.rejects.to_dicts()
    assert (rejected["line"], rejected["column"]) == (3, column)
    assert reason is None or rejected["reason"] == reason
    assert batch.rows_in == batch.rows_loaded + batch.rows_rejected
