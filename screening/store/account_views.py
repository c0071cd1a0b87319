"""Views of accounts: what went through each kind of account, month by month."""

from __future__ import annotations

from types import MappingProxyType

from screening.store.view import View

ACCOUNT_VOLUME_MONTHLY = View(
    "account_volume_monthly",
    "one row a month, client, kind of account, line, direction and currency of live payments",
    ("flow_use",),
    """
    SELECT strftime(f.paid_on, '%Y-%m') AS month, f.client_id, f.account_kind, f.line,
           f.direction, f.currency, count(DISTINCT f.payment_id) AS n_payments,
           count(DISTINCT f.deal_id) AS n_deals,
           CAST(sum(f.usd_cents) AS BIGINT) AS usd_cents,
           count(*) FILTER (f.usd_cents IS NULL) AS n_not_valued
    FROM flow_use AS f
    SEMI JOIN live_result AS l ON l.run_id = f.run_id AND l.deal_id = f.deal_id
    WHERE f.role = 'payee'
    GROUP BY ALL
    ORDER BY month, f.client_id, f.account_kind, f.line, f.direction, f.currency
    """,
    MappingProxyType(
        {
            "month": "month of the value date, or of the request, as 2025-12",
            "n_payments": "payments; refunds count too",
            "n_deals": "deals they were for",
            "usd_cents": "their sum in US cents, without those that cannot be valued",
            "n_not_valued": "shares of payments that cannot be valued",
        }
    ),
)
ACCOUNT_VIEWS = (ACCOUNT_VOLUME_MONTHLY,)
