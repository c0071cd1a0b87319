"""A folder as a whole: what is read, what is not, and that no row is lost."""

from __future__ import annotations

import gzip
import hashlib
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from screening.errors import InputError
from screening.inputs import folder as folder_module
from screening.inputs import limits, read_batch, read_reference
from screening.inputs.folder import named_table
from screening.schema import TABLES, table
from tests.inputs.writing import batch_of

DEALS = "deal_id,client_id,title_in_date,submitted_at\n"


def test_every_table_has_all_columns_typed_and_is_sorted_by_key(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, {"deals.csv": DEALS + "D2,C1,,\nD1,C1,2024-01-02,\n"})
    deals = batch.table("deals")
    assert dict(deals.schema) == table("deals").dtypes
    assert deals["deal_id"].to_list() == ["D1", "D2"]
    assert batch.has("deals")
    assert not batch.has("invoices")
    assert dict(batch.table("invoices").schema) == table("invoices").dtypes
    with pytest.raises(KeyError):
        batch.table("dealz")


def test_files_that_are_not_read_are_told(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        {
            "deals.csv": DEALS + "D1,C1,,\n",
            "README.md": "hello",
            "_labels.csv": "x\n1\n",
            ".hidden/deals.csv": "x\n",
            "_old/deals.csv": "x\n",
            "scan.pdf": b"%PDF",
        },
    )
    unread = batch.files.filter(pl.col("format") == "not read")
    assert unread["file"].to_list() == [
        ".hidden/deals.csv",
        "README.md",
        "_labels.csv",
        "_old/deals.csv",
        "scan.pdf",
    ]
    assert unread["note"].str.len_chars().min() > 10  # type: ignore[operator]
    assert batch.rows_in == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("deals", "deals"),
        ("Deals-2024", "deals"),
        ("deal_documents.part1", "deal_documents"),
        ("document_links_x", "document_links"),
        ("client_status 2024", "client_status"),
        ("clients_2024", "clients"),
        ("dealsx", None),
        ("my_deals", None),
    ],
)
def test_table_from_a_name(name: str, expected: str | None) -> None:
    assert named_table(name) == expected


def test_the_folder_may_name_the_table_and_files_may_be_packed(tmp_path: Path) -> None:
    packed = gzip.compress((DEALS + "D2,C1,,\n").encode())
    batch = batch_of(
        tmp_path, {"deals/part-0.csv": DEALS + "D1,C1,,\n", "deals/part-1.csv.gz": packed}
    )
    assert batch.table("deals")["deal_id"].to_list() == ["D1", "D2"]
    assert batch.files["file"].to_list() == ["deals/part-0.csv", "deals/part-1.csv.gz"]


PAYMENTS = pl.DataFrame(
    {
        "payment_id": ["0001", "0002"],
        "amount": ["1250.50", "7"],
        "currency": ["USD", "EUR"],
        "value_date": ["2024-03-05", None],
        "requested_at": ["2024-03-01T09:00:00Z", "2024-03-02T10:30:00Z"],
    }
)


def _typed() -> pl.DataFrame:
    return PAYMENTS.with_columns(
        pl.col("amount").cast(pl.Decimal(18, 3)),
        pl.col("value_date").str.to_date(),
        pl.col("requested_at").str.to_datetime(time_zone="UTC"),
    )


def _parquet() -> bytes:
    out = io.BytesIO()
    _typed().write_parquet(out)
    return out.getvalue()


def _xlsx() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("payments")
    sheet.write_row(0, 0, PAYMENTS.columns)
    for i, row in enumerate(PAYMENTS.rows(), 1):
        sheet.write_row(i, 0, row)
        sheet.write_number(i, 1, float(row[1]))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime(1, 3, datetime(2024, 3, 5), day)  # noqa: DTZ001
    book.close()
    return out.getvalue()


def test_one_table_is_the_same_in_every_format(tmp_path: Path) -> None:
    forms: dict[str, str | bytes] = {
        "payments.csv": PAYMENTS.write_csv(),
        "payments.ndjson": PAYMENTS.write_ndjson(),
        "payments.parquet": _parquet(),
        "book.xlsx": _xlsx(),
    }
    batches = []
    for name, content in forms.items():
        (tmp_path / name[-5:]).mkdir()
        batches.append(batch_of(tmp_path / name[-5:], {name: content}))
    for batch in batches:
        assert_frame_equal(batch.table("payments"), batches[0].table("payments"))
    assert batches[0].table("payments")["amount"].to_list() == [Decimal("1250.500"), Decimal(7)]
    assert len({b.digest for b in batches}) == len(batches)


def test_json_numbers_too_long_for_a_double_stay_exact(tmp_path: Path) -> None:
    lines = (
        '{"payment_id":"P1","amount":123456789012345.123,"currency":"USD"}\n'
        '{"payment_id":"P2","amount":0.1000000000000000055,"currency":"USD"}\n'
        '{"payment_id":12345678901234567890123,"amount":1.10,"currency":"USD"}\n'
    )
    batch = batch_of(tmp_path, {"payments.jsonl": lines})
    assert batch.table("payments").select("payment_id", "amount").rows() == [
        ("12345678901234567890123", Decimal("1.1")),
        ("P1", Decimal("123456789012345.123")),
    ]
    assert batch.rejects["reason"].to_list() == [
        "amount has more than 3 decimals; it is never rounded"
    ]


def test_digest_names_the_files_read_and_nothing_else(tmp_path: Path) -> None:
    one = batch_of(tmp_path, {"deals.csv": DEALS + "D1,C1,,\n"})
    with_readme = batch_of(tmp_path, {"README.md": "hello"})
    assert with_readme.digest == one.digest
    other = batch_of(tmp_path, {"deals.csv": DEALS + "D1,C2,,\n"})
    assert other.digest != one.digest


def test_latest_known_is_the_latest_time_then_the_latest_past_day(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    timed = batch_of(
        tmp_path / "a",
        {"deals.csv": DEALS + "D1,C1,2030-01-01,2024-05-01\nD2,C1,,2024-05-02T08:00Z\n"},
    )
    assert timed.latest_known() == (datetime(2024, 5, 2, 8, tzinfo=UTC), "deals.submitted_at")
    (tmp_path / "b").mkdir()
    dated = batch_of(
        tmp_path / "b",
        {
            "invoices.csv": "document_id,invoice_no,issue_date,due_date\n"
            "I1,1,2024-04-01,2024-09-01\n"
        },
    )
    assert dated.latest_known() == (
        datetime(2024, 4, 1, tzinfo=UTC),
        "invoices.issue_date (a date)",
    )
    (tmp_path / "c").mkdir()
    assert batch_of(tmp_path / "c", {"deals.csv": DEALS}).latest_known() is None


def test_reference_folder_holds_reference_tables_only(tmp_path: Path) -> None:
    rates = "currency,rate_date,usd_per_unit\nEUR,2024-03-01,1.0834\n"
    (tmp_path / "fx_rates.csv").write_text(rates)
    assert read_reference(tmp_path).table("fx_rates").height == 1
    (tmp_path / "deals.csv").write_text(DEALS)
    with pytest.raises(InputError, match="deals is no reference table"):
        read_reference(tmp_path)


def test_a_folder_that_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        read_batch(tmp_path / "nowhere")
    file = tmp_path / "deals.csv"
    file.write_text(DEALS)
    with pytest.raises(InputError, match="a batch is a folder"):
        read_batch(file)


def test_a_file_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "FILE_BYTES", 10)
    with pytest.raises(InputError, match="larger than the limit of 10 bytes"):
        batch_of(tmp_path, {"deals.csv": DEALS + "D1,C1,,\n"})


def test_a_workbook_that_unpacks_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.inputs.xlsx_file.WORKBOOK_BYTES", 100)
    with pytest.raises(InputError, match="more than is safe to read"):
        batch_of(tmp_path, {"payments.xlsx": _xlsx()})
    assert limits.WORKBOOK_RATIO > 1


def test_progress_is_told_every_file(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS)
    (tmp_path / "notes.txt").write_text("x")
    told: list[str] = []
    read_batch(tmp_path, progress=told.append)
    assert told == ["deals.csv", "notes.txt"]


def test_raw_text_is_kept_with_its_digest(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, {"deals.csv": DEALS + "D1,C1,soon,\n"})
    assert batch.rejects.select("raw", "raw_sha256").row(0) == (
        "D1,C1,soon,",
        hashlib.sha256(b"D1,C1,soon,").hexdigest(),
    )
    assert "soon" not in batch.rejects["reason"][0]


def _cut_and_bent(content: bytes) -> list[bytes]:
    """The content cut off, and with one byte changed, at 40 places spread over it."""
    places = [len(content) * i // 40 for i in range(40)]
    return [c for p in places for c in (content[:p], content[:p] + b"\xa7" + content[p + 1 :])]


@pytest.mark.parametrize("name", ["payments.parquet", "payments.xlsx", "payments.csv.gz"])
def test_no_damage_to_a_binary_file_is_a_traceback(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    forms = {
        "payments.parquet": _parquet(),
        "payments.xlsx": _xlsx(),
        "payments.csv.gz": gzip.compress(PAYMENTS.write_csv().encode(), mtime=0),
    }
    refused = 0
    for content in _cut_and_bent(forms[name]):
        try:
            batch = batch_of(tmp_path, {name: content})
        except InputError:
            refused += 1
        else:
            assert batch.rows_in == batch.rows_loaded + batch.rejects.height
    assert refused > 40


GARBAGE = st.one_of(
    st.none(),
    st.sampled_from(["D1", "C1", "USD", "2024-01-01", "1.5", "NaN", "BUY", "yes", "-", "1,000"]),
    st.text(max_size=8),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.data())
def test_rows_are_conserved_under_garbage(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    columns = [c.name for c in TABLES[name].columns]
    rows = data.draw(
        st.lists(st.lists(GARBAGE, min_size=len(columns), max_size=len(columns)), max_size=6)
    )
    frame = pl.DataFrame(
        {
            c: pl.Series([None if r[i] is None else str(r[i]) for r in rows], dtype=pl.String)
            for i, c in enumerate(columns)
        }
    )
    folder = tmp_path_factory.mktemp("garbage")
    frame.write_parquet(folder / f"{name}.parquet")
    batch = read_batch(folder)
    assert batch.rows_in == len(rows)
    assert batch.table(name).height + batch.rejects.height == len(rows)
    assert batch.rejects["reason"].null_count() == 0
    required = [c.name for c in TABLES[name].columns if c.required]
    assert batch.table(name).select(required).null_count().sum_horizontal().item() == 0
