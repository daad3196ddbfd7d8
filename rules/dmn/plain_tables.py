"""Decision tables in plain form, both ways; the hit policy is written by its letter."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rules.dmn import boxed as b
from rules.dmn.plain_fields import Fields, Path, Plain, as_text, kept, refused

HIT_LETTERS: Mapping[str, tuple[b.HitPolicy, b.Aggregation | None]] = MappingProxyType(
    {
        "U": ("UNIQUE", None),
        "A": ("ANY", None),
        "P": ("PRIORITY", None),
        "F": ("FIRST", None),
        "R": ("RULE ORDER", None),
        "O": ("OUTPUT ORDER", None),
        "C": ("COLLECT", None),
        "C+": ("COLLECT", "SUM"),
        "C<": ("COLLECT", "MIN"),
        "C>": ("COLLECT", "MAX"),
        "C#": ("COLLECT", "COUNT"),
    }
)


def read_table(outer: Fields) -> b.DecisionTable:
    """Return the decision table under the key `table`.

    Raises:
        DmnError: There is none.
    """
    fields = Fields(outer.get("table"), (*outer.path, "table"))
    letter = fields.text("hit") or "U"
    if letter not in HIT_LETTERS:
        raise refused((*fields.path, "hit"), " ".join(HIT_LETTERS))
    hit_policy, aggregation = HIT_LETTERS[letter]
    table = b.DecisionTable(
        id=outer.text("id"),
        type_ref=outer.text("type"),
        label=outer.text("label"),
        hit_policy=hit_policy,
        aggregation=aggregation,
        inputs=fields.items("inputs", _input),
        outputs=fields.items("outputs", _output),
        annotations=fields.items("notes", as_text),
        rules=fields.items("rules", _rule),
        output_label=fields.text("output_label"),
        orientation=fields.text("orientation"),
    )
    fields.done()
    return table


def _input(value: Plain, path: Path) -> b.InputClause:
    if isinstance(value, str):
        return b.InputClause(expression=value)
    fields = Fields(value, path)
    clause = b.InputClause(
        expression=fields.needed("expression"),
        type_ref=fields.text("type"),
        values=fields.text("values"),
        label=fields.text("label"),
        id=fields.text("id"),
    )
    fields.done()
    return clause


def _output(value: Plain, path: Path) -> b.OutputClause:
    if isinstance(value, str):
        return b.OutputClause(name=value)
    fields = Fields(value, path)
    clause = b.OutputClause(
        name=fields.text("name"),
        type_ref=fields.text("type"),
        values=fields.text("values"),
        default=fields.text("default"),
        label=fields.text("label"),
        id=fields.text("id"),
    )
    fields.done()
    return clause


def _rule(value: Plain, path: Path) -> b.Rule:
    fields = Fields(value, path)
    rule = b.Rule(
        inputs=fields.items("when", as_text),
        outputs=fields.items("then", as_text),
        annotations=fields.items("notes", as_text),
        description=fields.text("description"),
        id=fields.text("id"),
    )
    fields.done()
    return rule


def write_table(table: b.DecisionTable) -> dict[str, Plain]:
    """Return a decision table in plain form."""
    policy = (table.hit_policy, table.aggregation)
    # An aggregation that the policy does not use is not kept.
    letter = next((key for key, known in HIT_LETTERS.items() if known == policy), None)
    own: dict[str, Plain] = {"hit": letter or _letter(table.hit_policy)}
    own["inputs"] = [_write_input(clause) for clause in table.inputs]
    own["outputs"] = [_write_output(clause) for clause in table.outputs]
    own |= kept(
        notes=list(table.annotations),
        output_label=table.output_label,
        orientation=table.orientation,
    )
    own["rules"] = [_write_rule(rule) for rule in table.rules]
    return {"table": own}


def _letter(hit_policy: b.HitPolicy) -> str:
    return next(key for key, known in HIT_LETTERS.items() if known[0] == hit_policy)


def _write_input(clause: b.InputClause) -> Plain:
    more = kept(type=clause.type_ref, values=clause.values, label=clause.label, id=clause.id)
    return {"expression": clause.expression, **more} if more else clause.expression


def _write_output(clause: b.OutputClause) -> Plain:
    more = kept(
        type=clause.type_ref,
        values=clause.values,
        default=clause.default,
        label=clause.label,
        id=clause.id,
    )
    return {**kept(name=clause.name), **more} if more or clause.name is None else clause.name


def _write_rule(rule: b.Rule) -> Plain:
    return {
        "when": list(rule.inputs),
        "then": list(rule.outputs),
        **kept(notes=list(rule.annotations), description=rule.description, id=rule.id),
    }
