"""Roles that nobody needs, and second people who cannot be second."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.references import MACHINES, references
from rules.findings import Finding


def check_people(definition: Definition) -> Iterator[Finding]:
    """Roles and second people."""
    used = {
        reference.name
        for reference in references(definition.spec)
        if reference.kind is DefinitionCode.UNKNOWN_ROLE and reference.path[0] != "sole_roles"
    }
    for index, role in enumerate(definition.spec.roles):
        if role not in used:
            yield definition.warning(DefinitionCode.UNUSED_ROLE, ("roles", index), role=role)
    for name, action in definition.spec.actions.items():
        second = action.needs.together_with
        if second is not None and (set(action.by) & set(MACHINES) or action.vote is not None):
            yield definition.finding(
                DefinitionCode.SECOND_PERSON,
                ("actions", name, "needs", "together_with"),
                action=name,
                role=second,
                by=list(action.by),
            )
        elif second in definition.spec.sole_roles and set(action.by) == {second}:
            yield definition.finding(
                DefinitionCode.SECOND_PERSON_ALONE,
                ("actions", name, "needs", "together_with"),
                action=name,
                role=second,
            )
