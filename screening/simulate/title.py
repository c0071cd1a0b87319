"""Transport papers and warehouse receipts with what hangs on them, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.goods import GOODS
from screening.simulate.horizon import AS_OF, as_date, as_time
from screening.simulate.kinds import CLEAN
from screening.simulate.papers import shares_buy_papers
from screening.simulate.roll import OUR_BANK
from screening.simulate.trades import NEXT_PORT

PACKAGES_A_BOX = 20
BUNDLE = 1000  # thousandths of the tonne that bundled goods are sold by


def bills(book: pl.DataFrame) -> pl.DataFrame:
    """The book's rows that have a transport paper of their own; a split bill sums its drawings."""
    split = pl.col("bill_use") == "split"
    summed = ("quantity", "gross_g", "boxes")
    whole = book.with_columns(
        pl.when(split).then(pl.col(c).sum().over("leader")).otherwise(c).alias(c) for c in summed
    )
    own = ~pl.col("bill_use").is_in(["split", "chain"]) | (pl.col("part") == 0)
    first = whole.filter(pl.col("has_papers") & (pl.col("title") != "receipt") & own).with_columns(
        pl.lit(None, pl.String).alias("receipt_port"), is_second=False
    )
    return pl.concat([first, _switched(first)])


def _switched(bills: pl.DataFrame) -> pl.DataFrame:
    """The bills issued in place of another: the trader ships, from the ship's next port."""
    return bills.filter("is_switched").with_columns(
        bill_id=pl.col("switched_id"),
        bill_ref=pl.concat_str("bill_ref", pl.lit("S")),
        receipt_port=pl.col("load_port"),
        load_port=pl.col("load_port").replace(NEXT_PORT),
        supplier_id=pl.col("client_id"),
        issued_on=pl.col("switched_on"),
        is_second=True,
    )


def transport_documents(carried: pl.DataFrame) -> pl.DataFrame:
    """Table transport_documents, from `bills`."""
    order = pl.coalesce(
        "order_party",
        pl.when(pl.col("title") == "bank_order").then(pl.lit(OUR_BANK)),
        pl.when(pl.col("title") == "order").then(pl.col("supplier_id")),
        "stranger_id",
        "buyer_id",
    )
    waybill = pl.col("title") == "waybill"
    # a paper handed in again rarely repeats its number letter for letter
    retyped = (pl.col("bill_use") == "copy") & (pl.col("part") % 2 == 1)
    ref = pl.col("bill_ref")
    shown = pl.concat_str(ref.str.slice(0, 4), pl.lit(" "), ref.str.slice(4))
    status = [pl.when(ended).then(pl.lit(name)) for name, (ended, _) in ENDINGS.items()]
    since = [pl.when(ended).then(as_time(pl.col(day), 15)) for ended, day in ENDINGS.values()]
    other = pl.col("has_other_goods")
    return carried.with_columns(landed=_if_by_then("landed_on")).select(
        pl.col("bill_id").alias("document_id"),
        pl.col("title_deal_id").alias("deal_id"),
        pl.when(pl.col("title_deal_id").is_not_null()).then(pl.lit("both")).alias("leg"),
        pl.when(retyped).then(shown).otherwise(ref).alias("transport_doc_ref"),
        pl.when(waybill).then(pl.lit("SWB")).otherwise(pl.lit("BOL")).alias("type"),
        "carrier_code",
        pl.coalesce(*status, pl.lit("ISSUED")).alias("status"),
        pl.coalesce(*since, as_time(pl.col("issued_on"), 9)).alias("status_at"),
        "is_to_order",
        pl.lit("master").alias("house_or_master"),
        as_date("issued_on").alias("issue_date"),
        as_date("loaded_on").alias("on_board_date"),
        as_date("landed").alias("discharge_date"),
        pl.coalesce("stranger_id", "supplier_id").alias("shipper_id"),
        order.alias("consignee_id"),
        pl.coalesce("stranger_id", "buyer_id").alias("notify_id"),
        "load_port",
        "discharge_port",
        pl.col("receipt_port").alias("place_of_receipt"),
        pl.col("delivery_port").alias("place_of_delivery"),
        "vessel_name",
        "vessel_imo",
        pl.format("{}E", pl.col("voyage_no").cast(pl.String).str.zfill(3)).alias("voyage"),
        as_date("loaded_on").alias("planned_departure_date"),
        as_date("landed_on").alias("planned_arrival_date"),
        pl.when(pl.col("sell_incoterm") == "FOB")
        .then(pl.lit("COL"))
        .otherwise(pl.lit("PRE"))
        .alias("freight_term"),
        pl.lit(False).alias("has_transhipment"),
        "cargo_form",
        pl.when(other).then(_of_other("name")).otherwise("description").alias("goods_description"),
        pl.when(other).then(_of_other("hs6")).otherwise("hs6").alias("hs6"),
        exact.quantity("quantity"),
        "unit",
        exact.quantity("gross_g").alias("gross_weight_kg"),
        _packages().alias("package_count"),
        pl.when(pl.col("title_deal_id").is_null() & (pl.col("bill_use") == "own"))
        .then("buy_contract_no")
        .alias("contract_no"),
        as_time(pl.min_horizontal(pl.col("issued_on") + 1, pl.lit(AS_OF)), 4).alias("submitted_at"),
    )


def _packages() -> pl.Expr:
    """Packages: so many a box, bundles of a tonne outside of boxes; none in bulk."""
    bundles = -(-pl.col("quantity") // BUNDLE)
    form = pl.col("cargo_form")
    return (
        pl.when(form == "BOX")
        .then(pl.col("boxes") * PACKAGES_A_BOX)
        .when(form == "BREAKBULK")
        .then(bundles)
    )


def _of_other(what: str) -> pl.Expr:
    """Name or commodity of goods that are not the deal's."""
    half = len(GOODS) // 2
    told = {k: getattr(GOODS[(k + half) % len(GOODS)], what) for k in range(len(GOODS))}
    return pl.col("good").replace_strict(told, return_dtype=pl.String)


_IS_SWITCHED = pl.col("is_switched") & ~pl.col("is_second")
_IS_TELEXED = (
    (pl.col("kind") == CLEAN) & (pl.col("title") == "straight") & (pl.col("serial") % 6 == 0)
)
_IS_OVER = pl.col("is_void") | _IS_SWITCHED | _IS_TELEXED
ENDINGS = {
    "VOIDED": (pl.col("is_void"), "issued_on"),
    "TELEX_RELEASED": (_IS_TELEXED, "issued_on"),
    "SURRENDERED_FOR_AMENDMENT": (_IS_SWITCHED, "switched_on"),
    "SURRENDERED_FOR_DELIVERY": (
        ~_IS_OVER & (pl.col("surrendered_on") < AS_OF),
        "surrendered_on",
    ),
}
"""By status that follows issue: which bills have it, and since which day."""


def _if_by_then(column: str) -> pl.Expr:
    return pl.when(pl.col(column) <= AS_OF).then(pl.col(column))


def endorsements(book: pl.DataFrame) -> pl.DataFrame:
    """Table endorsements: every order bill from its order party down to the last buyer."""
    order = book.filter("has_papers", "is_to_order", "is_endorsed")
    split, chain = pl.col("bill_use") == "split", pl.col("bill_use") == "chain"
    own = order.filter(~split | (pl.col("part") == 0))
    bill = pl.when(chain).then(pl.col("bill_id").first().over("leader", order_by="part"))
    own = own.with_columns(
        bill.otherwise("bill_id").alias("document_id"),
        at=pl.when(chain).then(pl.col("part") * 2).otherwise(0),
        giver=pl.when(pl.col("title") == "bank_order")
        .then(pl.lit(OUR_BANK))
        .otherwise("supplier_id"),
        # drawings of a split bill go out in blank, each with its delivery order
        taker=pl.when(split).then(None).otherwise("buyer_id"),
    )
    # a client that sold to the next client endorsed the bill to it once, on its way out
    came = own.filter(~shares_buy_papers())
    title_in = _endorsement(came, 1, "giver", pl.col("client_id"), "title_in_on")
    second = pl.when("is_switched").then("switched_id").otherwise("document_id")
    own = own.with_columns(document_id=second)
    title_out = _endorsement(own, 2, "client_id", pl.col("taker"), "title_out_on")
    return pl.concat([title_in, title_out])


def _endorsement(
    rows: pl.DataFrame, step: int, giver: str, taker: pl.Expr, day: str
) -> pl.DataFrame:
    return rows.select(
        "document_id",
        (pl.col("at") + step).cast(pl.Int64).alias("sequence"),
        pl.col(giver).alias("endorser_id"),
        taker.alias("endorsee_id"),
        as_date(day).alias("endorsed_on"),
    )


def document_events(carried: pl.DataFrame) -> pl.DataFrame:
    """Table document_events: issued, and what has become of the bill since."""
    issued = _event(carried, "ISSUED", "issued_on", 9)
    ended = [
        _event(carried.filter(is_so), status, day, 15) for status, (is_so, day) in ENDINGS.items()
    ]
    return pl.concat([issued, *ended])


def _event(rows: pl.DataFrame, status: str, day: str, hour: int) -> pl.DataFrame:
    return rows.select(
        pl.col("bill_id").alias("document_id"),
        pl.lit(status).alias("status"),
        as_time(pl.col(day), hour).alias("at"),
        pl.lit("carrier").alias("source"),
    )
