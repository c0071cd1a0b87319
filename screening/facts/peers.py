"""Facts of peers: prices against those of like deals that were struck and recorded before.

Peers of a price are prices of the same leg, commodity and lane of the three whole months before
its own, recorded by runs judged on an earlier day (History.before): never the batch's own. Where
fewer than LEAST deals are found, the heading (HS4) is taken for the commodity, then any lane.

The fence is Kimber's (1990, Exploratory data analysis for possibly censored data from skewed
distributions, Applied Statistics 39): each side is as wide as the half of the middle box on that
side, Q1 - 2k (M - Q1) and Q3 + 2k (Q3 - M). With a symmetric box it is Tukey's; a skewed one it
follows, as the adjusted boxplot of Hubert and Vandervieren (2008) does, without its medcouple.
Order statistics of whole numbers, so that they are exact whatever the order of rows.
"""

from __future__ import annotations

import polars as pl

from screening.facts.delivery_terms import fob
from screening.facts.money import dollars
from screening.facts.partition import Partition, Sides
from screening.facts.priced_lines import priced_lines
from screening.facts.reduce import deciding
from screening.schema.results import PEER_MONTHS, PRICE_USE

LEAST = 20  # deals
_MICRO = 1_000_000
_LEAST_SPREAD = 100  # half a box is taken as a hundredth of the median at least
_CELL = ("leg", "base_unit", "month")
_WIDTHS = (  # narrow to wide: how the group is called, and what its peers share besides _CELL
    ("hs6_lane", ("hs6", "lane")),
    ("hs4_lane", ("hs4", "lane")),
    ("hs4", ("hs4",)),
)
# what is compared: prices over their references, which leaves out moves of the market; else prices
_MEASURES = ("ratio_micro", "price_micro")
_FENCE = ("q1", "median", "q3", "n", "group")


def peers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `peers`."""
    fenced = _fenced(part, sides)
    ties = ["document_id", "line_no", "leg"]
    farthest = deciding(
        fenced.filter(pl.col("multiple").is_not_null()), "multiple", ties=ties
    ).select(
        "deal_id",
        peer_fence_multiple=pl.col("multiple").round(6),
        peer_unit_price_usd=_shown("price_micro"),
        peer_q1_usd=_shown("q1"),
        peer_median_usd=_shown("median"),
        peer_q3_usd=_shown("q3"),
        n_price_peers=pl.col("n").cast(pl.Int64),
        price_peer_group="group",
        peer_price_document_id="document_id",
    )
    shifted = _shifted(fenced).filter(pl.col("cents").is_not_null())
    worst = deciding(shifted, "cents", ties=ties).select(
        "deal_id",
        value_shifted_ratio=pl.col("ratio_shifted").round(6),
        value_shift_leg="leg",
        value_shift_source="shift_source",
        value_shift_document_id="document_id",
    )
    total = shifted.group_by("deal_id").agg(
        value_shifted_usd=dollars(pl.col("cents").sum()),
    )
    frame = part.deals.lazy().select("deal_id")
    for facts in (farthest, total, worst):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame


def price_uses(part: Partition, sides: Sides) -> pl.DataFrame:
    """One row a priced goods line, sorted (`price_use` less run_id): the peers of later prices."""
    names = [c for c in PRICE_USE.dtypes if c != "run_id"]
    rows = (
        _counted(part, sides)
        .with_columns(
            price_month=pl.col("hs4") + ":" + pl.col("on").dt.strftime("%Y-%m"),
            priced_on="on",
            recorded_on=pl.lit(part.as_of_day),
        )
        .select(names)
        .unique()
        .collect(engine="in-memory")
    )
    return rows.sort(PRICE_USE.order[1:])


def _counted(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Lines that bear a price to compare: each leg's contracts, else its invoices.

    Without a price above nought, a quantity above nought, a unit, commodity and day a line is
    nobody's peer and has none.
    """
    digits = pl.col("hs6").str.replace_all(r"\D", "").str.slice(0, 6)
    return part.kept(
        "counted prices",
        lambda: (
            priced_lines(part, sides)
            .filter(
                pl.col("leg").is_in(["buy", "sell"]),
                pl.col("usd") > 0,
                pl.col("quantity") > 0,
                pl.col("base_unit").is_not_null(),
                pl.col("on").is_not_null(),
            )
            .with_columns(
                hs6=digits,
                lane=pl.col("load_country") + "-" + pl.col("discharge_country"),
                price_micro=_micro(pl.col("usd_fob")),
                ratio_micro=_micro(pl.col("usd_fob") / pl.col("quote_fob")),
            )
            .filter(pl.col("hs6").str.len_bytes() >= 4, pl.col("price_micro").is_not_null())
            .with_columns(hs4=pl.col("hs6").str.slice(0, 4), month=pl.col("on").dt.truncate("1mo"))
            .filter(pl.col("is_contract") == pl.col("is_contract").max().over("deal_id", "leg"))
        ),
    )


def _micro(value: pl.Expr) -> pl.Expr:
    """Whole millionths; null for nothing, less, and what is beyond all measure."""
    return (
        pl.when(value.is_between(1e-6, 9e12))
        .then((value * _MICRO).round())
        .cast(pl.Int64, strict=False)
    )


def _shown(micro: str) -> pl.Expr:
    """Micro-dollars a base unit as dollars a unit of the paper."""
    return (pl.col(micro).cast(pl.Float64) / _MICRO * pl.col("factor")).round(4)


def _fenced(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Lines with their peers' quartiles in micro-dollars a base unit, and how far outside they lie.

    `multiple` is the k of the fence the price lies on, nought within the box; null without peers.
    """
    lines = _counted(part, sides)
    rows = lines
    for width, (name, shared) in enumerate(_WIDTHS):
        keys = [*_CELL, *shared]
        for measure in _MEASURES:
            fences = _fences(lines, sides, measure, keys, name)
            renamed = fences.rename({c: f"{c}_{measure}_{width}" for c in _FENCE})
            rows = rows.join(renamed, on=keys, how="left")
    known = [
        (measure, width)
        for measure in _MEASURES
        for width in range(len(_WIDTHS))  # ratios of a wide group before prices of a narrow one
    ]
    in_dollars = {
        "ratio_micro": pl.col("price_micro").cast(pl.Float64) / pl.col("ratio_micro"),
        "price_micro": pl.lit(1.0),
    }

    def chosen(column: str) -> pl.Expr:
        each = (
            (pl.col(f"{column}_{m}_{w}") * in_dollars[m]).round().cast(pl.Int64, strict=False)
            for m, w in known
        )
        return pl.coalesce(each).alias(column)

    def named(column: str) -> pl.Expr:
        # a ratio needs the line's own reference
        each = (
            pl.when(pl.col(m).is_not_null()).then(pl.col(f"{column}_{m}_{w}")) for m, w in known
        )
        return pl.coalesce(each).alias(column)

    return rows.with_columns(
        *(chosen(c) for c in ("q1", "median", "q3")), named("n"), named("group")
    ).with_columns(multiple=_multiple())


def _multiple() -> pl.Expr:
    price, q1, median, q3 = (pl.col(c) for c in ("price_micro", "q1", "median", "q3"))
    least = pl.max_horizontal(median // _LEAST_SPREAD, pl.lit(1))
    above = (price - q3) / (2 * pl.max_horizontal(q3 - median, least))
    below = (q1 - price) / (2 * pl.max_horizontal(median - q1, least))
    return pl.when(q1.is_not_null()).then(pl.max_horizontal(above, below, pl.lit(0.0)))


def _fences(
    lines: pl.LazyFrame, sides: Sides, measure: str, keys: list[str], name: str
) -> pl.LazyFrame:
    """One row a cell some line asks for, with the quartiles of one price a deal, LEAST at least."""
    asked = lines.select(keys).unique()
    before = sides.peers.lazy().with_columns(
        hs4=pl.col("hs6").str.slice(0, 4),
        value=pl.col(measure),
        struck=pl.col("priced_on").dt.truncate("1mo"),
    )
    met = pl.concat(
        before.with_columns(month=pl.col("struck").dt.offset_by(f"{n}mo"))
        for n in range(1, PEER_MONTHS + 1)
    )
    one_a_deal = (
        met.filter(pl.col("value").is_not_null())
        .join(asked, on=keys, how="semi")
        .sort("deal_id", "document_id", "line_no")
        .unique(["deal_id", *keys], keep="first", maintain_order=True)
    )
    n, value = pl.len(), pl.col("value").sort()
    return (
        one_a_deal.group_by(keys)
        .agg(
            q1=value.get((n - 1) // 4),
            median=value.get((n - 1) // 2),
            q3=value.get(n - 1 - (n - 1) // 4),
            n=n,
        )
        .filter(pl.col("n") >= LEAST)
        .with_columns(group=pl.lit(name))
    )


def _shifted(fenced: pl.LazyFrame) -> pl.LazyFrame:
    """Lines with the `cents` paid above Q3 or sold below Q1, times the quantity.

    Quartiles of the peers, else those published with the reference; a formula price has no
    published ones, as they are of one day.
    """
    published = pl.col("quote").is_not_null() & (pl.col("price_basis") == "FIXED")
    own = pl.col("q1").is_not_null()
    p25 = pl.when(published).then(_micro(fob("ref_p25", "ref_incoterm")))
    p75 = pl.when(published).then(_micro(fob("ref_p75", "ref_incoterm")))
    low, high = pl.when(own).then("q1").otherwise(p25), pl.when(own).then("q3").otherwise(p75)
    over = pl.when(pl.col("leg") == "buy").then(pl.col("price_micro") - pl.col("high"))
    under = pl.when(pl.col("leg") == "sell").then(pl.col("low") - pl.col("price_micro"))
    edge = pl.when(pl.col("leg") == "buy").then(pl.col("high")).otherwise(pl.col("low"))
    base = pl.col("quantity").cast(pl.Float64) * pl.col("factor")
    return (
        fenced.with_columns(low=low, high=high)
        .with_columns(shift=pl.coalesce(over, under).clip(lower_bound=0), edge=edge)
        .with_columns(
            cents=(pl.col("shift") * base / (_MICRO / 100)).round().cast(pl.Int64, strict=False),
            ratio_shifted=pl.when(pl.col("edge") > 0).then(pl.col("shift") / pl.col("edge")),
            shift_source=pl.when(pl.col("shift").is_not_null()).then(
                pl.when(own).then(pl.lit("peers")).otherwise(pl.lit("reference"))
            ),
        )
    )
