"""How numbers and issuers are compared: one paper has one key, however it is written.

SQL macros, the one place for it: every key of linking and of its ledgers is made of them.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb.func import PythonUDFType

_MOST_MILLI = "9e15"  # nine billion tonnes: no such parcel exists, and sums of it would overflow
_MACROS = (
    # NFKC: full-width, circled and styled letters and digits are plain ones. Most text is ASCII
    # (as many bytes as characters) and stays as it is.
    "plain(x) AS CASE WHEN strlen(x) = length(x) THEN x ELSE nfkc(x) END",
    # A number: capitals and digits alone (case, spaces and punctuation do not tell).
    "normalised(x) AS upper(regexp_replace(plain(x), '[^0-9A-Za-z]', '', 'g'))",
    # Who issued a paper, by id or code: marks may tell two ids apart and stay.
    "issuer(x) AS nullif(upper(trim(plain(x))), '')",
    # A carrier's code as it may begin the carrier's numbers; one of no Latin letter stays whole.
    "carrier(x) AS coalesce(nullif(normalised(x), ''), issuer(x))",
    # A bill's number without its carrier's own code before it, unless nothing would be left.
    """without_code(number, code) AS CASE WHEN starts_with(number, code) AND number <> code
        THEN substr(number, length(code) + 1) ELSE number END""",
    "bill_number(ref, code) AS nullif(without_code(normalised(ref), carrier(code)), '')",
    "receipt_key(no, house) AS coalesce(issuer(house), '?') || ':' || nullif(normalised(no), '')",
    # The number a parcel stands on, whoever names it: a house bill names its master's without
    # saying the carrier, so any four letters before the digits are taken for a carrier's code.
    "parcel_number(ref) AS nullif(regexp_replace(normalised(ref), '^[A-Z]{4}([0-9])', '\\1'), '')",
    # A quantity in thousandths of its base unit; null where it is none at all.
    f"""milli(quantity, factor) AS CASE
        WHEN round(CAST(quantity AS DOUBLE) * factor * 1000) BETWEEN 1 AND {_MOST_MILLI}
        THEN CAST(round(CAST(quantity AS DOUBLE) * factor * 1000) AS BIGINT) END""",
)
# One row a bill with a number: its carrier (null where not stated), its number alone and with the
# carrier's code before it, its key. In steps, for a macro repeats what it is given.
BILLS = """(SELECT document_id, code AS carrier, number, code || number AS full_number,
        coalesce(code, '?') || ':' || number AS paper_key
    FROM (SELECT document_id, code, without_code(number, code) AS number
        FROM (SELECT document_id, normalised(transport_doc_ref) AS number,
                     carrier(carrier_code) AS code FROM transport_documents))
    WHERE number <> '')"""


def define_writing(con: duckdb.DuckDBPyConnection) -> None:
    """Define the macros on a connection, for its own life and nothing stored."""
    if con.execute("FROM duckdb_functions() WHERE function_name = 'nfkc'").fetchone():
        return
    define_writing_anew(con)


def define_writing_anew(con: duckdb.DuckDBPyConnection) -> None:
    """Define the macros on a connection that has none: looking for them takes longer than that."""
    con.create_function("nfkc", _nfkc, ["VARCHAR"], "VARCHAR", type=PythonUDFType.ARROW)
    for macro in _MACROS:
        con.execute(f"CREATE TEMP MACRO {macro}")


def _nfkc(text: pa.StringArray) -> pa.StringArray:
    return pc.utf8_normalize(text, form="NFKC")
