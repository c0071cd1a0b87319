"""One honest deal as rows, to be changed in one place by a test, and the flow over such rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from screening.facts import Partition, Sides, cut, facts
from screening.inputs import FILES_SCHEMA, Batch
from screening.linking import History, Links, ledger, link
from screening.linking.ledger import NARROW as LEDGER_READS
from screening.linking.ledger import Ledger
from screening.linking.papers import NARROW
from screening.pipeline import screen, side_tables
from screening.rulepack import Pack, load_pack
from screening.schema import DEAL_FACTS, TABLES
from screening.store import Results

Rows = dict[str, list[dict[str, Any]]]
AS_OF = datetime(2025, 12, 31, 12, tzinfo=UTC)


def at(month: int, day: int) -> datetime:
    """Nine o'clock UTC of a day in 2025."""
    return datetime(2025, month, day, 9, tzinfo=UTC)


def honest(deal: str = "D1") -> Rows:
    """Rows of a deal that passes every rule: copper bought in Chile, sold to Rotterdam."""
    ids = {n: f"{deal}-{n}" for n in ("BC", "SC", "BI", "SI", "BL")}
    lines = [
        line(ids["BC"], Decimal("9000"), Decimal("900000")),
        line(ids["SC"], Decimal("9180"), Decimal("918000")),
        line(ids["BI"], Decimal("9000"), Decimal("900000")),
        line(ids["SI"], Decimal("9180"), Decimal("918000")),
    ]
    return {
        "deals": [
            {
                "deal_id": deal,
                "client_id": "C1",
                "mode": "offshore_resale",
                "title_in_date": date(2025, 3, 20),
                "title_out_date": date(2025, 3, 25),
                "submitted_at": at(3, 1),
            }
        ],
        "contracts": [
            contract(ids["BC"], deal, "buy", f"{deal}PC77", "P-SELLER", "C1", "900000"),
            contract(ids["SC"], deal, "sell", f"{deal}SC88", "C1", "P-BUYER", "918000"),
        ],
        "invoices": [
            invoice(ids["BI"], deal, "buy", f"{deal}PI77", "P-SELLER", "C1", "900000"),
            invoice(ids["SI"], deal, "sell", f"{deal}SI88", "C1", "P-BUYER", "918000"),
        ],
        "goods_lines": lines,
        "transport_documents": [bill(ids["BL"], deal, f"MAEU{deal}556677")],
        "document_events": [
            {"document_id": ids["BL"], "status": "ISSUED", "at": at(3, 12)},
            {"document_id": ids["BL"], "status": "SURRENDERED_FOR_DELIVERY", "at": at(4, 20)},
        ],
        "payments": [
            payment(f"{deal}-P1", deal, "OUT", "900000", "C1", "P-SELLER", date(2025, 4, 10)),
            payment(f"{deal}-P2", deal, "IN", "918000", "P-BUYER", "C1", date(2025, 5, 5)),
        ],
        "clients": [{"client_id": "C1", "name_cn": "上海某某贸易有限公司"}],
        "client_status": [
            {"client_id": "C1", "scheme": s, "value": v, "valid_from": date(2020, 1, 1)}
            for s, v in (("directory", "listed"), ("safe_class", "A"))
        ],
        "parties": [
            {
                "party_id": "P-SELLER",
                "name": "Minera Sur SA",
                "country": "CL",
                "is_resident": False,
            },
            {"party_id": "P-BUYER", "name": "Kabel BV", "country": "NL", "is_resident": False},
        ],
        "reference_prices": [
            {
                "hs6": "740311",
                "price_date": date(2025, 2, 10),
                "unit": "TNE",
                "currency": "USD",
                "value": Decimal("9100"),
                "is_exchange_traded": True,
            }
        ],
        "vessels": [{"imo": "9321483", "name": "EMMA MAERSK", "valid_from": date(2006, 1, 1)}],
        "document_policy": [
            {
                "policy_id": "ORDINARY",
                "version": 1,
                "paper": paper,
                "valid_from": date(2020, 1, 1),
            }
            for paper in ("buy_contract", "sell_contract", "buy_invoice", "sell_invoice", "title")
        ],
    }


def line(document: str, price: Decimal, amount: Decimal) -> dict[str, Any]:
    """A goods line of 100 t of copper cathodes."""
    return {
        "document_id": document,
        "line_no": 1,
        "description": "Copper cathodes grade A 99.99 %",
        "hs6": "740311",
        "quantity": Decimal(100),
        "unit": "TNE",
        "unit_price": price,
        "line_amount": amount,
    }


def contract(
    document: str, deal: str | None, leg: str | None, no: str, seller: str, buyer: str, total: str
) -> dict[str, Any]:
    """A contract in USD, signed on 2025-02-15."""
    return {
        "document_id": document,
        "contract_no": no,
        "deal_id": deal,
        "leg": leg,
        "sign_date": date(2025, 2, 15),
        "seller_id": seller,
        "buyer_id": buyer,
        "currency": "USD",
        "total_amount": Decimal(total),
        "submitted_at": at(3, 1),
    }


def invoice(
    document: str, deal: str | None, leg: str | None, no: str, seller: str, buyer: str, total: str
) -> dict[str, Any]:
    """An invoice in USD, issued on 2025-03-15."""
    return {
        "document_id": document,
        "invoice_no": no,
        "deal_id": deal,
        "leg": leg,
        "issue_date": date(2025, 3, 15),
        "seller_id": seller,
        "buyer_id": buyer,
        "currency": "USD",
        "total_amount": Decimal(total),
        "submitted_at": at(3, 16),
    }


def bill(document: str, deal: str | None, ref: str) -> dict[str, Any]:
    """A bill of lading for 100 t from San Antonio to Rotterdam, on board 2025-03-10."""
    return {
        "document_id": document,
        "transport_doc_ref": ref,
        "type": "BOL",
        "carrier_code": "MAEU",
        "deal_id": deal,
        "is_to_order": False,
        "shipper_id": "P-SELLER",
        "consignee_id": "P-BUYER",
        "issue_date": date(2025, 3, 12),
        "on_board_date": date(2025, 3, 10),
        "discharge_date": date(2025, 4, 9),
        "load_port": "CLSAI",
        "discharge_port": "NLRTM",
        "vessel_name": "EMMA MAERSK",
        "vessel_imo": "9321483",
        "cargo_form": "BREAKBULK",
        "quantity": Decimal(100),
        "unit": "TNE",
        "gross_weight_kg": Decimal(100500),
        "submitted_at": at(3, 16),
    }


def payment(
    key: str, deal: str | None, direction: str, amount: str, debtor: str, creditor: str, day: date
) -> dict[str, Any]:
    """A payment in USD that was released on its value date."""
    return {
        "payment_id": key,
        "deal_id": deal,
        "leg": None if deal is None else {"OUT": "buy", "IN": "sell"}[direction],
        "client_id": "C1",
        "direction": direction,
        "amount": Decimal(amount),
        "currency": "USD",
        "value_date": day,
        "debtor_id": debtor,
        "creditor_id": creditor,
        "bank": "BKCHCNBJ",
        "status": "released",
    }


def together(*rows: Rows) -> Rows:
    """Several deals' rows as one batch; what they share stands once."""
    tables: Rows = {}
    for part in rows:
        for name, some in part.items():
            mine = tables.setdefault(name, [])
            mine.extend(row for row in some if row not in mine)
    return tables


def typed(rows: Rows) -> dict[str, pl.DataFrame]:
    """The rows as typed tables; a column not given is null."""
    return {
        name: pl.DataFrame(
            [{c: row.get(c) for c in TABLES[name].names} for row in some],
            schema=TABLES[name].dtypes,
            orient="row",
        )
        for name, some in rows.items()
    }


def linked(rows: Rows) -> Links:
    """The links of the rows."""
    return link(typed(rows))


class FactRow(Mapping[str, Any]):
    """The facts of one deal, each family computed when first asked: most tests ask for one."""

    def __init__(self, part: Partition, sides: Sides, deal: str) -> None:
        self._part, self._sides, self._deal = part, sides, deal
        self._rows: dict[str, dict[str, Any]] = {}

    def __getitem__(self, name: str) -> Any:
        if name == "deal_id":
            return self._deal
        family = DEAL_FACTS[name].family
        if family not in self._rows:
            frame = facts(self._part, self._sides, [family])
            self._rows[family] = frame.row(by_predicate=pl.col("deal_id") == self._deal, named=True)
        return self._rows[family][name]

    def __iter__(self) -> Iterator[str]:
        return iter(("deal_id", *DEAL_FACTS))

    def __len__(self) -> int:
        return len(DEAL_FACTS) + 1


_LINKED: dict[str, tuple[Links, Ledger]] = {}


def _linked_once(rows: Rows, tables: Mapping[str, pl.DataFrame]) -> tuple[Links, Ledger]:
    """Links and ledger of rows; rows that differ in nothing that linking reads are linked once."""
    read = {name: {*NARROW.get(name, ()), *LEDGER_READS.get(name, ())} for name in rows}
    read |= {name: set(TABLES[name].names) for name in ("parties", "party_links", "clients")}
    key = repr(
        [
            (name, [[(c, v) for c, v in row.items() if c in read[name]] for row in rows[name]])
            for name in sorted(rows)
            if read[name]
        ]
    )
    if key not in _LINKED:
        links = link(tables)
        _LINKED[key] = links, ledger(tables, links, History.none(), AS_OF)
    return _LINKED[key]


def fact_row(rows: Rows, deal: str = "D1", past: History | None = None) -> FactRow:
    """The facts of one deal among the rows."""
    tables = typed(rows)
    links, ledgers = _linked_once(rows, tables)
    if past is not None:
        ledgers = ledger(tables, links, past, AS_OF)
    sides = side_tables(tables, ledgers, AS_OF)
    (part,) = cut(tables, links.deals, links.documents, links.payments, AS_OF, 1)
    assert deal in part.deals["deal_id"]
    return FactRow(part, sides, deal)


def batch_of(tables: Mapping[str, pl.DataFrame]) -> Batch:
    """Typed tables as a batch that was read without rejects."""
    rejects = pl.DataFrame(
        schema={
            "file": pl.String,
            "line": pl.Int64,
            "table": pl.String,
            "column": pl.String,
            "reason": pl.String,
            "raw": pl.String,
            "raw_sha256": pl.String,
        }
    )
    return Batch("rows", dict(tables), pl.DataFrame(schema=FILES_SCHEMA), rejects, "digest")


@cache
def default_pack() -> Pack:
    """The pack that comes along, read once: it is a fifth of the work on one deal."""
    return load_pack()


def screened(rows: Rows, past: History | None = None, partitions: int = 1) -> Results:
    """The results of the rows under the default pack."""
    return screen(
        batch_of(typed(rows)), default_pack(), past=past, as_of=AS_OF, partitions=partitions
    )


def disposition(results: Results, deal: str = "D1") -> str:
    """The disposition proposed for one deal."""
    found = results.tables["deal_result"].row(by_predicate=pl.col("deal_id") == deal, named=True)
    return str(found["disposition"])


def hits(results: Results, deal: str = "D1") -> dict[str, str]:
    """Rules hit by one deal, with the severity that is left."""
    frame = results.tables["finding"].filter(pl.col("deal_id") == deal, pl.col("answer") == "hit")
    return dict(frame.select("rule_id", "severity").iter_rows())
