"""Facts of accounts: free trade accounts, who holds them, and which line they are used on."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, PAPER, N, S, of_family

_fact = of_family("accounts")

FACTS = (
    _fact(
        "n_ft_payments",
        N,
        "payments of the client through an account that is, or is numbered as, a free trade "
        "account or one for non-residents (NRA, OSA)",
        "经自由贸易账户或非居民账户办理的收付款笔数",
        COVERAGE,
        needs=("accounts",),
    ),
    _fact(
        "n_ft_faults",
        N,
        "of them, through an account of another kind or holder, at a bank that was not admitted, "
        "not open that day, or in foreign currency over the second line",
        "自由贸易账户使用不合规的收付款笔数",
        PAPER,
        needs=("accounts",),
        points_to="ft_fault_payment_id",
    ),
    _fact(
        "n_second_line_fx_payments",
        N,
        "of them, in foreign currency to or from an ordinary domestic account",
        "经自由贸易账户二线办理的外币收付款笔数",
        COVERAGE,
        needs=("accounts",),
    ),
    _fact("ft_fault_kind", S, "what is wrong with the first", "首笔不合规的原因", NOT_YET),
    _fact("ft_fault_account_no", S, "its account", "首笔不合规收付款的账号", NOT_YET),
    _fact("ft_fault_payment_id", S, "that payment", "首笔账户不合规的收付款", NOT_YET),
    _fact(
        "n_first_line_payments",
        N,
        "payments over the first line: abroad, to or from non-residents' and free trade accounts",
        "一线收付款笔数",
        COVERAGE,
        needs=("accounts",),
    ),
    _fact(
        "n_second_line_payments",
        N,
        "payments over the second line: to or from an ordinary domestic account",
        "二线收付款笔数",
        COVERAGE,
        needs=("accounts",),
    ),
)
