"""A name as the words it is made of, once for each script it is written or can be read in."""

from __future__ import annotations

import polars as pl

from screening.names.scripts import chinese, latin, pinyin, plain
from screening.names.words import COMMON, IN_ENGLISH, LEGAL, PARTICLES, WRITTEN_AS

_STATED = sorted(
    (w for w in LEGAL | COMMON if len(w) > 1 and "\u4e00" <= w[0] <= "\u9fff"),
    key=lambda w: (-len(w), w),
)
_CUT = rf"({'|'.join(_STATED)})[省市]?"
_LATIN_FORMS = sorted(w for w in LEGAL if w.isascii() and len(w) > 2)
_SHORT_FORMS = sorted(w for w in LEGAL if w.isascii() and len(w) == 2)  # at the end alone
_CHINESE_FORMS = sorted(w for w in LEGAL if not w.isascii())
_LEFT_OUT = sorted({*LEGAL, "AND", "OF", "THE"})
_BRACKETS = r"\([^()]*\)"
_LINE = 35  # characters of a line of names in SWIFT MT messages
_KINDS = {
    **dict.fromkeys(COMMON, "common"),
    **dict.fromkeys(PARTICLES, "particle"),
    **dict.fromkeys(LEGAL, "legal"),
}


def forms(names: pl.Series) -> pl.DataFrame:
    """One row a form of each distinct name: form, name, script, words, whole, compact.

    `script` is latin, cut (the same less its last word, of a name as long as a payment message's
    line), bare (less what stands in brackets), chinese or pinyin (Chinese words read in Latin
    letters). `words` are in order and in capitals, `whole` all of them, `compact` those that are
    no legal form, without blanks. A name that says nothing in any script has no form.
    """
    asked = names.drop_nulls().unique().sort().alias("name").to_frame()
    asked = asked.with_columns(text=plain(pl.col("name")))
    both = asked.with_columns(latin=latin(asked["text"]), chinese=chinese(asked["text"]))
    han = _cut_at_stated(both.select("name", text="chinese"))
    parts = [
        _latin_words(both.select("name", text="latin")).with_columns(script=pl.lit("latin")),
        _without_cut_word(both).with_columns(script=pl.lit("cut")),
        _without_brackets(both).with_columns(script=pl.lit("bare")),
        han.with_columns(script=pl.lit("chinese")),
        _read_in_latin(han).with_columns(script=pl.lit("pinyin")),
    ]
    made = pl.concat(p.select("name", "script", "words") for p in parts)
    made = made.filter(pl.col("words").list.len() > 0).sort("name", "script")
    return made.with_row_index("form").with_columns(
        whole=pl.col("words").list.join(" "),
        compact=pl.col("words")
        .list.eval(pl.element().filter(~pl.element().is_in(_LEFT_OUT)))
        .list.join(""),
    )


def kinds(words: pl.Series, *, of_ships: bool = False) -> pl.Series:
    """What each word is: legal, particle, common, letter, number or own.

    In names of ships no word is common: EASTERN STAR is another ship than STAR.
    """
    frame = words.alias("word").to_frame()
    letter = (pl.col("word").str.len_chars() == 1) | pl.col("word").is_in(["II", "III", "IV"])
    other = (
        pl.when(letter)
        .then(pl.lit("letter"))
        .when(pl.col("word").str.contains(r"^[0-9]+$"))
        .then(pl.lit("number"))
        .otherwise(pl.lit("own"))
    )
    stated = pl.col("word").replace_strict(_KINDS, default=None, return_dtype=pl.String)
    if of_ships:
        stated = pl.when(stated == "particle").then(stated)
    return frame.select(pl.coalesce(stated, other)).to_series().alias("kind")


def has_legal_form(name: pl.Expr) -> pl.Expr:
    """Whether a name bears a legal form: then it is a firm's."""
    text = plain(name).str.replace_all(r"\b([A-Z])\.", "${1}")
    latin_form = text.str.contains(rf"\b(?:{'|'.join(_LATIN_FORMS)})\b")
    latin_form |= text.str.contains(rf"\b(?:{'|'.join(_SHORT_FORMS)})\W*$")
    return latin_form | text.str.contains("|".join(_CHINESE_FORMS))


def _latin_words(rows: pl.DataFrame) -> pl.DataFrame:
    """The words of Latin text: marks are blanks, L.L.C. is LLC, one spelling of two."""
    text = pl.col("text").str.replace_all(r"\b([A-Z])\.", "${1}")
    text = text.str.replace_all(r"\b([A-Z])/([A-Z])\b", "${1}${2}").str.replace_all("&", " AND ")
    text = text.str.replace_all(r"\bHONG KONG\b", "HK")
    text = text.str.replace_all(r"['’`\"]", "").str.replace_all(r"[^A-Z0-9]+", " ")
    words = text.str.strip_chars().str.split(" ").list.eval(_one_spelling())
    return rows.select("name", words=words)


def _without_cut_word(rows: pl.DataFrame) -> pl.DataFrame:
    """The words of names that fill a line but the last, which may have been cut off."""
    full = pl.col("name").str.len_chars().is_between(_LINE - 2, _LINE)
    words = _latin_words(rows.filter(full).select("name", text="latin"))
    return words.with_columns(pl.col("words").list.head(pl.col("words").list.len() - 1)).filter(
        pl.col("words").list.len() >= 2
    )


def _without_brackets(rows: pl.DataFrame) -> pl.DataFrame:
    """The words of names outside their brackets, which often hold an abbreviation."""
    bracketed = pl.col("latin").str.contains(_BRACKETS)
    outside = pl.col("latin").str.replace_all(_BRACKETS, " ")
    return _latin_words(rows.filter(bracketed).select("name", text=outside))


def _one_spelling() -> pl.Expr:
    words = pl.element().filter(pl.element() != "")
    return words.replace(WRITTEN_AS)


def _cut_at_stated(rows: pl.DataFrame) -> pl.DataFrame:
    """The words of Chinese text: the stated ones, and what stands between them."""
    cut = pl.col("text").str.replace_all(_CUT, " ${1} ")
    words = cut.str.replace_all(r"\s+", " ").str.strip_chars().str.split(" ")
    return rows.select("name", words=words.list.eval(pl.element().filter(pl.element() != "")))


def _read_in_latin(rows: pl.DataFrame) -> pl.DataFrame:
    """Chinese words as a firm writes them in English: stated ones translated, others in pinyin."""
    words = rows.filter(pl.col("words").list.len() > 0).explode("words")
    distinct = words["words"].unique().sort()
    read = pl.DataFrame({"words": distinct, "read": pinyin(distinct)}).with_columns(
        pl.col("words").replace_strict(IN_ENGLISH, default=pl.col("read")).alias("read")
    )
    named = words.join(read, on="words", how="left", maintain_order="left")
    spelt = named.group_by("name", maintain_order=True).agg(pl.col("read").str.join(" "))
    return _latin_words(spelt.select("name", text="read"))
