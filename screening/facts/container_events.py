"""Facts of containers: what their known events say against the paper they stand on."""

from __future__ import annotations

import polars as pl

from screening.facts.near_ports import is_one_port, port_points, with_point
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.ships import sea_bills
from screening.reference import container_number, normalised_ref

WINDOW_DAYS = 5
_SLACK = 1  # local days and UTC differ by one
_SPAN = 2 * WINDOW_DAYS + 1
_LINKED = ("switch", "master-house", "replaces", "amends")
_KEY = ("deal_id", "document_id", "box")


def container_events(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with containers: how many their events contradict, and the first of them.

    A container is unknown where no event that could be compared is known about the day it was
    loaded; one that is contradicted decides all the same.
    """
    boxes = _boxes(part, sides).cache()
    events = _events(boxes, sides).cache()
    rows = (
        boxes.join(_around_loading(boxes, events, sides), on=_KEY, how="left")
        .join(_emptied(boxes, events), on=_KEY, how="left")
        .with_columns(_verdict())
        .with_columns(is_against=pl.col("verdict").struct.field("said").is_not_null())
        .with_columns(
            is_against=pl.when(
                pl.col("is_against")
                | (pl.col("is_known") & pl.col("may_be_emptied").is_null()).fill_null(value=False)
            ).then("is_against")
        )
    )
    hit = pl.col("is_against")
    counts = rows.group_by("deal_id").agg(
        n_contradicted_containers=pl.when(hit.any() | hit.is_not_null().all()).then(
            pl.col("box").filter(hit).n_unique().cast(pl.Int64)
        )
    )
    first = deciding(rows.filter(hit), "box", ties=["document_id"], descending=False).select(
        "deal_id",
        contradicted_container_ref="equipment_ref",
        container_contradiction=pl.col("verdict").struct.field("said"),
        container_event_on=pl.col("verdict").struct.field("on"),
        contradicted_container_document_id="document_id",
    )
    return counts.join(first, on="deal_id", how="left")


def _verdict() -> pl.Expr:
    """What a container's events say against its paper, and the day; nulls for nothing."""
    elsewhere = pl.when(~pl.col("was_at_port")).then("elsewhere")
    kinds = ("other_shipment", "loaded_empty", "emptied")
    days = {"elsewhere": elsewhere, **{kind: pl.col(kind) for kind in kinds}}
    said = [pl.when(day.is_not_null()).then(pl.lit(kind)) for kind, day in days.items()]
    return pl.struct(said=pl.coalesce(said), on=pl.coalesce(days.values())).alias("verdict")


def _boxes(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal, sea paper and container, with what the paper says of its way.

    `moves_under` is the number its carrier knows it by: of a house paper the master's; null where
    that is not known, as of a paper switched from another.
    """
    links = sides.table("document_links").filter(pl.col("kind").is_in(_LINKED))
    ends = [links.select(document_id=end) for end in ("parent_id", "child_id")]
    linked = pl.concat(ends).unique().with_columns(is_linked=pl.lit(value=True))
    kind = pl.when(pl.col("is_linked").is_null()).then("house_or_master")
    own = normalised_ref(pl.col("transport_doc_ref"))
    masters = normalised_ref(pl.col("master_ref"))
    papers = (
        sea_bills(part)
        .join(linked, on="document_id", how="left")
        .join(part.deals.lazy().select("deal_id", "title_in_date"), on="deal_id")
        .select(
            "deal_id",
            "document_id",
            "load_port",
            "place_of_receipt",
            "title_in_date",
            pl.col("has_transhipment").fill_null(value=False),
            loaded_on="on_board_date",
            ends=pl.concat_list("discharge_port", "place_of_delivery"),
            own_ref=own,
            moves_under=pl.when(kind == "master").then(own).when(kind == "house").then(masters),
        )
    )
    numbers = sides.containers.lazy().select(equipment_ref="value", box="number")
    boxes = part.table("equipment").select("document_id", "equipment_ref")
    return (
        papers.join(boxes, on="document_id")
        .join(numbers, on="equipment_ref")
        .unique(_KEY, keep="any")
    )


def _events(boxes: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The known events of these containers, with their day."""
    events = sides.table("equipment_events")
    numbers = (  # over distinct values: a feed repeats each number many times
        events.select("equipment_ref")
        .unique()
        .with_columns(box=container_number(pl.col("equipment_ref")))
        .join(boxes.select("box").unique(), on="box", how="semi")
    )
    return events.join(numbers, on="equipment_ref").select(
        "event",
        "box",
        event_on=pl.col("at").dt.date(),
        place="unlocode",
        event_ref="transport_doc_ref",
        is_empty=pl.col("is_empty").fill_null(value=False),
    )


def _around_loading(boxes: pl.LazyFrame, events: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a container with events within WINDOW_DAYS of loading: the first day of each kind.

    Before it is loaded a full box can be in one seaport only. What it did elsewhere counts where
    nothing shows it at the port of loading; ramps inland lie in no list of ports and never count.
    """
    day = pl.col("event_on").cast(pl.Int32)
    loaded = pl.col("loaded_on").cast(pl.Int32)
    buckets = pl.concat_list((loaded - WINDOW_DAYS) // _SPAN, (loaded + WINDOW_DAYS) // _SPAN)
    asked = (
        boxes.filter(pl.col("loaded_on").is_not_null())
        .with_columns(bucket=buckets.list.unique())
        .explode("bucket", empty_as_null=False)
    )
    gap = (pl.col("event_on") - pl.col("loaded_on")).dt.total_days()
    near = asked.join(events.with_columns(bucket=day // _SPAN), on=["box", "bucket"]).filter(
        gap.abs() <= WINDOW_DAYS
    )
    points = port_points(sides)
    placed = with_point(with_point(near, "load_port", points), "place", points).with_columns(
        is_port=is_one_port("place", "load_port"),
        is_before=gap <= _SLACK,
        is_full=~pl.col("is_empty"),
        is_loading=pl.col("event").is_in(["LOAD", "GTIN"]),
    )
    there = pl.col("is_full") & pl.col("event").is_in(["LOAD", "GTIN", "STUF"]) & pl.col("is_port")
    moved = pl.col("event").is_in(["LOAD", "GTIN", "GTOT", "DISC"])
    away = (
        pl.col("is_full")
        & moved
        & pl.col("is_before")
        & ~pl.col("is_port")
        & (pl.col("place") != pl.col("place_of_receipt")).fill_null(value=True)
    )
    other = pl.col("is_full") & pl.col("is_loading") & _is_other_number()
    empty = (
        (pl.col("event") == "LOAD") & pl.col("is_empty") & pl.col("is_before") & pl.col("is_port")
    )
    on = pl.col("event_on")
    told = placed.select(  # over all rows at once, not group by group
        *_KEY,
        is_known=moved & pl.col("is_port").is_not_null(),
        was_at_port=there,
        elsewhere=pl.when(away).then(on),
        other_shipment=pl.when(other).then(on),
        loaded_empty=pl.when(empty).then(on),
    )
    return told.group_by(_KEY).agg(
        pl.col("is_known", "was_at_port").any(),
        pl.col("elsewhere", "other_shipment", "loaded_empty").min(),
    )


def _is_other_number() -> pl.Expr:
    """Whether an event names another paper; carriers write a number with or without their code."""
    seen = normalised_ref(pl.col("event_ref"))
    same = [
        seen.str.ends_with(pl.col(own)) | pl.col(own).str.ends_with(seen)
        for own in ("moves_under", "own_ref")
    ]
    return pl.col("moves_under").is_not_null() & ~same[0] & ~same[1]


def _emptied(boxes: pl.LazyFrame, events: pl.LazyFrame) -> pl.LazyFrame:
    """One row a container that was stripped or came back empty before title came in: the day.

    Its first emptying after loading counts, however long after: with it the cargo is delivered.
    Boxes are restuffed on the way only where the paper says so. Where the day of title is not
    stated, the emptying may have come before it: no day, but `may_be_emptied`.
    """
    title_in = pl.col("title_in_date")
    back = pl.col("event").is_in(["GTIN", "DROP"]) & pl.col("is_empty")
    emptyings = events.filter((pl.col("event") == "STRP") | back).sort(
        "event_on", "box", "place", nulls_last=True
    )
    restuffed = pl.col("has_transhipment") & ~pl.col("ends").list.contains(pl.col("place"))
    return (
        boxes.with_columns(after=pl.col("loaded_on").dt.offset_by(f"{_SLACK + 1}d"))
        .filter(pl.col("after").is_not_null())
        .sort("after", *_KEY)
        .join_asof(
            emptyings,
            left_on="after",
            right_on="event_on",
            by="box",
            strategy="forward",
            check_sortedness=False,
            coalesce=False,
        )
        .filter(
            (pl.col("event_on") < title_in)
            | (title_in.is_null() & pl.col("event_on").is_not_null()),
            ~restuffed.fill_null(value=False),
        )
        .select(
            *_KEY,
            emptied=pl.when(title_in.is_not_null()).then("event_on"),
            may_be_emptied=pl.when(title_in.is_null()).then(pl.lit(value=True)),
        )
    )
