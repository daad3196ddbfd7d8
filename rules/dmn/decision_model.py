"""A model that answers: decisions, knowledge models and services (DMN 1.5, section 10.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.dmn import model as m
from rules.dmn.boxed_logic import BoxedCompiler
from rules.dmn.errors import DmnCode, DmnError
from rules.dmn.expressions import WHOLE, Logic, TextCompiler
from rules.dmn.item_types import ItemTypes
from rules.dmn.model_set import ModelSet, Reference
from rules.feel.calling import call
from rules.feel.errors import EvaluationFault, FeelSyntaxError, LimitExceededError
from rules.feel.evaluation import Diagnostics, Evaluation
from rules.feel.limits import DEFAULT_LIMITS, Limits
from rules.feel.temporal import DateTime
from rules.feel.values import Context, Function, Scope, Signature, Value

_Maker = Callable[[Callable[[], Scope]], Function]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """An element with its logic compiled."""

    element: m.DrgElement
    requires: tuple[tuple[str, Reference], ...]
    types: ItemTypes
    logic: Logic | None = None
    make: _Maker | None = None


class DecisionModel:
    """A model, with those it imports, compiled once.

    Args:
        main: The model.
        imported: Models that it imports, directly or not.

    Attributes:
        problems: Texts of the model that are no FEEL; what they decide is null.

    Example:
        >>> from decimal import Decimal
        >>> from rules.dmn.plain_reader import read_plain
        >>> model = DecisionModel(read_plain({
        ...     "model": "aid", "namespace": "urn:aid",
        ...     "inputs": {"income": {"type": "number"}},
        ...     "decisions": {"poor": {"needs": ["income"], "logic": "income < 1000"}},
        ... }))
        >>> model.evaluate("poor", {"income": Decimal(800)})
        True
    """

    def __init__(self, main: m.Definitions, imported: Iterable[m.Definitions] = ()) -> None:
        self.model_set = ModelSet(main, imported)
        self.problems: list[FeelSyntaxError | LimitExceededError] = []
        self._types: dict[str, ItemTypes] = {}
        self._prepared = {
            reference: self._prepare(reference) for reference in self.model_set.references()
        }

    def evaluate(
        self,
        name: str,
        inputs: Mapping[str, Value],
        diagnostics: Diagnostics | None = None,
        *,
        now: DateTime | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Value:
        """Return the value of a decision, or the result of a decision service.

        Args:
            name: Name of the decision or service.
            inputs: Values of the input data by name; of a model that is imported by
                `import.name` or `{namespace}name`. An input left out is null.
            diagnostics: Collects the run-time errors, whose value is null.
            now: What `now()` and `today()` answer.
            limits: Bounds on the evaluation.

        Raises:
            DmnError: There is no decision of that name.
            LimitExceededError: A bound of the evaluation is reached.
        """
        reference = self.model_set.find(name)
        if reference is None:
            raise DmnError(DmnCode.NO_SUCH_DECISION, name=name)
        run = Evaluation(diagnostics, now, limits)
        session = _Session(self, self._given(inputs), run)
        try:
            return session.outcome(reference)
        except RecursionError:
            raise LimitExceededError(bound="call_depth", limit=limits.call_depth) from None

    def invoke(
        self,
        service: str,
        arguments: Mapping[str, Value],
        diagnostics: Diagnostics | None = None,
        *,
        now: DateTime | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Value:
        """Return what a decision service or business knowledge model answers to arguments.

        Arguments are those of `evaluate`; an argument left out makes the result null.

        Raises:
            DmnError: There is nothing of that name.
            LimitExceededError: A bound of the evaluation is reached.
        """
        reference = self.model_set.find(service)
        if reference is None:
            raise DmnError(DmnCode.NO_SUCH_DECISION, name=service)
        run = Evaluation(diagnostics, now, limits)
        function = _Session(self, {}, run).value(reference)
        try:
            return call(function, (), arguments, run)
        except EvaluationFault as fault:
            run.note(fault, WHOLE)
            return None

    def prepared(self, reference: Reference) -> _Prepared:
        """Return an element with its logic.

        Raises:
            EvaluationFault: There is no such element.
        """
        self.model_set.element(reference)
        return self._prepared[reference]

    def _given(self, inputs: Mapping[str, Value]) -> dict[Reference, Value]:
        found: dict[Reference, Value] = {}
        for name, value in inputs.items():
            namespace, _, local = name.rpartition("}")
            reference = self.model_set.find(local, namespace.lstrip("{") or None)
            if reference is not None:
                found[reference] = value
        return found

    def _prepare(self, reference: Reference) -> _Prepared:
        element = self.model_set.element(reference)
        types = self._types_of(reference.namespace)
        requires = tuple(self._requires(element, reference))
        texts = TextCompiler(
            names=tuple(self._names(element, requires, types)),
            types=types.feel_types,
            file=f"{self.model_set.main.name}#{element.id}",
            problems=self.problems,
        )
        compiler = BoxedCompiler(types)
        logic: Logic | None = None
        make: _Maker | None = None
        if isinstance(element, m.Decision) and element.logic is not None:
            logic = compiler.fitted(compiler.logic(element.logic, texts), element.type_ref)
        if isinstance(element, m.KnowledgeModel) and element.function is not None:
            make = compiler.function_maker(element.function, texts, element.name)
        return _Prepared(element=element, requires=requires, types=types, logic=logic, make=make)

    def _types_of(self, namespace: str) -> ItemTypes:
        if namespace not in self._types:
            self._types[namespace] = self.model_set.types(namespace)
        return self._types[namespace]

    def _requires(self, element: m.DrgElement, at: Reference) -> Iterable[tuple[str, Reference]]:
        if isinstance(element, m.Decision | m.KnowledgeModel):
            for requirement in element.requirements:
                if requirement.kind != "authority":
                    target = self.model_set.resolve(requirement.target, at)
                    yield self.model_set.import_name(target.namespace, at), target

    def _names(
        self, element: m.DrgElement, requires: Sequence[tuple[str, Reference]], types: ItemTypes
    ) -> Iterable[str]:
        yield from types.component_names()
        for prefix, target in requires:
            if prefix:
                yield prefix
            try:
                required = self.model_set.element(target)
            except EvaluationFault:
                continue
            yield required.variable_name


class _Session:
    """The values of one evaluation, each computed once."""

    def __init__(
        self, model: DecisionModel, given: Mapping[Reference, Value], run: Evaluation
    ) -> None:
        self._model = model
        self._values: dict[Reference, Value] = {}
        self._given = given
        self._run = run
        self._open: set[Reference] = set()

    def outcome(self, reference: Reference) -> Value:
        """Return the value of a decision; of a service, what it answers to the given inputs."""
        element = self._model.model_set.element(reference)
        if not isinstance(element, m.DecisionService):
            return self.value(reference)
        return self._service_result(element, reference)

    def value(self, reference: Reference) -> Value:
        """Return the value of an element; a fault in it is null and a diagnostic."""
        if reference not in self._values:
            try:
                self._values[reference] = self._computed(reference)
            except EvaluationFault as fault:
                self._run.note(fault, WHOLE)
                self._values[reference] = None
        return self._values[reference]

    def _computed(self, reference: Reference) -> Value:
        if reference in self._open:
            raise EvaluationFault(DmnCode.CYCLE, name=reference.id)
        prepared = self._model.prepared(reference)
        if reference in self._given:
            given = self._given[reference]
            return prepared.types.fitted(given, prepared.element.type_ref, self._run)
        self._open.add(reference)
        try:
            return self._derived(prepared, reference)
        finally:
            self._open.discard(reference)

    def _derived(self, prepared: _Prepared, reference: Reference) -> Value:
        element = prepared.element
        if isinstance(element, m.InputData | m.KnowledgeSource):
            return None
        if isinstance(element, m.DecisionService):
            return self._service(element, reference)
        if prepared.make is not None:
            return prepared.make(lambda: self._scope(prepared))
        if prepared.logic is None:
            raise EvaluationFault(DmnCode.NO_LOGIC, name=element.name)
        return prepared.logic(self._scope(prepared), self._run)

    def _scope(self, prepared: _Prepared) -> Scope:
        scope: dict[str, Value] = {}
        imported: dict[str, dict[str, Value]] = {}
        for prefix, target in prepared.requires:
            found = self._model.model_set.element(target)
            own = imported.setdefault(prefix, {}) if prefix else scope
            own[found.variable_name] = self.value(target)
        scope.update({prefix: Context(entries) for prefix, entries in imported.items()})
        return scope

    def _service(self, service: m.DecisionService, reference: Reference) -> Function:
        model_set = self._model.model_set
        targets = (*service.input_data, *service.input_decisions)
        parameters = [model_set.resolve(target, reference) for target in targets]

        def invoke(arguments: Sequence[Value], run: Evaluation) -> Value:
            given = dict(zip(parameters, arguments, strict=True))
            for parameter, value in given.items():
                prepared = self._model.prepared(parameter)
                prepared.types.fitted(value, prepared.element.type_ref, run)
            inner = _Session(self._model, given, run)
            return inner._service_result(service, reference)

        names = tuple(model_set.element(parameter).variable_name for parameter in parameters)
        signature = Signature(parameters=names, invoke=invoke)
        return Function(name=service.name, signatures=(signature,))

    def _service_result(self, service: m.DecisionService, reference: Reference) -> Value:
        model_set = self._model.model_set
        outputs = [model_set.resolve(target, reference) for target in service.outputs]
        values = {model_set.element(output).variable_name: self.value(output) for output in outputs}
        result = next(iter(values.values())) if len(values) == 1 else Context(values)
        types = self._model.prepared(reference).types
        return types.fitted(result, service.type_ref, self._run)
