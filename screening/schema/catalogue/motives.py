"""Facts of motive: what financing earns beside the trade, goods that run against the tide."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, PAPER, B, D, N, S, of_family

_fact = of_family("motives")
_FINANCED = ("financings",)
_STATISTICS = ("production",)

FACTS = (
    _fact(
        "has_financing",
        B,
        "the bank gave a deposit, loan, discount or forward for the deal",
        "本行为该业务办理保证金或融资",
        COVERAGE,
        needs=_FINANCED,
    ),
    _fact(
        "financing_gain_usd",
        D,
        "interest on deposits and gains locked in, less interest on loans and fees",
        "融资净收益,存款利息与锁定收益减贷款利息与费用",
        COVERAGE,
        unit="USD",
        needs=_FINANCED,
    ),
    _fact(
        "deposit_ratio",
        D,
        "deposits over the larger leg of the deal",
        "保证金与业务金额之比",
        COVERAGE,
        unit="ratio",
        needs=_FINANCED,
    ),
    _fact(
        "deposit_tenor_days",
        N,
        "days of the longest deposit, nought without one",
        "最长保证金期限",
        COVERAGE,
        unit="days",
        needs=_FINANCED,
    ),
    _fact("trade_origin_country", S, "where the goods come from", "货物原产或装运国", PAPER),
    _fact("trade_destination_country", S, "where the goods go", "货物运抵国", PAPER),
    _fact(
        "origin_is_producer",
        B,
        "that country produced or exported the commodity in the last year known",
        "货物来源国生产或出口该商品",
        COVERAGE,
        needs=_STATISTICS,
        points_to="trade_direction_document_id",
    ),
    _fact(
        "destination_is_top_exporter",
        B,
        "the country the goods go to is a net exporter among the top tenth of those known",
        "货物运抵国为该商品前十分之一净出口国",
        COVERAGE,
        needs=_STATISTICS,
        points_to="trade_direction_document_id",
    ),
    _fact("trade_direction_document_id", S, "the transport paper", "载明货物流向的运输单据", PAPER),
)
