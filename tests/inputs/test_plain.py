"""Cells of any Parquet type, and messages of any text, are loaded or rejected; nothing breaks."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from screening.errors import InputError
from screening.inputs import Batch, read_batch
from tests.inputs.writing import batch_of

FAR = 2**62
NESTED = "holds a nested value"
SPAN = "holds a span of time"
YEARS = "lies outside the years 1 to 9999"
COLUMNS = ("deal_id", "mode", "title_in_date", "submitted_at")

# cells of a column, the start of the reason they are refused for in every column, their raw text
REFUSED = {
    "list": (pl.Series([["a"]]), NESTED, '["a"]'),
    "list of bytes": (pl.Series([[b"\xff"]]), NESTED, '["ff"]'),
    "struct": (pl.Series([{"a": [{"b": dt.timedelta(1)}]}]), NESTED, '{"a": [{"b": 86400000000}]}'),
    "array": (pl.Series([[1, 2]], dtype=pl.Array(pl.Int64, 2)), NESTED, "[1, 2]"),
    "bytes": (pl.Series([b"\xff"]), "is not UTF-8 text", "ff"),
    "span": (pl.Series([dt.timedelta(1)]), SPAN, "P1D"),
    "far day": (pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date), YEARS, "2147483647"),
    "far time": (pl.Series([-FAR]).cast(pl.Datetime("ms")), YEARS, str(-FAR)),
}
OTHERS = {
    "time of day": pl.Series([dt.time(1)]),
    "uint64": pl.Series([2**64 - 1], dtype=pl.UInt64),
    "int128": pl.Series([2**100], dtype=pl.Int128),
    "decimal 38": pl.Series([Decimal(10) ** 37], dtype=pl.Decimal(38, 0)),
    "decimal 38 places": pl.Series([Decimal("1E-38")], dtype=pl.Decimal(38, 38)),
    "enum": pl.Series(["a"], dtype=pl.Enum(["a"])),
    "null": pl.Series([None]),
    "NaN": pl.Series([float("nan")], dtype=pl.Float32),
    "nanoseconds": pl.Series([dt.datetime(2020, 1, 1)], dtype=pl.Datetime("ns")),  # noqa: DTZ001
    "text in bytes": pl.Series([b"D1"]),
}


def _deals(folder: Path, column: str, cells: pl.Series) -> Batch:
    given = {"deal_id": ["D1"], "client_id": ["C1"]}
    pl.DataFrame(given).with_columns(cells.alias(column)).write_parquet(folder / "deals.parquet")
    return read_batch(folder)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("kind", REFUSED)
def test_cells_without_a_plain_value_are_rejects(tmp_path: Path, kind: str, column: str) -> None:
    cells, reason, raw = REFUSED[kind]
    batch = _deals(tmp_path, column, cells)
    (row,) = batch.rejects.to_dicts()
    assert row["column"] == column
    assert row["reason"].startswith(f"{column} {reason}")
    assert json.loads(row["raw"])[column] == raw


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("kind", OTHERS)
def test_other_types_are_loaded_or_rejected(tmp_path: Path, kind: str, column: str) -> None:
    batch = _deals(tmp_path, column, OTHERS[kind])
    assert batch.rows_in == 1 == batch.rows_loaded + batch.rows_rejected


def test_one_bad_cell_of_bytes_refuses_one_row(tmp_path: Path) -> None:
    frame = pl.DataFrame({"deal_id": [b"D1", b"\xff", b"D1\xe4\xb8\xad"], "client_id": "C1"})
    frame.write_parquet(tmp_path / "deals.parquet")
    batch = read_batch(tmp_path)
    assert batch.table("deals")["deal_id"].to_list() == ["D1", "D1中"]
    assert batch.rejects["line"].to_list() == [2]


def test_a_parquet_file_without_columns_is_one_error(tmp_path: Path) -> None:
    pl.DataFrame().write_parquet(tmp_path / "deals.parquet")
    with pytest.raises(InputError, match="needs the columns") as caught:
        read_batch(tmp_path)
    assert caught.value.exists == "no columns"


def _bill(members: str) -> str:
    return '{"transportDocumentReference":"R1","carrierCode":"MSC",' + members + "}"


@pytest.mark.parametrize("members", [r'"x":"\ud800"', r'"\udfff":1'])
def test_half_a_character_in_json_is_a_reject(tmp_path: Path, members: str) -> None:
    batch = batch_of(tmp_path, {"bill.json": _bill(members)})
    (row,) = batch.rejects.to_dicts()
    assert row["reason"].startswith("holds half of a character")
    assert "\\ud" in row["raw"]


def test_a_number_beyond_all_exponents_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="beyond any that can be meant") as caught:
        batch_of(tmp_path, {"bill.json": _bill('"x":1e99999999999999999999')})
    assert caught.value.where == "bill.json"


@pytest.mark.parametrize(("older", "newer"), [("v9", "v10"), ("1", "9" * 5000), ("2", "²")])
def test_any_version_reference_can_be_ordered(tmp_path: Path, older: str, newer: str) -> None:
    files: dict[str, str | bytes] = {
        f"{i}.json": _bill(f'"transportDocumentSubReference":"{version}"')
        for i, version in enumerate((older, newer))
    }
    batch = batch_of(tmp_path, files)
    assert (batch.rows_loaded, batch.rows_rejected) == (1, 1)
    if newer != "²":
        assert batch.rejects["file"].to_list() == ["0.json"]


def test_a_line_nested_too_deeply_is_a_reject(tmp_path: Path) -> None:
    deep = "[" * 5000 + "]" * 5000
    line = '{"deal_id":12345678901234567890,"client_id":"C1","x":' + deep + "}\n"
    batch = batch_of(tmp_path, {"deals.ndjson": '{"deal_id":"D1","client_id":"C1"}\n' + line})
    assert batch.rejects["reason"].to_list() == ["is nested too deeply to be read"]
    assert batch.table("deals")["deal_id"].to_list() == ["D1"]


def test_unknown_headers_of_a_sheet_may_be_equal(tmp_path: Path) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("deals")
    sheet.write_row(0, 0, ["x", "deal_id", "x", "client_id", "_line"])
    sheet.write_row(1, 0, ["1", "D1", "2", "C1", "3"])
    book.close()
    batch = batch_of(tmp_path, {"deals.xlsx": out.getvalue()})
    assert batch.table("deals").select("deal_id", "client_id").rows() == [("D1", "C1")]


@pytest.mark.parametrize("text", ["Ann Li,CN,x\nB,CN,y\n", "Ann Li,,x\nB,CN,y\n"])
def test_a_first_row_of_data_is_never_printed(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as caught:
        batch_of(tmp_path, {"parties.csv": text})
    assert "Ann" not in str(caught.value)
    assert "columns the schema does not have" in caught.value.exists


def test_a_header_close_to_a_missing_one_is_told_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs the column client_id") as caught:
        batch_of(tmp_path, {"deals.csv": "deal_id,client_idd,zz\nD1,C1,1\n"})
    assert caught.value.exists == (
        "columns deal_id and 2 columns the schema does not have; column 2 may be meant as client_id"
    )


def test_notes_tell_only_the_first_of_many_unknown_columns(tmp_path: Path) -> None:
    more = ",".join(f"x{i}" for i in range(30))
    batch = batch_of(tmp_path, {"deals.csv": f"deal_id,client_id,{more}\nD1,C1{',1' * 30}\n"})
    note = batch.files["note"].item()
    assert '"x19"' in note
    assert note.endswith("; 10 more columns were left out")
