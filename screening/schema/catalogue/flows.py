"""Facts of flows over deals: payments cut to stay under a line, and money that came back."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, D, N, S, of_family

_fact = of_family("flows")

FACTS = (
    _fact(
        "n_near_form_line",
        N,
        "payments of the client and the other party one way at 90 to 100 % of USD 30 m, the most "
        "within five days of one of this deal's",
        "五日内接近核查表金额标准的同向收付款笔数",
        COVERAGE,
        points_to="near_form_payment_id",
    ),
    _fact("near_form_payment_id", S, "this deal's payment", "接近核查表标准的收付款", NOT_YET),
    _fact(
        "n_near_report_line",
        N,
        "the same at 90 to 100 % of USD 500,000",
        "五日内接近企业报告金额标准的同向收付款笔数",
        COVERAGE,
        points_to="near_report_payment_id",
    ),
    _fact("near_report_payment_id", S, "this deal's payment", "接近企业报告标准的收付款", NOT_YET),
    _fact(
        "n_rmb_returns",
        N,
        "payments of other deals that brought back in RMB, at 90 to 110 % and within ten days, "
        "what was bought in foreign currency here, or the reverse",
        "购汇付出与人民币回流成对的收付款笔数",
        COVERAGE,
        points_to="rmb_return_own_payment_id",
    ),
    _fact("rmb_return_own_payment_id", S, "this deal's payment", "成对回流中的本笔收付款", NOT_YET),
    _fact(
        "rmb_return_payment_id",
        S,
        "the nearest payment of the other",
        "成对回流的对应收付款",
        NOT_YET,
    ),
    _fact("rmb_return_other_deal", S, "the deal of it", "成对回流的对应业务", NOT_YET),
    _fact("rmb_return_days", N, "days between the two", "成对回流的间隔天数", NOT_YET, unit="days"),
    _fact(
        "rmb_return_ratio",
        D,
        "what came back over what went out",
        "回流金额与付出金额之比",
        NOT_YET,
        unit="ratio",
    ),
)
