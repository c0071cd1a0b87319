"""Facts of prices: unit prices against the reference known at the time, and vague goods."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("prices")

FACTS = (
    _fact(
        "price_deviation",
        D,
        "how far a unit price is from the reference: the larger of ratio and its inverse, less 1; "
        "null where a leg states no price and the other is not far off",
        "单价与参考价的偏离幅度",
        COVERAGE,
        unit="ratio",
        needs=("reference_prices",),
        points_to="price_document_id",
    ),
    _fact(
        "price_ratio",
        D,
        "that unit price over its reference",
        "单价与参考价之比",
        COVERAGE,
        unit="ratio",
    ),
    _fact(
        "unit_price_usd",
        D,
        "that unit price",
        "偏离参考价最大的美元单价",
        COVERAGE,
        unit="USD a unit of the reference",
    ),
    _fact(
        "reference_price_usd",
        D,
        "the reference known then",
        "当时已知的美元参考价",
        COVERAGE,
        unit="USD a unit",
    ),
    _fact(
        "reference_p25_usd",
        D,
        "first quartile of the observations behind the reference",
        "参考价第一四分位数",
        COVERAGE,
        unit="USD a unit",
    ),
    _fact(
        "reference_p75_usd",
        D,
        "third quartile of the observations behind the reference",
        "参考价第三四分位数",
        COVERAGE,
        unit="USD a unit",
    ),
    _fact("reference_n", N, "observations behind the reference", "参考价样本数", COVERAGE),
    _fact("reference_grade", S, "grade the reference is for", "参考价适用品级", COVERAGE),
    _fact(
        "reference_fits_goods",
        B,
        "the reference is for the goods' own grade, stated on both sides, and quantity basis",
        "参考价与货物的品级和计量基准一致",
        COVERAGE,
    ),
    _fact(
        "has_reference_mismatch_proof",
        B,
        "a paper on file tells why a reference of another or unknown grade or basis does not fit "
        "the goods (R11)",
        "参考价品级或计量基准与货物不一致或不明,且已提供不可比证明",
        NEVER,
    ),
    _fact("reference_source", S, "who published the reference", "参考价来源", COVERAGE),
    _fact(
        "price_is_on_fob_basis",
        B,
        "price and reference were brought to FOB to be compared, as their terms differ",
        "单价与参考价因贸易术语不同已折算为离岸价",
        COVERAGE,
    ),
    _fact(
        "fx_rate_age_days",
        N,
        "days from the rate of exchange used to the day of the price",
        "所用汇率距定价日天数",
        COVERAGE,
        unit="days",
    ),
    _fact(
        "price_is_due",
        B,
        "a price can be asked: not all of them wait for the end of a quotation period",
        "已有可核价格,计价期未结束者除外",
        NOT_YET,
    ),
    _fact(
        "price_is_stated",
        B,
        "each leg states a price that can be compared: goods, unit, currency, day, and a price or "
        "an amount and a quantity; or one that is stated is far off already",
        "购销各侧单证均载明核价要素,或已载明的单价已明显偏离",
        PAPER,
    ),
    _fact(
        "reference_age_days",
        N,
        "days from the reference to the day the price was set, or the end of its quotation period",
        "参考价距定价日或计价期末的天数",
        COVERAGE,
        unit="days",
    ),
    _fact("reference_price_on", DAY, "day of the reference", "参考价日期", COVERAGE),
    _fact(
        "price_document_id",
        S,
        "the paper with that unit price",
        "载有偏离参考价最大单价的单证",
        COVERAGE,
    ),
    _fact("price_basis", S, "FIXED, FORMULA or PROVISIONAL on that paper", "定价方式", PAPER),
    _fact(
        "is_exchange_traded",
        B,
        "the reference is quoted on an exchange",
        "参考价为交易所报价",
        COVERAGE,
    ),
    _fact(
        "n_priced_lines_without_reference",
        N,
        "priced goods lines no reference price covers",
        "有单价而无参考价的货物行数",
        NEVER,
    ),
    _fact(
        "n_vague_lines",
        N,
        "goods lines with no HS code, or a description too short or too general",
        "缺少 HS 编码或描述过于笼统的货物行数",
        PAPER,
    ),
)
