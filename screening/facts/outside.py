"""Facts of outside evidence: what platforms and customs abroad say against a deal's papers."""

from __future__ import annotations

import polars as pl

from screening.facts.narrowed import narrowed
from screening.facts.outside_names import consignees_unlike, traders_unlike
from screening.facts.partition import Partition, Sides

SAYS_OTHERWISE, IN_DOUBT = 2, 1
_MOST_WEIGHT = 0.10  # of the paper's
_MOST_DAYS = 15
_ORDER = (
    "REPORTED",
    "CODE",
    "WEIGHT",
    "DATE",
    "CONSIGNEE",
    "NOT_FOUND",
    "EXPORTER",
    "IMPORTER",
)
_PAPER = ["deal_id", "document_id"]
_NOBODY = "?"  # stands for a platform or office that is not named


def outside(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal of which a platform or customs say something: the facts of `outside`.

    The latest answer of each platform counts. A title paper nobody was asked about, or that no
    platform covers, leaves the deal unknown unless another paper is contradicted.
    """
    answers, declared = _answers(part), _declared(part)
    heard = pl.concat([answers.select("document_id"), declared.select("document_id")]).unique()
    part = narrowed(part, part.uses.join(heard.collect(), on="document_id", how="semi"))
    papers = _papers(part)
    against = pl.concat(
        [
            _reported(papers, answers),
            _codes(part, papers, answers, declared),
            _weights(papers, answers, declared),
            _dates(papers, answers, declared),
            consignees_unlike(papers, answers, sides),
            traders_unlike(part, papers, declared, sides),
        ],
        how="diagonal",
    ).with_columns(
        order=pl.col("kind").replace_strict(
            {k: i for i, k in enumerate(_ORDER)}, return_dtype=pl.Int64
        )
    )
    said = against.group_by(_PAPER).agg(against=pl.col("level").max())
    rows = (
        papers.join(heard.with_columns(is_heard=pl.lit(value=True)), on="document_id", how="left")
        .join(said, on=_PAPER, how="left")
        .filter(pl.col("is_title") | pl.col("is_heard"))
        .with_columns(level=pl.when("is_heard").then(pl.col("against").fill_null(0)))
    )
    level = pl.col("level")
    facts = rows.group_by("deal_id").agg(
        outside_contradiction_level=pl.when(
            (level == SAYS_OTHERWISE).any() | level.is_not_null().all()
        )
        .then(level.max())
        .cast(pl.Int64)
    )
    worst = against.sort(
        "deal_id",
        "level",
        "order",
        "document_id",
        "source",
        "said",
        descending=[False, True, False, False, False, False],
        nulls_last=True,
    ).unique("deal_id", keep="first", maintain_order=True)
    return facts.join(
        worst.select(
            "deal_id",
            outside_contradiction="kind",
            outside_said="said",
            outside_expected="expected",
            outside_source=pl.when(pl.col("source") != _NOBODY).then("source"),
            outside_document_id="document_id",
        ),
        on="deal_id",
        how="left",
    )


def _papers(part: Partition) -> pl.LazyFrame:
    """One row a deal and paper; what bills and receipts say that others may say otherwise."""
    bills = part.table("transport_documents").select(
        "document_id",
        "hs6",
        "on_board_date",
        "is_to_order",
        "shipper_id",
        "consignee_id",
        "notify_id",
        "gross_weight_kg",
        is_title=pl.lit(value=True),
    )
    receipts = part.table("warehouse_receipts").select(
        "document_id", "hs6", is_title=pl.lit(value=True)
    )
    said = pl.concat([bills, receipts], how="diagonal")
    uses = part.uses.lazy().select(_PAPER).unique()
    return uses.join(said, on="document_id", how="left").with_columns(
        pl.col("is_title").fill_null(value=False)
    )


def _answers(part: Partition) -> pl.LazyFrame:
    """One row a paper and platform: its latest answer, if it covers such papers at all."""
    asked = part.table("platform_queries").with_columns(
        source=pl.col("provider").fill_null(_NOBODY)
    )
    return (
        asked.sort("document_id", "source", "queried_at", "query_id")
        .unique(["document_id", "source"], keep="last", maintain_order=True)
        .filter(pl.col("result") != "no_coverage")
    )


def _declared(part: Partition) -> pl.LazyFrame:
    return part.table("customs_declarations").with_columns(
        source=pl.col("provider").fill_null(pl.coalesce("authority_country", pl.lit(_NOBODY))),
        is_export=(pl.col("procedure") == "EXPORT").fill_null(value=False),
    )


def _row(kind: str, level: int, said: pl.Expr, expected: pl.Expr) -> list[pl.Expr]:
    """The columns of one contradiction."""
    return [
        pl.col("deal_id"),
        pl.col("document_id"),
        pl.col("source"),
        pl.lit(kind).alias("kind"),
        pl.lit(level, pl.Int64).alias("level"),
        said.cast(pl.String).alias("said"),
        expected.cast(pl.String).alias("expected"),
    ]


def _reported(papers: pl.LazyFrame, answers: pl.LazyFrame) -> pl.LazyFrame:
    """Papers a platform calls wrong, or does not find while no other platform knows them."""
    known = answers.filter(pl.col("result") != "not_found").select("document_id").unique()
    met = papers.join(answers, on="document_id", suffix="_said")
    wrong = met.filter(pl.col("result") == "mismatch")
    unknown = met.filter(pl.col("result") == "not_found").join(known, on="document_id", how="anti")
    nothing = pl.lit(None, pl.String)
    told = pl.coalesce("detail", "result")
    return pl.concat(
        [
            wrong.select(_row("REPORTED", SAYS_OTHERWISE, told, nothing)),
            unknown.select(_row("NOT_FOUND", IN_DOUBT, told, nothing)),
        ]
    )


def _codes(
    part: Partition, papers: pl.LazyFrame, answers: pl.LazyFrame, declared: pl.LazyFrame
) -> pl.LazyFrame:
    """Headings that neither the paper nor any goods line of its deal bears."""
    lines = part.table("goods_lines").select("document_id", "hs6")
    uses = papers.select(_PAPER)
    borne = pl.concat([uses.join(lines, on="document_id"), papers.select(*_PAPER, "hs6")])
    borne = _headed(borne).select("deal_id", "heading", "code").unique()
    codes = borne.group_by("deal_id").agg(expected=pl.col("code").min())
    said = pl.concat(
        rows.select("document_id", "source", "hs6") for rows in (answers, declared)
    ).unique()
    return (
        _headed(uses.join(said, on="document_id"))
        .join(codes, on="deal_id")
        .join(borne.select("deal_id", "heading"), on=["deal_id", "heading"], how="anti")
        .select(_row("CODE", SAYS_OTHERWISE, pl.col("code"), pl.col("expected")))
    )


def _headed(rows: pl.LazyFrame) -> pl.LazyFrame:
    digits = pl.col("hs6").str.replace_all(r"\D", "").str.slice(0, 6)
    return rows.with_columns(code=digits, heading=digits.str.slice(0, 4)).filter(
        pl.col("code").str.len_bytes() >= 4
    )


def _weights(papers: pl.LazyFrame, answers: pl.LazyFrame, declared: pl.LazyFrame) -> pl.LazyFrame:
    """Gross weights more than a tenth off.

    Exports of one paper's goods add up to it; they may enter another country in parts.
    """
    grams = (pl.col("gross_weight_kg") * 1000).cast(pl.Int64)
    own = papers.select(*_PAPER, own=grams).filter(pl.col("own") > 0)
    customs = (
        declared.filter(grams.is_not_null())
        .group_by("document_id", "is_export")
        .agg(told=grams.sum(), source=pl.col("source").min())
        .with_columns(is_part=~pl.col("is_export"))
    )
    platform = answers.select(
        "document_id", "source", told=grams, is_part=pl.lit(value=False)
    ).filter(pl.col("told").is_not_null())
    every = pl.concat([platform, customs.select("document_id", "source", "told", "is_part")])
    gap = (pl.col("told") - pl.col("own")).cast(pl.Float64) / pl.col("own").cast(pl.Float64)
    off = pl.when("is_part").then(gap).otherwise(gap.abs()).round(6)
    return (
        own.join(every, on="document_id")
        .filter(off > _MOST_WEIGHT)
        .select(_row("WEIGHT", SAYS_OTHERWISE, _kg("told"), _kg("own")))
    )


def _kg(grams: str) -> pl.Expr:
    return pl.format("{} kg", pl.col(grams) // 1000)


def _dates(papers: pl.LazyFrame, answers: pl.LazyFrame, declared: pl.LazyFrame) -> pl.LazyFrame:
    """On-board days a platform has otherwise; declarations that do not fit the day, a doubt only.

    An export is declared about the day of loading; nothing is imported long before it.
    """
    own = papers.select(*_PAPER, own="on_board_date").drop_nulls()
    platform = own.join(
        answers.select("document_id", "source", told="on_board_date"), on="document_id"
    )
    customs = own.join(
        declared.select("document_id", "source", "is_export", told="accepted_on"), on="document_id"
    )
    late = (pl.col("told") - pl.col("own")).dt.total_days()
    off = pl.when("is_export").then(late.abs()).otherwise(-late)
    columns = (pl.col("told"), pl.col("own"))
    return pl.concat(
        [
            platform.filter(late.abs() > _MOST_DAYS).select(_row("DATE", SAYS_OTHERWISE, *columns)),
            customs.filter(off > _MOST_DAYS).select(_row("DATE", IN_DOUBT, *columns)),
        ]
    )
