"""The facts of the client grain: one value a client of the batch, over all its deals known.

The deals of a client are those of the batch and the live ones of earlier runs, as far as they are
dated by the day of decision. `12m` are the twelve months to that day, `30d` the thirty days to it.
A deal is dated by the first of its papers, else by its first payment. Its value is the larger of
its legs' invoices: nought while nothing is invoiced, unknown where an invoice cannot be valued.
One deal that cannot be told leaves a sum, a share or a count of such deals unknown.
"""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, NOT_YET, PAPER, D, N, S, of_family

_fact = of_family("client", grain="client")

FACTS = (
    _fact("n_client_deals", N, "its deals, of any day", "企业全部业务笔数", NEVER),
    _fact(
        "n_client_undated_deals",
        N,
        "of them, those whose day nothing tells",
        "企业日期不明的业务笔数",
        NEVER,
    ),
    _fact(
        "client_first_deal_on",
        DAY,
        "day of the first of them that is dated",
        "企业首笔有日期业务的日期",
        PAPER,
    ),
    _fact(
        "days_since_first_client_deal",
        N,
        "days from then",
        "企业首笔有日期业务至审核日的天数",
        PAPER,
        unit="days",
    ),
    _fact("n_client_deals_30d", N, "deals of thirty days", "企业近三十天业务笔数", PAPER),
    _fact("n_client_deals_12m", N, "deals of twelve months", "企业近十二个月业务笔数", PAPER),
    _fact(
        "client_turnover_usd_30d",
        D,
        "value of the deals of thirty days",
        "企业近三十天业务金额",
        PAPER,
        unit="USD",
    ),
    _fact(
        "client_turnover_usd_12m",
        D,
        "value of the deals of twelve months",
        "企业近十二个月业务金额",
        PAPER,
        unit="USD",
    ),
    _fact(
        "client_growth_ratio",
        D,
        "value of thirty days over the mean of the six times thirty days before",
        "企业近三十天业务金额与此前六个三十天平均金额之比",
        NOT_YET,
        unit="ratio",
    ),
    _fact(
        "n_client_counterparties_12m",
        N,
        "firms it bought from or sold to in twelve months; one under several ids counts once",
        "企业近十二个月交易对手家数",
        PAPER,
    ),
    _fact(
        "client_top_counterparty_ratio_12m",
        D,
        "largest share of the value of twelve months in which one such firm stands",
        "企业近十二个月第一大交易对手的金额占比",
        PAPER,
        unit="ratio",
    ),
    _fact("client_top_counterparty", S, "that firm", "企业近十二个月第一大交易对手", NOT_YET),
    _fact(
        "client_loss_ratio_12m",
        D,
        "deals of twelve months sold below their purchase, over all of them",
        "企业近十二个月亏损销售业务占比",
        PAPER,
        unit="ratio",
    ),
    _fact(
        "n_client_losses_with_one_party_12m",
        N,
        "deals of twelve months sold below their purchase in which one firm stands, the most",
        "企业近十二个月与同一对手的亏损销售业务笔数,取最多",
        PAPER,
    ),
    _fact("client_loss_party", S, "that firm", "企业近十二个月亏损销售业务最多的交易对手", NOT_YET),
    _fact(
        "n_client_serious_deals_12m",
        N,
        "deals of twelve months for which HOLD or ESCALATE is proposed",
        "企业近十二个月建议拦截或上报的业务笔数",
        PAPER,
    ),
    _fact(
        "client_instruction_ratio_12m",
        D,
        "deals of twelve months paid on instruction or simplified (tiers T0, T1), over all of them",
        "企业近十二个月凭指令或简化办理的业务占比",
        PAPER,
        unit="ratio",
    ),
    _fact(
        "client_turnover_over_capital_ratio",
        D,
        "value of twelve months over the paid-in capital",
        "企业近十二个月业务金额与实缴资本之比",
        COVERAGE,
        unit="ratio",
        needs=("clients",),
    ),
    _fact(
        "client_turnover_over_revenue_ratio",
        D,
        "value of twelve months over the revenue of the last full year",
        "企业近十二个月业务金额与上一完整年度营业收入之比",
        COVERAGE,
        unit="ratio",
        needs=("clients",),
    ),
)
