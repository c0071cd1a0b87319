"""Which ids are one firm, what it is called from batch to batch, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from screening.linking.resolution import KnownParties, Resolution, resolve
from screening.linking.resolution.sets import MOST_IDS
from tests.one_deal import Rows, typed

NOW = datetime(2025, 12, 31, 12, tzinfo=UTC)
Party = dict[str, Any]


def told(
    parties: list[Party],
    links: list[tuple[str, str, str]] | None = None,
    clients: list[Party] | None = None,
    known: KnownParties | None = None,
    as_of: datetime = NOW,
    **more: list[Party],
) -> Resolution:
    linked = [{"party_id": a, "other_party_id": b, "kind": k} for a, b, k in links or ()]
    rows: Rows = {"parties": parties, "party_links": linked, "clients": clients or [], **more}
    said = resolve(typed(rows), known or KnownParties.none(), as_of)
    assert said.entities["party_id"].is_unique().all()
    return said


def firms(*args: Any, **more: Any) -> dict[str, str | None]:
    return dict(told(*args, **more).entities.iter_rows())


def registered(number: str, country: str, **more: str) -> Party:
    return {"registration_no": number, "country": country, **more}


def verdicts(said: Resolution) -> dict[tuple[str, str], tuple[str, str]]:
    rows = said.matches.select("party_id", "other_party_id", "verdict", "decided_by").rows()
    return {(a, b): (verdict, by) for a, b, verdict, by in rows}


def remembered(*batches: Resolution) -> KnownParties:
    """What a store knows after these batches, each a run of its own."""
    entities, keys, apart = [], [], []
    for n, said in enumerate(batches, start=1):
        run = pl.lit(f"r{n}").alias("run_id")
        entities.append(said.parties.with_columns(run, run_no=pl.lit(n, pl.Int64)))
        keys.append(said.keys.with_columns(run))
        apart.append(said.matches.filter(pl.col("verdict") == "different").with_columns(run))
    empty = KnownParties.none()
    return KnownParties(
        pl.concat(f.select(empty.entities.columns) for f in entities),
        pl.concat(f.select(empty.keys.columns) for f in keys),
        pl.concat(f.select(empty.apart.columns) for f in apart),
    )


def test_nobody_has_two_ids() -> None:
    assert firms([{"party_id": "P"}, {"party_id": "Q"}], [("P", "Q", "director")]) == {}
    assert told([]).parties.is_empty()


def test_a_client_gives_its_id_to_its_firm() -> None:
    said = firms([{"party_id": "A", "client_id": "C1"}], [("B", "A", "same_entity")])
    # C1 is no row of clients, yet a party says it is one of the bank's
    assert set(said) == {"A", "B", "C1"}
    assert len(set(said.values())) == 1
    named = firms(
        [{"party_id": "A", "client_id": "Z1"}], [("B", "A", "same_entity")], [{"client_id": "Z1"}]
    )
    assert named == {"A": "Z1", "B": "Z1", "Z1": "Z1"}


def test_links_lead_through_others_and_in_circles_and_to_nobody_from_oneself() -> None:
    same = [(a, b, "same_entity") for a, b in ("PQ", "QR", "RP", "PP")]
    assert firms([], same) == {"P": "P", "Q": "P", "R": "P"}
    assert firms([{"party_id": "P"}], [("P", "P", "same_entity"), ("P", "P", "different")]) == {}


@pytest.mark.parametrize(
    ("a", "b", "is_one"),
    [
        ({"lei": "L1234"}, {"lei": "L 1234"}, True),
        (registered("77-12", "HK"), registered("7712", "HK"), True),
        (registered("7712", "HK"), registered("7712", "SG"), False),
        ({"registration_no": "7712"}, {"registration_no": "7712"}, False),
        (registered("N/A", "HK"), registered("NA", "HK"), False),
        ({"imo_company": "5123456"}, {"imo_company": "IMO 5123456"}, False),
        ({"imo_company": "5123456"}, {"imo_company": "5123456"}, True),
        (registered("71", "SG", lei="L1"), registered("72", "SG", lei="L1"), False),
    ],
)
def test_identifiers_make_one_firm_unless_others_contradict(
    a: Party, b: Party, is_one: bool
) -> None:
    said = told([{"party_id": "P", **a}, {"party_id": "Q", **b}])
    assert (said.entities["entity_id"].to_list() == ["P", "P"]) is is_one


def test_a_code_of_an_enterprise_is_that_of_a_client() -> None:
    code = "91310000MA1FL0LQ2X"
    parties = [{"party_id": "P", "registration_no": code, "country": "CN"}]
    said = told(parties, clients=[{"client_id": "Z1", "uscc": code}])
    assert dict(said.entities.iter_rows()) == {"P": "Z1", "Z1": "Z1"}
    assert verdicts(said) == {("P", "Z1"): ("same", "uscc")}


def test_an_id_made_of_a_name_is_the_firm_that_bears_it() -> None:
    made = {"party_id": "NAME:KABEL B.V.", "name": "Kabel B.V."}
    assert firms([made, {"party_id": "P", "name": "KABEL BV"}]) == {
        "NAME:KABEL B.V.": "P",
        "P": "P",
    }
    client = [{"client_id": "C1", "name_cn": "华东贸易有限公司", "name_en": "EAST TRADING"}]
    parties = [{"party_id": f"NAME:{n}", "name": n} for n in ("East Trading", "华东贸易有限公司")]
    assert set(firms(parties, clients=client).values()) == {"C1"}


def test_a_name_two_firms_bear_is_nobodys() -> None:
    parties = [
        {"party_id": "NAME:KABEL", "name": "Kabel"},
        {"party_id": "P", "name": "Kabel"},
        {"party_id": "Q", "name": "Kabel"},
    ]
    assert firms(parties) == {"NAME:KABEL": None}
    one = firms(parties, [("P", "Q", "same_entity")])
    assert one == {"NAME:KABEL": "P", "P": "P", "Q": "P"}


def test_a_name_paid_on_an_account_is_its_holder_unless_quite_unlike() -> None:
    parties: list[Party] = [
        {"party_id": "P", "name": "Kabel Holland BV"},
        {"party_id": "B", "is_bank": True},
    ]
    accounts = [
        {"account_no": "NL01 55", "holder_id": "P"},
        {"account_no": "NL0166", "holder_id": "B"},
    ]

    def paid(name: str, account: str) -> Resolution:
        payment = {"payment_id": "X", "creditor_name": name, "creditor_account": account}
        return told(parties, accounts=accounts, payments=[payment])

    assert dict(paid("Kabell Holland", "NL0155").entities.iter_rows()) == {
        "NAME:KABELL HOLLAND": "P",
        "P": "P",
    }
    assert paid("Quartz Sunrise", "NL0155").entities.is_empty()
    assert paid("Kabell Holland", "NL0166").entities.is_empty()


def test_the_bank_forbids_and_undoes_a_join() -> None:
    parties = [{"party_id": p, "lei": "L1234"} for p in "PQR"]
    said = told(parties, [("Q", "P", "different")])
    assert said.entities.is_empty()
    assert verdicts(said) == {
        ("P", "Q"): ("different", "stated"),
        ("P", "R"): ("may_be_same", "lei"),
    }
    # it undoes what an earlier batch joined, and is not forgotten after
    first = told(parties[:2])
    second = told(parties[:2], [("P", "Q", "different")], known=remembered(first))
    assert second.entities.is_empty()
    assert second.parties.select("party_id", "entity_id", "former_id").rows() == [("Q", "Q", "P")]
    third = told(parties[:2], known=remembered(first, second))
    assert third.entities.is_empty()
    again = told(parties[:2], [("P", "Q", "same_entity")], known=remembered(first, second))
    assert dict(again.entities.iter_rows()) == {"P": "P", "Q": "P"}


def test_a_firm_keeps_its_id_and_the_older_of_two_lives_on() -> None:
    first = told([{"party_id": "M", "lei": "L1234"}], as_of=datetime(2025, 6, 1, tzinfo=UTC))
    second = told(
        [{"party_id": "K", "registration_no": "77", "country": "HK"}],
        known=remembered(first),
        as_of=datetime(2025, 7, 1, tzinfo=UTC),
    )
    known = remembered(first, second)
    # a later mention under a smaller id bears the identifiers of both
    third = told(
        [{"party_id": "A", "lei": "L1234", "registration_no": "77", "country": "HK"}], known=known
    )
    assert dict(third.entities.iter_rows()) == {"A": "M", "K": "M", "M": "M"}
    changed = third.parties.select("party_id", "entity_id", "former_id").rows()
    assert changed == [("A", "M", None), ("K", "M", "K")]
    # and a batch that names but one of them calls it so, and has nothing new to say
    fourth = told([{"party_id": "K"}], known=remembered(first, second, third))
    assert dict(fourth.entities.iter_rows())["K"] == "M"
    assert (fourth.parties.height, fourth.keys.height) == (0, 0)


def test_what_later_runs_recorded_is_not_known_yet() -> None:
    later = remembered(told([{"party_id": "M", "lei": "L1234"}]))
    now = datetime(2025, 12, 31, 11, tzinfo=UTC)
    assert firms([{"party_id": "Z", "lei": "L1234"}], known=later, as_of=now) == {}
    assert firms([{"party_id": "Z", "lei": "L1234"}], known=later)["Z"] == "M"


KABEL = {"name": "Kabel Harbour Trading Ltd", "country": "SG"}
REACHED = {"phone": "+65 6123 4567", "email": "desk@kabel.example"}


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        # one firm, written in several ways
        (REACHED, {**REACHED, "name": "KABEL HARBOR TRDG PTE. LTD."}, "same"),
        (REACHED, {**REACHED, "name": "Trading Harbour Kabel"}, "same"),
        ({"phone": "+65 6123 4567"}, {"phone": "006561234567"}, "same"),
        (REACHED, {**REACHED, "name": "卡贝港贸易有限公司"}, "may_be_same"),
        # one attribute alone
        ({}, {}, "may_be_same"),
        (REACHED, {"phone": "+65 6123 4567", "name": "Kabel Harbor Trading"}, "may_be_same"),
        ({"address": "1 Quay"}, {"address": "1 QUAY"}, "may_be_same"),
        # different firms that share words, a house or a secretary
        (REACHED, {**REACHED, "name": "Kabel Harbour Shipping Ltd"}, None),
        (REACHED, {**REACHED, "name": "Kabel Harbour Trading No. 2 Ltd"}, None),
        (REACHED, {**REACHED, "name": "Quartz Sunrise Trading Ltd"}, None),
        ({"address": "1 Quay"}, {"name": "Lunar Trading Ltd", "address": "1 Quay"}, None),
        (REACHED, {**REACHED, "lei": "L9", "name": "Kabel Harbour Trading"}, "same"),
        ({**REACHED, "lei": "L8"}, {**REACHED, "lei": "L9"}, None),
        # the mail of anybody, an address of very many
        ({"email": "a@gmail.com"}, {"email": "b@gmail.com", "name": "Kabel Harbor"}, None),
        (
            {"address": "1 Quay", "is_mass_address": True},
            {"address": "1 Quay", "is_mass_address": True, "name": "Kabel Harbor"},
            None,
        ),
    ],
)
def test_same_and_may_be_same(a: Party, b: Party, verdict: str | None) -> None:
    said = told([{"party_id": "P", **KABEL, **a}, {"party_id": "Q", **KABEL, **b}])
    assert verdicts(said).get(("P", "Q"), (None,))[0] == verdict
    assert said.entities.is_empty() == (verdict != "same")


def test_words_of_the_trade_alone_find_nobody() -> None:
    words = ["International Trading Co Ltd", "Shipping", "国际贸易有限公司"]
    parties = [{"party_id": f"P{i}{k}", "name": w} for i, w in enumerate(words) for k in "ab"]
    assert told(parties).matches.is_empty()


def test_likeness_chains_no_crowd_and_order_changes_nothing() -> None:
    crowd = [
        {
            "party_id": f"P{i:03}",
            **KABEL,
            "phone": f"61234{i // 2:03}",
            "email": f"x@k{(i + 1) // 2}.example",
        }
        for i in range(2 * MOST_IDS)
    ]
    said = told(crowd)
    assert said.entities.is_empty()
    assert set(said.matches["verdict"]) == {"may_be_same"}
    few = told(crowd[: MOST_IDS - 1])
    assert set(few.entities["entity_id"]) == {"P000"}
    shuffled = told(crowd[: MOST_IDS - 1][::-1])
    for a, b in ((few.entities, shuffled.entities), (few.matches, shuffled.matches)):
        assert a.equals(b)


def test_the_evidence_of_a_join() -> None:
    said = told([{"party_id": p, **KABEL, **REACHED} for p in "PQ"])
    (row,) = said.matches.rows(named=True)
    assert row == {
        "party_id": "P",
        "other_party_id": "Q",
        "verdict": "same",
        "decided_by": "probable",
        "probability_permille": 1000,
        "agree": "name,country,domain,phone",
        "differ": "",
    }
