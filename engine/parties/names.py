"""Names made comparable: of persons, and of employers with the many ways they are written."""

from __future__ import annotations

import unicodedata

_BRACKETS = str.maketrans({"【": "(", "】": ")", "[": "(", "]": ")", "〔": "(", "〕": ")"})
_DOTS = str.maketrans(dict.fromkeys("·•・‧⋅", "·"))
_DROPPED = frozenset(["Cf", "Cc", "Zs", "Zl", "Zp"])
_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "集团公司", "公司")
"""The legal forms a name may end in, the longest first."""


def folded(name: str) -> str:
    """A name without spaces, in half width and small letters.

    Example:
        >>> folded(" Ａnn  Ｌee "), folded("阿依·古丽"), folded("阿依•古丽")
        ('annlee', '阿依·古丽', '阿依·古丽')
    """
    text = unicodedata.normalize("NFKC", name).casefold().translate(_DOTS)
    return "".join(part for part in text if unicodedata.category(part) not in _DROPPED)


def employer_name(name: str) -> str:
    """An employer's whole name, however brackets, width and its legal form are written.

    Example:
        >>> employer_name("样例（山东）纺织有限责任公司") == employer_name("样例(山东)纺织有限公司")
        True
    """
    text = folded(name).translate(_BRACKETS)
    return text.replace("有限责任公司", "有限公司")


def employer_core(name: str) -> str:
    """What is left of an employer's name without its legal form and its brackets.

    Example:
        >>> employer_core("样例（山东）纺织股份有限公司"), employer_core("公司")
        ('样例山东纺织', '公司')
    """
    whole = folded(name).translate(_BRACKETS)
    bare = whole.replace("(", "").replace(")", "")
    for form in _FORMS:
        if bare.endswith(form) and len(bare) > len(form):
            return bare.removesuffix(form)
    return bare
