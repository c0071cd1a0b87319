"""The words in which registers, classes and lists are kept, and the spellings read as each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ENTRY = {
    "listed": "在册 在名单 在名单内 列入 已列入 纳入 已纳入 有效 正常 active valid yes 是",
    "suspended": "暂停 已暂停 中止 已中止 冻结 已冻结 suspend",
    "removed": "移出 已移出 移除 已移除 注销 已注销 取消 已取消 失效 已失效 到期 过期 退出 "
    "已退出 cancelled canceled deleted delisted deregistered expired lapsed",
    "revoked": "撤销 已撤销 吊销 已吊销",
    "none": "无 未列入 不在册 不在名单 不在名单内 否 no not_listed unlisted",
}
_SAFE = {name: f"{name}类 {name}级 class_{name} 分类{name}" for name in "abc"}
_CLIENT = {
    number: f"{number}类 {han} {han}类 {number}级 class_{number}"
    for number, han in zip("123", "一二三", strict=True)
}
_STATE = {
    "normal": "正常 存续 在业 开业 在营 在册 active in_business 存续(在营、开业、在册) 在营(开业) "
    "在营(开业)企业",
    "abnormal": "异常 经营异常 列入经营异常名录 经营异常名录",
    "dormant": "歇业 停业 休眠",
    "revoked": "吊销 已吊销 吊销,未注销 吊销,已注销 撤销 已撤销",
    "cancelled": "注销 已注销 canceled deregistered",
    "in_liquidation": "清算 清算中 liquidation",
    "moved_out": "迁出 已迁出",
}


def _spelled(words: Mapping[str, str], *, upper: bool = False) -> Mapping[str, str]:
    """Each spelling with its word, the words themselves too."""
    found = {s: w for w, spellings in words.items() for s in (w, *spellings.split())}
    return MappingProxyType({s: w.upper() if upper else w for s, w in found.items()})


NOTICE = r"(?:19|20)\d{2}\s*[〕\]】)）年]\s*第?\s*\d+\s*号|\(notice \d+\)$"
"""How `source_ref` names a notice: by its number, as 〔2025〕3号 or 2025年第3号, or as imported."""

OPEN_SCHEMES = frozenset({"registry_status"})
"""Schemes that may say what no word here is: registrars have many states, none of them good."""

STATUS_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "directory",
                "offshore_list",
                "lingang_white_list",
                "bank_white_list",
                "rmb_key_supervision",
            ),
            _spelled(_ENTRY),
        ),
        "safe_class": _spelled(_SAFE, upper=True),
        "client_class": _spelled(_CLIENT),
        "registry_status": _spelled(_STATE),
    }
)
"""By scheme of `client_status`: the spellings of `value`, in lower case and narrow form."""
