"""Tables of the policy form as decision tables of DMN, both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from rules.dmn.boxed import DecisionTable, HitPolicy, InputClause, OutputClause, Rule
from rules.policy.compile import feel_cell
from rules.policy.in_dmn.declarations import Spec, mapping
from rules.policy.in_dmn.vocabulary import not_a_policy, number_of
from rules.source import Plain

Options = Mapping[str, Sequence[str]]
"""Values of every name that is a choice."""

_HITS: Mapping[str, HitPolicy] = {"unique": "UNIQUE", "first": "FIRST", "any": "ANY"}


def decision_table(spec: Spec, type_ref: str, options: Options) -> DecisionTable:
    """Return the decision table that a table of the policy form is."""
    inputs = [str(text).strip() for text in _list(spec["inputs"])]
    own = options_of(spec)
    otherwise = spec.get("otherwise")
    return DecisionTable(
        hit_policy=_HITS[str(spec.get("hit", "unique"))],
        inputs=tuple(InputClause(expression=text) for text in inputs),
        outputs=(
            OutputClause(
                type_ref=type_ref, default=None if otherwise is None else as_feel(otherwise, own)
            ),
        ),
        rules=tuple(_rule(mapping(row), inputs, own, options) for row in _list(spec["rows"])),
    )


def _rule(
    row: Mapping[str, Plain], inputs: Sequence[str], own: Sequence[str], options: Options
) -> Rule:
    cells = zip(_list(row["when"]), inputs, strict=True)
    return Rule(
        inputs=tuple(as_feel(cell, options.get(name, ())) for cell, name in cells),
        outputs=(as_feel(row["then"], own),),
    )


def options_of(spec: Mapping[str, Plain]) -> tuple[str, ...]:
    """Return the values of a declaration that is a choice; none for any other."""
    return tuple(str(option) for option in _list(spec.get("options")))


def as_feel(cell: Plain, options: Sequence[str]) -> str:
    """Return a cell as FEEL; a choice may be written without quotes."""
    return feel_cell(_cell(cell), options).strip()


def _cell(cell: Plain) -> str | bool | int | Decimal:
    return cell if isinstance(cell, str | bool | int | Decimal) else ""


def _list(value: Plain) -> Sequence[Plain]:
    return value if isinstance(value, list | tuple) else ()


def table_spec(name: str, table: DecisionTable, own: Sequence[str], options: Options) -> Spec:
    """Return the table of the policy form that a decision table is.

    Raises:
        DmnError: Its hit policy or its number of outputs are none of the policy form.
    """
    hits = {policy: hit for hit, policy in _HITS.items()}
    if table.hit_policy not in hits or len(table.outputs) != 1 or table.aggregation:
        raise not_a_policy(name, ", ".join(_HITS))
    inputs = [clause.expression for clause in table.inputs]
    spec: Spec = {"inputs": list(inputs)}
    if table.hit_policy != "UNIQUE":
        spec["hit"] = hits[table.hit_policy]
    spec["rows"] = [_row(rule, inputs, own, options) for rule in table.rules]
    default = table.outputs[0].default
    if default is not None:
        spec["otherwise"] = as_cell(default, own)
    return spec


def _row(rule: Rule, inputs: Sequence[str], own: Sequence[str], options: Options) -> Spec:
    names = [*inputs, *("" for _ in rule.inputs[len(inputs) :])]
    cells = zip(rule.inputs, names, strict=False)
    when: list[Plain] = [as_cell(cell or "-", options.get(name, ())) for cell, name in cells]
    return {"when": when, "then": as_cell(rule.outputs[0] if rule.outputs else "null", own)}


def as_cell(text: str, options: Sequence[str]) -> str | bool | int | Decimal:
    """Return FEEL as an author would write it into a cell.

    Example:
        >>> as_cell('"deep", "none"', ["deep", "none"]), as_cell("true", []), as_cell("< 3", [])
        ('deep, none', True, '< 3')
    """
    if text in ("true", "false"):
        return text == "true"
    words = [word.strip() for word in text.split(",")]
    plain = ", ".join(word[1:-1] for word in words)
    if options and feel_cell(plain, options) == ", ".join(words):
        return plain
    number = number_of(text)
    return text if number is None else number
