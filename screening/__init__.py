"""Offshore trade screening: documents and payments in, a ranked and explained queue out.

    import screening as s

    pack = s.load_pack()                      # the rules, checked; RuleError with every problem
    batch = s.read_batch("batch")             # typed tables and rejects; InputError
    results = s.screen(batch, pack)           # one row a deal and what it is made of; pure
    s.save(results, "store.duckdb")           # one transaction; StoreError
    told = s.explain("store.duckdb", "D-1")         # one deal, every addend and its reason

Names are found on first use, so that importing the package costs nothing.
"""

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["__version__", "explain", "load_pack", "read_batch", "save", "screen"]

_HOMES = {
    "explain": "audit",
    "load_pack": "rulepack",
    "read_batch": "inputs",
    "save": "store",
    "screen": "pipeline",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
