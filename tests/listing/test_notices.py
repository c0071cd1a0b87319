"""Notices: read from three kinds of file, checked, recorded once, superseded and never edited."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from screening.errors import InputError, UsageError
from screening.listing import Imported, import_notice, listed_on
from screening.listing.notice import read_notice
from screening.store import open_store, save
from tests.listing.made import NOTICE, as_file
from tests.store.made import made

HEAD = NOTICE.splitlines()[0]
CODE, OTHER = "91310000MA1FL99990", "91310000MA1FL0000N"
TOML = """
"发文机关" = "市商务委"
"文号" = "1号"
"发文日期" = 2025-05-20
"名单" = "离岸经贸业务企业名单"
[[entry]]
"客户号" = "C1"
"企业名称" = "甲公司"
"动作" = "列入"
"生效日" = 2025-06-01
"事由" = "首批"
[[entry]]
uscc = "91310000MA1FL99990"
name = "乙公司"
action = "listed"
from = 2025-06-01
to = 2025-12-31
"""


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    save(made(), path)
    return path


def line(number: str, client: str, action: str, begins: str, ends: str = "", uscc: str = "") -> str:
    return (
        f"市商务委,{number},2025-05-20,offshore_list,{uscc},{client},,{action},{begins},{ends},\n"
    )


def knows(db: Path, client: str, uscc: str) -> None:
    """A batch brought the client with its code."""
    with open_store(db, writable=True) as con:
        con.execute("CREATE TABLE IF NOT EXISTS input_clients (client_id VARCHAR, uscc VARCHAR)")
        con.execute("INSERT INTO input_clients VALUES (?, ?)", [client, uscc])


def said(*lines: str) -> str:
    return f"{HEAD}\n{''.join(lines)}"


def imported(db: Path, text: str, received: date | None = date(2025, 6, 1)) -> Imported:
    return import_notice(as_file(db.parent, text), db, by="zhang", received=received)


def test_one_notice_in_three_kinds_of_file_says_the_same(tmp_path: Path) -> None:
    plain = read_notice(as_file(tmp_path))
    with xlsxwriter.Workbook(tmp_path / "notice.xlsx") as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(NOTICE.splitlines()):
            sheet.write_row(i, 0, row.split(","))
    toml = read_notice(as_file(tmp_path, TOML, "notice.toml"))
    book_read = read_notice(tmp_path / "notice.xlsx")
    assert plain.content_digest == toml.content_digest == book_read.content_digest
    assert [e.line for e in plain.entries] == [2, 3]
    assert [e.line for e in toml.entries] == [6, 12]
    assert plain.list == "offshore_list"


def test_a_notice_is_recorded_once_and_says_who_is_unknown(db: Path) -> None:
    told = imported(db, NOTICE)
    assert (told.notice_no, told.is_new, told.n_entries) == (1, True, 2)
    assert told.unknown == ("C1 甲公司", "91310000MA1FL99990 乙公司")
    again = imported(db, NOTICE + "\n")
    assert (again.notice_no, again.is_new) == (1, False)
    with open_store(db) as con:
        assert con.execute("SELECT count(*) FROM list_entry").fetchall() == [(2,)]
        ((by, known),) = con.execute(
            "SELECT DISTINCT imported_by, known_from::DATE FROM list_history"
        ).fetchall()
    assert (by, known) == ("zhang", date(2025, 6, 1))
    with pytest.raises(InputError, match="imported before as notice 1, and said otherwise"):
        imported(db, NOTICE.replace("2025-12-31", "2025-11-30"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (line("1号", "C1", "listed", "2025-06-02", "2025-06-01"), "line 2: ends on 2025-06-01"),
        (line("1号", "C1", "listed", "2025-06-31"), 'line 2: from "2025-06-31" is no day'),
        (line("1号", "C1", "lsted", "2025-06-01"), 'action "lsted" is unknown; did you mean'),
        (line("1号", "", "listed", "2025-06-01"), "line 2: names no enterprise"),
        (
            line("1号", "", "listed", "2025-06-01", uscc="91310000MA1FL99991"),
            'line 2: uscc "91310000MA1FL99991" is none: .* check digit',
        ),
        (line("1号", "C1", "listed", "2025-06-01", uscc="9131"), 'line 2: uscc "9131" is none'),
        (line("1号", "C1", "listed", ""), "line 2: from is blank"),
        ("市商务委,1号\n", "line 2: has 2 cells where the header has 11"),
        (
            line("1号", "C1", "listed", "2025-06-01") + line("2号", "C2", "listed", "2025-06-01"),
            'line 3: number is "2号", but "1号" on line 2',
        ),
        (
            line("1号", "C1", "listed", "2025-06-01") * 2,
            "line 3: C1 is listed from 2025-06-01: overlaps line 2",
        ),
        (
            line("1号", "C1", "listed", "2025-06-01") + line("1号", "C1", "removed", "2025-07-01"),
            "line 3: C1 is removed from 2025-07-01: contradicts line 2",
        ),
        (line("1号", "C1", "suspended", "2025-06-01"), "line 2: .*was not on the list"),
        ("", "names no enterprise"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_written(
    db: Path, text: str, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        imported(db, said(text))
    with open_store(db) as con:
        assert con.execute("SELECT count(*) FROM list_notice").fetchall() == [(0,)]


def test_one_firm_by_two_codes_is_one_firm(db: Path) -> None:
    knows(db, "C1", CODE)
    both = line("1号", "C1", "listed", "2025-06-01")
    both += line("1号", "", "listed", "2025-07-01", uscc=CODE)
    with pytest.raises(InputError, match="line 3"):
        imported(db, said(both))


def test_two_codes_of_two_firms_are_no_entry(db: Path) -> None:
    knows(db, "C1", CODE)
    knows(db, "C2", OTHER)
    for client, code, told in (
        ("C1", OTHER, "the code is of C2"),
        ("C1", "91310000MA1FL00002", "is none"),
        ("C1", "91310000MA1FL0001R", "the code is not its"),
        ("C9", CODE, "the code is of C1"),
    ):
        with pytest.raises(InputError, match=f"line 2: .*{told}"):
            imported(db, said(line("1号", client, "listed", "2025-06-01", uscc=code)))
    spaced = f"{CODE[:8]} {CODE[8:].lower()}"
    assert imported(db, said(line("1号", "C1", "listed", "2025-06-01", uscc=spaced))).is_new


def test_the_first_notice_of_a_list_says_whom_batches_alone_had_on_it(db: Path) -> None:
    with open_store(db, writable=True) as con:
        con.execute(
            """CREATE TABLE input_client_status AS
            SELECT 'r' AS run_id, client_id, scheme, value, NULL::TIMESTAMP AS known_from,
                   NULL::TIMESTAMP AS known_to, NULL AS source_ref,
                   begins::DATE AS valid_from, ends::DATE AS valid_to
            FROM (VALUES ('C1', 'offshore_list', 'listed', '2024-01-01', NULL),
                         ('C2', 'offshore_list', 'listed', '2024-01-01', NULL),
                         ('C3', 'offshore_list', 'listed', '2024-01-01', '2024-12-31'),
                         ('C4', 'offshore_list', 'listed', '2024-01-01', NULL),
                         ('C4', 'offshore_list', 'removed', '2025-01-01', NULL),
                         ('C5', 'lingang_white_list', 'listed', '2024-01-01', NULL),
                         ('C6', 'offshore_list', 'listed', '2024-01-01', '2026-12-31')
                 ) AS t(client_id, scheme, value, begins, ends)"""
        )
    first = imported(db, said(line("1号", "C1", "listed", "2025-06-01")))
    assert first.superseded == ("C2", "C6")
    second = imported(db, said(line("2号", "C2", "listed", "2025-06-01")), date(2025, 6, 2))
    assert second.superseded == ()


def test_a_notice_against_those_before_is_told(db: Path) -> None:
    imported(db, said(line("1号", "C1", "listed", "2025-06-01")))
    with pytest.raises(InputError, match=r"reaches over the entry of notice 1 .*2025-06-01"):
        imported(db, said(line("2号", "C1", "listed", "2025-05-25")), date(2025, 6, 5))
    with pytest.raises(InputError, match="received at the same time"):
        imported(db, said(line("2号", "C1", "removed", "2025-06-01")))
    assert imported(db, said(line("2号", "C1", "removed", "2025-06-01")), date(2025, 6, 5)).is_new
    with pytest.raises(InputError, match="was not on the list"):
        imported(db, said(line("3号", "C1", "suspended", "2025-06-20")), date(2025, 6, 21))


def test_who_was_listed_on_a_day_as_known_on_another(db: Path) -> None:
    imported(db, said(line("1号", "C1", "listed", "2025-06-01", "2025-12-31")))
    pause = line("2号", "C1", "suspended", "2025-06-10", "2025-06-20")
    imported(db, said(pause), date(2025, 6, 15))

    def state(on: date, known: date | None = None) -> list[str]:
        return listed_on(db, on, known).entries["state"].to_list()

    assert state(date(2025, 6, 12)) == ["suspended"]
    assert state(date(2025, 6, 12), date(2025, 6, 14)) == ["listed"]
    assert state(date(2025, 6, 12), date(2025, 6, 15)) == ["suspended"]
    assert state(date(2025, 6, 21)) == ["listed"]
    assert state(date(2026, 1, 1)) == []
    assert state(date(2025, 6, 12), date(2025, 5, 31)) == []
    with open_store(db) as con:
        spans = con.execute(
            "SELECT state, holds_from::VARCHAR, holds_to::VARCHAR FROM enterprise_list"
        ).fetchall()
    assert spans == [
        ("listed", "2025-06-01", "2025-06-09"),
        ("suspended", "2025-06-10", "2025-06-20"),
        ("listed", "2025-06-21", "2025-12-31"),
        ("ended", "2026-01-01", None),
    ]


def test_a_notice_is_imported_by_somebody_and_not_before_it_was_issued(db: Path) -> None:
    path = as_file(db.parent)
    with pytest.raises(UsageError, match="by somebody"):
        import_notice(path, db, by=" ")
    with pytest.raises(UsageError, match="before it was issued"):
        import_notice(path, db, by="z", received=date(2025, 5, 19))
    with pytest.raises(InputError, match="no such file"):
        import_notice(path.with_name("absent.csv"), db, by="z")
    with pytest.raises(InputError, match="unknown column"):
        imported(db, NOTICE.replace("action", "acton"))


def test_without_a_day_the_bank_knows_it_from_now(db: Path) -> None:
    told = imported(db, NOTICE, None)
    assert told.known_from is not None
    assert told.known_from.date() > date(2025, 12, 31)
    assert listed_on(db, date(2025, 7, 1), date(2025, 7, 1)).entries.is_empty()
    assert listed_on(db, date(2025, 7, 1)).entries.filter(pl.col("state") == "listed").height == 2
