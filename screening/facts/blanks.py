"""Facts of fields that a paper, payment or deal must bear and that are blank."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from screening.facts.partition import Partition
from screening.facts.unsure import unsure_fields
from screening.reference import unit_factors
from screening.schema import PAPERS

# Without these nobody can ask whether the deal is true and reasonable. Left out is what honest
# papers often lack (IMO number, due date, tenor) and what the deal's own papers cannot give.
MUST_BEAR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "contracts": ("contract_no", "sign_date", "seller_id", "buyer_id", "currency"),
        "invoices": (
            "invoice_no",
            "issue_date",
            "seller_id",
            "buyer_id",
            "currency",
            "total_amount",
        ),
        "transport_documents": (
            "transport_doc_ref",
            "carrier_code",
            "on_board_date",
            "load_port",
            "discharge_port",
            "is_to_order",
            "shipper_id",
        ),
        "warehouse_receipts": ("receipt_no", "warehouse_id", "issue_date", "quantity", "unit"),
    }
)
_LINE = ("description", "quantity", "unit", "line_amount")
_PAID = ("amount", "currency", "direction", "bank", "value_date")
_ASKED = ("amount", "currency")


def blanks(part: Partition) -> pl.LazyFrame:
    """One row a deal that has a blank or unsure field: how many of each, which, on which paper.

    A field a machine has read with too little certainty is blank to every fact; here it is told
    apart: it is unsure, not blank.
    """
    found = [_of_deals(part), _of_lines(part), *_of_payments(part)]
    found += [_unmeasured(part), _without_consignee(part)]
    found += [_blank(part.used(name), name, fields) for name, fields in MUST_BEAR.items()]
    unsure = _unsure(part)
    empty = pl.concat(found).unique().join(unsure, on=["deal_id", "key", "field"], how="anti")
    states = {"blank": empty, "unsure": unsure}
    rows = pl.concat(frame.with_columns(state=pl.lit(s)) for s, frame in states.items())
    counted = [fact for state in states for fact in _counted(state)]
    has_blank = (pl.col("state") == "blank").any()
    worst = pl.when(has_blank).then(pl.lit("BLANK")).otherwise(pl.lit("UNSURE"))
    return rows.group_by("deal_id").agg(*counted, worst_field_state=worst)


def _counted(state: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """The facts of the fields in that state: their number, their names, the first paper."""
    mine = pl.col("state") == state
    fields = pl.col("field").filter(mine)
    return (
        mine.sum().cast(pl.Int64).alias(f"n_{state}_fields"),
        pl.when(mine.any()).then(fields.unique().sort().str.join(", ")).alias(f"{state}_fields"),
        pl.col("document_id").filter(mine).min().alias(f"{state}_field_document_id"),
    )


def _unsure(part: Partition) -> pl.LazyFrame:
    """One row a field of a paper that a machine read with too little certainty, as `_blank`."""
    read = unsure_fields(part.tables).lazy()
    table = pl.col("table_name")
    uses = part.uses.lazy().select("deal_id", "document_id", "table_name").unique()
    has_it = pl.any_horizontal(
        (table == t.name) & pl.col("field").is_in(list(t.names)) for t in PAPERS
    )
    return (
        uses.join(read, on="document_id")
        .filter(has_it)
        .select(
            "deal_id",
            "document_id",
            key="document_id",
            field=pl.format("{}.{}", "table_name", "field"),
        )
        .select("deal_id", "key", "document_id", "field")
    )


def _blank(rows: pl.LazyFrame, table: str, fields: tuple[str, ...]) -> pl.LazyFrame:
    """One row a blank field of a row: deal_id, key, document_id, field."""
    ids = ("deal_id", "key", "document_id")
    keyed = rows.with_columns(key="document_id") if table in MUST_BEAR else rows
    return (
        keyed.filter(pl.any_horizontal(pl.col(fields).is_null()))
        .select(*ids, *(pl.col(f).is_null() for f in fields))
        .unpivot(fields, index=ids, variable_name="name", value_name="is_blank")
        .filter("is_blank")
        .select(*ids, field=pl.format(f"{table}.{{}}", "name"))
    )


def _unmeasured(part: Partition) -> pl.LazyFrame:
    """Bills that state neither a quantity in a unit that is known nor a gross weight.

    Either will do, but without both nobody can say whether more was sold than the bill carries.
    """
    known = unit_factors()["unit"].implode()
    weight = pl.col("gross_weight_kg")
    bills = part.used("transport_documents").with_columns(
        key="document_id",
        quantity=pl.coalesce("quantity", weight),
        unit=pl.when(weight.is_not_null())
        .then(pl.lit("KGM"))
        .when(pl.col("unit").is_in(known))
        .then("unit"),
    )
    return _blank(bills, "transport_documents", ("quantity", "unit"))


def _without_consignee(part: Partition) -> pl.LazyFrame:
    """Bills that are not to order and name nobody to whom the goods are delivered."""
    bills = part.used("transport_documents").filter(~pl.col("is_to_order"))
    return _blank(bills, "transport_documents", ("consignee_id",))


def _of_deals(part: Partition) -> pl.LazyFrame:
    none = pl.lit(None, pl.String)
    return _blank(
        part.deals.lazy().with_columns(key="deal_id", document_id=none), "deals", ("mode",)
    )


def _of_lines(part: Partition) -> pl.LazyFrame:
    """Goods lines of contracts and invoices."""
    uses = part.uses.lazy().filter(pl.col("table_name").is_in(["contracts", "invoices"]))
    lines = part.table("goods_lines").join(
        uses.select("deal_id", "document_id").unique(), on="document_id"
    )
    keyed = lines.with_columns(key=pl.format("{} {}", "document_id", "line_no"))
    return _blank(keyed, "goods_lines", _LINE)


def _of_payments(part: Partition) -> list[pl.LazyFrame]:
    """A payment that was made has a bank, a way and a day; one asked for, an amount."""
    none = pl.lit(None, pl.String)
    own = part.table("payments").select("payment_id", "amount")
    paid = part.paid().join(own, on="payment_id").with_columns(key="payment_id", document_id=none)
    is_made = pl.col("state") == "released"
    return [
        _blank(paid.filter(is_made), "payments", _PAID),
        _blank(paid.filter(~is_made), "payments", _ASKED),
    ]
