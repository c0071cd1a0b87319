"""Labelled pairs of made-up names: one party written in two ways, or two parties that share words.

`python -m benchmarks.name_pairs` prints precision, recall and AUC of the matcher on them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
import polars as pl

from benchmarks.made_names import ALL_FIRMS_SHARE, firm_names, own_words
from screening.names import in_latin_letters, match_names

Change = Callable[[str, random.Random], str]
LINES = (920, 850)
"""Thousandths of score from which rule LEG-01 escalates, and from which it asks for a review."""

_PER_KIND = 400
_LETTERS = "ABCDEFGHIKLMNOPRSTUVZ"
_SHORTER = {
    "INTERNATIONAL": "INTL",
    "TRADING": "TRDG",
    "SHIPPING": "SHPG",
    "INDUSTRIES": "IND",
    "LIMITED": "LTD",
    "HOLDINGS": "HLDGS",
    "GENERAL": "GEN",
    "INVESTMENT": "INV",
    "LOGISTICS": "LOG",
    "CHEMICAL": "CHEM",
}
_LEGAL = (
    " CO., LIMITED",
    " CO LTD",
    " PTE LTD",
    " LTD",
    " LLC",
    " FZE",
    " GMBH",
    " SA",
    " INC",
    " JSC",
)
_BY_EAR = (
    ("OU", "U"),
    ("EE", "I"),
    ("AI", "AY"),
    ("KH", "H"),
    ("SH", "CH"),
    ("V", "W"),
    ("Z", "S"),
)
_BY_EAR_VOWELS = (("A", "E"), ("I", "E"), ("U", "O"), ("O", "U"))
_CORES = "晟恒瑞泰鑫丰宏达嘉利远锦昌腾盛源博凯润泽隆顺安信德华茂兴"
_OLD = MappingProxyType(
    dict(zip("丰达远锦腾润泽顺华兴贸业东国际实", "豐達遠錦騰潤澤順華興貿業東國際實", strict=True))
)
_TAILS = ("国际贸易有限公司", "贸易有限公司", "进出口有限公司", "实业集团有限公司", "航运有限公司")
_TAILS_EN = MappingProxyType(
    {
        "国际贸易有限公司": "International Trading Co., Ltd.",
        "贸易有限公司": "Trading Co., Ltd.",
        "进出口有限公司": "Import & Export Co., Ltd.",
        "实业集团有限公司": "Industries Group Co., Ltd.",
        "航运有限公司": "Shipping Co., Ltd.",
    }
)
_CITIES = MappingProxyType({"上海": "Shanghai", "宁波": "Ningbo", "香港": "Hong Kong", "": ""})


def labelled_pairs(seed: int = 7) -> pl.DataFrame:
    """One row a pair: how, name, listed_name, is_same."""
    rng = random.Random(seed)
    firms = firm_names(20_000, seed + 10).to_list()
    rng.shuffle(firms)
    rows: list[tuple[str, str, str, bool]] = []
    for how, change in SAME.items():
        fit = (f for f in firms if change(f, random.Random(0)) != f)
        for base, _ in zip(fit, range(_PER_KIND), strict=False):
            rows.append((how, change(base, rng), base, True))
    rows += [(how, a, b, True) for how, a, b in _people(rng)]
    rows += list(_chinese(rng))
    rows += [(how, a, b, False) for how, a, b in _different(rng)]
    return pl.DataFrame(rows, schema=["how", "name", "listed_name", "is_same"], orient="row")


def _without_form(name: str, _: random.Random) -> str:
    form = next((f for f in _LEGAL if name.endswith(f)), "")
    return name[: len(name) - len(form)] if form else name


def _other_form(name: str, rng: random.Random) -> str:
    return _without_form(name, rng) + rng.choice(_LEGAL)


def _misspelt(name: str, rng: random.Random) -> str:
    words = name.split()
    long = [i for i, w in enumerate(words) if len(w) >= 6 and w not in _SHORTER]
    if not long:
        return name
    at = rng.choice(long)
    word, place = words[at], rng.randrange(1, len(words[at]) - 1)
    letter = rng.choice(_LETTERS)
    words[at] = rng.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + letter + word[place + 1 :],
            word[:place] + letter + word[place:],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )
    return " ".join(words)


def _other_order(name: str, rng: random.Random) -> str:
    body = _without_form(name, rng)
    words = body.split()
    return " ".join(words[1:] + words[:1]) + name[len(body) :]


def _abbreviated(name: str, _: random.Random) -> str:
    return " ".join(_SHORTER.get(w, w) for w in name.split())


def _run_together(name: str, _: random.Random) -> str:
    words = name.split()
    if len(words) < 3 or words[1] in ALL_FIRMS_SHARE:
        return name
    return "".join(words[:2]) + " " + " ".join(words[2:])


def _with_marks(name: str, _: random.Random) -> str:
    return "\u200f" + name.title().replace("A", "Á", 1).replace("o", "ö", 1) + "\u200b"


def _cut(name: str, _: random.Random) -> str:
    return name[:35].strip()


SAME: Mapping[str, Change] = MappingProxyType(
    {
        "without its legal form": _without_form,
        "another legal form": _other_form,
        "one letter wrong": _misspelt,
        "two letters wrong": lambda name, rng: _misspelt(_misspelt(name, rng), rng),
        "words in another order": _other_order,
        "trade words abbreviated": _abbreviated,
        "two words run together": _run_together,
        "accents, case and unseen marks": _with_marks,
        "cut after 35 characters": _cut,
    }
)


def _people(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Personal names of three or four words, as another ear writes them, and family name first."""
    words = own_words(4000, np.random.default_rng(5)).to_list()
    for _ in range(_PER_KIND):
        name = [rng.choice(words) for _ in range(rng.choice((3, 4)))]
        heard = [_as_heard(w, rng) for w in name]
        yield "a person as another ear writes it", " ".join(heard), " ".join(name)
        yield "a person, family name first", f"{name[-1]}, {' '.join(name[:-1])}", " ".join(name)


def _as_heard(word: str, rng: random.Random) -> str:
    for old, new in _BY_EAR:
        if old in word[1:] and rng.random() < 0.5:
            return word[0] + word[1:].replace(old, new, 1)
    for old, new in rng.sample(_BY_EAR_VOWELS, 4):
        if old in word[2:]:
            return word[:2] + word[2:].replace(old, new, 1)
    return word


def _chinese(rng: random.Random) -> Iterator[tuple[str, str, str, bool]]:
    """Chinese names in old characters, without their legal form, in English; and other firms."""
    for _ in range(_PER_KIND // 2):
        city, tail = rng.choice(list(_CITIES)), rng.choice(_TAILS)
        core = "".join(rng.sample(_CORES, rng.choice((2, 3, 3))))
        name = city + core + tail
        yield "in traditional characters", "".join(_OLD.get(c, c) for c in name), name, True
        yield "Chinese without its legal form", name.removesuffix("有限公司"), name, True
        said = in_latin_letters(core).capitalize()
        yield "Chinese name in English", f"{_CITIES[city]} {said} {_TAILS_EN[tail]}", name, True
        parted = " ".join(in_latin_letters(c) for c in core)
        yield (
            "Chinese name in pinyin, apart",
            f"{_CITIES[city]} {parted} {_TAILS_EN[tail]}",
            name,
            True,
        )
        other = core[:-1] + rng.choice([c for c in _CORES if c not in core])
        yield "Chinese firms, one character other", city + other + tail, name, False
        another = "".join(rng.sample(_CORES, 3))
        yield "Chinese firms of one city and trade", city + another + tail, name, False


def _different(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Two firms that share a word, their trade and place, or nothing."""
    words = own_words(8000, np.random.default_rng(6)).to_list()
    for _ in range(_PER_KIND * 2):
        a, b, c = rng.sample(words, 3)
        tail = rng.choice(("INTERNATIONAL TRADING CO LTD", "SHIPPING LLC", "METALS PTE LTD"))
        yield "firms that share their trade words", f"{a} {tail}", f"{b} {tail}"
        yield "firms that share one word and trade", f"{a} {b} {tail}", f"{a} {c} {tail}"
        yield "firms that share their last word", f"{a} {c} {tail}", f"{b} {c} {tail}"
        yield "a firm and a longer name", f"{a} {tail}", f"{a} {b} {c} HOLDINGS LTD"
        yield "nothing shared", f"{a} LTD", f"{b} {c} SA"


def scores(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with the matcher's score, in thousandths; 0 where it finds nothing."""
    listed = pairs.select(uid="listed_name", name="listed_name").unique().sort("name")
    found = match_names(pairs["name"], listed).select("name", "listed_name", "score")
    scored = pairs.join(found, on=["name", "listed_name"], how="left", maintain_order="left")
    return scored.with_columns(pl.col("score").fill_null(0))


def figures(scored: pl.DataFrame) -> dict[str, float]:
    """Precision and recall at each line of rule LEG-01, and the area under the ROC curve."""
    told: dict[str, float] = {}
    for line in LINES:
        hits = scored.filter(pl.col("score") >= line)
        right = int(hits["is_same"].sum())
        told[f"precision at {line / 1000}"] = right / hits.height
        told[f"recall at {line / 1000}"] = right / int(scored["is_same"].sum())
    ranks = scored.with_columns(rank=pl.col("score").rank("average"))
    same = ranks.filter("is_same")["rank"].to_numpy()
    n, others = len(same), scored.height - len(same)
    told["AUC"] = (float(np.sum(same)) - n * (n + 1) / 2) / (n * others)
    return told


def main() -> None:
    """Prints the figures, then by kind of pair how many are found at either line."""
    scored = scores(labelled_pairs())
    print(f"{scored.height} pairs, {scored['is_same'].sum()} of one party")
    for name, value in figures(scored).items():
        print(f"{name:24}{value:.4f}")
    with pl.Config(tbl_rows=40, fmt_str_lengths=50, tbl_hide_dataframe_shape=True):
        print(by_kind(scored))


def by_kind(scored: pl.DataFrame) -> pl.DataFrame:
    """One row a kind of pair: is_same, how, pairs, and the share found at each line."""
    found = ((pl.col("score") >= x).mean().round(3).alias(f"from {x / 1000}") for x in LINES)
    rows = scored.group_by("is_same", "how").agg(pl.len().alias("pairs"), *found)
    return rows.sort("is_same", "how", descending=[True, False])


if __name__ == "__main__":
    main()
