"""Every fact and every code has its Chinese, and no two facts share one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from screening.facts import blanks
from screening.reference.units import BASE_UNITS
from screening.rulepack.answers import SEVERITIES
from screening.rulepack.rule import GROUPS
from screening.rulepack.variable import KNOWN_VALUES
from screening.schema import FACTS, PAPERS, TABLES, FactType
from screening.schema.chinese import (
    CODES_ZH,
    GROUPS_ZH,
    LEGS_ZH,
    LIST_SEPARATOR_ZH,
    LISTS_ZH,
    PAPERS_ZH,
    SEVERITIES_ZH,
)
from screening.schema.papers import LEGS
from screening.schema.reference import PAPERS_DEMANDED

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODED = {**CODES_ZH, **LISTS_ZH}
# Text facts that hold an id, a number, a name or a code that Chinese papers write alike
# (UN/LOCODE, ISO 4217, BIC, SAFE class).
AS_IT_STANDS = {
    "sold_goods",
    "bought_goods",
    "contradiction_said",
    "contradiction_expected",
    "client_id",
    "reused_bill_other_deal",
    "order_party",
    "vessel_imo",
    "vessel_name",
    "china_discharge_port",
    "resident_counterparty",
    "load_port",
    "discharge_port",
    "document_policy_row",
    "safe_class",
    "client_class",
    "buy_bank",
    "sell_bank",
    "buy_currency",
    "sell_currency",
    "third_country",
    "wrong_bop_code",
    "wrong_bop_remark",
    "rmb_return_other_deal",
    "title_return_path",
    "title_return_deals",
    "money_return_path",
    "money_return_payments",
    "mirror_other_deal",
    "mirror_path",
    "clone_other_deal",
    "round_trip_party",
    "client_top_counterparty",
    "client_top_group",
    "client_largest_deal",
    "client_margin_party",
    "client_related_party",
    "client_controller",
    "client_director",
    "sharing_firm",
    "sharing_other_firm",
    "receive_only_seller",
    "owned_party",
    "listed_owner",
    "listed_owner_path",
    "owner_entry",
    "owner_list",
    "owner_uid",
    "shared_lines",
    "client_province",
    "client_branch_province",
    "current_safe_class",
    "safe_class_when_paid",
    "current_client_class",
    "current_registry_status",
    "registry_status",
    "doubtful_end",
    "doubtful_other_end",
    "youngest_counterparty",
    "weakest_counterparty",
    "weakest_counterparty_country",
    "new_chapter",
    "client_loss_party",
    "overdrawn_by",
    "untitled_bill_other",
    "stranger_consignee",
    "misfit_shipper",
    "misfit_consignee",
    "issuer_code",
    "shared_file_deal",
    "whereabouts_port",
    "uncalled_port",
    "uncalled_port_imo",
    "misfit_vessel_imo",
    "out_of_service_imo",
    "overfull_vessel_imo",
    "twin_bill_other_deal",
    "fullest_box_iso_code",
    "route_from",
    "route_to",
    "foreign_load_port",
    "foreign_discharge_port",
    "port_without_facility",
    "origin_without_output",
    "origin_without_output_hs6",
    "reused_receipt_other_deal",
    "lot_clash_other_deal",
    "overissued_warehouse",
    "overfull_warehouse",
    "doubtful_keeper",
    "doubtful_warehouse",
    "keeper_related_to",
    "stored_at",
    "moved_to",
    "outside_said",
    "outside_expected",
    "outside_source",
    "enterprise_client_class",
    "enterprise_registry_status",
    "enterprise_safe_class",
    "grave_deals",
    "reference_grade",
    "trade_origin_country",
    "trade_destination_country",
    "reference_source",
    "buy_incoterm",
    "sell_incoterm",
    "restricted_place",
    "restricted_place_list",
    "risky_jurisdiction",
    "risky_jurisdiction_list",
    "risky_jurisdiction_party_id",
    "control_list",
    "controlled_hs6",
    "changed_ship_imo",
    "ais_event_imo",
    "china_storage_place",
    "proposed_bop_code",
    "adverse_record_party_id",
    "watchlist_value",
    "watchlist_entry",
    "watchlist_list",
    "watchlist_uid",
}
IDS = ("_document_id", "_payment_id", "_ref", "_no")


def _of_fields() -> Iterator[str]:
    """Every table.column that can be told blank."""
    fields: Mapping[str, tuple[str, ...]] = {
        **blanks.MUST_BEAR,
        "deals": ("mode",),
        "goods_lines": blanks._LINE,
        "payments": tuple(dict.fromkeys((*blanks._PAID, *blanks._ASKED))),
    }
    yield from (f"{table}.{column}" for table, columns in fields.items() for column in columns)
    yield "transport_documents.consignee_id"  # of a bill that is not to order


def test_no_two_facts_are_called_alike() -> None:
    assert [p for p, n in Counter(f.meaning_zh for f in FACTS.values()).items() if n > 1] == []


@pytest.mark.parametrize("name", FACTS)
def test_a_meaning_is_chinese_and_fits_into_a_list(name: str) -> None:
    phrase = FACTS[name].meaning_zh
    assert CHINESE.search(phrase)
    assert phrase == phrase.strip()
    assert not set(phrase) & set("();:.。_")
    assert len(phrase) <= 40


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        *((CODES_ZH[fact], values) for fact, values in KNOWN_VALUES.items()),
        (CODES_ZH["overpaid_leg"], LEGS),
        (CODES_ZH["least_insured_leg"], LEGS),
        (CODES_ZH["freight_term"], TABLES["transport_documents"].column("freight_term").values),
        (CODES_ZH["quantity_unit"], BASE_UNITS.values()),
        (LISTS_ZH["missing_papers"], PAPERS_DEMANDED),
        (LISTS_ZH["blank_fields"], tuple(_of_fields())),
        (LEGS_ZH, LEGS),
        (PAPERS_ZH, tuple(t.name for t in PAPERS)),
        (GROUPS_ZH, GROUPS.values()),
        (SEVERITIES_ZH, SEVERITIES),
    ],
)
def test_every_code_has_a_word_of_its_own(given: Mapping[str, str], codes: tuple[str, ...]) -> None:
    assert set(given) == set(codes)
    assert len(set(given.values())) == len(given)
    assert all(CHINESE.search(word) and LIST_SEPARATOR_ZH not in word for word in given.values())


def test_every_text_fact_is_coded_or_stands_as_it_is() -> None:
    texts = {n for n, f in FACTS.items() if f.type is FactType.VARCHAR}
    named = {n for n in texts if n.endswith(IDS)} | AS_IT_STANDS
    assert set(CODED) | named == texts
    assert not set(CODED) & named
