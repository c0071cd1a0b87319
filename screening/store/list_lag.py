"""The view `list_lag`: entries learnt, or withdrawn, only after a deal they held for was judged."""

from __future__ import annotations

from types import MappingProxyType

import duckdb

from screening.store.view import View

_ASKED = (
    "eligibility_on",
    "last_eligibility_on",
    "initiated_on",
    "has_list_treatment",
    "is_in_directory_when_paid",
    "safe_class_when_paid",
)
_NEEDS = ("deal_fact", "input_client_status")
_GONE = "('removed', 'suspended', 'revoked', 'none')"
_LISTS = "('offshore_list', 'lingang_white_list')"

_LIST_LAG = View(
    "list_lag",
    "one row a deal and entry of its client that the bank learnt, or withdrew, after the deal was "
    "judged, though it held then: what would have been said had it been known",
    ("deal_result", "run"),
    f"""
    WITH entry AS (
        SELECT DISTINCT client_id, scheme, value, valid_from, valid_to, known_from, known_to,
               source_ref
        FROM input_client_status
        UNION
        SELECT e.client_id, e.list, e.action, e.valid_from, e.valid_to, e.known_from, NULL,
               n.number
        FROM list_entry AS e JOIN list_notice AS n USING (notice_no)
        WHERE e.client_id IS NOT NULL
    ), told AS (
        SELECT *, 'learnt' AS what, known_from AS known_at FROM entry
        UNION ALL SELECT *, 'withdrawn', known_to FROM entry
    ), judged AS (
        SELECT l.deal_id, l.run_id, l.client_id, l.disposition, r.as_of, f.eligibility_on,
               f.last_eligibility_on, f.has_list_treatment,
               least(f.initiated_on, f.eligibility_on) AS initiated_on,
               f.is_in_directory_when_paid, f.safe_class_when_paid
        FROM live_result AS l JOIN run AS r USING (run_id)
        JOIN deal_fact AS f USING (run_id, deal_id)
    )
    SELECT j.deal_id, j.run_id, j.client_id, j.as_of, j.eligibility_on, j.last_eligibility_on,
           t.scheme, t.value,
           t.valid_from, t.valid_to, t.what, t.known_at, t.source_ref,
           date_diff('day', j.as_of, t.known_at) AS lag_days, j.disposition,
           CASE t.scheme WHEN 'directory' THEN 'ELG-01' WHEN 'safe_class' THEN 'ELG-02'
                WHEN 'client_class' THEN 'ELG-06' WHEN 'registry_status' THEN 'ELG-10'
                WHEN 'rmb_key_supervision' THEN 'ELG-11'
                WHEN 'bank_white_list' THEN 'ELG-07'
                ELSE CASE WHEN t.valid_from > j.initiated_on THEN 'ELG-04' ELSE 'ELG-03' END
           END AS rule_id,
           CASE WHEN t.what = 'withdrawn' THEN 'ask again'
                WHEN t.scheme NOT IN {_LISTS} AND t.valid_from > j.eligibility_on
                     AND t.valid_to < j.last_eligibility_on THEN 'ask again'
                WHEN t.scheme = 'safe_class'
                    THEN CASE WHEN t.value IN ('B', 'C') THEN 'hit' ELSE 'pass' END
                WHEN t.scheme = 'directory'
                    THEN CASE WHEN t.value IN {_GONE} THEN 'hit' ELSE 'pass' END
                WHEN t.scheme = 'rmb_key_supervision'
                    THEN CASE WHEN t.value IN {_GONE} THEN 'pass' ELSE 'hit' END
                WHEN t.scheme IN {_LISTS} AND NOT j.has_list_treatment THEN 'not_applicable'
                WHEN t.scheme IN {_LISTS}
                    THEN CASE WHEN t.value IN {_GONE} THEN 'hit' ELSE 'pass' END
                ELSE 'ask again'
           END AS would_say,
           j.is_in_directory_when_paid AS said_in_directory,
           j.safe_class_when_paid AS said_safe_class
    FROM judged AS j JOIN told AS t USING (client_id)
    WHERE t.known_at > j.as_of
      AND t.valid_from <= j.last_eligibility_on
      AND coalesce(t.valid_to, DATE '9999-12-31')
          >= CASE WHEN t.scheme IN {_LISTS} THEN j.initiated_on ELSE j.eligibility_on END
    ORDER BY j.deal_id, t.scheme, t.valid_from, t.known_at, t.value, t.what
    """,  # noqa: S608 - constants of our own
    MappingProxyType(
        {
            "eligibility_on": "first payment's day, the first on which statuses were asked for",
            "last_eligibility_on": "last payment's day, or the day of decision while one waits",
            "scheme": "register, class or list of the entry",
            "value": "what the entry says",
            "valid_from": "first day it holds",
            "valid_to": "last day it holds; null: still holds",
            "what": "learnt: known only later; withdrawn: found wrong only later",
            "known_at": "UTC time the bank learnt it, or that it was wrong",
            "source_ref": "notice or batch it came from",
            "lag_days": "days from the time of decision to then",
            "rule_id": "rule that the entry decides",
            "would_say": "its answer for that entry alone had it been known; ask again where "
            "it was withdrawn, or held between payments only",
            "said_in_directory": "what was held true of the directory at all payments when judged",
            "said_safe_class": "the worst SAFE class of a payment held true when judged",
        }
    ),
)


def list_lag(con: duckdb.DuckDBPyConnection) -> tuple[View, ...]:
    """The view, if the store has facts and statuses to make it from: else nothing."""
    rows = con.execute(
        """SELECT table_name, column_name FROM duckdb_columns()
        WHERE table_name IN (SELECT unnest(?::VARCHAR[]))""",
        [list(_NEEDS)],
    ).fetchall()
    there = {table for table, _ in rows}
    asked = {column for table, column in rows if table == "deal_fact"}
    return (_LIST_LAG,) if there >= set(_NEEDS) and asked >= set(_ASKED) else ()
