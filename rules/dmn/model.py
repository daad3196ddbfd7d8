"""The model behind DMN XML and the YAML form (DMN 1.5, chapters 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from rules.dmn.boxed import BoxedExpression, FunctionDefinition, Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Another model, DMN or not, whose elements are reached through `name`."""

    name: str
    namespace: str
    kind: str
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition:
    """A type of the model, or a component of one.

    Attributes:
        type_ref: The type it restricts or lists; None when it has components.
        allowed_values: Unary tests that a value, or each item of a collection, passes.
        type_constraint: Unary tests that the value as a whole passes.
        function: Output type and parameter types of a function type.
    """

    name: str
    type_ref: str | None = None
    is_collection: bool = False
    allowed_values: str | None = None
    type_constraint: str | None = None
    components: tuple[ItemDefinition, ...] = ()
    function: FunctionItem | None = None
    label: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionItem:
    """The type of a function."""

    output: str | None = None
    parameters: tuple[Variable, ...] = ()


RequirementKind: TypeAlias = Literal["input", "decision", "knowledge", "authority"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """An arrow of the diagram, drawn at what it leads to.

    Attributes:
        target: `#id`, or `namespace#id` of an imported element.
    """

    kind: RequirementKind
    target: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """What the standard has no word for, in somebody's own namespace; kept as it is.

    Attributes:
        attributes: Names, `{namespace}name` where they have one of their own, with values.
        text: The text of an extension without parts.
    """

    namespace: str
    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    parts: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What the elements of a diagram have in common."""

    id: str
    name: str
    variable: Variable | None = None
    label: str | None = None
    description: str | None = None
    extensions: tuple[Extension, ...] = ()

    @property
    def variable_name(self) -> str:
        """The name under which its value is known."""
        return self.variable.name if self.variable is not None else self.name

    @property
    def type_ref(self) -> str | None:
        """The declared type of its value."""
        return None if self.variable is None else self.variable.type_ref


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(Element):
    """A fact from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSource(Element):
    """An authority: a law, a policy, a person."""

    kind: str | None = None
    location: str | None = None
    requirements: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Element):
    """A value and how it is decided."""

    requirements: tuple[Requirement, ...] = ()
    logic: BoxedExpression | None = None
    question: str | None = None
    allowed_answers: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeModel(Element):
    """A business knowledge model: a function that decisions share."""

    requirements: tuple[Requirement, ...] = ()
    function: FunctionDefinition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionService(Element):
    """Decisions offered as one function; all references are targets of requirements."""

    outputs: tuple[str, ...] = ()
    encapsulated: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    input_data: tuple[str, ...] = ()


DrgElement: TypeAlias = InputData | KnowledgeSource | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One model."""

    name: str
    namespace: str
    id: str | None = None
    description: str | None = None
    extensions: tuple[Extension, ...] = ()
    imports: tuple[Import, ...] = ()
    item_definitions: tuple[ItemDefinition, ...] = ()
    elements: tuple[DrgElement, ...] = ()
