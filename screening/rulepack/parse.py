"""An author's condition as a syntax tree, within bounds that hold before anything recurses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects import DuckDB
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.parsers.duckdb import DuckDBParser
from sqlglot.tokenizer_core import Token, TokenType

from screening.rulepack.language import (
    CONSTRUCTS,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    MAX_TOKENS,
    REFUSED,
    UNSEEN,
)

WORD = "word"
"""Where a node of the tree keeps the word it starts with."""
SIGN = "sign"
"""Where a node of two sides keeps where its sign stands."""
_AT = "at"
_SIGN = re.compile(r"([A-Za-z]+|[^\sA-Za-z0-9_()'\"]+)\Z")
_SIGNS = re.compile(r"[\s)]*([A-Za-z]+(?:\s+[A-Za-z]+)*)")
_IS = re.compile(r"\bIS\b", re.IGNORECASE)
_NAMED: Mapping[str, type[exp.Expr]] = {"CASE": exp.Case, "LAMBDA": exp.Lambda}
_MOST_TOLD = 5
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
    """A condition that has no tree; carries the flaws that stop it."""

    def __init__(self, *flaws: Flaw) -> None:
        super().__init__(flaws[0].what)
        self.flaws = flaws


class _Parser(DuckDBParser):
    """DuckDB's own reading of an expression, which also keeps where each operand starts."""

    def _parse_unary(self) -> exp.Expr | None:
        first = self._curr
        node = super()._parse_unary()
        if node is not None and first is not None:
            node.meta.setdefault(_AT, first.start)
            node.meta.setdefault(WORD, first.text)
        return node


def parse_condition(text: str) -> exp.Expr:
    """The syntax tree of one condition, not yet checked against facts.

    Raises UnreadableError if the text is too long, too deep, or no SQL.
    """
    _bound_text(text)
    tokens = _tokens(text)
    _bound_tokens(text, tokens)
    _bound_letters(text, tokens)
    if not tokens and "--" in text:
        raise UnreadableError(Flaw("is a comment alone: what follows -- is not read", 1))
    try:
        trees = _Parser(dialect=DuckDB()).parse(tokens, text)
    except ParseError as error:
        raise UnreadableError(_named_in(tokens) or _flaw_of(error)) from None
    except RecursionError:
        flaw = _named_in(tokens) or Flaw("is nested too deeply to be read")
        raise UnreadableError(flaw) from None
    except Exception as error:  # the text is hostile until read, and the reader is not ours
        raise UnreadableError(
            Flaw(f"cannot be read as a condition ({type(error).__name__})")
        ) from None
    if len(trees) != 1 or trees[0] is None:
        ends = [t.start + 1 for t in tokens if t.token_type is TokenType.SEMICOLON]
        raise UnreadableError(Flaw("one condition only, without ;", ends[0] if ends else None))
    _bound_tree(trees[0], tokens)
    _mark_signs(trees[0], text)
    return trees[0]


def column_of(node: exp.Expr) -> int | None:
    """Where the node starts in its text, 1 for the first column.

    A node of which nothing is kept stands where the one around it does.
    """
    starts: list[int] = [n.meta[k] for n in node.walk() for k in ("start", _AT) if k in n.meta]
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
        told = f"{error} {error.__cause__ or ''}"
        is_open = "Missing" in told or "/*" in text
        what = "a quote or comment is not closed" if is_open else _plain(told)
        raise UnreadableError(Flaw(f"cannot be read: {what}")) from None


def _bound_tokens(text: str, tokens: list[Token]) -> None:
    if len(tokens) > MAX_TOKENS:
        raise UnreadableError(
            Flaw(f"has more than {MAX_TOKENS} words and signs; let a fact compute it")
        )
    flaws = [f for t in tokens if (f := _flaw_of_token(text, t, is_last=t is tokens[-1]))]
    depth = prefixes = 0
    for token in tokens:
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        prefixes = prefixes + 1 if token.token_type in _PREFIXES else 0
        if depth > MAX_DEPTH or prefixes > MAX_DEPTH:
            flaws.append(Flaw(f"is nested deeper than {MAX_DEPTH}", token.start + 1))
            break
    if flaws:
        raise UnreadableError(*flaws[:_MOST_TOLD])


def _flaw_of_token(text: str, token: Token, *, is_last: bool) -> Flaw | None:
    if token.comments:
        return Flaw("has a comment; say it in what, why or misses", token.start + 1)
    if text[token.start : token.start + 1] == "$":
        return Flaw("has a $; a limit is written :name", token.start + 1)
    if token.token_type is TokenType.SEMICOLON and is_last:
        return Flaw("ends in ;, but is one condition only", token.start + 1)
    return None


def _named_in(tokens: list[Token]) -> Flaw | None:
    """What to say of a text with a CASE or lambda, rather than how deep it is or where it ends."""
    for token in tokens:
        is_plain = token.token_type not in _QUOTED
        found = _NAMED.get(token.text.upper()) if is_plain else None
        if found:
            return Flaw(REFUSED[found], token.start + 1)
    return None


def _mark_signs(tree: exp.Expr, text: str) -> None:
    """Keeps with each node of two sides where the sign between them stands."""
    for node in tree.find_all(exp.Binary):
        left, right = node.this, node.args.get("expression")
        starts = [n.meta[_AT] for n in right.walk() if _AT in n.meta] if right else []
        ends = [n.meta["end"] for n in left.walk() if "end" in n.meta]
        before = text[: min(starts)].rstrip() if starts else ""
        sign = _SIGNS.fullmatch(before, max(ends) + 1) if ends else None
        sign = sign or _SIGN.search(before)
        if sign:
            node.meta[SIGN] = sign.start(1)
        elif isinstance(node, exp.Is) and ends:
            found = _IS.search(text, max(ends))
            node.meta.update({SIGN: found.start()} if found else {})


def _bound_letters(text: str, tokens: list[Token]) -> None:
    """What is no quoted text is plain ASCII, and no statement of any kind."""
    first = tokens[0] if tokens else None
    if first is not None and first.token_type in _STATEMENTS:
        word = text[first.start :].split(maxsplit=1)[0]
        raise UnreadableError(Flaw(f"{word} begins a statement; a condition compares facts", 1))
    quoted = {i for t in tokens if t.token_type in _QUOTED for i in range(t.start, t.end + 1)}
    strange = [i for i, c in enumerate(text) if not c.isascii() and i not in quoted]
    if strange:
        raise UnreadableError(*(Flaw(_strange(text[i]), i + 1) for i in strange[:_MOST_TOLD]))


def _strange(letter: str) -> str:
    plain = _PLAIN.get(letter, unicodedata.normalize("NFKC", letter))
    instead = f"write {plain}" if plain.isascii() else "use plain letters"
    shown = letter if letter.isprintable() else "a strange blank"
    instead = "write a plain blank" if plain == " " else instead
    return f"holds {shown} (U+{ord(letter):04X}) outside quotes; {instead}"


def _bound_tree(tree: exp.Expr, tokens: list[Token]) -> None:
    counted = sum(1 for n in tree.walk() if not isinstance(n, _UNCOUNTED))
    if counted > MAX_NODES:
        what = f"has {counted} parts, more than {MAX_NODES}; let a fact compute it"
        raise UnreadableError(_named_in(tokens) or Flaw(what))
    if _depth(tree) > MAX_DEPTH:
        what = f"is nested deeper than {MAX_DEPTH}"
        raise UnreadableError(_named_in(tokens) or Flaw(what))


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
    column, word = first.get("col"), str(first.get("highlight") or "")
    if "Required keyword" in what:
        what = "something is missing after this"
    if "Unexpected token" in what and word:
        what = f'"{word}" does not belong here'
        column = column - len(word) + 1 if column else None
    return Flaw(f"is no condition: {what or 'it cannot be read'}", column or None)


def _plain(text: str) -> str:
    return _COLOURS.sub("", text).splitlines()[0] if text else ""


def foreign_parts(node: exp.Expr) -> set[str]:
    """Parts set on the node that its construct does not allow."""
    allowed = CONSTRUCTS[type(node)].args
    return {k for k, v in node.args.items() if v not in (None, False, []) and k not in allowed}
