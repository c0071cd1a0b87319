"""Facts of circles: goods that came back to a firm that had them, money back to its payer."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, D, N, S, of_family

_fact = of_family("circles")

FACTS = (
    _fact(
        "n_title_return_hops",
        N,
        "sales by which a parcel of the deal came back to a firm that had it, the fewest, this "
        "deal's among them: two on any day, three to six within 180 days; nought: it did not",
        "货物回流至原持有人所经转手次数",
        COVERAGE,
        points_to="title_return_document_id",
    ),
    _fact("title_return_path", S, "the firms in order", "货物回流路径", NOT_YET),
    _fact("title_return_deals", S, "the deals of its sales in order", "货物回流所涉业务", NOT_YET),
    _fact(
        "title_return_days",
        N,
        "days from the first of its sales to the last",
        "货物回流历时天数",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "title_return_document_id",
        S,
        "this deal's transport paper or receipt for the parcel",
        "回流货物的单据",
        NOT_YET,
    ),
    _fact(
        "n_money_return_hops",
        N,
        "payments by which money of the deal came back to a firm that had paid it, the fewest, "
        "two to five within ten days, each of 80 to 125 % of the one before; nought: it did not",
        "资金回流至原付款人所经支付次数",
        COVERAGE,
        points_to="money_return_payment_id",
    ),
    _fact("money_return_path", S, "the firms in order", "资金回流路径", NOT_YET),
    _fact("money_return_payments", S, "the payments in order", "资金回流所涉收付款", NOT_YET),
    _fact(
        "money_return_days",
        N,
        "days from the first of them to the last",
        "资金回流历时天数",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "money_return_ratio",
        D,
        "the last of them over the first",
        "回流末笔与首笔金额之比",
        NOT_YET,
        unit="ratio",
    ),
    _fact("money_return_payment_id", S, "this deal's payment", "回流中的本笔收付款", NOT_YET),
)
