"""Facts of shared infrastructure: firms nobody calls related that are reached by the same lines.

The lines are address, telephone, domain of mail and web site, director, and the form and signer of
what a firm writes as seller. Two of different kinds must be shared: an address of a secretary, one
telephone or a standard form of contract alone is shared by honest firms.
"""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, N, S, of_family

_fact = of_family("infrastructure")

FACTS = (
    _fact(
        "n_firms_sharing_lines",
        N,
        "firms, itself among them, with which a counterparty shares two lines though none is "
        "related to it on record; the most",
        "无已知关联却共用两项以上联系信息的企业家数,取最多",
        COVERAGE,
        needs=("parties",),
    ),
    _fact("sharing_firm", S, "that counterparty", "共用联系信息最多的交易对手", NOT_YET),
    _fact("sharing_other_firm", S, "the first of the others", "与其共用联系信息的企业", NOT_YET),
    _fact(
        "shared_lines",
        S,
        "what it shares with that one: address, director, domain, phone, signer, template, commas",
        "共用的联系信息种类",
        NOT_YET,
    ),
)
