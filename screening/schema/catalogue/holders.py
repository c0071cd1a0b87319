"""Facts of holders: who stands on a transport paper against who is in the deal, who issued it."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, N, S, of_family

_fact = of_family("holders")

FACTS = (
    _fact(
        "bill_was_used_without_title",
        B,
        "an unrelated client used a transport paper before, and no title leads from it here",
        "运输单据曾由无关企业使用且无货权承接",
        PAPER,
        points_to="untitled_bill_document_id",
    ),
    _fact(
        "bill_names_strangers_only",
        B,
        "no party of a transport paper has a part in the deal, and it is not endorsed in blank",
        "运输单据所载各方均非交易方且无空白背书",
        PAPER,
        points_to="untitled_bill_document_id",
    ),
    _fact(
        "untitled_bill_cause", S, "why no title leads to that paper", "无货权承接的情形", NOT_YET
    ),
    _fact(
        "untitled_bill_other",
        S,
        "the deal that used that paper first, else the shipper it names",
        "先使用该单据的业务或其所载托运人",
        NOT_YET,
    ),
    _fact(
        "untitled_bill_document_id", S, "the paper without title", "无货权承接的运输单据", NOT_YET
    ),
    _fact("untitled_bill_ref", S, "number of that paper", "无货权承接的运输单据号", NOT_YET),
    _fact(
        "untitled_use_is_number_clash",
        B,
        "a paper on file tells that earlier paper apart (R15), and no bill names strangers only",
        "此前使用的单据经证明为同号不同单",
        NEVER,
    ),
    _fact(
        "has_non_negotiable_bill",
        B,
        "a transport paper passes by no endorsement: waybill or straight bill",
        "有不可转让运输单据",
        PAPER,
    ),
    _fact(
        "consignee_is_stranger",
        B,
        "the consignee of such a paper has no part in the deal",
        "不可转让运输单据的收货人非交易方",
        PAPER,
        points_to="straight_bill_document_id",
    ),
    _fact("stranger_consignee", S, "that consignee", "不可转让运输单据上的无关收货人", NOT_YET),
    _fact(
        "straight_bill_document_id",
        S,
        "the paper consigned to it",
        "收货人无关的不可转让运输单据",
        NOT_YET,
    ),
    _fact(
        "straight_bill_ref",
        S,
        "number of the paper consigned to it",
        "收货人无关的不可转让运输单据号",
        NOT_YET,
    ),
    _fact(
        "bill_fits_nobody",
        B,
        "a shipper on no supplier's side, and neither consignee nor notify party on a buyer's",
        "托运人、收货人、通知方均与交易方不符",
        PAPER,
        points_to="misfit_bill_document_id",
    ),
    _fact("misfit_shipper", S, "shipper of that paper", "不符单据的托运人", NOT_YET),
    _fact("misfit_consignee", S, "consignee of that paper", "不符单据的收货人", NOT_YET),
    _fact("misfit_bill_document_id", S, "that paper", "各方均不符的运输单据", NOT_YET),
    _fact("misfit_bill_ref", S, "number of that paper", "各方均不符的运输单据号", NOT_YET),
    _fact(
        "issuer_doubt_level",
        N,
        "doubt about an issuer: 0 none, 1 not in force or no one master bill, 2 on no register",
        "签发人疑点等级,取最高",
        COVERAGE,
        needs=("carriers",),
        points_to="issuer_document_id",
    ),
    _fact("issuer_doubt", S, "what the doubt is", "签发人疑点", NOT_YET),
    _fact("issuer_code", S, "the issuer in doubt", "存疑签发人代码", NOT_YET),
    _fact("issuer_document_id", S, "the paper it issued", "存疑签发人签发的单据", NOT_YET),
    _fact("issuer_ref", S, "number of that paper", "存疑签发人签发的单据号", NOT_YET),
)
