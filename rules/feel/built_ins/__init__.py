"""The built-in functions of DMN 1.5, section 10.3.4."""

from rules.feel.built_ins.table import BUILT_IN_NAMES, BUILT_INS

__all__ = ["BUILT_INS", "BUILT_IN_NAMES"]
