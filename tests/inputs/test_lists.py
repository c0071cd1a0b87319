"""Lists as their publishers give them: OFAC's CSV and the UN's XML, and files that are neither."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from screening.errors import InputError
from screening.inputs import Batch, read_reference
from screening.inputs.imo_numbers import is_company_number, is_ship_number

_NONE = ",-0- "
_FIRM = (
    "SWIFT/BIC ZARVXXA1; Identification Number IMO 5000004; a.k.a. 'ZSC'; Registration ID 77-12."
)
_SHIP = "Vessel Registration Identification IMO 9074729; MMSI 1."
SDN = (
    f'101,"ZARVAND SHIPPING CO.",-0- ,"MADE] [UP"{_NONE * 7},"{_FIRM}"\n'
    f'102,"ZARVAND STAR","vessel","MADE",-0- ,"CALL"{_NONE * 5},"{_SHIP}"\n'
    f'103,"PETROKALA, Anna","individual","MADE"{_NONE * 8}\n'
)
ALT = '101,1,"aka","ZARVAND MARITIME","-0- "\n101,1,"aka","ZARVAND MARITIME","-0- "\n'
ADD = '101,7,"Pier 1","Port Zarvand","Nowhere",-0- \n\x1a'
UN = """<?xml version="1.0"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL>
<FIRST_NAME>ANNA</FIRST_NAME><SECOND_NAME>PETROKALA</SECOND_NAME><UN_LIST_TYPE>MADE</UN_LIST_TYPE>
<REFERENCE_NUMBER>MUi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31-05:00</LISTED_ON>
<NAME_ORIGINAL_SCRIPT>Анна Петрокала</NAME_ORIGINAL_SCRIPT>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Anka</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
</INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>ZARVAND LINES</FIRST_NAME>
<REFERENCE_NUMBER>MUe.001</REFERENCE_NUMBER><LISTED_ON>2014-07-28</LISTED_ON>
<COMMENTS1>SWIFT/BIC: ZARVXXA1. IMO number: 5000004. Its ship has IMO 9074729.</COMMENTS1>
</ENTITY></ENTITIES></CONSOLIDATED_LIST>"""


def read(folder: Path, **files: str) -> Batch:
    """The folder of those files; `sdn__csv` is sdn.csv."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return read_reference(folder)


def test_ofac_is_read_as_it_comes(tmp_path: Path) -> None:
    """Names, weak aliases and identifiers; each row of each file loaded or rejected."""
    batch = read(tmp_path, sdn__csv=SDN, alt__csv=ALT, add__csv=ADD)
    names = batch.table("sanctions").select("uid", "name", "name_kind", "kind", "legal_effect")
    assert names.rows() == [
        ("101", "ZARVAND MARITIME", "strong", None, "bank_policy"),
        ("101", "ZARVAND SHIPPING CO.", "primary", "entity", "bank_policy"),
        ("101", "ZSC", "weak", "entity", "bank_policy"),
        ("102", "ZARVAND STAR", "primary", "vessel", "bank_policy"),
        ("103", "PETROKALA, Anna", "primary", "person", "bank_policy"),
    ]
    firm, ship = (batch.table("sanctions").row(i, named=True) for i in (1, 3))
    assert (firm["imo_company"], firm["imo"], firm["bic"]) == ("5000004", None, "ZARVXXA1")
    assert (firm["registration_no"], firm["programme"]) == ("77-12", "MADE, UP")
    assert (ship["imo"], ship["imo_company"]) == ("9074729", None)
    assert batch.table("sanction_addresses")["country"].to_list() == ["Nowhere"]
    counts = dict(batch.files.select("file", "rows_rejected").iter_rows())
    assert counts == {"sdn.csv": 0, "alt.csv": 1, "add.csv": 0}
    assert batch.rows_in == batch.rows_loaded + batch.rows_rejected == 7


def test_the_un_list_is_read_as_it_comes(tmp_path: Path) -> None:
    """Own script and aliases are names; a ship's number in a remark is not the firm's own."""
    rows = read(tmp_path, list__xml=UN).table("sanctions")
    assert rows.select("uid", "name", "name_kind").rows() == [
        ("MUe.001", "ZARVAND LINES", "primary"),
        ("MUi.001", "ANNA PETROKALA", "primary"),
        ("MUi.001", "Anka", "weak"),
        ("MUi.001", "Анна Петрокала", "strong"),
    ]
    firm = rows.row(0, named=True)
    assert (firm["imo_company"], firm["bic"], firm["legal_effect"]) == ("5000004", "ZARVXXA1", "un")
    assert firm["valid_from"] == date(2014, 7, 28)
    assert set(rows["list_version"]) == {"2026-02-27"}
    assert rows["valid_from"][1] == date(2012, 12, 31)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("sdn.csv", "uid,name,type\n1,A,B\n", "not its layout"),
        ("sdn.csv", '1,"A","B"\n2,"C","D"\n', "not its layout"),
        ("alt.csv", SDN, "not its layout"),
        ("sdn.csv", "", "not its layout"),
        ("sanctions.csv", "ID,Full Name,Type\n1,A,B\n", "needs the columns"),
        ("other.xml", "<sdnList><sdnEntry/></sdnList>", "layout that is not read"),
        ("eu.xml", '<?xml version="1.0"?><export xmlns="http://eu.europa.ec"/>', "not read"),
    ],
)
def test_another_layout_is_one_clear_error(tmp_path: Path, name: str, text: str, told: str) -> None:
    """The file, what is wrong with it, and what would be read."""
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=told) as error:
        read_reference(tmp_path)
    assert name in str(error.value)
    assert "sanctions.csv" in str(error.value)


def test_ship_and_company_numbers_are_told_apart() -> None:
    """By their check digits: weights 7 to 2, and 8 6 4 2 9 7."""
    numbers = pl.DataFrame({"n": ["9074729", "5000004", "9074728"]})
    ship, company = is_ship_number(pl.col("n")), is_company_number(pl.col("n"))
    assert numbers.select(ship).to_series().to_list() == [True, False, False]
    assert numbers.select(company).to_series().to_list() == [False, True, False]
