"""The words of one version of a workflow, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.source import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Texts by language, as `texts/<language>.yaml` holds them.

    Example:
        >>> words = Words(texts={"zh": {"states": {"draft": "填写申请"}}})
        >>> words.text("zh", "states", "draft"), words.text("zh", "states", "paid")
        ('填写申请', 'paid')
    """

    texts: Mapping[str, Plain]

    def text(self, language: str, *keys: str) -> str:
        """The words at a place; the last key itself where there are none."""
        node = self.texts.get(language)
        for key in keys:
            node = node.get(key) if isinstance(node, dict) else None
        return node if isinstance(node, str) else keys[-1]
