"""Facts of title: earlier uses of a paper, its state when title passed, endorsements, age."""

from __future__ import annotations

from screening.schema.fact import NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("title")

FACTS = (
    _fact(
        "n_other_deals_on_bill",
        N,
        "other deals that use the same transport paper (carrier and number), most over its papers",
        "使用同一运输单据的其他业务笔数,以最多的单据计",
        PAPER,
        points_to="reused_bill_document_id",
    ),
    _fact(
        "reused_bill_ref", S, "number of the paper used again", "被重复使用的运输单据号", NOT_YET
    ),
    _fact("reused_bill_document_id", S, "the paper used again", "被重复使用的运输单据", NOT_YET),
    _fact(
        "reused_bill_other_deal",
        S,
        "another deal on that paper, the earliest",
        "使用该重复单据的最早一笔其他业务",
        NOT_YET,
    ),
    _fact(
        "has_title_chain",
        B,
        "every use of the paper follows a sale by the holder before (a string)",
        "单据的每次使用均承接前一持有人的转让",
        NEVER,
    ),
    _fact(
        "has_declared_allocations",
        B,
        "every use of the paper declares the quantity it draws, and they fit into it (a split lot)",
        "单据的每次使用均申报支取数量,且合计不超过单据数量",
        NEVER,
    ),
    _fact(
        "bill_allocated_ratio",
        D,
        "quantity one holder passed on over what it had of a transport paper, the largest",
        "同一持有人转出的单据数量与其取得数量之比,取最大",
        PAPER,
        unit="ratio",
        points_to="overdrawn_bill_document_id",
    ),
    _fact("overdrawn_bill_ref", S, "number of that paper", "支取比例最高的运输单据号", NOT_YET),
    _fact("overdrawn_bill_document_id", S, "that paper", "支取比例最高的运输单据", NOT_YET),
    _fact("overdrawn_by", S, "the holder of that ratio", "支取比例最高的持有人", NOT_YET),
    _fact(
        "bill_status_at_title",
        S,
        "worst status of its transport papers when title came in or went out",
        "货权转移时运输单据的最差状态",
        PAPER,
        points_to="bill_status_document_id",
    ),
    _fact(
        "bill_status_document_id",
        S,
        "the paper with that status",
        "货权转移时状态最差的运输单据",
        NOT_YET,
    ),
    _fact("bill_status_ref", S, "number of that paper", "货权转移时状态最差的运输单据号", NOT_YET),
    _fact(
        "has_switch_proof",
        B,
        "every spent bill was given up for another in force, by proof on file (R02)",
        "失效提单均为转换提单且有交回凭证",
        NEVER,
    ),
    _fact(
        "n_switches_without_proof",
        N,
        "bills switched for others without proof that the first were given up",
        "无交回凭证的转换提单套数",
        NEVER,
        points_to="unproven_switch_document_id",
    ),
    _fact(
        "unproven_switch_document_id",
        S,
        "a bill of such a switch",
        "无交回凭证的转换提单",
        NOT_YET,
    ),
    _fact(
        "has_number_clash_proof",
        B,
        "a paper on file tells two papers of one number apart (R15)",
        "已证明提单号相同而单据不同",
        NEVER,
    ),
    _fact(
        "bill_age_at_title_days",
        N,
        "days from on board to title in or presentation, the later, less the agreed tenor, the "
        "longest",
        "装船日至取得货权日与交单日中较晚者的天数减约定账期,取最长",
        PAPER,
        unit="days",
        points_to="stale_bill_document_id",
    ),
    _fact(
        "bill_age_beyond_voyage_days",
        N,
        "the same less the days the voyage should take",
        "装船日至取得货权日的天数减约定账期及应有航程天数,取最长",
        PAPER,
        unit="days",
        points_to="stale_bill_document_id",
    ),
    _fact(
        "bill_presented_late_days",
        N,
        "days by which a bill was presented later than its credit allows, 21 where it names none "
        "(UCP 600 14(c)); 0 without a credit",
        "信用证项下交单超过规定期限的天数,取最长",
        PAPER,
        unit="days",
    ),
    _fact(
        "stale_bill_document_id", S, "the oldest bill", "装船日至取得货权日间隔最长的提单", NOT_YET
    ),
    _fact(
        "stale_bill_ref",
        S,
        "number of the oldest bill",
        "装船日至取得货权日间隔最长的提单号",
        NOT_YET,
    ),
    _fact("has_order_bill", B, "one of its bills is to the order of a party", "有指示提单", PAPER),
    _fact(
        "endorsement_is_missing",
        B,
        "an order bill lacks an unbroken row of endorsements from its order party into the deal",
        "指示提单缺少自指示人起的连续背书",
        PAPER,
        points_to="unendorsed_bill_document_id",
    ),
    _fact(
        "endorsement_is_due",
        B,
        "the order party is no bank that still holds the papers under a credit or collection",
        "指示人并非在信用证或托收项下仍持有单据的银行",
        NOT_YET,
    ),
    _fact(
        "unendorsed_bill_document_id", S, "the bill without it", "缺少连续背书的指示提单", NOT_YET
    ),
    _fact("unendorsed_bill_ref", S, "number of that bill", "缺少连续背书的指示提单号", NOT_YET),
    _fact(
        "order_party", S, "the order party of that bill", "缺少连续背书的指示提单的指示人", NOT_YET
    ),
    _fact(
        "n_receipts_not_in_force",
        N,
        "warehouse receipts issued after, expired before or cancelled when title passed",
        "货权转移时未生效、已过期或已注销的仓单份数",
        PAPER,
        points_to="receipt_not_in_force_document_id",
    ),
    _fact(
        "receipt_not_in_force_no",
        S,
        "number of the first such receipt",
        "货权转移时首份无效仓单的编号",
        NOT_YET,
    ),
    _fact(
        "receipt_not_in_force_document_id", S, "that receipt", "货权转移时的首份无效仓单", NOT_YET
    ),
)
