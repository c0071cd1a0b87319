"""The document policy: which row is for a deal, what it demands, and what will not do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.facts.sampling import _numbers
from tests.facts.family import told
from tests.one_deal import Rows, at, honest

ROW = "document_policy_row"
ALL = ("buy_contract", "sell_contract", "buy_invoice", "sell_invoice", "title")


def line(policy: str, paper: str = "title", version: int = 1, **selectors: Any) -> dict[str, Any]:
    start = {"valid_from": date(2020, 1, 1)}
    return start | {"policy_id": policy, "version": version, "paper": paper} | selectors


def under(*lines: Mapping[str, Any], rows: Rows | None = None, **more: Any) -> dict[str, Any]:
    """The policy facts of the honest deal under those lines alone."""
    rows = rows or honest()
    rows["document_policy"] = [dict(one) for one in lines]
    return told(rows, ["documents"], **more)


def classed(rows: Rows, value: str, scheme: str = "client_class") -> Rows:
    entry = {"client_id": "C1", "scheme": scheme, "value": value, "source_ref": "沪商〔2025〕1号"}
    rows["client_status"].append(entry | {"valid_from": date(2020, 1, 1)})
    return rows


def paid_by(rows: Rows, *methods: str | None) -> Rows:
    for payment, method in zip(rows["payments"], methods, strict=True):
        payment["method"] = method
    return rows


def without_title(rows: Rows | None = None) -> Rows:
    rows = rows or honest()
    rows["transport_documents"] = []
    return rows


@pytest.mark.parametrize(
    ("rows", "selectors", "fits"),
    [
        (honest(), {"mode": "offshore_resale"}, True),
        (honest(), {"mode": "processing_abroad"}, False),
        (honest(), {"policy_tier": "T2"}, True),  # nothing said: ordinary review
        (honest(), {"policy_tier": "T1"}, False),
        (classed(honest(), "1"), {"client_class": "1"}, True),
        (classed(honest(), "1"), {"client_class": "2"}, False),
        (honest(), {"client_class": "1"}, False),  # no class known
        (classed(honest(), "listed", "offshore_list"), {"list_status": "listed"}, True),
        (classed(honest(), "listed", "offshore_list"), {"list_status": "not_listed"}, False),
        (honest(), {"list_status": "listed"}, False),
        (honest(), {"list_status": "not_listed"}, True),  # a client without an entry is on none
        (paid_by(honest(), "LC", "LC"), {"method": "LC"}, True),
        (paid_by(honest(), "LC", None), {"method": "LC"}, True),
        (paid_by(honest(), "LC", "TT"), {"method": "LC"}, False),  # two methods are none
        (paid_by(honest(), None, None), {"method": "LC"}, False),
        (honest(), {"cargo_form": "BREAKBULK"}, True),
        (honest(), {"cargo_form": "BOX"}, False),
        (without_title(), {"cargo_form": "BREAKBULK"}, False),
        (honest(), {"amount_from_usd": Decimal(900000)}, True),
        (honest(), {"amount_from_usd": Decimal("900000.001")}, False),
        (honest(), {"amount_below_usd": Decimal("900000.001")}, True),
        (honest(), {"amount_below_usd": Decimal(900000)}, False),
    ],
)
def test_each_selector_chooses(rows: Rows, selectors: Mapping[str, Any], fits: bool) -> None:
    found = under(line("SPECIFIC", **selectors), line("ANY"), rows=rows)
    assert found[ROW] == ("SPECIFIC v1" if fits else "ANY v1")


def test_a_deal_no_row_is_for_cannot_be_asked() -> None:
    found = under(line("BOXES", cargo_form="BOX"))
    asked = ("n_missing_papers", "title_is_awaited", "sample_is_owed", ROW)
    assert [found[name] for name in asked] == [None] * 4
    assert found["n_papers_in_wrong_medium"] is None


def test_an_amount_not_known_leaves_rows_that_ask_for_one() -> None:
    rows = honest()
    rows["invoices"][0]["total_amount"] = None
    found = under(line("BIG", amount_from_usd=Decimal(1)), line("ANY"), rows=rows)
    assert (found[ROW], found["document_policy_usd"]) == ("ANY v1", None)


@pytest.mark.parametrize(
    ("drop", "usd"),
    [(("buy", "invoices"), 910000.0), (("buy", "both"), 918000.0), (("", ""), 900000.0)],
)
def test_the_amount_is_the_purchase_by_invoice_then_contract_then_the_sale(
    drop: tuple[str, str], usd: float
) -> None:
    rows = honest()
    rows["contracts"][0]["total_amount"] = Decimal(910000)
    leg, which = drop
    for table in ("invoices", "contracts") if which == "both" else (which,) if which else ():
        rows[table] = [row for row in rows[table] if row["leg"] != leg]
    found = under(line("ANY", amount_from_usd=Decimal(1)), rows=rows)
    assert found["document_policy_usd"] == usd


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        # the row that names most
        ([line("A"), line("B", mode="offshore_resale")], "B v1"),
        (
            [line("A", client_class="1"), line("B", mode="offshore_resale", policy_tier="T2")],
            "B v1",
        ),
        # as many named: class before tier before mode
        ([line("A", mode="offshore_resale"), line("B", client_class="1")], "B v1"),
        ([line("A", mode="offshore_resale"), line("B", policy_tier="T2")], "B v1"),
        # overlapping bands: the higher, then the narrower
        (
            [line("A", amount_from_usd=Decimal(5)), line("B", amount_from_usd=Decimal(500000))],
            "B v1",
        ),
        (
            [
                line("A", amount_from_usd=Decimal(5)),
                line("B", amount_from_usd=Decimal(5), amount_below_usd=Decimal(10**7)),
            ],
            "B v1",
        ),
        # the very same deals: the row that demands more, then the first id
        ([line("A"), line("B"), line("B", "buy_contract")], "B v1"),
        ([line("B"), line("A")], "A v1"),
        ([line("A", "none"), line("B")], "B v1"),
        # the newest version, even where it names less
        ([line("A", mode="offshore_resale"), line("A", version=2)], "A v2"),
        ([line("A"), line("A", version=2, mode="processing_abroad"), line("B")], "B v1"),
    ],
)
def test_one_of_several_rows(lines: list[dict[str, Any]], chosen: str) -> None:
    rows = classed(honest(), "1")
    assert under(*lines, rows=rows)[ROW] == chosen
    assert under(*reversed(lines), rows=rows, seed=3)[ROW] == chosen


def test_a_version_counts_while_valid_and_once_known() -> None:
    old = line("A", valid_to=date(2025, 12, 31))
    new = line("A", version=2, valid_from=date(2026, 1, 1))
    late = line("A", version=3, known_from=at(12, 31).replace(hour=13))
    wrong = line("A", version=4, known_to=at(12, 1))
    assert under(old, new, late, wrong)[ROW] == "A v1"
    after = datetime(2026, 1, 1, tzinfo=UTC)
    assert under(old, new, wrong, as_of=after)[ROW] == "A v2"
    assert under(late, as_of=after)[ROW] == "A v3"


def test_lines_of_one_row_that_contradict_each_other_count_where_each_fits() -> None:
    rows = without_title()
    rows["invoices"] = []
    lines = [
        line("A", "title", mode="offshore_resale"),
        line("A", "buy_invoice"),
        line("A", "sell_invoice", mode="processing_abroad"),
    ]
    found = under(*lines, line("B", "buy_contract"), rows=rows)
    assert (found[ROW], found["missing_papers"]) == ("A v1", "buy_invoice, title")


def test_what_is_demanded_and_not_there() -> None:
    found = under(*(line("A", paper) for paper in ALL), rows=without_title())
    assert (found["n_missing_papers"], found["missing_papers"]) == (1, "title")
    assert found["title_is_awaited"] is True
    found = under(*(line("A", paper) for paper in ALL))
    assert (found["n_missing_papers"], found["missing_papers"]) == (0, None)
    assert found["title_is_awaited"] is False


def test_a_paper_of_both_legs_is_there_for_each() -> None:
    rows = honest()
    del rows["contracts"][1]
    rows["contracts"][0]["leg"] = "both"
    assert under(line("A", "sell_contract"), rows=rows)["n_missing_papers"] == 0


def test_an_alternative_will_do() -> None:
    rows = without_title()
    assert under(line("A", alternative="sell_invoice"), rows=rows)["n_missing_papers"] == 0
    assert under(line("A", alternative="title"), rows=rows)["n_missing_papers"] == 1
    rows["invoices"] = rows["invoices"][:1]
    assert under(line("A", alternative="sell_invoice"), rows=rows)["n_missing_papers"] == 1


@pytest.mark.parametrize(("days", "missing"), [(304, 1), (305, 1), (306, 0)])
def test_a_paper_is_missing_once_due(days: int, missing: int) -> None:
    # handed in on 1 March 2025, asked on 31 December: 305 days
    found = under(line("A", due_after_days=days), rows=without_title())
    assert (found["n_missing_papers"], found["title_is_awaited"]) == (missing, True)


def test_without_a_first_day_everything_is_due() -> None:
    rows = without_title()
    for table in ("deals", "contracts", "invoices"):
        for row in rows[table]:
            row["submitted_at"] = None
    assert under(line("A", due_after_days=9000), rows=rows)["n_missing_papers"] == 1


def test_a_row_can_demand_nothing() -> None:
    rows = without_title()
    rows["deals"][0]["policy_tier"] = "T0"
    found = under(line("ALL"), line("T0", "none", policy_tier="T0"), rows=rows)
    assert (found[ROW], found["n_missing_papers"], found["title_is_awaited"]) == ("T0 v1", 0, False)


WAIVER: dict[str, Any] = {
    "deal_id": "D1",
    "paper": "title",
    "requested_by": "maker",
    "approved_by": "checker",
    "reason": "warehouse strike, receipt follows",
    "granted_on": date(2025, 3, 1),
    "valid_to": date(2025, 12, 31),
}


@pytest.mark.parametrize(
    ("changed", "excuses"),
    [
        ({}, True),
        ({"valid_to": date(2025, 12, 30)}, False),
        ({"valid_to": None}, False),
        ({"approved_by": None}, False),
        ({"approved_by": "maker"}, False),
        ({"requested_by": None}, False),
        ({"reason": None}, False),
        ({"reason": " "}, False),
        ({"paper": "buy_contract"}, False),
        ({"deal_id": "D2"}, False),
        ({"granted_on": date(2026, 1, 1)}, False),
    ],
)
def test_a_waiver_excuses_only_in_order(changed: Mapping[str, Any], excuses: bool) -> None:
    rows = without_title()
    rows["waivers"] = [WAIVER | dict(changed)]
    found = under(line("A"), rows=rows)
    waived = "title" if excuses else None
    assert (found["n_missing_papers"], found["waived_papers"]) == (int(not excuses), waived)
    assert found["title_is_awaited"] is not excuses


def test_a_waiver_of_what_is_there_is_not_listed() -> None:
    rows = honest()
    rows["waivers"] = [WAIVER]
    assert under(line("A"), rows=rows)["waived_papers"] is None


def filed(*media: str | None, rows: Rows | None = None) -> Rows:
    rows = rows or honest()
    rows["document_files"] = [
        {"document_id": "D1-BL", "sha256": f"{i:064}", "medium": medium}
        for i, medium in enumerate(media)
    ]
    return rows


@pytest.mark.parametrize(
    ("demanded", "media", "wrong"),
    [
        ("original", ["original"], 0),
        ("original", ["e-original"], 0),
        ("original", ["copy"], 1),
        ("original", ["copy", "original"], 0),
        ("original", ["copy", None], None),
        ("original", [], None),
        ("e-original", ["original"], 1),
        ("e-original", ["e-original"], 0),
        ("copy", ["copy"], 0),
        ("copy", [], 0),
        (None, ["copy"], 0),
    ],
)
def test_the_medium_demanded(
    demanded: str | None, media: list[str | None], wrong: int | None
) -> None:
    found = under(line("A", medium=demanded), rows=filed(*media))
    assert found["n_papers_in_wrong_medium"] == wrong
    assert found["unfit_paper_document_id"] == ("D1-BL" if wrong else None)


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"type": "SWB"}, False),
        ({"type": "AWB"}, False),
        ({"status": "TELEX_RELEASED"}, False),
        ({"type": None}, True),
        ({"type": "MULTIMODAL"}, True),
    ],
)
def test_no_original_is_asked_of_a_paper_that_has_none(
    changed: dict[str, Any], asked: bool
) -> None:
    rows = filed("copy")
    rows["transport_documents"][0] |= changed
    assert under(line("A", medium="original"), rows=rows)["n_papers_in_wrong_medium"] == int(asked)


def test_a_copy_among_several_papers_counts_whatever_is_unknown_of_the_others() -> None:
    rows = filed("copy")
    rows["transport_documents"].append(
        rows["transport_documents"][0] | {"document_id": "D1-B2", "transport_doc_ref": "MAEU778899"}
    )
    assert under(line("A", medium="original"), rows=rows)["n_papers_in_wrong_medium"] == 1


def test_a_paper_replaced_by_one_that_is_not_there() -> None:
    rows = honest()
    link = {"parent_id": "D1-BI", "child_id": "ELSEWHERE", "kind": "replaces"}
    rows["document_links"] = [link]
    found = under(line("A"), rows=rows)
    assert (found["n_superseded_papers"], found["unfit_paper_document_id"]) == (1, "D1-BI")
    for harmless in ({"child_id": "D1-SI"}, {"kind": "amends"}, {"child_id": "D1-BI"}):
        rows["document_links"] = [link | harmless]
        assert under(line("A"), rows=rows)["n_superseded_papers"] == 0


@pytest.mark.parametrize(
    ("valid_to", "handed_in", "expired"),
    [
        (date(2025, 3, 15), at(3, 16), 1),
        (date(2025, 3, 16), at(3, 16), 0),
        (None, at(3, 16), None),
        (date(2025, 3, 15), None, None),
    ],
)
def test_a_receipt_past_its_day_when_handed_in(
    valid_to: date | None, handed_in: datetime | None, expired: int | None
) -> None:
    rows = honest()
    rows["warehouse_receipts"] = [
        {
            "document_id": "WR",
            "deal_id": "D1",
            "leg": "both",
            "receipt_no": "W1",
            "valid_to": valid_to,
            "submitted_at": handed_in,
        }
    ]
    assert under(line("A"), rows=rows)["n_expired_papers"] == expired


def test_the_sample_is_the_first_digits_of_a_digest() -> None:
    number = int(hashlib.sha256(b"D1").hexdigest()[:8], 16)
    assert _numbers(pl.Series(["D1"])).to_list() == [number]
    share = Decimal(number) / 2**32
    above = (share + Decimal("0.00001")).quantize(Decimal("0.000001"))
    below = (share - Decimal("0.00001")).quantize(Decimal("0.000001"))
    assert under(line("A", sampling_ratio=above))["sample_is_owed"] is True
    assert under(line("A", sampling_ratio=below))["sample_is_owed"] is False


@pytest.mark.parametrize(("ratio", "owed"), [(None, False), (0, False), (1, True)])
def test_no_rate_picks_none_and_a_whole_one_all(ratio: int | None, owed: bool) -> None:
    rate = None if ratio is None else Decimal(ratio)
    assert under(line("A", sampling_ratio=rate))["sample_is_owed"] is owed


@pytest.mark.parametrize("partitions", [1, 3])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_says_nothing(seed: int, partitions: int) -> None:
    lines = [line("A", p, amount_from_usd=Decimal(5)) for p in ALL] + [line("B", method="LC")]
    rows = filed("copy", None, rows=paid_by(classed(honest(), "1"), "LC", "LC"))
    assert under(*lines, rows=rows, seed=seed, partitions=partitions) == under(*lines, rows=rows)


@pytest.mark.parametrize(
    ("bill", "fields"),
    [
        ({"quantity": None}, None),
        ({"gross_weight_kg": None}, None),
        (
            {"quantity": None, "unit": None, "gross_weight_kg": None},
            "transport_documents.quantity, transport_documents.unit",
        ),
        ({"unit": None, "gross_weight_kg": None}, "transport_documents.unit"),
        ({"unit": "XYZ", "gross_weight_kg": None}, "transport_documents.unit"),
        ({"unit": "XYZ"}, None),
    ],
)
def test_a_bill_states_a_quantity_or_a_gross_weight(
    bill: dict[str, Any], fields: str | None
) -> None:
    rows = honest()
    rows["transport_documents"][0].update(bill)
    assert told(rows, ["documents"])["blank_fields"] == fields
