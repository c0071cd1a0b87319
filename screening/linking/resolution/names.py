"""Names of firms taken apart, and how alike two of them are: the one module that reads names.

Legal forms weigh nothing. Words of the trade, places and numbers do not make two names alike, yet
they tell two firms of one name apart (Kabel Trading, Kabel Shipping; No. 1, No. 2). What is left,
in any order of words, is compared letter by letter.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.reference.names import normalised_name

EQUAL, ALIKE, CONTRARY, UNSURE, UNLIKE = "equal", "alike", "contrary", "unsure", "unlike"
RANK = (EQUAL, ALIKE, CONTRARY, UNSURE, UNLIKE)  # of several names of a firm, what counts first
_ALIKE, _UNLIKE = 0.85, 0.6
_LONG = 5  # letters from which one may be misspelt; HSBC and HSBA are two firms


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FORMS = _words(
    "CO LTD CORP INC PTE LLC LLP LP PLC SA SAS SARL SRL SPA AG GMBH BV NV AB AS OY OYJ KK KG PTY "
    "DMCC FZE FZCO FZC JSC OJSC OOO PJSC SDN BHD TBK PT LTDA SL DE CV THE AND OF "
    "有限公司 有限责任公司 股份有限公司 股份 公司 集团 厂"
)
_SHORT = {
    "INTL": "INTERNATIONAL",
    "INTERNATL": "INTERNATIONAL",
    "TRDG": "TRADING",
    "TRADE": "TRADING",
    "IND": "INDUSTRIES",
    "INDS": "INDUSTRIES",
    "INDUSTRIAL": "INDUSTRIES",
    "INDUSTRY": "INDUSTRIES",
    "ENT": "ENTERPRISES",
    "ENTERPRISE": "ENTERPRISES",
    "SHPG": "SHIPPING",
    "RES": "RESOURCES",
    "RESOURCE": "RESOURCES",
    "HLDG": "HOLDINGS",
    "HLDGS": "HOLDINGS",
    "HOLDING": "HOLDINGS",
    "GRP": "GROUP",
    "MFG": "MANUFACTURING",
    "COMMODITY": "COMMODITIES",
    "METAL": "METALS",
    "MATERIAL": "MATERIALS",
    "SVCS": "SERVICES",
    "SERVICE": "SERVICES",
    "IMP": "IMPORT",
    "EXP": "EXPORT",
    "HK": "HONGKONG",
    "SH": "SHANGHAI",
    "SPORE": "SINGAPORE",
    "UK": "BRITAIN",
}
_COMMON = _words(
    "INTERNATIONAL TRADING INDUSTRIES ENTERPRISES SHIPPING RESOURCES HOLDINGS GROUP MANUFACTURING "
    "COMMODITIES METALS MATERIALS SERVICES IMPORT EXPORT SUPPLY CHAIN LOGISTICS GLOBAL OVERSEAS "
    "ENERGY PETROLEUM OIL GAS CHEMICAL CHEMICALS STEEL COPPER MINERALS MINING MARINE MARITIME LINE "
    "LINES CARGO FREIGHT STORAGE TERMINAL WAREHOUSE INVESTMENT INVESTMENTS CAPITAL FINANCE BANK "
    "TECHNOLOGY TECHNOLOGIES DEVELOPMENT BUSINESS GENERAL FOODS AGRI COMPANY "
    "国际 贸易 商贸 实业 控股 进出口 供应链 科技 物流 航运 资源 金属 工业 投资 能源 石油 化工 "
    "发展 企业 管理 经贸 矿业 仓储 船务 银行"
)
_PLACES = _words(
    "HONGKONG SHANGHAI SINGAPORE CHINA BEIJING NINGBO XIAMEN SHENZHEN GUANGZHOU TIANJIN QINGDAO "
    "DALIAN LONDON GENEVA DUBAI ROTTERDAM TOKYO SEOUL SYDNEY ASIA EUROPE AFRICA AMERICA PACIFIC "
    "BVI MACAU TAIWAN JAPAN KOREA INDIA AUSTRALIA BRITAIN USA SWITZERLAND NETHERLANDS "
    "香港 上海 新加坡 中国 北京 宁波 厦门 深圳 广州 天津 青岛 大连 浙江 江苏 广东 福建 山东 "
    "重庆 澳门 台湾 亚洲"
)
_HAN_WORDS = "|".join(
    sorted(
        (w for w in _FORMS | _COMMON | _PLACES if not w.isascii()),
        key=lambda w: (-len(w), w),
    )
)


def parts(names: pl.Series) -> pl.DataFrame:
    """One row a distinct name: name, core, and the sorted lists common, places and numbers.

    `core` is what tells the firm: the words that are none of these, sorted and run together; null
    where nothing is left, for such a name is nobody's.
    """
    text = normalised_name(pl.col("name")).str.replace_all("HONG KONG", "HONGKONG", literal=True)
    spaced = text.str.replace_all(f"({_HAN_WORDS})", " ${1} ").str.strip_chars()
    words = pl.DataFrame({"name": names.drop_nulls().unique().sort()}, schema={"name": pl.String})
    rows = (
        words.with_columns(word=spaced.str.split(" "))
        .explode("word")
        .with_columns(pl.col("word").replace(_SHORT))
        .filter(pl.col("word").str.len_chars() > 0, ~pl.col("word").is_in(list(_FORMS)))
    )
    word = pl.col("word")
    is_common, is_place = word.is_in(list(_COMMON)), word.is_in(list(_PLACES))
    is_number = word.str.contains(r"^\p{N}+$")
    core = word.filter(~(is_common | is_place | is_number)).sort().str.join("")
    said = rows.group_by("name").agg(
        core=core,
        common=word.filter(is_common).unique().sort(),
        places=word.filter(is_place).unique().sort(),
        numbers=word.filter(is_number).unique().sort(),
    )
    told = words.join(said, on="name", how="left", maintain_order="left")
    return told.with_columns(
        pl.col("common", "places", "numbers").fill_null([]),
        core=pl.when(pl.col("core") != "").then("core"),
    )


def likeness(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct (a, b) of names: `alike`, one of RANK; null if they cannot be compared.

    Indel similarity (rapidfuzz) of what tells the firms. A name in Chinese and one in Latin
    letters cannot be compared, nor can one of common words alone.
    """
    asked = pairs.select("a", "b").unique().sort("a", "b")
    said = parts(pl.concat([asked["a"], asked["b"].alias("a")]))
    both = asked.join(said, left_on="a", right_on="name").join(
        said, left_on="b", right_on="name", suffix="_b"
    )
    han = [pl.col(c).str.contains(r"\p{Han}") for c in ("core", "core_b")]
    both = both.filter((han[0] == han[1]).fill_null(value=False)).sort("a", "b")
    scored = both.with_columns(similarity=_similarity(both["core"], both["core_b"]))
    return asked.join(
        scored.select("a", "b", alike=_told()), on=["a", "b"], how="left", maintain_order="left"
    )


def _told() -> pl.Expr:
    similarity, length = (
        pl.col("similarity"),
        pl.min_horizontal(pl.col(c).str.len_chars() for c in ("core", "core_b")),
    )
    is_han = pl.col("core").str.contains(r"\p{Han}")
    is_same = similarity == 1
    is_close = is_same | ((similarity >= _ALIKE) & (length >= _LONG) & ~is_han)
    return (
        pl.when(is_close & _is_contrary())
        .then(pl.lit(CONTRARY))
        .when(is_same)
        .then(pl.lit(EQUAL))
        .when(is_close)
        .then(pl.lit(ALIKE))
        .when(similarity < _UNLIKE)
        .then(pl.lit(UNLIKE))
        .otherwise(pl.lit(UNSURE))
    )


def _is_contrary() -> pl.Expr:
    """Numbers that differ, other places, or a trade each that the other does not name."""
    more = [
        pl.col(a).list.set_difference(pl.col(b)).list.len() > 0
        for a, b in (("common", "common_b"), ("common_b", "common"))
    ]
    met = pl.col("places").list.set_intersection(pl.col("places_b")).list.len()
    elsewhere = (pl.col("places").list.len() > 0) & (pl.col("places_b").list.len() > 0) & (met == 0)
    return (pl.col("numbers") != pl.col("numbers_b")) | elsewhere | (more[0] & more[1])


def _similarity(left: pl.Series, right: pl.Series) -> pl.Series:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 needed by few commands
    from rapidfuzz.process import cpdist  # noqa: PLC0415 needed by few commands

    score = cpdist(
        left.to_list(), right.to_list(), scorer=Indel.normalized_similarity, dtype=np.float64
    )
    return pl.Series("similarity", np.asarray(score, np.float64), dtype=pl.Float64)
