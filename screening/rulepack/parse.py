"""An author's condition as a syntax tree, within bounds that hold before anything recurses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.dialects import DuckDB
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from screening.rulepack.language import (
    CONSTRUCTS,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    MAX_TOKENS,
    UNSEEN,
)

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_UNCOUNTED = (exp.Identifier, exp.DataType, exp.Paren)
_PLAIN = {"≥": ">=", "≤": "<=", "≠": "<>", "‘": "'", "’": "'", "“": "'", "”": "'", "−": "-"}
_QUOTED = frozenset({TokenType.STRING, TokenType.IDENTIFIER})
_STATEMENTS = frozenset(DuckDB.Parser.STATEMENT_PARSERS) | {TokenType.COMMAND}
_PREFIXES = frozenset({TokenType.NOT, TokenType.DASH, TokenType.PLUS})


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a condition: what, and the column of its text (1 is the first)."""

    what: str
    column: int | None = None


class UnreadableError(Exception):
    """A condition that has no tree; carries the one flaw that stops it."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.what)
        self.flaw = flaw


def parse_condition(text: str) -> exp.Expr:
    """The syntax tree of one condition, not yet checked against facts.

    Raises UnreadableError if the text is too long, too deep, or no SQL.
    """
    _bound_text(text)
    tokens = _tokens(text)
    _bound_tokens(text, tokens)
    _bound_letters(text, tokens)
    try:
        tree = sqlglot.parse_one(text, read="duckdb")
    except ParseError as error:
        raise UnreadableError(_flaw_of(error)) from None
    except Exception as error:  # the text is hostile until read, and the reader is not ours
        raise UnreadableError(
            Flaw(f"cannot be read as a condition ({type(error).__name__})")
        ) from None
    _bound_tree(tree)
    return tree


def column_of(node: exp.Expr) -> int | None:
    """Where the leftmost named or literal part of the node starts in its text, 1 for the first.

    A node without such a part (a limit, TRUE) stands where the one around it does.
    """
    starts: list[int] = [n.meta["start"] for n in node.walk() if "start" in n.meta]
    if starts:
        return min(starts) + 1
    return column_of(node.parent) if node.parent is not None else None


def _bound_text(text: str) -> None:
    if not text.strip():
        raise UnreadableError(Flaw("is empty; write a comparison, such as: price_ratio >= :limit"))
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        raise UnreadableError(Flaw(f"is longer than {MAX_BYTES} bytes; let a fact compute it"))
    unseen = re.search(UNSEEN, text)
    if unseen:
        what = f"holds the invisible character U+{ord(unseen[0]):04X}; take it out"
        raise UnreadableError(Flaw(what, unseen.start() + 1))


def _tokens(text: str) -> list[Token]:
    try:
        return list(DuckDB().tokenize(text))
    except (SqlglotError, ValueError) as error:
        raise UnreadableError(Flaw(f"cannot be read: {_plain(str(error))}")) from None


def _bound_tokens(text: str, tokens: list[Token]) -> None:
    if len(tokens) > MAX_TOKENS:
        raise UnreadableError(
            Flaw(f"has more than {MAX_TOKENS} words and signs; let a fact compute it")
        )
    depth = prefixes = 0
    for token in tokens:
        if token.comments:
            raise UnreadableError(
                Flaw("has a comment; say it in what, why or misses", token.start + 1)
            )
        if text[token.start : token.start + 1] == "$":
            raise UnreadableError(Flaw("has a $; a limit is written :name", token.start + 1))
        if token.token_type is TokenType.SEMICOLON and token is tokens[-1]:
            raise UnreadableError(Flaw("ends in ;, but is one condition only", token.start + 1))
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        prefixes = prefixes + 1 if token.token_type in _PREFIXES else 0
        if depth > MAX_DEPTH or prefixes > MAX_DEPTH:
            raise UnreadableError(Flaw(f"is nested deeper than {MAX_DEPTH}", token.start + 1))


def _bound_letters(text: str, tokens: list[Token]) -> None:
    """What is no quoted text is plain ASCII, and no statement of any kind."""
    first = tokens[0] if tokens else None
    if first is not None and first.token_type in _STATEMENTS:
        word = text[first.start :].split(maxsplit=1)[0]
        raise UnreadableError(Flaw(f"{word} begins a statement; a condition compares facts", 1))
    quoted = {i for t in tokens if t.token_type in _QUOTED for i in range(t.start, t.end + 1)}
    for i, letter in enumerate(text):
        if not letter.isascii() and i not in quoted:
            plain = _PLAIN.get(letter, unicodedata.normalize("NFKC", letter))
            instead = f"write {plain}" if plain.isascii() else "use plain letters"
            shown = letter if letter.isprintable() else "a strange blank"
            instead = "write a plain blank" if plain == " " else instead
            what = f"holds {shown} (U+{ord(letter):04X}) outside quotes; {instead}"
            raise UnreadableError(Flaw(what, i + 1))


def _bound_tree(tree: exp.Expr) -> None:
    counted = sum(1 for n in tree.walk() if not isinstance(n, _UNCOUNTED))
    if counted > MAX_NODES:
        raise UnreadableError(
            Flaw(f"has {counted} parts, more than {MAX_NODES}; let a fact compute it")
        )
    if _depth(tree) > MAX_DEPTH:
        raise UnreadableError(Flaw(f"is nested deeper than {MAX_DEPTH}"))


def _depth(node: exp.Expr) -> int:
    """Levels below the node; a chain of one joint (a AND b AND c) counts as one level."""
    inner = (_depth(c) + _step(node, c) for c in node.iter_expressions())
    return max(inner, default=1)


def _step(node: exp.Expr, child: exp.Expr) -> int:
    chained = type(node) is type(child) and isinstance(node, exp.And | exp.Or)
    return 0 if chained or isinstance(node, exp.Paren) else 1


def _flaw_of(error: ParseError) -> Flaw:
    first = error.errors[0] if error.errors else {}
    what = _plain(str(first.get("description") or "")).rstrip(".")
    if "Required keyword" in what:
        what = "something is missing after this"
    column = first.get("col")
    return Flaw(f"is no condition: {what or 'it cannot be read'}", column or None)


def _plain(text: str) -> str:
    return _COLOURS.sub("", text).splitlines()[0] if text else ""


def foreign_parts(node: exp.Expr) -> set[str]:
    """Parts set on the node that its construct does not allow."""
    allowed = CONSTRUCTS[type(node)].args
    return {k for k, v in node.args.items() if v not in (None, False, []) and k not in allowed}
