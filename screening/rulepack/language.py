"""The condition language: one table that drives the parser, the type checks and the docs.

A construct is in the table only if Polars and DuckDB answer it alike for every value a fact can
have, and if it cannot hide a missing value. `tests/rulepack/test_two_engines.py` asks both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from sqlglot import exp

from screening.schema import FactType

MAX_BYTES = 2048
MAX_TOKENS = 400  # before anything recurses; 100 nodes cannot need more
MAX_NODES = 100
MAX_DEPTH = 20
MAX_CONDITIONS = 20
MAX_TIERS = 10
MAX_FILE_BYTES = 64 * 1024
MAX_FILES = 2000
MAX_WHOLE = 2**63 - 1
MAX_KEYS = 1200  # keys and list entries of one file
MAX_KEY_DEPTH = 8
MAX_TEXT = 4000  # characters of one text of a rule file
# control characters other than tab and line ends, halves of pairs, marks that turn or hide text
UNSEEN = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\ud800-\\udfff\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff]"
)

BOOLEAN, BIGINT, DOUBLE, VARCHAR, DATE = (
    FactType.BOOLEAN,
    FactType.BIGINT,
    FactType.DOUBLE,
    FactType.VARCHAR,
    FactType.DATE,
)
ANY = (BOOLEAN, BIGINT, DOUBLE, VARCHAR, DATE)
ORDERED = (BIGINT, DOUBLE, DATE)
LISTED = (BIGINT, VARCHAR, DATE)


class Shape(Enum):
    """How a construct is read: what stands where its operands are."""

    FACT = "a fact"
    LIMIT = "a limit"
    LITERAL = "a literal"
    GROUP = "parentheses"
    LOGIC = "joins conditions"
    COMPARE = "compares two values of one type"
    RANGE = "compares with two bounds"
    LIST = "compares with a list of literals or limits"
    PATTERN = "compares a text with a literal or limit"
    CALCULATE = "calculates a value from values"


@dataclass(frozen=True, slots=True)
class Construct:
    """One allowed construct.

    `args` are the only parts of the sqlglot node that may be set; `takes` the types its operands
    may have (all operands one type); `gives` the type of its value; `at_least` and `at_most` how
    many operands; `sql` the canonical form.
    """

    node: type[exp.Expr]
    shape: Shape
    written: str
    args: tuple[str, ...]
    doc: str
    takes: tuple[FactType, ...] = ()
    gives: FactType | None = None
    at_least: int = 2
    at_most: int = 2
    sql: str = ""


_PAIR = ("this", "expression")


def _compare(node: type[exp.Expr], sign: str, takes: tuple[FactType, ...], doc: str) -> Construct:
    sql = f"{{}} {sign} {{}}"
    return Construct(node, Shape.COMPARE, f"a {sign} b", _PAIR, doc, takes, BOOLEAN, sql=sql)


def _calculate(node: type[exp.Expr], sign: str, doc: str) -> Construct:
    sql = f"({{}} {sign} {{}})"
    return Construct(node, Shape.CALCULATE, f"a {sign} b", _PAIR, doc, (DOUBLE,), DOUBLE, sql=sql)


# The engines' own LEAST skips a null operand, which would hide a missing value:
# the binder adds (fact - fact) for every fact inside, which is zero for a value and null for none.
_LIST_CALL = ("this", "expressions", "ignore_nulls")
LANGUAGE: tuple[Construct, ...] = (
    Construct(exp.Column, Shape.FACT, "price_ratio", ("this",), "a fact of the catalogue"),
    Construct(exp.Placeholder, Shape.LIMIT, ":deviation", ("this",), "a limit of the rule or tier"),
    Construct(exp.Literal, Shape.LITERAL, "1.5, 30, 'FX'", ("this", "is_string"), "a literal"),
    Construct(exp.Boolean, Shape.LITERAL, "TRUE, FALSE", ("this",), "a truth value"),
    Construct(exp.Cast, Shape.LITERAL, "DATE '2024-01-31'", ("this", "to"), "a day"),
    Construct(exp.Paren, Shape.GROUP, "( ... )", ("this",), "grouping"),
    Construct(exp.And, Shape.LOGIC, "a AND b", _PAIR, "both hold", sql=" AND "),
    Construct(exp.Or, Shape.LOGIC, "a OR b", _PAIR, "one of them holds", sql=" OR "),
    Construct(exp.Not, Shape.LOGIC, "NOT a", ("this",), "does not hold", at_least=1, at_most=1),
    _compare(exp.EQ, "=", ANY, "equal"),
    _compare(exp.NEQ, "<>", ANY, "not equal"),
    _compare(exp.LT, "<", ORDERED, "below"),
    _compare(exp.LTE, "<=", ORDERED, "at most"),
    _compare(exp.GT, ">", ORDERED, "above"),
    _compare(exp.GTE, ">=", ORDERED, "at least"),
    Construct(
        exp.Between,
        Shape.RANGE,
        "a BETWEEN b AND c",
        ("this", "low", "high"),
        "a >= b AND a <= c",
        ORDERED,
        BOOLEAN,
        3,
        3,
    ),
    Construct(
        exp.In,
        Shape.LIST,
        "a IN (b, c), a NOT IN (b, c)",
        ("this", "expressions"),
        "one of, none of (literals and limits)",
        LISTED,
        BOOLEAN,
        2,
        60,
    ),
    Construct(
        exp.Like,
        Shape.PATTERN,
        "a LIKE 'x%', a NOT LIKE 'x%'",
        ("this", "expression", "negate"),
        "% stands for any text, _ for one character; case counts",
        (VARCHAR,),
        BOOLEAN,
        sql="{} LIKE {}",
    ),
    Construct(
        exp.StartsWith,
        Shape.PATTERN,
        "STARTS_WITH(a, 'x')",
        _PAIR,
        "the text begins so",
        (VARCHAR,),
        BOOLEAN,
        sql="STARTS_WITH({}, {})",
    ),
    _calculate(exp.Add, "+", "sum of doubles"),
    _calculate(exp.Sub, "-", "difference of doubles"),
    _calculate(exp.Mul, "*", "product of doubles"),
    Construct(exp.Neg, Shape.CALCULATE, "-a", ("this",), "minus", (DOUBLE,), DOUBLE, 1, 1, "(-{})"),
    Construct(
        exp.Abs,
        Shape.CALCULATE,
        "ABS(a)",
        ("this",),
        "size of a double, without its sign",
        (DOUBLE,),
        DOUBLE,
        1,
        1,
        "ABS({})",
    ),
    Construct(
        exp.Least,
        Shape.CALCULATE,
        "LEAST(a, b)",
        _LIST_CALL,
        "smallest of doubles; missing if one of them is",
        (DOUBLE,),
        DOUBLE,
        2,
        10,
        "LEAST({})",
    ),
    Construct(
        exp.Length,
        Shape.CALCULATE,
        "LENGTH(a)",
        ("this",),
        "characters of a text",
        (VARCHAR,),
        BIGINT,
        1,
        1,
        "LENGTH({})",
    ),
)
CONSTRUCTS: Mapping[type[exp.Expr], Construct] = MappingProxyType({c.node: c for c in LANGUAGE})

_FACT_INSTEAD = "let a fact say it and compare the fact"
REFUSED: Mapping[type[exp.Expr], str] = MappingProxyType(
    {
        exp.Is: "IS hides what is missing; ask a has_... fact",
        exp.Coalesce: "COALESCE hides what is missing; ask a has_... fact",
        exp.Nullif: f"NULLIF is not allowed; {_FACT_INSTEAD}",
        exp.Null: "NULL is not a value; ask a has_... fact",
        exp.Case: "CASE is not allowed; use tiers, or AND and OR",
        exp.If: "IF is not allowed; use tiers, or AND and OR",
        exp.Upper: "UPPER is not allowed: the engines differ on letters such as ß",
        exp.Lower: "LOWER is not allowed: the engines differ on letters such as İ",
        exp.ILike: "ILIKE is not allowed; use LIKE",
        exp.Escape: "ESCAPE is not allowed",
        exp.Div: f"/ is not allowed: the engines differ; multiply the limit, or {_FACT_INSTEAD}",
        exp.Greatest: "GREATEST is not allowed: the engines differ; compare each with OR",
        exp.Round: f"ROUND is not allowed: the engines differ; {_FACT_INSTEAD}",
        exp.Mod: f"% is not allowed: the engines differ; {_FACT_INSTEAD}",
        exp.IntDiv: f"// is not allowed: the engines differ; {_FACT_INSTEAD}",
        exp.Pow: f"powers are not allowed: the engines differ; {_FACT_INSTEAD}",
        exp.DPipe: "|| is not allowed",
        exp.Interval: "date arithmetic is not allowed; ask a ..._days fact",
        exp.Subquery: "a condition cannot read anything but facts",
        exp.Select: "a condition cannot read anything but facts",
        exp.Star: "name the fact",
        exp.Alias: "AS is not allowed, nor two values without a sign between them",
        exp.Lambda: "a condition makes no function of its own (lambda, ->)",
        exp.JSONExtract: "-> is not allowed, neither for a function of one's own nor to take "
        "a value apart",
        exp.JSONExtractScalar: "->> is not allowed: nothing here is to be taken apart",
        exp.BitwiseAnd: f"& is not allowed; write AND, or {_FACT_INSTEAD}",
        exp.BitwiseOr: f"| is not allowed; write OR, or {_FACT_INSTEAD}",
        exp.BitwiseXor: f"XOR is not allowed; {_FACT_INSTEAD}",
        exp.BitwiseNot: f"~ is not allowed; write NOT, or {_FACT_INSTEAD}",
        exp.BitwiseLeftShift: "<< is not allowed; write < or <=",
        exp.BitwiseRightShift: ">> is not allowed; write > or >=",
        exp.RegexpLike: "patterns of this kind are not allowed; use LIKE",
        exp.SimilarTo: "SIMILAR TO is not allowed; use LIKE",
        exp.Glob: "GLOB is not allowed; use LIKE",
        exp.NullSafeEQ: "IS NOT DISTINCT FROM hides what is missing; write =",
        exp.NullSafeNEQ: "IS DISTINCT FROM hides what is missing; write <>",
        exp.AtTimeZone: "AT TIME ZONE is not allowed: a day has none",
        exp.ByteString: "E'...' is not allowed; text stands in plain single quotes",
        exp.Bracket: "[ ] is not allowed: a fact is one value",
        exp.Array: "a list in [ ] is not allowed; IN takes one in parentheses",
        exp.Struct: "{ } is not allowed: a fact is one value",
        exp.Dot: "name the fact alone, without a table or part",
        exp.Window: f"OVER is not allowed; {_FACT_INSTEAD}",
        exp.Tuple: "compare one value at a time",
    }
)


def why_refused(node: exp.Expr) -> str:
    """A sentence that says why a construct outside the table is not allowed, and what to do."""
    known = REFUSED.get(type(node))
    if known is not None:
        return known
    if isinstance(node, exp.Anonymous):
        return f"no function {str(node.this).upper()} here; {_FACT_INSTEAD}"
    written = str(node.meta.get("word", "")).upper()
    if isinstance(node, exp.Func):
        return f"{written or node.sql_name()} is not allowed; {_FACT_INSTEAD}"
    name = type(node).__name__.upper()
    return f"{name} is not allowed; {_FACT_INSTEAD}"


def language_table() -> list[tuple[str, str, str, str]]:
    """Rows (how it is written, types it takes, type it gives, what it means) for the docs."""
    return [
        (
            c.written,
            ", ".join(t.value for t in c.takes),
            c.gives.value if c.gives else "",
            c.doc,
        )
        for c in LANGUAGE
    ]
