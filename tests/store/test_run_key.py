"""What makes two runs the same run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.store.made import made_key


@pytest.mark.parametrize(
    "part",
    [
        {"batch_digest": "other"},
        {"reference_digest": "other"},
        {"pack_digest": "other"},
        {"model_digest": "other"},
        {"engine_version": "other"},
        {"catalogue_digest": "other"},
        {"as_of": datetime(2025, 7, 1, tzinfo=UTC)},
    ],
)
def test_everything_that_decides_is_in_the_request(part: dict[str, Any]) -> None:
    assert made_key(**part).request_digest != made_key().request_digest
    assert made_key(**part).run_id != made_key().run_id


def test_history_and_the_runs_replaced_change_the_run_but_not_the_request() -> None:
    for other in (made_key(history_digest="other"), made_key().replacing(["0123"])):
        assert other.request_digest == made_key().request_digest
        assert other.run_id != made_key().run_id


def test_the_name_of_the_folder_and_the_order_of_runs_decide_nothing() -> None:
    renamed = made_key("renamed", batch_digest=made_key().batch_digest)
    assert renamed.run_id == made_key().run_id
    assert made_key(consulted=["b", "a"]) == made_key(consulted=["a", "b"])
    assert made_key().replacing(["b", "a"]).run_id == made_key().replacing(["a", "b"]).run_id


def test_parts_cannot_run_into_each_other() -> None:
    one = made_key(pack_digest="x\nmodel=1:y", model_digest="")
    other = made_key(pack_digest="x", model_digest="y")
    assert one.request_digest != other.request_digest


def test_as_of_is_a_moment_whatever_its_zone() -> None:
    beijing = datetime(2025, 6, 30, 20, tzinfo=timezone(timedelta(hours=8)))
    assert made_key(as_of=beijing) == made_key()
    with pytest.raises(ValueError, match="zone"):
        made_key(as_of=beijing.replace(tzinfo=None))
