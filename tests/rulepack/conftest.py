"""A small pack to bend: one good rule and one good policy, as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

RULE = """
id         = "COM-01"
title      = "Price far off"
title_zh   = "价格偏离"
version    = 1
status     = "active"
grain      = "deal"
stage      = "both"
modes      = ["offshore_resale", "global_procurement"]
required   = true
curable    = false
typology   = "price_manipulation"
references = ["a source"]
proposed_by = "author"
approved_by = "committee"
what   = "w"
why    = "y"
misses = "m"
reason    = "Price {unit_price_usd} is {price_ratio} times {reference_price_usd}."
reason_zh = "单价 {unit_price_usd} 为 {reference_price_usd} 的 {price_ratio} 倍。"

[applies]
basis_known = "price_basis IN ('FIXED', 'FORMULA')"

[when]
price_is_far  = "price_deviation >= :deviation"
value_matters = "invoice_usd >= :floor"

[limits]
floor = 50_000

[[tier]]
severity = "hold"
points   = 60
limits   = { deviation = 4.0 }
[[tier]]
severity = "review"
points   = 20
limits   = { deviation = 0.30 }

[baseline]
price_deviation = 5.1
invoice_usd     = 180_000
price_basis     = "FIXED"
unit_price_usd  = 55_000
price_ratio     = 6.1
reference_price_usd = 9_000

[[example]]
name = "at the hold limit"
set  = { price_deviation = 4.0 }
expect = "hit:hold"
[[example]]
name = "below the hold limit"
set  = { price_deviation = 3.9 }
expect = "hit:review"
[[example]]
name = "at the review limit"
set  = { price_deviation = 0.30 }
expect = "hit:review"
[[example]]
name = "below the review limit"
set  = { price_deviation = 0.29 }
expect = "pass"
[[example]]
name = "just worth it"
set  = { invoice_usd = 50_000 }
expect = "hit:hold"
[[example]]
name = "too small"
set  = { invoice_usd = 49_999 }
expect = "pass"
[[example]]
name = "provisional"
set  = { price_basis = "PROVISIONAL" }
expect = "not_applicable"
[[example]]
name = "no reference"
unset = ["price_deviation"]
expect = "not_evaluable:coverage"
"""

POLICY = """
version = 1
proposed_by = "author"
approved_by = "committee"
[score]
base_points = -100
review_band = 25
anomaly_cap = 15
same_typology_num = 1
same_typology_den = 2
[group_caps]
authenticity = 160
legality = 90
commercial = 90
logic = 90
documents = 90
eligibility = 90
payments = 90
network = 90
[[lower]]
rule = "COM-01"
reason_code = "R04"
evidence = "has_true_up_invoice"
severity = "note"
points = 0
title = "t"
title_zh = "z"
[[duty]]
name = "RMB_REPORT"
title = "t"
title_zh = "z"
when = "has_rmb_payment = TRUE"
[[duty]]
name = "ENTERPRISE_REPORT"
title = "t"
title_zh = "z"
rules = ["COM-01"]
starts = "first_leg_on"
days = 30
day_kind = "calendar"
"""

WritePack = Callable[..., Path]
RULE_PATH = "commercial/COM-01_price.toml"


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """Writes a folder of files (by default the good pack) and returns it."""

    def write(files: dict[str, str] | None = None, policy: str = POLICY) -> Path:
        folder = tmp_path / "rules"
        for name, text in {**(files or {RULE_PATH: RULE}), "policy.toml": policy}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write
