"""Steps of the anomaly's points in a policy: they rise, and end at the cap."""

from __future__ import annotations

import pytest

from screening.rulepack import check_pack
from tests.rulepack.conftest import POLICY, WritePack


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([(95, 3), (95.0, 8)], "must rise from step to step"),
        ([(95, 8), (99, 3)], "must not fall"),
        ([(99, 16)], "anomaly_cap of 15"),
        ([(101, 5)], "to 100 at most"),
        ([('"95"', 5)], "must be a number"),
    ],
)
def test_steps_of_a_policy_that_cannot_be_meant(
    steps: list[tuple[object, int]], said: str, write_pack: WritePack
) -> None:
    lines = "".join(f"[[anomaly]]\npercentile = {p}\npoints = {n}\n" for p, n in steps)
    pack = write_pack(policy=POLICY.replace("[group_caps]", f"{lines}[group_caps]"))
    assert any(said in problem for problem in check_pack(pack).problems)
