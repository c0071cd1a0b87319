"""The criteria of the rule pack asked of every client, from what the store knew by a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from screening.facts import client_facts
from screening.facts.recommending import recommending
from screening.facts.statuses import OFFSHORE, standing
from screening.linking import History, known_at, ledger, link
from screening.pipeline import side_tables
from screening.rulepack import Rule, answer_codes, findings
from screening.schema import CLIENT_FACTS, TABLES, FactType
from screening.schema.results import CLIENT_DEAL
from screening.store.list_reading import KnownClients, named_clients
from screening.store.list_statuses import with_notices

_STATES = ("listed", "suspended", "removed", "revoked", "none")
_NOTHING = {
    FactType.BOOLEAN: False,
    FactType.BIGINT: 0,
    FactType.DOUBLE: 0.0,
    FactType.VARCHAR: "",
}
_OF_NO_DEALS = (
    "n_client_deals_30d",
    "n_client_deals_12m",
    "client_turnover_usd_30d",
    "client_turnover_usd_12m",
)
"""Facts that are nought, not unknown, of a client without any deal."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers of the criteria.

    `clients` has a row a client: client_id, uscc, name, list_state and every fact of the grains
    list and client. `grounds` has a row a client and criterion that hit or could not be asked, as
    findings with `proposes` and `rule_digest`.
    """

    clients: pl.DataFrame
    grounds: pl.DataFrame


def asked(known: KnownClients, criteria: Sequence[Rule], moment: datetime) -> Asked:
    """What the criteria answer of every client of the bank, as of that moment."""
    names = named_clients(known)
    tables = dict(known.tables)
    if known.entries.height:  # the list is known, whatever the other registers say
        tables.setdefault("client_status", TABLES["client_status"].empty())
    tables = known_at(with_notices(tables, known.entries), moment)
    sides = side_tables(tables, ledger(tables, link(tables), History.none()), moment)
    points = names.lazy().select("client_id", on=pl.lit(moment.date()))
    states = (
        standing(points, sides, moment)
        .filter(pl.col("scheme") == OFFSHORE)
        .select("client_id", list_state=_state())
        .collect()
    )
    deals = known.deals.select(n for n in CLIENT_DEAL.dtypes if n != "run_id")
    of_deals = client_facts(deals, deals.clear(), sides, moment)
    facts = recommending(names["client_id"], known.deals, sides, moment)
    if "client_status" not in known.tables:  # the lists alone say nothing of the directory
        facts = facts.with_columns(enterprise_is_in_directory=pl.lit(None, pl.Boolean))
    wide = (
        names.join(states, on="client_id", how="left")
        .with_columns(pl.col("list_state").fill_null("none"))
        .join(facts, on="client_id")
        .join(of_deals, on="client_id", how="left")
        .with_columns(_of_no_deals(of_deals["client_id"]))
        .sort("client_id")
    )
    return Asked(wide, _grounds(wide, criteria))


def _state() -> pl.Expr:
    """The state as a word of ours; `unclear` where entries contradict each other."""
    value = pl.col("value")
    known = pl.when(value.is_in(_STATES[1:3])).then(value).when(value.is_in(_STATES[3:]))
    told = known.then(pl.lit("none")).otherwise(pl.lit("listed"))
    return (
        pl.when(pl.col("is_contradicted") | value.is_null()).then(pl.lit("unclear")).otherwise(told)
    )


def _of_no_deals(with_deals: pl.Series) -> list[pl.Expr]:
    has_none = ~pl.col("client_id").is_in(with_deals.implode())
    return [
        pl.when(has_none).then(pl.lit(_NOTHING[f.type], f.type.dtype)).otherwise(name).alias(name)
        for name, f in CLIENT_FACTS.items()
        if (f.absence is None or name in _OF_NO_DEALS) and f.type in _NOTHING
    ]


def _grounds(wide: pl.DataFrame, criteria: Sequence[Rule]) -> pl.DataFrame:
    codes = answer_codes(wide, criteria)
    keyed = wide.rename({"client_id": "deal_id"})  # the one key column findings know
    found = findings(keyed, codes, criteria, absent_tables=frozenset())
    told = pl.DataFrame(
        [(r.id, r.proposes, r.digest) for r in criteria],
        schema={"rule_id": pl.String, "proposes": pl.String, "rule_digest": pl.String},
        orient="row",
    )
    return (
        found.rename({"deal_id": "client_id"})
        .join(told, on="rule_id", how="left")
        .sort("client_id", "rule_id")
    )
