"""The facts of the client grain: one value a client of the batch, over all its deals known.

The deals of a client are those of the batch and the live ones of earlier runs, as far as they are
dated by the day of decision. `12m` are the twelve months to that day, `30d` the thirty days to it.
A deal is dated by the first of its papers, else by its first payment. Its value is the larger of
its legs' invoices: nought while nothing is invoiced, unknown where an invoice cannot be valued.
One deal that cannot be told leaves a sum, a share or a count of such deals unknown.
"""

from __future__ import annotations

from screening.schema.fact import Absence, Fact, FactType

B, N, D, S, DAY = (
    FactType.BOOLEAN,
    FactType.BIGINT,
    FactType.DOUBLE,
    FactType.VARCHAR,
    FactType.DATE,
)
NEVER = None
PAPER, NOT_YET, COVERAGE = Absence.PAPER, Absence.NOT_YET, Absence.COVERAGE


def _fact(
    name: str,
    kind: FactType,
    meaning: str,
    absence: Absence | None,
    unit: str = "",
    needs: tuple[str, ...] = (),
) -> Fact:
    return Fact(name, kind, "client", meaning, absence, unit, needs, grain="client")


CLIENT = (
    _fact("n_client_deals", N, "its deals, of any day", NEVER),
    _fact("n_client_undated_deals", N, "of them, those whose day nothing tells", NEVER),
    _fact("client_first_deal_on", DAY, "day of the first of them that is dated", PAPER),
    _fact("days_since_first_client_deal", N, "days from then", PAPER, "days"),
    _fact("n_client_deals_30d", N, "deals of thirty days", PAPER),
    _fact("n_client_deals_12m", N, "deals of twelve months", PAPER),
    _fact("client_turnover_usd_30d", D, "value of the deals of thirty days", PAPER, "USD"),
    _fact("client_turnover_usd_12m", D, "value of the deals of twelve months", PAPER, "USD"),
    _fact(
        "client_growth_ratio",
        D,
        "value of thirty days over the mean of the six times thirty days before",
        NOT_YET,
        "ratio",
    ),
    _fact(
        "n_client_counterparties_12m",
        N,
        "firms it bought from or sold to in twelve months; one under several ids counts once",
        PAPER,
    ),
    _fact(
        "client_top_counterparty_ratio_12m",
        D,
        "largest share of the value of twelve months in which one such firm stands",
        PAPER,
        "ratio",
    ),
    _fact("client_top_counterparty", S, "that firm", NOT_YET),
    _fact(
        "client_loss_ratio_12m",
        D,
        "deals of twelve months sold below their purchase, over all of them",
        PAPER,
        "ratio",
    ),
    _fact(
        "n_client_losses_with_one_party_12m",
        N,
        "deals of twelve months sold below their purchase in which one firm stands, the most",
        PAPER,
    ),
    _fact("client_loss_party", S, "that firm", NOT_YET),
    _fact(
        "n_client_serious_deals_12m",
        N,
        "deals of twelve months for which HOLD or ESCALATE is proposed",
        PAPER,
    ),
    _fact(
        "client_instruction_ratio_12m",
        D,
        "deals of twelve months paid on instruction or simplified (tiers T0, T1), over all of them",
        PAPER,
        "ratio",
    ),
    _fact(
        "client_turnover_over_capital_ratio",
        D,
        "value of twelve months over the paid-in capital",
        COVERAGE,
        "ratio",
        ("clients",),
    ),
    _fact(
        "client_turnover_over_revenue_ratio",
        D,
        "value of twelve months over the revenue of the last full year",
        COVERAGE,
        "ratio",
        ("clients",),
    ),
)
