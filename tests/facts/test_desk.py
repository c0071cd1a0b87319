"""The desk's own records: promised papers, marks of use, changes, samples, waivers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, at, honest


def of(rows: Rows, **more: Any) -> dict[str, Any]:
    return told(rows, ["desk"], **more)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, 12, tzinfo=UTC)


PLANNED = ("planned_shipment_on", "days_since_planned_shipment")


@pytest.mark.parametrize(
    ("bought", "sold", "credit", "planned"),
    [
        (date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1), date(2025, 6, 1)),
        (None, date(2025, 7, 1), date(2025, 8, 1), date(2025, 7, 1)),
        (None, None, date(2025, 8, 1), date(2025, 8, 1)),
        (None, None, None, date(2025, 4, 10)),  # the first payment
    ],
)
def test_the_planned_day_of_shipment(
    bought: date | None, sold: date | None, credit: date | None, planned: date
) -> None:
    rows = honest()
    rows["contracts"][0]["shipment_to"], rows["contracts"][1]["shipment_to"] = bought, sold
    rows["letters_of_credit"] = [{"lc_no": "L", "deal_id": "D1", "latest_shipment": credit}]
    found = of(rows)
    assert found["planned_shipment_on"] == planned
    assert found["days_since_planned_shipment"] == (date(2025, 12, 31) - planned).days


def test_of_several_purchases_the_last_shipment() -> None:
    rows = honest()
    rows["contracts"][0]["shipment_to"] = date(2025, 6, 1)
    second = {"document_id": "BC2", "contract_no": "PC2", "shipment_to": date(2025, 9, 1)}
    rows["contracts"].append(rows["contracts"][0] | second)
    assert of(rows)["planned_shipment_on"] == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("as_of", "days"), [(day(2025, 6, 1), None), (day(2025, 6, 2), 1), (day(2025, 7, 2), 31)]
)
def test_before_the_planned_day_nothing_is_overdue(as_of: datetime, days: int | None) -> None:
    rows = honest()
    rows["contracts"][0]["shipment_to"] = date(2025, 6, 1)
    assert of(rows, as_of=as_of)["days_since_planned_shipment"] == days


@pytest.mark.parametrize(
    "changed", [{"status": "requested"}, {"status": "returned"}, {"purpose": "refund"}]
)
def test_nothing_is_overdue_while_nothing_was_paid(changed: dict[str, str]) -> None:
    rows = honest()
    rows["contracts"][0]["shipment_to"] = date(2025, 6, 1)
    rows["payments"] = [payment | changed for payment in rows["payments"]]
    assert of(rows)["days_since_planned_shipment"] is None


UNSTATED = "days_since_planned_shipment_unstated"


def test_a_payment_of_no_status_alone_never_says_that_the_paper_is_in_time() -> None:
    """By its value date it may have been made: enough to find it overdue, not to clear it."""
    rows = honest()
    for contract in rows["contracts"]:
        contract["shipment_to"] = None
    first, *others = rows["payments"]
    days = (date(2025, 12, 31) - date(2025, 4, 10)).days
    stated = of(rows)
    assert (stated[PLANNED[1]], stated[UNSTATED]) == (days, 0)
    rows["payments"] = [first | {"status": None}, *others]
    both = of(rows)
    assert both[PLANNED[1]] < both[UNSTATED] == days
    rows["payments"] = [payment | {"status": None} for payment in rows["payments"]]
    taken = of(rows)
    assert (taken[PLANNED[0]], taken[PLANNED[1]]) == (date(2025, 4, 10), None)
    assert taken[UNSTATED] == days
    rows["payments"] = [payment | {"status": "requested"} for payment in rows["payments"]]
    asked = of(rows)
    assert (asked[PLANNED[1]], asked[UNSTATED]) == (None, None)


MARKED = {"document_id": "D1-BL", "deal_id": "D1", "marked_at": at(4, 11), "state": "LOCKED"}
MARKS = ("n_unmarked_papers", "usage_mark_overdue_days", "unmarked_paper_document_id")


def marks(rows: Rows, **more: Any) -> tuple[Any, ...]:
    found = of(rows, **more)
    return tuple(found[name] for name in MARKS)


@pytest.mark.parametrize(
    ("mark", "unmarked"),
    [
        (MARKED, 0),
        (MARKED | {"state": None}, 0),
        (MARKED | {"state": "RELEASED"}, 1),
        (MARKED | {"deal_id": "D2"}, 1),
        (MARKED | {"document_id": "D1-BI"}, 1),
        (MARKED | {"marked_at": datetime(2026, 1, 2, tzinfo=UTC)}, 1),
    ],
)
def test_a_title_paper_bears_a_mark_in_force(mark: Mapping[str, Any], unmarked: int) -> None:
    rows = honest()
    rows["usage_marks"] = [dict(mark)]
    # paid on Thursday 10 April 2025, so due on Friday
    overdue = (date(2025, 12, 31) - date(2025, 4, 11)).days
    expected = (1, overdue, "D1-BL") if unmarked else (0, None, None)
    assert marks(rows) == expected


@pytest.mark.parametrize(
    ("paid_on", "as_of", "overdue"),
    [
        (date(2025, 4, 10), day(2025, 4, 11), None),
        (date(2025, 4, 10), day(2025, 4, 12), 1),
        (date(2025, 4, 30), day(2025, 5, 6), None),  # 1 to 5 May are holidays
        (date(2025, 4, 30), day(2025, 5, 7), 1),
        (date(2025, 4, 25), day(2025, 4, 27), None),  # Sunday 27 April is a make-up day
        (date(2025, 4, 25), day(2025, 4, 28), 1),
    ],
)
def test_the_mark_is_due_a_working_day_after_use(
    paid_on: date, as_of: datetime, overdue: int | None
) -> None:
    rows = honest()
    rows["usage_marks"] = []
    rows["payments"] = [rows["payments"][0] | {"value_date": paid_on}]
    assert marks(rows, as_of=as_of)[:2] == (1, overdue)


def test_a_paper_handed_in_after_payment_is_used_on_that_day() -> None:
    rows = honest()
    rows["usage_marks"] = []
    rows["transport_documents"][0]["submitted_at"] = at(12, 29)
    assert marks(rows) == (1, 1, "D1-BL")
    assert marks(rows, as_of=day(2025, 12, 30))[1] is None


def test_a_paper_not_paid_on_needs_no_mark_yet() -> None:
    rows = honest()
    rows["usage_marks"] = []
    for payment in rows["payments"]:
        payment["status"] = "requested"
    assert marks(rows) == (1, None, "D1-BL")


def test_the_paper_that_waits_longest_is_named() -> None:
    rows = honest()
    rows["usage_marks"] = []
    first = rows["transport_documents"][0]
    rows["transport_documents"].append(
        first | {"document_id": "A", "transport_doc_ref": "M2", "submitted_at": at(12, 1)}
    )
    assert marks(rows)[::2] == (2, "D1-BL")


def test_the_banks_own_calendar_counts() -> None:
    rows = honest()
    rows["usage_marks"] = []
    rows["calendar"] = [
        {"date": date(2025, 12, n), "is_working_day_cn": n == 30} for n in range(11, 32)
    ]
    rows["payments"] = [rows["payments"][0] | {"value_date": date(2025, 12, 10)}]
    assert marks(rows)[1] == 1


CHANGE: dict[str, Any] = {
    "document_id": "D1-BL",
    "sequence": 1,
    "field": "quantity",
    "amended_at": at(3, 17),
}
CHANGES = (
    "most_amendments",
    "most_amended_document_id",
    "amendment_to_payment_days",
    "late_amended_document_id",
)


def changes(*rows_of: Mapping[str, Any], rows: Rows | None = None, **more: Any) -> tuple[Any, ...]:
    rows = rows or honest()
    rows["amendments"] = [CHANGE | {"sequence": i} | dict(one) for i, one in enumerate(rows_of)]
    found = of(rows, **more)
    return tuple(found[name] for name in CHANGES)


def test_changes_are_counted_by_the_time_they_were_made() -> None:
    together = ({"field": "quantity"}, {"field": "hs6"})
    assert changes(*together, {"amended_at": at(3, 18)})[:2] == (2, "D1-BL")
    assert changes({"amended_at": None}, {"amended_at": None})[0] == 2
    assert changes({}, {"document_id": "D1-BI"}, {"document_id": "D1-BI", "amended_at": at(3, 19)})[
        :2
    ] == (2, "D1-BI")
    assert changes() == (0, None, None, None)
    assert changes({"document_id": "ANOTHER"})[0] == 0


@pytest.mark.parametrize(
    ("changed_on", "days"),
    [
        (at(4, 10), 0),
        (at(4, 9), 1),
        (at(4, 3), 4),  # Friday 4 April is a holiday
        (at(4, 11), 14),  # to 5 May, a holiday; Sunday 27 April is a make-up day
        (at(5, 6), None),
        (None, None),
    ],
)
def test_working_days_to_the_next_payment(changed_on: datetime | None, days: int | None) -> None:
    assert changes({"amended_at": changed_on})[2] == days


def test_the_latest_change_before_a_payment_decides() -> None:
    found = changes({"amended_at": at(3, 20)}, {"document_id": "D1-BC", "amended_at": at(4, 9)})
    assert found[2:] == (1, "D1-BC")


def test_a_change_without_a_time_hides_no_late_one_and_proves_no_other_early() -> None:
    assert changes({"amended_at": None}, {"amended_at": at(4, 9)})[2] == 1
    assert changes({"amended_at": None}, {"amended_at": at(3, 18)})[2] is None


def test_a_payment_that_waits_is_made_on_the_day_of_decision_or_later() -> None:
    rows = honest()
    rows["payments"] = [rows["payments"][0] | {"status": "requested", "value_date": None}]
    rows["payments"][0]["requested_at"] = at(12, 1)
    assert changes({"amended_at": at(12, 29)}, rows=rows)[2] == 2
    rows["payments"][0]["value_date"] = date(2025, 1, 2)
    assert changes({"amended_at": at(12, 29)}, rows=rows)[2] == 2


def test_what_the_desk_asked_to_be_mended_is_no_change() -> None:
    rows = honest()
    asked = {"document_id": "D1-BL", "rejected_at": at(3, 17), "asked_to_mend": True}
    rows["rejections"] = [asked]
    assert changes({"amended_at": at(3, 18)}, rows=rows)[0] == 0
    assert changes({"amended_at": at(3, 16)}, rows=rows)[0] == 1
    assert changes({"amended_at": at(3, 18), "document_id": "D1-BI"}, rows=rows)[0] == 1
    rows["rejections"] = [asked | {"asked_to_mend": None}]
    assert changes({"amended_at": at(3, 18)}, rows=rows)[0] == 1


@pytest.mark.parametrize(
    ("looks", "in_order"),
    [
        ([], False),
        ([(date(2025, 5, 1), "in_order")], True),
        ([(date(2025, 5, 1), "not_in_order")], False),
        ([(date(2025, 5, 1), None)], None),
        ([(date(2025, 5, 1), "not_in_order"), (date(2025, 5, 9), "in_order")], True),
        ([(date(2025, 5, 9), "not_in_order"), (date(2025, 5, 1), "in_order")], False),
        ([(date(2026, 1, 1), "in_order")], False),
    ],
)
def test_the_latest_look_counts(
    looks: list[tuple[date, str | None]], in_order: bool | None
) -> None:
    rows = honest()
    rows["samples"] = [{"deal_id": "D1", "sampled_on": on, "result": r} for on, r in looks]
    assert of(rows)["has_sample_in_order"] is in_order


def test_waivers_are_counted_and_the_faulty_named() -> None:
    rows = honest()
    good = {
        "deal_id": "D1",
        "paper": "title",
        "requested_by": "maker",
        "approved_by": "checker",
        "reason": "strike",
        "valid_to": date(2025, 1, 1),
    }
    rows["waivers"] = [
        good,
        good | {"paper": "sell_invoice", "approved_by": "maker"},
        good | {"paper": "buy_invoice", "valid_to": None},
        good | {"deal_id": "D2", "reason": None},
    ]
    found = of(rows)
    assert (found["n_waivers"], found["n_faulty_waivers"]) == (3, 2)
    assert found["faulty_waivers"] == "buy_invoice, sell_invoice"


def test_without_its_table_each_record_is_unknown_and_with_none_of_the_deal_it_is_none() -> None:
    counts = ("n_unmarked_papers", "most_amendments", "has_sample_in_order", "n_waivers")
    found = of(honest())
    assert [found[name] for name in counts] == [None] * 4
    rows = honest()
    rows |= {name: [] for name in ("usage_marks", "amendments", "samples", "waivers")}
    assert [of(rows)[name] for name in counts] == [1, 0, False, 0]


@pytest.mark.parametrize("partitions", [1, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_says_nothing(seed: int, partitions: int) -> None:
    rows = honest()
    rows["amendments"] = [
        CHANGE | {"document_id": f"D1-{n}", "sequence": i} for n in ("BI", "SI") for i in (1, 2)
    ]
    rows["usage_marks"] = []
    rows["samples"] = [{"deal_id": "D1", "sampled_on": date(2025, 5, 1), "result": "in_order"}]
    assert of(rows, seed=seed, partitions=partitions) == of(rows)
