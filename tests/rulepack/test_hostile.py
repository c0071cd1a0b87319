"""A rule file is untrusted: whatever it holds, one clear error, soon, and nothing else happens.

Packs are checked in a process of their own, by the command itself. Each is given a second of work;
the tests allow five, as machines differ.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.rulepack.conftest import POLICY, RULE, RULE_PATH

SECONDS = 5.0
SECRET = "a-secret-of-the-environment"
CANARY = "do not touch\n"
GOOD = '"invoice_usd >= :floor"'

STATEMENTS = [
    "COPY facts TO 'stolen.csv'",
    "ATTACH 'stolen.db' AS x",
    "PRAGMA database_list",
    "SET threads = 1",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CALL pragma_version()",
    "EXPORT DATABASE 'stolen'",
    "CREATE MACRO f(a) AS a + 1",
    "CREATE TABLE t AS SELECT 1",
    "DROP TABLE facts",
    "INSERT INTO facts VALUES (1)",
    "UPDATE facts SET mode = 'a'",
    "DELETE FROM facts",
    "SELECT 1",
    "FROM facts",
    "VALUES (1)",
    "TABLE facts",
    "DESCRIBE facts",
    "SHOW TABLES",
    "EXPLAIN SELECT 1",
    "SUMMARIZE facts",
    "PIVOT facts ON mode",
    "VACUUM",
    "CHECKPOINT",
    "BEGIN",
    "USE memory",
]
REACHING = [
    "read_csv('/etc/passwd') = 'x'",
    "read_text('canary.txt') = 'x'",
    "mode IN (FROM read_text('canary.txt'))",
    "mode IN (SELECT content FROM read_text('canary.txt'))",
    "n_invoices > (SELECT COUNT(*) FROM 'canary.txt')",
    "EXISTS (SELECT 1 FROM read_blob('canary.txt'))",
    "n_invoices = ANY (SELECT 1)",
    "n_invoices > ALL ([1])",
    "glob('/*') = 'x'",
    "getenv('SCREENING_SECRET') = 'x'",
    "current_setting('threads') = 1",
    "pg_catalog.version() = 'x'",
    "pg_catalog.pg_tables = 'x'",
    "version() = 'x'",
    "now() > DATE '2024-01-01'",
    "current_date > first_leg_on",
    "random() > 0.5",
    "nextval('s') = 1",
    "query('COPY (SELECT 1) TO ''stolen.csv''') = 1",
    "query_table('facts') = 1",
    "http_get('http://127.0.0.1:9/') = 'x'",
    "mode = 'a' UNION SELECT 'b'",
    "mode = 'a'; DROP TABLE facts",
    "mode = 'a';",
    "mode = 'a' -- really",
    "mode = 'a' /* really */",
    "mode = $$a$$",
    "mode = $x$a$x$",
    "mode = E'a\\'' OR TRUE",
    "mode = X'00'",
    "mode = U&'\\0041'",
    "mode = ?",
    "mode = $1",
    "list_filter([1], lambda x: x > 0) = [1]",
    "list_filter([1], x -> x > 0) = [1]",
    "[x FOR x IN [1]] = [1]",
    "{'a': 1}.a = 1",
    "mode.a = 'x'",
    "mode[1] = 'a'",
    "mode[1:2] = 'a'",
    "MAP {'a': 1}['a'] = 1",
    "COLUMNS('m.*') = 'a'",
    "COLUMNS(*) = 'a'",
    "* = 1",
    "UNNEST([1]) = 1",
    "COUNT(*) > 1",
    "ROW_NUMBER() OVER () = 1",
    "generate_series(1, 1000000000) = 1",
    "REPEAT('a', 1000000000) = mode",
    "CAST(mode AS INT) = 1",
    "mode::INT = 1",
    "mode COLLATE NOCASE = 'a'",
    "first_leg_on AT TIME ZONE 'UTC' > '2024-01-01'",
    "mode = 'a' ORDER BY 1",
    "mode = 'a' USING SAMPLE 1",
    "{{ mode }} = 'a'",
]
UNICODE = [
    "mode\u00a0= 'a'",
    "mode\u3000= 'a'",
    "mo\u200bde = 'a'",
    "mode = \u202e'a'",
    "mode = 'a\u202eb'",
    "mode = 'a\u0000b'",
    "mode\u0000 = 'a'",
    "mode\u000b= 'a'",
    "mode\u2028= 'a'",
    "\ufeffmode = 'a'",
    "\uff4d\uff4f\uff44\uff45 = 'a'",
    "mode = \u2018a\u2019",
    "m\u043ede = 'a'",
    "n_invoices > \uff13",
    "n_invoices \u2265 3",
    "n_invoices > \u0663",
    "\U0001f600 = 1",
    "mode = 'a\u001b[31m'",
]
NUMBERS = [
    "margin_ratio > 1e999",
    "margin_ratio > 1e-999",
    "margin_ratio > 1e",
    "margin_ratio > 1.2.3",
    "margin_ratio > 'nan'",
    "margin_ratio > NaN",
    "margin_ratio > inf",
    "margin_ratio > 'infinity'",
    "n_invoices > 9223372036854775808",
    "n_invoices > " + "9" * 2000,
    "margin_ratio > " + "9" * 2000,
    "n_invoices > 0xFF",
    "n_invoices > 1.0",
    "first_leg_on > DATE '99999-01-01'",
    "first_leg_on > DATE 'infinity'",
    "first_leg_on > DATE '0001-01-01 (BC)'",
    "first_leg_on > '2024-W01-1'",
]
LARGE = [
    "n_invoices > 1 AND " * 20_000 + "n_invoices > 1",
    " AND ".join(["n_invoices > 1"] * 130),
    "x" * 1_000_000,
    "x" * 2000 + " = 1",
    "(" * 900 + "has_container" + ")" * 900,
    "(" * 21 + "has_container" + ")" * 21,
    "NOT " * 400 + "has_container",
    "NOT (" * 30 + "has_container" + ")" * 30,
    "margin_ratio > " + "- " * 300 + "1",
    "margin_ratio > " + "-(" * 190 + "1" + ")" * 190,
    "mode NOT " + "NOT " * 300 + "IN ('a')",
    "LEAST(" * 300 + "margin_ratio",
    "CAST(" * 190 + "mode",
    "CASE WHEN " * 150 + "has_container",
    "CASE " * 300,
    "INTERVAL " * 150,
    "DATE " * 190,
    "EXISTS (" * 190,
    "(SELECT " * 95,
    "IF(" * 190,
    "[" * 399,
    "{" * 399,
    "{'a':" * 100,
    "x -> " * 130,
    "~" * 399,
    "mode" + ".a" * 190,
    "mode" + "[1]" * 130,
    "mode" + "::INT" * 130,
    "mode" + "->1" * 130,
    "mode " + "COLLATE x " * 150,
    "mode " + "IN ('a') " * 80,
    "n_invoices " + "BETWEEN 1 AND 2 " * 70,
    "has_container " + "IS TRUE " * 90,
    "'" * 2001,
    '"' * 399,
    ";" * 399,
    "SELECT " * 199,
    "mode = 'a",
    "mode = /* a",
    "\\",
]


def as_toml(text: str) -> str:
    """The text as a TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def asking(text: str) -> dict[str, str]:
    """The good pack with one condition replaced."""
    assert GOOD in RULE
    return {RULE_PATH: RULE.replace(GOOD, as_toml(text))}


def with_line(line: str) -> dict[str, str]:
    """The good pack with a line before [applies]."""
    return {RULE_PATH: RULE.replace("[applies]", f"{line}\n[applies]", 1)}


def with_limit(value: str) -> dict[str, str]:
    return {RULE_PATH: RULE.replace("floor = 50_000", f"floor = {value}", 1)}


MANY_LINES = "\n".join(f'c{i} = "n_invoices > {i}"' for i in range(1000))
BOMBS: Mapping[str, tuple[dict[str, str], str]] = {
    "a thousand conditions": (
        {RULE_PATH: RULE.replace("[when]", f"[when]\n{MANY_LINES}", 1)},
        "more than 20 conditions",
    ),
    "a megabyte of comment": (with_line("# " + "x" * 1_000_000), "larger than 64 KB"),
    "a megabyte of text": (with_line('x = "' + "x" * 1_000_000 + '"'), "larger than 64 KB"),
    "a long text": (
        {RULE_PATH: RULE.replace('"m"', '"' + "x" * 50_000 + '"')},
        "misses: is longer than 4000",
    ),
    "a reason of placeholders": (
        {RULE_PATH: RULE.replace('reason    = "', 'reason = "' + "{mode}" * 9000)},
        "reason: is longer than 4000",
    ),
    "arrays in arrays": (with_line(f"x = {'[' * 20_000}{']' * 20_000}"), "nested"),
    "arrays in arrays, not too many": (with_line(f"x = {'[' * 60}{']' * 60}"), "nested deeper"),
    "tables in tables": (with_line(f"x = {'{a=' * 9000}1{'}' * 9000}"), "nested"),
    "a key of 30,000 dots": (with_line(f"{'a.' * 30_000}b = 1"), "200 dots in a row"),
    "a quoted key of dots": (with_line('"a" . ' * 9_000 + "b = 1"), "200 dots in a row"),
    "a header of dots": (with_line(f"[{'a.' * 30_000}b]"), "200 dots in a row"),
    "an inline table of dots": (with_line(f"x = {{ {'a.' * 30_000}b = 1 }}"), "200 dots in a row"),
    "ten dots": (with_line(f"{'a.' * 10}b = 1"), "nested deeper than 8"),
    "a number of 60,000 digits": (with_line(f"x = {'9' * 60_000}"), "a number or day that cannot"),
    "a number of 60,000 hex digits": (with_line(f"x = 0x{'f' * 60_000}"), "more than 64 bits"),
    "a version of 4,000 digits": (
        {RULE_PATH: RULE.replace("version    = 1", f"version = {'9' * 4000}")},
        "version: is a whole number of more than 64 bits",
    ),
    "a day that cannot be": (with_line("effective_from = 2025-02-30"), "is not TOML"),
    "16,000 unknown keys": (with_line("\n".join(f"k{i}=1" for i in range(6000))), "more than 1200"),
    "800 unknown keys": (with_line("\n".join(f"k{i}=1" for i in range(800))), "unknown key"),
    "800 unknown facts": (
        {
            RULE_PATH: RULE.replace(
                "[baseline]",
                "[baseline]\n" + "\n".join(f"price_deviatio_{i}=1" for i in range(800)),
                1,
            )
        },
        "no fact",
    ),
    "a list of 20,000": (with_line(f"x = [{'1,' * 20_000}]"), "more than 1200"),
    "9,000 tables": (with_line("[[example]]\n" * 4500), "more than 1200"),
    "a key twice": (with_line('title = "x"'), "is not TOML"),
    "a table twice": ({RULE_PATH: RULE + "\n[when]\nx = 1\n"}, "is not TOML"),
    "a long key": (with_line(f"{'k' * 50_000} = 1"), "unknown key"),
    "a key that turns the screen": (with_line('"\\u001b[2J\\u202e" = 1'), "\\u001b[2J\\u202e"),
    "a title that turns the screen": (
        {RULE_PATH: RULE.replace("Price far off", "\\u001b]0;x\\u0007")},
        "title, column 1: holds the invisible character U+001B",
    ),
    "a NUL": ({RULE_PATH: RULE.replace("Price far off", "Price \x00")}, "is not TOML"),
    "a long line of spaces": (with_line(" " * 60_000 + "x"), "is not TOML"),
    "a long line of brackets": (with_line("[" * 60_000), "is not TOML"),
    "a long line of quotes": (with_line('"' * 60_000), "is not TOML"),
    "a long line of one word": (with_line("a" * 60_000), "is not TOML"),
    "a long line of quoted words": (with_line("\"a'" * 20_000), "is not TOML"),
    "a limit of inf": (with_limit("inf"), ":floor = inf is not"),
    "a limit of nan": (with_limit("nan"), ":floor = nan is not"),
    "a limit of 1e999": (with_limit("1e999"), ":floor = inf is not"),
    "a limit of 300 digits": (with_limit("9" * 300), "more than 64 bits"),
    "a limit that is a time": (with_limit("2024-01-01T00:00:00Z"), "number, text or day"),
    "a limit that is SQL": (with_limit('"1 OR TRUE"'), "is not"),
    "a limit's name that is SQL": (with_limit('1\n"a OR TRUE" = 2'), "a limit's name is lower"),
    "a fact's name that is SQL": (
        {RULE_PATH: RULE.replace("price_basis     =", '"mode OR TRUE" = 1\nprice_basis =')},
        'no fact "mode OR TRUE"',
    ),
    "an id that is a path": (
        {RULE_PATH: RULE.replace('"COM-01"', '"../../COM-01"', 1)},
        "must be a group and number",
    ),
    "a placeholder that is code": (
        {RULE_PATH: RULE.replace("{price_ratio}", "{price_ratio.__class__}")},
        "has a brace",
    ),
    "ten thousand rule files": (
        {f"commercial/COM-{i:02d}_x.toml": RULE for i in range(10_000)},
        "more than 2000 rule files",
    ),
}


class Worker:
    """One process that checks pack after pack."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "SCREENING_SECRET": SECRET}
        root = Path(__file__).resolve().parents[2]
        environment["PYTHONPATH"] = str(root)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.rulepack.hostile_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env=environment,
            text=True,
        )

    def check(self, pack: Path) -> dict[str, Any]:
        """What the command did with the pack; fails if it brought the process down."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{pack}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the process ended with {self.process.wait(5)}"
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the command runs in, with a file that must stay as it is."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "canary.txt").write_text(CANARY)
    return folder


@pytest.fixture(scope="module")
def worker(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    made = Worker(work)
    made.check(tmp_path_factory.mktemp("first"))  # what is imported once is not counted
    yield made
    made.close()


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in {**files, "policy.toml": POLICY}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def assert_refused(result: Mapping[str, Any], said: str, work: Path) -> None:
    """One clear error, soon, and nothing touched."""
    words = result["said"]
    assert result["code"] == 4, words[-2000:]
    assert said in words, words[-2000:]
    assert "Traceback" not in words
    assert "fault in the program" not in words
    assert SECRET not in words
    assert CANARY.strip() not in words
    assert not any(c in words for c in "\x1b\x00\u202e")
    assert all(len(line) < 2000 for line in words.splitlines())
    assert result["touched"] == []
    assert result["seconds"] < SECONDS
    assert [p.name for p in work.iterdir()] == ["canary.txt"]
    assert (work / "canary.txt").read_text() == CANARY


@pytest.mark.parametrize("text", [*STATEMENTS, *REACHING, *UNICODE, *NUMBERS, *LARGE])
def test_hostile_conditions(text: str, worker: Worker, work: Path, tmp_path: Path) -> None:
    result = worker.check(written(tmp_path / "rules", asking(text)))
    is_file = len(text) > 60_000
    assert_refused(result, "larger than 64 KB" if is_file else "when.value_matters", work)


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_files(name: str, worker: Worker, work: Path, tmp_path: Path) -> None:
    files, said = BOMBS[name]
    assert_refused(worker.check(written(tmp_path / "rules", files)), said, work)


def test_a_pipe_a_folder_and_a_device(worker: Worker, work: Path, tmp_path: Path) -> None:
    pack = written(tmp_path / "rules", {RULE_PATH: RULE})
    os.mkfifo(pack / "commercial/COM-02_pipe.toml")
    (pack / "commercial/COM-03_folder.toml").mkdir()
    (pack / "commercial/COM-04_device.toml").symlink_to("/dev/zero")
    (pack / "commercial/COM-05_nowhere.toml").symlink_to("nowhere")
    result = worker.check(pack)
    for number in ("02_pipe", "03_folder", "04_device"):
        assert f"COM-{number}.toml: is no plain file" in result["said"]
    assert_refused(result, "COM-05_nowhere.toml: cannot be opened", work)


def test_the_worker_sees_a_good_pack_pass(worker: Worker, tmp_path: Path) -> None:
    """Guards the tests above against passing because everything is refused."""
    result = worker.check(written(tmp_path / "rules", {RULE_PATH: RULE}))
    assert result["code"] == 0, result["said"]
    assert result["touched"] == []
