"""The answer to `rules eval`: one decision about one case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.rules.files import read_rules
from adapters.inbound.cli.rules.given import model_value, policy_facts, read_facts
from adapters.inbound.cli.rules.words import RulesCliCode
from adapters.inbound.cli.values import read_date
from engine.calendar import OFFICE_ZONE
from rules.errors import UnioncaseError
from rules.nearest import nearest
from rules.policy import Fact, Rulebook, load_policy

if TYPE_CHECKING:
    from rules.dmn.decision_model import DecisionModel
    from rules.dmn.model import Definitions
    from rules.feel import Value
    from rules.source import Plain


def ask(desk: Desk, rule: str, file: Path, *, as_of: str | None, region: str, explain: bool) -> int:
    """Ask a decision of the catalogue, or of the file or folder before a `#`."""
    given = read_facts(file)
    path, mark, name = rule.rpartition("#")
    if not mark:
        return _ask_policy(desk, desk.house.rulebook, rule, given, as_of, region, explain)
    files = read_rules(Path(path))
    if files.documents:
        rulebook = load_policy(files.documents)
        named = _in_area(rulebook, name)
        return _ask_policy(desk, rulebook, named, given, as_of, region, explain)
    return _ask_model(desk, Path(path), files.models, name, given, explain)


def _in_area(rulebook: Rulebook, name: str) -> str:
    """Return the full name of a decision; the area goes without saying where there is only one."""
    if "." in name or len(rulebook.areas) != 1:
        return name
    return f"{next(iter(rulebook.areas))}.{name}"


def _ask_policy(
    desk: Desk,
    rulebook: Rulebook,
    rule: str,
    given: Mapping[str, Plain],
    as_of: str | None,
    region: str,
    explain: bool,
) -> int:
    from adapters.inbound.cli.rules.verdict_view import answer_verdict

    day = read_date(as_of) or _today(desk)
    area = rulebook.areas.get(rule.partition(".")[0])
    facts = policy_facts(given, area.facts if area else {})
    verdict = rulebook.evaluate(rule, facts, as_of=day, region=region)
    strange = _strange(given, area.facts if area else {})
    return answer_verdict(desk, rulebook, verdict, strange=strange, explain=explain)


def _today(desk: Desk) -> date:
    return desk.house.clock.now().astimezone(OFFICE_ZONE).date()


def _strange(given: Mapping[str, Plain], facts: Mapping[str, Fact]) -> dict[str, str | None]:
    """Return the names in the file that the area does not know, each with a near one."""
    return {name: nearest(name, facts) for name in given if name not in facts}


def _ask_model(
    desk: Desk,
    path: Path,
    models: Mapping[Path, Definitions],
    name: str,
    given: Mapping[str, Plain],
    explain: bool,
) -> int:
    from adapters.inbound.cli.rules.model_view import answer_model
    from rules.dmn.decision_model import DecisionModel

    if path not in models:
        raise InputError(RulesCliCode.NOT_A_DECISION, rule=f"{path}#{name}", near=None)
    main = models[path]
    model = DecisionModel(main, _beside(path, main))
    if name not in decision_names(main):
        near = nearest(name, decision_names(main))
        raise InputError(RulesCliCode.NOT_A_DECISION, rule=f"{path}#{name}", near=near)
    return answer_model(desk, path, model, name, model_inputs(model, given), explain=explain)


def _beside(path: Path, main: Definitions) -> list[Definitions]:
    """Return the models that lie beside one that imports; others need not be readable."""
    if not main.imports:
        return []
    found = []
    for file in sorted(path.parent.iterdir()):
        if file != path and file.suffix in (".dmn", ".yaml", ".yml"):
            try:
                found += list(read_rules(file).models.values())
            except UnioncaseError:
                continue
    return found


def decision_names(model: Definitions) -> list[str]:
    """Return the names of what a model can be asked."""
    from rules.dmn.model import Decision, DecisionService

    return [e.name for e in model.elements if isinstance(e, Decision | DecisionService)]


def model_inputs(model: DecisionModel, given: Mapping[str, Plain]) -> dict[str, Value]:
    """Return the inputs of a model; input data that is not given is unknown, not null.

    Raises:
        InputError: A text that should be a date, time or duration is none.
    """
    from rules.dmn.model import InputData
    from rules.feel import Unknown

    main = model.model_set.main
    types = model.model_set.types(main.namespace)
    declared = {e.name: types.find(e.type_ref) for e in main.elements}
    inputs: dict[str, Value] = {
        e.name: Unknown.of(e.name) for e in main.elements if isinstance(e, InputData)
    }
    for name, value in given.items():
        inputs[name] = model_value(name, value, declared.get(name))
    return inputs
