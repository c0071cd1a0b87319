"""Facts of routes: detours, ends that fit nobody, ports and origins that cannot be."""

from __future__ import annotations

import polars as pl

from screening.facts.deal import SEA
from screening.facts.detours import detours
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.route_ends import route_ends
from screening.reference.places import SAME_PORT

_ORIGIN_FACTS = (
    "n_origins_without_output",
    "origin_without_output",
    "origin_without_output_hs6",
    "origin_without_output_document_id",
)


def routes(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `routes`."""
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        detours(part, sides),
        _deviation(part),
        route_ends(part, sides),
        _facilities(part, sides),
        _production(part, sides),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame.with_columns(pl.col("has_voyage_deviation").fill_null(value=False))


def _deviation(part: Partition) -> pl.LazyFrame:
    filed = (pl.col("filed_on") <= part.as_of_day).fill_null(value=True)
    return (
        part.table("evidence_on_file")
        .filter(filed, pl.col("reason_code") == "R10")
        .select("deal_id", has_voyage_deviation=pl.lit(value=True))
        .unique()
    )


def _facilities(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Ports of the sea papers, each against the forms of cargo the register lists for it."""
    listed = sides.table("port_facilities").select(
        pl.col("unlocode").replace(SAME_PORT).alias("place"), "cargo_form"
    )
    has_row = listed.select("place", is_listed=pl.lit(value=True)).unique()
    works = listed.with_columns(works=pl.lit(value=True)).unique()
    papers = part.used("transport_documents").filter(
        pl.col("type").is_in(SEA).fill_null(value=True)
    )
    rows = (
        pl.concat(
            papers.select("deal_id", "document_id", "cargo_form", port=column)
            for column in ("load_port", "discharge_port")
        )
        .unique()
        .with_columns(place=pl.col("port").replace(SAME_PORT))
        .join(has_row, on="place", how="left")
        .join(works, on=["place", "cargo_form"], how="left")
        .with_columns(
            lacks=pl.when(pl.col("is_listed") & pl.col("cargo_form").is_not_null()).then(
                pl.col("works").is_null()
            )
        )
    )
    lacks = pl.col("lacks")
    counts = rows.group_by("deal_id").agg(
        n_ports_without_facility=pl.when(lacks.any() | lacks.is_not_null().all()).then(
            pl.col("place").filter(lacks).n_unique().cast(pl.Int64)
        )
    )
    paper = deciding(
        rows.filter("lacks"), "port", ties=["document_id", "cargo_form"], descending=False
    ).select(
        "deal_id",
        port_without_facility="port",
        port_without_facility_document_id="document_id",
    )
    return counts.join(paper, on="deal_id", how="left")


def _production(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Origins of the goods against output in the year of the paper, or the last known before it.

    A line without origin or commodity leaves the count open unless another has no output.
    """
    if not sides.has("production"):  # spares the goods lines of every deal
        return part.deals.lazy().select("deal_id", *(pl.lit(None).alias(n) for n in _ORIGIN_FACTS))
    lines = _origins(part)
    asked = lines.select("hs6", "country", "traded").unique()
    known = sides.table("production").select("hs6", "country", "year", "output_tonnes")
    met = (
        asked.join(known, on=["hs6", "country"])
        .filter(pl.col("year") <= pl.col("traded"))
        .sort("hs6", "country", "traded", "year", descending=[False, False, False, True])
        .unique(["hs6", "country", "traded"], keep="first", maintain_order=True)
        .select("hs6", "country", "traded", is_none=pl.col("output_tonnes") == 0)
    )
    rows = lines.join(met, on=["hs6", "country", "traded"], how="left")
    none = pl.col("is_none")
    told = rows.group_by("document_id").agg(is_told=none.is_not_null().all())
    pairs = rows.filter(none).select("document_id", "country", "hs6").unique()
    used = pl.concat(
        part.used(name).select("deal_id", "document_id") for name in ("contracts", "invoices")
    )
    without = used.unique().join(pairs, on="document_id")
    n = without.group_by("deal_id").agg(n=pl.struct("country", "hs6").n_unique().cast(pl.Int64))
    paper = deciding(without, "country", ties=["hs6", "document_id"], descending=False).select(
        "deal_id",
        origin_without_output="country",
        origin_without_output_hs6="hs6",
        origin_without_output_document_id="document_id",
    )
    return (
        used.join(told, on="document_id")
        .group_by("deal_id")
        .agg(is_told=pl.col("is_told").all())
        .join(n, on="deal_id", how="left")
        .join(paper, on="deal_id", how="left")
        .with_columns(
            n_origins_without_output=pl.coalesce("n", pl.when("is_told").then(pl.lit(0, pl.Int64)))
        )
        .drop("n", "is_told")
    )


def _origins(part: Partition) -> pl.LazyFrame:
    """One row a goods line of a contract or invoice: its commodity, origin and paper's year."""
    dated = pl.concat(
        part.table(name).select("document_id", day=day)
        for name, day in (("contracts", "sign_date"), ("invoices", "issue_date"))
    )
    year = pl.col("day").fill_null(part.as_of_day).dt.year().cast(pl.Int64)
    lines = part.table("goods_lines").select("document_id", "hs6", country="origin_country")
    return lines.join(dated, on="document_id").select("document_id", "hs6", "country", traded=year)
