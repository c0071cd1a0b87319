"""What a registered scope of business says of the chapters of the Harmonized System.

A scope is Chinese or English prose, goods are codes: words that name the goods of a chapter stand
between them. The words of a section (WCO, sections I to XXI) count for each of its chapters.
"""

from __future__ import annotations

import re

import polars as pl

_SECTIONS: tuple[tuple[int, int, str], ...] = (
    (1, 5, "农产品 农副产品 食品 畜产品 水产品 肉类 agricultural products|food|meat|seafood"),
    (
        6,
        14,
        "农产品 农副产品 粮食 食品 谷物 水果 蔬菜 咖啡 茶叶 大豆 agricultural products|food|grain",
    ),
    (15, 15, "油脂 食用油 棕榈油 粮油 农产品 食品 edible oil|vegetable oil|palm oil|agricultural"),
    (16, 24, "食品 饮料 饲料 食糖 酒类 烟草 农产品 可可 food|beverages|sugar|animal feed|tobacco"),
    (25, 26, "矿产品 矿石 矿砂 铁矿 非金属矿 建材 水泥 ores|minerals|iron ore|cement"),
    (
        27,
        27,
        "能源 石油 原油 成品油 煤炭 燃料油 天然气 石化 化工 energy|petroleum|crude oil|coal|fuel",
    ),
    (28, 38, "化工 化学品 化学 医药 药品 化肥 肥料 涂料 日化 chemicals|pharmaceuticals|fertilizer"),
    (39, 40, "塑料 橡胶 化工 合成树脂 聚乙烯 plastics|rubber|resins|polymers|chemicals"),
    (41, 43, "皮革 毛皮 箱包 leather|furs|bags"),
    (44, 49, "木材 木制品 纸浆 纸制品 纸张 造纸 印刷 timber|wood|pulp|paper|books"),
    (50, 63, "纺织 服装 棉花 纱线 面料 针纺织品 化纤 textiles|garments|cotton|yarn|apparel"),
    (64, 67, "鞋帽 鞋类 雨伞 footwear|headgear"),
    (68, 70, "建材 建筑材料 陶瓷 玻璃 石材 building materials|ceramics|glass|stone"),
    (71, 71, "贵金属 黄金 珠宝 首饰 钻石 precious metals|gold|silver|jewellery|diamonds"),
    (72, 73, "钢材 钢铁 金属材料 金属制品 黑色金属 生铁 steel|iron|metals|metal products"),
    (
        74,
        81,
        "有色金属 金属材料 金属制品 电解铜 铝锭 锌 镍 nonferrous metals|metals|copper|aluminium",
    ),
    (82, 83, "五金 金属制品 工具 hardware|tools|metal products"),
    (84, 84, "机械 设备 机电 计算机 电脑 machinery|equipment|computers"),
    (85, 85, "电子 电器 电气 机电 半导体 集成电路 通讯设备 electronics|electrical|semiconductors"),
    (86, 89, "汽车 车辆 船舶 飞机 运输设备 汽车零部件 vehicles|automobiles|ships|aircraft"),
    (90, 92, "仪器 仪表 医疗器械 钟表 光学 乐器 instruments|medical devices|watches|optical"),
    (93, 93, "武器 弹药 arms|ammunition"),
    (94, 96, "家具 玩具 灯具 日用百货 体育用品 furniture|toys|lighting|sporting goods"),
    (97, 97, "艺术品 古董 工艺品 works of art|antiques"),
)
# Trade in goods of no kind named: such a scope alone leaves every kind open.
_ANY_GOODS = re.compile(
    r"货物进出口|进出口业务|商品进出口|进出口贸易|国际贸易|转口贸易|离岸贸易|大宗商品|贸易代理|贸易经纪"
    r"|general trading|import and export|commodity trading|commodities|international trade",
    re.IGNORECASE,
)
# rapidfuzz partial_ratio below which two words share letters and no meaning: two of three Chinese
# characters say something, three of four Latin letters (ores, wholesale) nothing
_CUTOFF, _LATIN_CUTOFF = 60, 85


def scope_scores(pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct (scope_text, hs2), sorted: scope_score, 0 to 1; null if not to be told.

    The best rapidfuzz partial_ratio between the scope and a word of the chapter's goods, 0 where
    it is below 0.6 (0.85 for Latin letters). A scope that names trade and no goods of any chapter
    leaves all open: 1. Null for no scope, and for a chapter that is none.
    """
    asked = pairs.select(pl.col("scope_text", "hs2").cast(pl.String)).unique()
    asked = asked.sort("scope_text", "hs2")
    scores = [_score(scope, hs2) for scope, hs2 in asked.iter_rows()]
    return asked.with_columns(scope_score=pl.Series(scores, dtype=pl.Float64))


def _score(scope: str | None, hs2: str | None) -> float | None:
    words = _words(hs2) if hs2 else ()
    if not scope or not words:
        return None
    best = _likeness(scope, words)
    if best == 0 and _ANY_GOODS.search(scope) and not _likeness(scope, _EVERY_WORD):
        return 1.0
    return round(best / 100, 6)


def _likeness(scope: str, words: tuple[str, ...]) -> float:
    from rapidfuzz.fuzz import partial_ratio  # noqa: PLC0415 needed by few commands

    plain = _ANY_GOODS.sub(" ", scope).casefold()
    fitting = [
        (w, _LATIN_CUTOFF if w.isascii() else _CUTOFF) for w in words if len(w) <= len(plain)
    ]
    return max((partial_ratio(w, plain, score_cutoff=least) for w, least in fitting), default=0.0)


def _words(hs2: str) -> tuple[str, ...]:
    chapter = int(hs2) if hs2.isdecimal() else 0
    return next((_split(w) for first, last, w in _SECTIONS if first <= chapter <= last), ())


def _split(words: str) -> tuple[str, ...]:
    """The Chinese words, parted by blanks, and the English ones behind them, parted by bars."""
    chinese, english = re.match(r"((?:[^\x00-\x7f]+ )+)(.*)", words).groups()  # type: ignore[union-attr]
    return (*chinese.split(), *english.split("|"))


_EVERY_WORD = tuple(sorted({w for _, _, words in _SECTIONS for w in _split(words)}))
