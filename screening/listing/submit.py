"""The recommendation file for the authorities, made from the last proposals of a day."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl

from screening.errors import UsageError
from screening.listing.propose import BASIS, PROPOSALS
from screening.store import publish
from screening.store.list_proposals import days_proposed, last_proposals, record_submission

_SUFFIXES = (".csv", ".xlsx")
_PROPOSALS_ZH = {"remove": "建议移出", "suspend": "建议暂停", "add": "建议列入", "keep": "建议保留"}
_STATES_ZH = {
    "listed": "在名单内",
    "suspended": "已暂停",
    "removed": "已移出",
    "none": "不在名单内",
    "unclear": "无法确定",
}
_FORMULA = r"^[=+\-@\t\r\n]"  # what a spreadsheet takes for the beginning of a formula


@dataclass(frozen=True, slots=True)
class Submitted:
    """A recommendation file as it was recorded; it is the bank's opinion and changes no list."""

    submission_no: int
    is_new: bool
    proposal_no: int
    as_of: date
    file: str
    file_sha256: str
    n_rows: int

    def as_json(self) -> dict[str, object]:
        """The same as plain values, ready for json.dumps."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}


def submit(db: Path, as_of: date, out: Path) -> Submitted:
    """The file of the last proposals of that day, written and recorded.

    CSV or XLSX by its suffix, the same to the byte for the same proposals. Clients left out are
    not in it. UsageError where nothing was proposed as of that day.
    """
    if out.suffix.lower() not in _SUFFIXES:
        raise UsageError(
            f'cannot write "{out.suffix}"', where=str(out), exists=", ".join(_SUFFIXES)
        )
    if not out.parent.is_dir():
        raise UsageError("the folder does not exist", where=str(out.parent), do="create it")
    moment = datetime.combine(as_of, time.max, UTC)
    proposals = last_proposals(db, moment)
    if proposals.is_empty():
        raise UsageError(
            f"nothing was proposed as of {as_of}",
            where=str(db),
            exists=", ".join(days_proposed(db)) or "no proposals yet",
            do=f"screening list propose --as-of {as_of} --db {db}",
        )
    rows = _rows(proposals)
    _write(rows, out, moment)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    number = int(proposals["proposal_no"][0])
    submission, is_new = record_submission(db, number, moment, out.name, digest, rows.height)
    publish(db)
    return Submitted(submission, is_new, number, as_of, out.name, digest, rows.height)


def _rows(proposals: pl.DataFrame) -> pl.DataFrame:
    """One row an enterprise, removals first; every cell text that no spreadsheet takes for more."""
    told = proposals.filter(pl.col("proposal").is_in(list(_PROPOSALS_ZH))).sort(
        pl.col("proposal").cast(pl.Enum(PROPOSALS)), "client_id"
    )
    columns = {
        "建议 proposal": pl.col("proposal"),
        "建议(中文)": pl.col("proposal").replace_strict(_PROPOSALS_ZH, default=None),
        "统一社会信用代码 uscc": pl.col("uscc"),
        "企业名称 name": pl.col("name"),
        "本行客户号 client_id": pl.col("client_id"),
        "名单现状 list_state": pl.col("list_state"),
        "名单现状(中文)": pl.col("list_state").replace_strict(_STATES_ZH, default=None),
        "判断日 as_of": pl.col("as_of").dt.to_string("%Y-%m-%d"),
        "理由": pl.col("reasons_zh"),
        "reasons": pl.col("reasons"),
        "触发标准 criteria_hit": pl.col("rule_ids"),
        "无法判断的标准 criteria_not_asked": pl.col("unasked_ids"),
        "证据 facts": pl.col("facts"),
        "依据": pl.lit(BASIS[1]),
        "basis": pl.lit(BASIS[0]),
        "规则包 pack_digest": pl.col("pack_digest"),
    }
    return told.select(_as_text(value).alias(name) for name, value in columns.items())


def _as_text(value: pl.Expr) -> pl.Expr:
    text = value.cast(pl.String)
    return (
        pl.when(text.str.contains(_FORMULA)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)
    )


def _write(rows: pl.DataFrame, out: Path, moment: datetime) -> None:
    fresh = out.with_name(f".{out.stem}.new{out.suffix}")
    try:
        if out.suffix.lower() == ".csv":
            rows.write_csv(fresh, include_bom=True)  # a spreadsheet knows UTF-8 by it
        else:
            _write_workbook(rows, fresh, moment)
        fresh.replace(out)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(out), do="name another --out"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)


def _write_workbook(rows: pl.DataFrame, path: Path, moment: datetime) -> None:
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is asked for

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": moment.replace(tzinfo=None)})  # never the clock's
        rows.write_excel(book, worksheet="名单建议")
