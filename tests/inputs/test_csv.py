"""CSV: every line is loaded or told, whatever the quoting."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import InputError
from screening.inputs.csv_records import split_records
from tests.inputs.writing import batch_of

HEADER = "party_id,name,address\n"


def test_quoted_newlines_commas_and_quotes_are_kept(tmp_path: Path) -> None:
    text = HEADER + 'N1,"Say ""hi"", Ltd","Road 1\nTown"\nN2,Plain,\n'
    batch = batch_of(tmp_path, {"parties.csv": text})
    assert batch.table("parties")["name"].to_list() == ['Say "hi", Ltd', "Plain"]
    assert batch.table("parties")["address"].to_list() == ["Road 1\nTown", None]


def test_line_is_the_line_on_which_the_row_begins(tmp_path: Path) -> None:
    text = HEADER + 'N1,a,"x\ny\nz"\n\nN2\nN3,"q\nr",b,c\nN4,d,e\n'
    batch = batch_of(tmp_path, {"parties.csv": text})
    assert batch.rejects["line"].to_list() == [6, 7]
    assert batch.rejects["raw"].to_list() == ["N2", 'N3,"q\nr",b,c']
    assert batch.rows_in == 4


def test_one_open_quotation_costs_one_line_only(tmp_path: Path) -> None:
    rows = [f"N{i},name {i},here" for i in range(2000)]
    rows[7] = 'N7,"never closed,here'
    rows[900] = 'N900,5" pipe,here'
    rows[1999] = 'N1999,"open at the end,here'
    batch = batch_of(tmp_path, {"parties.csv": HEADER + "\n".join(rows)})
    assert batch.rejects["line"].to_list() == [9, 902, 2001]
    assert batch.rows_loaded == 1997


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_read_and_told(tmp_path: Path, separator: str) -> None:
    text = (HEADER + "N1,Ann,Road 1\n").replace(",", separator)
    batch = batch_of(tmp_path, {"parties.csv": text})
    assert batch.table("parties").height == 1
    assert "separated by" in batch.files["note"][0]


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    text = "\ufeff" + (HEADER + "N1,Ann,Road 1\nN2\n").replace("\n", "\r\n")
    batch = batch_of(tmp_path, {"parties.csv": text})
    assert batch.table("parties")["party_id"].to_list() == ["N1"]
    assert batch.rejects.select("line", "raw").row(0) == (3, "N2")


def test_headers_match_in_any_case_and_by_their_other_names(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, {"deals.csv": "Deal ID,ENTERPRISE-ID\nD1,C1\n"})
    assert batch.table("deals").select("deal_id", "client_id").row(0) == ("D1", "C1")


def test_western_text_is_not_misread_as_chinese(tmp_path: Path) -> None:
    text = (HEADER + "N1,Société Générale,Zürich\n").encode("latin-1")
    with pytest.raises(InputError, match="neither UTF-8 nor GB18030"):
        batch_of(tmp_path, {"parties.csv": text})


CELL = st.text(alphabet=st.sampled_from('ab1 ,"\n;é船'), max_size=6)


@settings(max_examples=200)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8), st.booleans())
def test_well_formed_text_splits_as_the_csv_module_says(
    rows: list[list[str]], quote_all: bool
) -> None:
    out = io.StringIO()
    dialect = csv.unix_dialect if quote_all else csv.excel
    csv.writer(out, dialect, lineterminator="\n").writerows(rows)
    data = out.getvalue().encode()
    records = split_records(data, ",", where="x")
    texts = [data[s:e].decode() for s, e in zip(records.start, records.end, strict=True)]
    assert [next(csv.reader(io.StringIO(t))) for t in texts] == rows
    assert not records.broken.any()
    assert set(records.fields.tolist()) <= {3}


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from('ab,"\n'), max_size=60))
def test_any_text_is_split_into_records_that_cover_it(text: str) -> None:
    data = text.encode()
    records = split_records(data, ",", where="x")
    covered = b"".join(
        data[s:e] for s, e in zip(records.start.tolist(), records.end.tolist(), strict=True)
    )
    outside = sum(text.count(c) for c in 'ab,"')
    assert sum(covered.count(c) for c in b'ab,"') == outside
    assert (records.start[1:] > records.end[:-1]).all()
    for start, line in zip(records.start.tolist(), records.line.tolist(), strict=True):
        assert data.count(b"\n", 0, start) + 1 == line


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(alphabet=st.sampled_from('ab1,"\n '), max_size=80))
def test_no_garbage_loses_a_line(tmp_path_factory: pytest.TempPathFactory, garbage: str) -> None:
    folder = tmp_path_factory.mktemp("csv")
    batch = batch_of(folder, {"parties.csv": HEADER + garbage})
    assert batch.rows_in == batch.rows_loaded + batch.rejects.height
    if '"' not in garbage:
        assert batch.rows_in == sum(bool(line) for line in garbage.split("\n"))
