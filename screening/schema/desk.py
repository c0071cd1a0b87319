"""Tables of the desk's own records: files, refusals, amendments, marks, waivers and samples."""

from __future__ import annotations

from screening.schema.column import Column, Table, TableKind
from screening.schema.column import ColumnType as T
from screening.schema.papers import DOCUMENT_ID, LEG_ALIASES, LEGS
from screening.schema.reference import PAPERS_DEMANDED

DEAL_ID = Column("deal_id", T.CODE, "deal", required=True)


def record(name: str, grain: str, key: tuple[str, ...], *columns: Column) -> Table:
    """A table of records the desk keeps of a paper or a deal."""
    return Table(name, TableKind.DETAIL, grain, key, columns)


DOCUMENT_FILES = record(
    "document_files",
    "one row a file in which a paper reached the bank",
    ("document_id", "sha256"),
    DOCUMENT_ID,
    Column("sha256", T.CODE, "digest of the file, 64 hex digits", required=True),
    Column("pages", T.WHOLE, "pages"),
    Column(
        "medium",
        T.CODE,
        "what was handed in",
        values=("original", "e-original", "copy"),
    ),
    Column("received_at", T.TIME, "when the bank received it"),
)
EXTRACTIONS = record(
    "extractions",
    "one row a field read from a paper by machine",
    ("document_id", "field"),
    DOCUMENT_ID,
    Column("field", T.CODE, "column of the paper's table", required=True),
    Column("confidence", T.RATIO, "how sure the reading is, 0 to 1", required=True, unit="ratio"),
)
REJECTIONS = record(
    "rejections",
    "one row a refusal of a paper by the desk, with the paper as it then was",
    ("document_id", "rejected_at"),
    DOCUMENT_ID,
    Column("rejected_at", T.TIME, "when it was refused", required=True),
    Column("number", T.CODE, "number it bore"),
    Column("amount", T.MONEY, "amount it bore", unit="currency"),
    Column("quantity", T.QUANTITY, "quantity it bore", unit="unit"),
    Column("dated_on", T.DATE, "day it bore: on board, of issue or of signature"),
    Column("party_id", T.CODE, "consignee or buyer it bore"),
    Column("reason", T.TEXT, "why it was refused"),
    Column(
        "asked_to_mend",
        T.FLAG,
        "the desk asked for a corrected paper",
        absence="taken as not asked",
    ),
)
AMENDMENTS = record(
    "amendments",
    "one row a change of a field of a paper after it was handed in",
    ("document_id", "sequence"),
    DOCUMENT_ID,
    Column("sequence", T.WHOLE, "place in the order of changes", required=True),
    Column("field", T.CODE, "column of the paper's table"),
    Column("old_value", T.TEXT, "from"),
    Column("new_value", T.TEXT, "to"),
    Column("amended_at", T.TIME, "when"),
    Column("amended_by", T.CODE, "by whom"),
)
USAGE_MARKS = record(
    "usage_marks",
    "one row a mark (签注) of a paper's use, on the paper or a platform",
    ("document_id", "deal_id"),
    DOCUMENT_ID,
    DEAL_ID,
    Column("marked_at", T.TIME, "when it was marked"),
    Column("amount", T.MONEY, "amount marked", unit="currency"),
    Column("currency", T.CODE, "currency of it", standard="ISO 4217"),
    Column("platform_ref", T.CODE, "reference of the platform", absence="marked on the paper"),
    Column("state", T.CODE, "state", values=("LOCKED", "RELEASED")),
)
WAIVERS = record(
    "waivers",
    "one row a waiver of a paper the policy demands",
    ("deal_id", "paper"),
    DEAL_ID,
    Column("paper", T.CODE, "paper waived", required=True, values=PAPERS_DEMANDED),
    Column("requested_by", T.CODE, "who asked for it"),
    Column("approved_by", T.CODE, "who approved it"),
    Column("reason", T.TEXT, "why"),
    Column("granted_on", T.DATE, "day"),
    Column("valid_to", T.DATE, "last day it holds"),
)
SAMPLES = record(
    "samples",
    "one row a later look at the papers of a deal paid on instruction or simplified",
    ("deal_id", "sampled_on"),
    DEAL_ID,
    Column("sampled_on", T.DATE, "day", required=True),
    Column("sampled_by", T.CODE, "by whom"),
    Column("result", T.CODE, "what came out", values=("in_order", "not_in_order")),
)
INSURANCES = record(
    "insurances",
    "one row an insurance certificate or policy of the goods of a deal",
    ("certificate_no",),
    Column("certificate_no", T.CODE, "number", required=True),
    DEAL_ID,
    Column("leg", T.CODE, "side of the deal it covers", values=LEGS, aliases=LEG_ALIASES),
    Column("document_id", T.CODE, "transport paper of the goods"),
    Column("insured_amount", T.MONEY, "sum insured", unit="currency"),
    Column("currency", T.CODE, "currency", standard="ISO 4217"),
    Column("issue_date", T.DATE, "day of issue"),
)

TABLES = (
    DOCUMENT_FILES,
    EXTRACTIONS,
    REJECTIONS,
    AMENDMENTS,
    USAGE_MARKS,
    WAIVERS,
    SAMPLES,
    INSURANCES,
)
