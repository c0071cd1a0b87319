"""Facts of controlled goods: prohibited, dual-use, arms, precursors, CITES, waste."""

from __future__ import annotations

import polars as pl

from screening.facts.in_force import is_in_force, known_rows
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

_GOODS = ["hs6", "words"]
_BY_CODE, _BY_BOTH, _BY_WORDS = "CODE", "CODE_AND_WORDS", "WORDS"
_LEVELS = {_BY_CODE: 3, _BY_BOTH: 2, _BY_WORDS: 1}
_WHOLE_CODE, _HEADING = 6, 4  # digits: a code, and the heading that words must confirm
_HAN = r"\p{Han}"


def controlled_goods(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `controlled_goods`.

    Codes and words of the distinct goods are held against the lists in force on the paper's day. A
    code of six digits decides alone; a heading only with words beside it; words alone say little.
    Goods without a code are clear of no code.
    """
    described = _described(part)
    kinds = described.select(_GOODS).unique()
    entries = known_rows(sides.table("control_lists"), part.as_of).select(
        "list",
        "category",
        "legal_effect",
        "valid_from",
        "valid_to",
        prefix=pl.col("hs_prefix").str.replace_all(r"\D", "").str.slice(0, _WHOLE_CODE),
        keyword=_plain("keyword"),
    )
    matches = pl.concat([_by_code(kinds, entries), _by_words(kinds, entries)]).unique()
    rows = (
        described.join(matches, on=_GOODS, nulls_equal=True)
        .filter(is_in_force(pl.col("on")))
        .with_columns(level=pl.col("match").replace_strict(_LEVELS, return_dtype=pl.Int64))
    )
    worst = deciding(rows, "level", ties=["document_id", "line_no", "list", "category", "prefix"])
    told = worst.select(
        "deal_id",
        "level",
        control_list="list",
        control_category="category",
        control_legal_effect="legal_effect",
        controlled_hs6="hs6",
        controlled_goods_document_id="document_id",
    )
    coded = described.group_by("deal_id").agg(is_coded=pl.col("hs6").is_not_null().all())
    is_coded, level = pl.col("is_coded"), pl.col("level").fill_null(0)
    is_known = pl.lit(sides.has("control_lists")) & (is_coded | (level > _LEVELS[_BY_WORDS]))
    return coded.join(told, on="deal_id", how="left").with_columns(
        control_match_level=pl.when(is_known).then(level)
    )


def _described(part: Partition) -> pl.LazyFrame:
    """One row a deal and goods line or transport paper: its code, plain words, and day."""
    papers = pl.concat(
        part.used(name).select("deal_id", "document_id", on=day)
        for name, day in (("contracts", "sign_date"), ("invoices", "issue_date"))
    )
    lines = part.table("goods_lines").select("document_id", "line_no", "hs6", "description")
    bills = part.used("transport_documents").select(
        "deal_id",
        "document_id",
        on="on_board_date",
        line_no=pl.lit(0, pl.Int64),
        hs6="hs6",
        description="goods_description",
    )
    said = pl.any_horizontal(pl.col("hs6", "description").is_not_null())
    goods = pl.concat(
        [papers.join(lines, on="document_id"), bills.filter(said)], how="diagonal_relaxed"
    )
    digits = pl.col("hs6").str.replace_all(r"\D", "").str.slice(0, _WHOLE_CODE)
    is_code = digits.str.len_bytes() >= _HEADING
    texts = goods.select("description").unique()  # papers of a deal say the same of its goods
    words = texts.with_columns(words=_plain("description"))
    return (
        goods.join(words, on="description", how="left")
        .select(
            "deal_id",
            "document_id",
            "line_no",
            "words",
            hs6=pl.when(is_code).then(digits),
            on=pl.col("on").fill_null(part.as_of_day),
        )
        .unique()
    )


def _plain(column: str) -> pl.Expr:
    """Words in capitals with one blank on each side; Chinese characters are words each."""
    text = pl.col(column).str.normalize("NFKC").str.to_uppercase()
    spaced = text.str.replace_all(f"({_HAN})", " ${1} ").str.replace_all(r"[^\p{L}\p{N}]+", " ")
    plain = pl.concat_str(pl.lit(" "), spaced.str.strip_chars(), pl.lit(" "))
    return pl.when(spaced.str.strip_chars() != "").then(plain)


def _by_code(kinds: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    """Goods whose code begins with an entry's, where the entry's words, if any, are there too."""
    sliced = pl.concat(
        kinds.filter(pl.col("hs6").str.len_bytes() >= n).with_columns(
            prefix=pl.col("hs6").str.slice(0, n)
        )
        for n in range(2, _WHOLE_CODE + 1)
    )
    met = sliced.join(entries, on="prefix")
    has_words = pl.col("words").str.contains(pl.col("keyword"), literal=True)
    is_whole = pl.col("prefix").str.len_bytes() == _WHOLE_CODE
    match = (
        pl.when(pl.col("keyword").is_null() & is_whole)
        .then(pl.lit(_BY_CODE))
        .when(has_words & (pl.col("prefix").str.len_bytes() >= _HEADING))
        .then(pl.lit(_BY_BOTH))
        .when(pl.col("keyword").is_null() | has_words.is_null())
        .then(pl.lit(_BY_WORDS))  # a heading or chapter alone says as little as words do
    )
    return _matched(met.with_columns(match=match))


def _by_words(kinds: pl.LazyFrame, entries: pl.LazyFrame) -> pl.LazyFrame:
    """Goods whose words hold an entry's, whatever their code."""
    said = kinds.select("words").filter(pl.col("words").is_not_null()).unique()
    worded = entries.filter(pl.col("keyword").is_not_null())
    named = _holding(said, worded.select("keyword").unique())
    met = kinds.join(named, on="words").join(worded, on="keyword")
    return _matched(met.with_columns(match=pl.lit(_BY_WORDS)))


def _holding(said: pl.LazyFrame, keywords: pl.LazyFrame) -> pl.LazyFrame:
    """One row a text and keyword it holds; one pass over each text for all the keywords."""

    def found(texts: pl.DataFrame) -> pl.DataFrame:
        patterns = keywords.collect(engine="in-memory")["keyword"].sort().implode()
        held = pl.col("words").str.extract_many(patterns, overlapping=True)
        pairs = texts.with_columns(keyword=held).explode("keyword", empty_as_null=True)
        return pairs.drop_nulls().unique().sort(pl.all())

    return said.map_batches(found, schema={"words": pl.String, "keyword": pl.String})


def _matched(met: pl.LazyFrame) -> pl.LazyFrame:
    listed = ("list", "category", "legal_effect", "valid_from", "valid_to", "prefix")
    return met.filter(pl.col("match").is_not_null()).select(*_GOODS, "match", *listed)
