"""The ledger of flows: who was paid or paid, in what money, through which kind of account.

One payment of a deal is a row under each firm that stands behind it: the other party itself, the
firms it is tied to (its controller, the ends of its links, as given), and for the parcel of the
deal the client and the firms that one is tied to. What comes back to a firm under one of these
names came back to it. A firm tied to very many stands for itself alone: whoever is tied to it
stands for it too, so the two still meet. Two firms tied to one of those alone do not.
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from screening.linking.history_keys import RMB
from screening.linking.mirrors import create_returned
from screening.linking.received import create_received
from screening.linking.workbench import frame

MOST_TIES = 300  # firms one is tied to that stand beside it
SPLIT_DAYS = 5  # payments of one purpose, cut in pieces, follow one another closely
LINES_CENTS = {  # sums from which more is asked; cut payments stay within a tenth below
    "form": 3_000_000_000,  # USD 30 m: verification form (BOP1, BOP2)
    "report": 50_000_000,  # USD 500,000: the enterprise's report (G20)
}


def create_flow_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `flow_use`: one row a payment of a deal, role and firm behind it.

    `usd_rate` (currency, on, usd_per_unit) values each share on the day it was paid; RMB on the
    free trade side is worth what it is offshore.
    """
    _create_ties(con)
    _create_flow(con)
    con.execute(
        """CREATE TABLE flow_use AS
        WITH paid AS (SELECT *, is_bought OR is_return AS is_matched FROM flow)
        SELECT f.* EXCLUDE (is_matched), 'payee' AS role, other_id AS flow_key FROM paid f
        UNION ALL
        SELECT DISTINCT f.* EXCLUDE (is_matched), 'tied', t.tied_to
        FROM paid f JOIN near_tie t ON t.firm = f.other_id
        WHERE is_matched AND coalesce(t.valid_from <= paid_on, true)
          AND coalesce(t.valid_to >= paid_on, true)
        UNION ALL
        SELECT f.* EXCLUDE (is_matched), 'client', client_id FROM paid f
        WHERE is_matched AND parcel IS NOT NULL AND client_id IS NOT NULL
        UNION ALL
        SELECT DISTINCT f.* EXCLUDE (is_matched), 'client', t.tied_to
        FROM paid f JOIN near_tie t ON t.firm = f.client_id
        WHERE is_matched AND parcel IS NOT NULL AND t.tied_to <> f.client_id
          AND coalesce(t.valid_from <= paid_on, true) AND coalesce(t.valid_to >= paid_on, true)"""
    )


def _create_ties(con: duckdb.DuckDBPyConnection) -> None:
    """Create `firm_tie`: a firm and one it is tied to, both by the id their firm is called by.

    `crowded_firm`: who is tied to more than MOST_TIES, or has as many tied to it; `near_tie`: the
    ties of the others.
    """
    con.execute(
        """CREATE TABLE firm_tie AS
        WITH stated AS (
            SELECT party_id AS a, controller_id AS b, NULL::DATE AS valid_from,
                   NULL::DATE AS valid_to
            FROM parties WHERE controller_id IS NOT NULL
            UNION ALL SELECT party_id, other_party_id, valid_from, valid_to FROM party_links
            WHERE kind <> 'different'
            UNION ALL SELECT other_party_id, party_id, valid_from, valid_to FROM party_links
            WHERE kind <> 'different'
        )
        SELECT DISTINCT coalesce(x.entity_id, a) AS firm, coalesce(y.entity_id, b) AS tied_to,
               valid_from, valid_to
        FROM stated LEFT JOIN entity x ON x.party_id = a LEFT JOIN entity y ON y.party_id = b
        WHERE firm <> tied_to"""
    )
    con.execute(
        f"""CREATE TABLE crowded_firm AS
        SELECT tied_to AS firm FROM firm_tie GROUP BY tied_to
        HAVING count(DISTINCT firm) > {MOST_TIES}
        UNION SELECT firm FROM firm_tie GROUP BY firm
        HAVING count(DISTINCT tied_to) > {MOST_TIES}"""
    )
    con.execute("CREATE TABLE near_tie AS FROM firm_tie ANTI JOIN crowded_firm USING (firm)")


def _create_flow(con: duckdb.DuckDBPyConnection) -> None:
    """Create `flow`: one row a deal and payment that was neither returned nor cancelled.

    Money whose source nobody states may have been bought. A parcel is told by its papers alone:
    a commodity, port and measured quantity or containers, never a lot of a size one agrees on.
    """
    con.execute(
        f"""CREATE TABLE flow AS
        WITH measured AS (
            SELECT deal_id, min(load_port || ':' || hs6 || ':' || quantity_milli || ':' || marks)
                       AS parcel
            FROM voyage_use WHERE marks <> 'lot' GROUP BY deal_id
        ), shared AS (
            SELECT deal_id, payment_id, min(leg) AS leg,
                   CASE WHEN count(amount) = count(*) THEN sum(amount) END AS amount
            FROM share GROUP BY ALL
        ), sided AS (
            SELECT s.deal_id, s.payment_id, s.amount, p.* EXCLUDE (payment_id, amount, direction),
                   coalesce(p.value_date, CAST(p.requested_at AS DATE)) AS paid_on,
                   coalesce(p.direction, CASE s.leg WHEN 'buy' THEN 'OUT' WHEN 'sell' THEN 'IN' END)
                       AS direction,
                   coalesce(p.purpose = 'refund', false) OR p.refund_of IS NOT NULL AS is_refund
            FROM shared s JOIN payments p USING (payment_id)
            WHERE coalesce(p.status, '') NOT IN ('returned', 'cancelled')
        ), ended AS (
            SELECT *, CASE direction WHEN 'OUT' THEN creditor_id WHEN 'IN' THEN debtor_id END
                          AS other,
                   CASE direction WHEN 'OUT' THEN debtor_account WHEN 'IN' THEN creditor_account END
                       AS own_account,
                   CASE direction WHEN 'OUT' THEN creditor_account WHEN 'IN' THEN debtor_account END
                       AS other_account,
                   CASE direction WHEN 'OUT' THEN creditor_agent WHEN 'IN' THEN debtor_agent END
                       AS other_agent
            FROM sided
        )
        SELECT d.client_id, e.deal_id, e.payment_id, e.direction, e.paid_on, e.currency,
               e.is_refund, coalesce(n.entity_id, e.other) AS other_id,
               CAST(round(CAST(e.amount AS DOUBLE) * r.usd_per_unit * 100) AS BIGINT) AS usd_cents,
               NOT is_refund AND e.direction = 'OUT' AND e.currency NOT IN {RMB}
                   AND coalesce(e.settle_kind, 'bought_fx') = 'bought_fx' AS is_bought,
               NOT is_refund AND e.direction = 'IN' AND e.currency IN {RMB} AS is_return,
               a.kind AS account_kind, o.kind AS other_kind,
               CASE WHEN a.kind IN ('FTE', 'FTN') THEN
                    CASE WHEN o.kind IN ('FTE', 'FTN', 'NRA', 'OSA') THEN 'first'
                         WHEN coalesce(o.country, substr(e.other_agent, 5, 2)) <> 'CN' THEN 'first'
                         WHEN o.kind = 'ordinary' THEN 'second' END END AS line,
               m.parcel
        FROM ended e JOIN deal d USING (deal_id)
        LEFT JOIN entity n ON n.party_id = e.other
        LEFT JOIN accounts a ON a.account_no = e.own_account
        LEFT JOIN usd_rate r ON r."on" = e.paid_on AND r.currency =
             CASE WHEN a.kind IN ('FTE', 'FTN') AND e.currency = 'CNY' THEN 'CNH'
                  ELSE e.currency END
        LEFT JOIN accounts o ON o.account_no = e.other_account
        LEFT JOIN measured m ON m.deal_id = e.deal_id"""
    )


def flow_uses(con: duckdb.DuckDBPyConnection, today: date) -> pl.DataFrame:
    """One row a deal and payment of the batch, against all payments known on the day of decision.

    account_kind, other_kind and line are those of the payment itself. n_near_form and
    n_near_report: payments of the client and the other party one way, each within a tenth below
    the line, in the fullest SPLIT_DAYS days around this one. is_new_firm: no earlier deal of the
    client with the other party; null where no earlier deal of the client is known. n_returns:
    payments of other deals that brought back in RMB what went out here, or the reverse;
    return_deal, return_payment, return_days and return_ratio are of the nearest. n_payers and
    n_paid_in: clients that paid the other party in a year, and payments it made.
    """
    con.execute(
        """CREATE TABLE every_flow AS
        SELECT * FROM flow_use
        UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_flow_use WHERE paid_on <= $today""",
        {"today": today},
    )
    _create_near_line(con)
    _create_first_dealing(con)
    create_returned(con)
    create_received(con, today)
    near = ", ".join(
        f"coalesce(max(n.n) FILTER (n.line = '{line}'), 0) AS n_near_{line}" for line in LINES_CENTS
    )
    return frame(
        con,
        f"""WITH near AS (SELECT payment_id, {near} FROM near_line n GROUP BY payment_id)
        SELECT f.deal_id, f.payment_id, f.direction, f.paid_on, f.is_refund, f.other_id,
               f.usd_cents, f.account_kind, f.other_kind, f.line,
               CASE WHEN f.usd_cents IS NOT NULL AND f.other_id IS NOT NULL
                    THEN coalesce(n.n_near_form, 0) END AS n_near_form,
               CASE WHEN f.usd_cents IS NOT NULL AND f.other_id IS NOT NULL
                    THEN coalesce(n.n_near_report, 0) END AS n_near_report,
               d.is_new_firm,
               CASE WHEN NOT (f.is_bought OR f.is_return) THEN 0
                    WHEN f.usd_cents IS NOT NULL AND f.other_id IS NOT NULL
                    THEN coalesce(r.n_returns, 0) END AS n_returns,
               r.return_deal, r.return_payment, r.return_days, r.return_ratio,
               c.n_payers, c.n_paid_in
        FROM flow f LEFT JOIN near n USING (payment_id)
        LEFT JOIN first_dealing d USING (deal_id, other_id)
        LEFT JOIN returned r USING (deal_id, payment_id)
        LEFT JOIN received c ON c.other_id = f.other_id
        ORDER BY f.deal_id, f.payment_id""",
    )


def _create_near_line(con: duckdb.DuckDBPyConnection) -> None:
    """Create `near_line`: one row a payment just under a line, with how many like it lie close."""
    lines = ", ".join(f"('{name}', {cents})" for name, cents in LINES_CENTS.items())
    con.execute(
        f"""CREATE TABLE near_line AS
        WITH whole AS (
            SELECT client_id, direction, other_id, payment_id, min(paid_on) AS paid_on,
                   CASE WHEN count(usd_cents) = count(*) THEN sum(usd_cents) END AS cents
            FROM every_flow
            WHERE role = 'payee' AND NOT is_refund AND client_id IS NOT NULL
              AND other_id IS NOT NULL AND paid_on IS NOT NULL
            GROUP BY ALL
        ), near AS (
            SELECT w.*, l.line FROM whole w
            JOIN (VALUES {lines}) l (line, top) ON cents <= top AND cents * 10 >= top * 9
        ), ending AS (
            SELECT *, count(*) OVER (
                PARTITION BY client_id, direction, other_id, line ORDER BY paid_on
                RANGE BETWEEN INTERVAL {SPLIT_DAYS - 1} DAY PRECEDING AND CURRENT ROW) AS n
            FROM near
        )
        SELECT payment_id, line, max(n) OVER (
                   PARTITION BY client_id, direction, other_id, line ORDER BY paid_on
                   RANGE BETWEEN CURRENT ROW AND INTERVAL {SPLIT_DAYS - 1} DAY FOLLOWING) AS n
        FROM ending"""
    )


def _create_first_dealing(con: duckdb.DuckDBPyConnection) -> None:
    """Create `first_dealing`: one row a deal and other party: whether it was the first."""
    con.execute(
        """CREATE TABLE first_dealing AS
        WITH dealt AS (
            SELECT client_id, other_id, deal_id, min(paid_on) AS began_on FROM every_flow
            WHERE role = 'payee' AND client_id IS NOT NULL AND other_id IS NOT NULL
              AND paid_on IS NOT NULL
            GROUP BY ALL
        )
        SELECT deal_id, other_id,
               CASE WHEN min(began_on) OVER (PARTITION BY client_id) < began_on THEN
                    min(began_on) OVER (PARTITION BY client_id, other_id) = began_on END
                   AS is_new_firm
        FROM dealt"""
    )
