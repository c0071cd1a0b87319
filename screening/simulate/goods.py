"""Commodities the simulator trades: how they are priced, packed and shipped.

Price levels and lot sizes are figures of public knowledge, rounded; they describe no real deal.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Commodity:
    """One commodity.

    `price` is USD a unit, `lot` the least, greatest and step of a parcel (of one container for
    BOX), both in `unit`; `grams` is the mass of one unit.
    """

    hs6: str
    name: str
    name_cn: str
    grade: str
    unit: str
    grams: int
    form: str
    price: float
    lot: tuple[float, float, float]
    load: tuple[str, ...]
    discharge: tuple[str, ...]
    is_exchange_traded: bool = True
    in_warehouse: bool = False


TONNE = 1_000_000

GOODS: tuple[Commodity, ...] = (
    Commodity(
        "740311",
        "Copper cathodes, electrolytic, grade A, 99.99 % Cu",
        "电解铜",
        "Grade A",
        "TNE",
        TONNE,
        "BOX",
        9600.0,
        (22.0, 25.0, 0.5),
        ("CLANF", "CLMJS", "PECLL"),
        ("KRPUS", "JPYOK", "TWKHH", "VNHPH"),
        in_warehouse=True,
    ),
    Commodity(
        "760110",
        "Primary aluminium ingots, unwrought, not alloyed, P1020A",
        "铝锭",
        "P1020A",
        "TNE",
        TONNE,
        "BREAKBULK",
        2600.0,
        (400.0, 3000.0, 25.0),
        ("AEJEA", "INMUN", "AUGLT"),
        ("KRKAN", "JPYOK", "NLRTM", "THLCH"),
        in_warehouse=True,
    ),
    Commodity(
        "260111",
        "Iron ore fines, not agglomerated, 62 % Fe basis",
        "铁矿粉",
        "62 % Fe fines",
        "TNE",
        TONNE,
        "BULK",
        102.0,
        (60_000.0, 175_000.0, 500.0),
        ("AUPHE", "AUDAM", "BRTUB"),
        ("KRKAN", "JPOIT", "JPKSM", "JPCHB"),
    ),
    Commodity(
        "270900",
        "Crude petroleum oil, medium sour, in bulk",
        "原油",
        "Medium sour",
        "BLL",
        137_000,
        "LIQUID",
        68.0,
        (400_000.0, 1_000_000.0, 1000.0),
        ("SARTA", "OMSOH", "AEFJR"),
        ("KRUSN", "JPCHB", "JPKWS", "INMUN"),
    ),
    Commodity(
        "120190",
        "Soya beans, other than seed, in bulk",
        "大豆",
        "No. 2 yellow",
        "TNE",
        TONNE,
        "BULK",
        420.0,
        (30_000.0, 65_000.0, 100.0),
        ("BRSSZ", "BRPNG", "ARROS"),
        ("NLRTM", "VNVUT", "IDJKT", "KRINC"),
    ),
    Commodity(
        "390210",
        "Polypropylene homopolymer granules, raffia grade",
        "聚丙烯",
        "Raffia MFI 3",
        "TNE",
        TONNE,
        "BOX",
        980.0,
        (24.0, 25.5, 0.25),
        ("SAJUB", "AEJEA", "KRPUS"),
        ("VNSGN", "IDJKT", "TRMER", "BDCGP"),
        is_exchange_traded=False,
    ),
    Commodity(
        "390110",
        "Linear low density polyethylene granules, film grade",
        "聚乙烯",
        "LLDPE C4 film",
        "TNE",
        TONNE,
        "BOX",
        940.0,
        (24.0, 25.5, 0.25),
        ("SAJUB", "AEJEA", "USHOU"),
        ("VNHPH", "PKKHI", "TRIST", "MYPKG"),
        is_exchange_traded=False,
    ),
    Commodity(
        "854231",
        "Integrated circuits, processors and controllers, 32 bit",
        "集成电路",
        "MCU-32",
        "C62",
        2,
        "BOX",
        2.4,
        (100_000.0, 300_000.0, 5000.0),
        ("TWKHH", "MYPEN", "KRPUS"),
        ("SGSIN", "THLCH", "NLRTM", "USLAX"),
        is_exchange_traded=False,
    ),
    Commodity(
        "520100",
        "Raw cotton, not carded or combed, in bales",
        "棉花",
        "SM 1-1/8",
        "TNE",
        TONNE,
        "BOX",
        1650.0,
        (19.0, 21.0, 0.25),
        ("BRSSZ", "USSAV", "INMUN"),
        ("BDCGP", "VNHPH", "TRMER", "IDJKT"),
    ),
    Commodity(
        "151110",
        "Crude palm oil in bulk, FFA below 5 %",
        "棕榈油",
        "CPO FFA 5 %",
        "TNE",
        TONNE,
        "LIQUID",
        1010.0,
        (2000.0, 12_000.0, 50.0),
        ("IDDUM", "IDBLW", "MYPKG"),
        ("INMUN", "NLRTM", "PKBQM", "BDCGP"),
    ),
    Commodity(
        "750210",
        "Nickel cathodes, unwrought, not alloyed, 99.8 % Ni",
        "电解镍",
        "Ni 99.80",
        "TNE",
        TONNE,
        "BOX",
        15_400.0,
        (18.0, 22.0, 0.5),
        ("AUFRE", "CAMTR", "FIHEL"),
        ("NLRTM", "KRPUS", "TWKHH", "JPOSA"),
        in_warehouse=True,
    ),
    Commodity(
        "790111",
        "Zinc ingots, unwrought, special high grade 99.995 %",
        "锌锭",
        "SHG 99.995",
        "TNE",
        TONNE,
        "BOX",
        2850.0,
        (23.0, 25.0, 0.5),
        ("KRUSN", "PECLL", "AUGLT"),
        ("MYPKG", "TWKHH", "SGSIN", "TRIST"),
        in_warehouse=True,
    ),
    Commodity(
        "400122",
        "Technically specified natural rubber, TSR 20, in bales",
        "天然橡胶",
        "TSR 20",
        "TNE",
        TONNE,
        "BOX",
        1880.0,
        (20.16, 21.84, 0.84),
        ("THLCH", "IDBLW", "CIABJ"),
        ("KRPUS", "JPYOK", "TRIST", "ITGOA"),
        in_warehouse=True,
    ),
    Commodity(
        "170114",
        "Raw cane sugar in bulk, polarisation 96 degrees or more",
        "原糖",
        "VHP",
        "TNE",
        TONNE,
        "BULK",
        365.0,
        (10_000.0, 48_000.0, 100.0),
        ("BRSSZ", "THLCH", "INMUN"),
        ("IDJKT", "MYPKG", "AEJEA", "KRINC"),
    ),
    Commodity(
        "090111",
        "Coffee, not roasted, not decaffeinated, washed arabica",
        "咖啡豆",
        "Arabica FC",
        "TNE",
        TONNE,
        "BOX",
        6100.0,
        (18.0, 19.8, 0.3),
        ("BRSSZ", "VNSGN", "COBUN"),
        ("DEHAM", "USNYC", "ITTRS", "BEANR"),
    ),
    Commodity(
        "271111",
        "Natural gas, liquefied, in bulk",
        "液化天然气",
        "Lean LNG",
        "TNE",
        TONNE,
        "LIQUID",
        560.0,
        (58_000.0, 72_000.0, 250.0),
        ("QARLF", "AUDRW", "MYBTU"),
        ("KRINC", "JPYOK", "JPCHB", "TWKHH"),
        is_exchange_traded=False,
    ),
)
