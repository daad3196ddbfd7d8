"""Codes become sentences in the words of a kind of case."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import pytest
from pydantic import JsonValue

from adapters.i18n import Language, Texts
from adapters.i18n.kinds import KindTexts
from adapters.i18n.wording import CriterionWords, Wording
from engine.audit import AuditCode, Defect
from engine.definitions.language import CaseField
from engine.directory import Directory, Office, Person
from engine.errors import EngineCode, NotFoundError
from engine.events import EventType
from engine.fields import FieldProblem
from engine.refusal import Reason, ReasonCode, reason
from rules.source import Plain

KIND = KindTexts(
    {
        "workflow": "帮扶",
        "states": {"draft": "填写", "review": "审核"},
        "actions": {"approve": "批准"},
        "fields": {"amount": "金额", "members": "成员", "cause": "原因"},
        "columns": {"members": {"name": "姓名"}},
        "options": {"cause": {"illness": "患病"}, "fund": {"local": "地方资金"}},
        "deadlines": {"notice": "公示期"},
        "roles": {"clerk": "经办人"},
        "tasks": {"seal": "盖章"},
        "rules": {"amount > 0": "金额须大于零"},
    }
)
DIRECTORY = Directory(
    offices={"d": Office(id="d", level="district", name="样例区工会", region="CN")},
    people={"ann": Person(id="ann", name="安样例")},
)
TEXTS = Texts.of_installation()
ZH = Wording(texts=TEXTS, language=Language.ZH, kind=KIND, directory=DIRECTORY)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (reason(ReasonCode.FIELD_MISSING, field="amount"), "未填写“金额”"),
        (reason(ReasonCode.NOT_YOUR_ROLE, roles=["clerk", "treasurer"]), "经办人、财务人员"),
        (reason(ReasonCode.NOT_YOUR_OFFICE, office="d"), "样例区工会"),
        (
            reason(ReasonCode.SEPARATION_OF_DUTIES, action="approve", person="ann"),
            "安样例已在本案中办理过“批准”",
        ),
        (reason(ReasonCode.TOO_EARLY, clock="notice", last_day="2026-02-14"), "“公示期”"),
        (reason(ReasonCode.TOO_EARLY, clock="review", last_day="2026-02-14"), "“审核”"),
        (
            reason(ReasonCode.EXTENSION_TOO_LONG, clock="notice", longest="3 working days"),
            "3 个工作日",
        ),
        (reason(ReasonCode.RULE_NOT_MET, rule="amount > 0"), "金额须大于零"),
        (reason(ReasonCode.NO_BUDGET, fund="local", office="d", year=2026), "“地方资金”"),
        (reason(ReasonCode.NO_OFFICE_AT_LEVEL, level="city"), "市一级"),
    ],
)
def test_a_reason_speaks_the_words_of_the_kind(found: Reason, words: str) -> None:
    """Keys of roles, offices, people, actions, clocks, spans, rules and funds become words."""
    assert words in ZH.reason(found)


def test_a_bad_value_names_the_column_and_the_options() -> None:
    """A value in a record is named by field, row and column; options are told with their words."""
    bad = reason(ReasonCode.BAD_VALUE, field="members.0.name", problem="not_text")
    assert ZH.reason(bad) == "“成员 1 姓名”填写有误：应为文字"
    other = reason(
        ReasonCode.BAD_VALUE, field="cause", problem="not_an_option", options=["illness"]
    )
    assert "illness（患病）" in ZH.reason(other)


def test_a_word_nobody_gave_shows_as_its_key() -> None:
    """A missing text of a kind shows the key instead of nothing."""
    assert "“paid”" in ZH.reason(reason(ReasonCode.NOT_IN_THIS_STATE, state="paid", states=[]))


def test_an_error_is_worded_with_its_values() -> None:
    """Raised errors use the same words."""
    error = NotFoundError(EngineCode.OFFICE_NOT_FOUND, office="d")
    assert "样例区工会" in ZH.error(error)


def test_a_defect_of_the_books_is_worded() -> None:
    """The account is named in words."""
    found = Defect(
        code=AuditCode.LEDGER_DISAGREES,
        case_id="d",
        params={"fund": "local", "year": 2026, "account": "free", "stored": 1, "movements": 0},
    )
    assert "“可用”账户" in ZH.defect(found)


@pytest.mark.parametrize(
    ("spec", "value", "words"),
    [
        ({"type": "money"}, "1062.5", "1,062.50 元"),
        ({"type": "money"}, "***", "***"),
        ({"type": "boolean"}, True, "是"),
        ({"type": "choice", "options": ["illness"]}, "illness", "患病"),
        ({"type": "person"}, "ann", "安样例"),
        ({"type": "office"}, "d", "样例区工会"),
        ({"type": "list"}, [{}, {}], "2 条"),
        ({"type": "text"}, None, "（空）"),
    ],
)
def test_a_value_is_written_as_people_write_it(
    spec: dict[str, object], value: JsonValue, words: str
) -> None:
    """Money with its thousands, choices in words, records by their number; masks stay masks."""
    field = CaseField.model_validate(spec)
    assert ZH.value("cause", field, value) == words


@pytest.mark.parametrize("enum", [ReasonCode, FieldProblem, AuditCode, EventType, EngineCode])
def test_everything_the_engine_says_has_words(enum: type[StrEnum]) -> None:
    """Every member is worded in every language."""
    assert [member.value for member in enum if member.value not in TEXTS] == []


def test_options_of_columns_have_their_words_in_letters() -> None:
    """A choice in a record is worded under its list and column."""
    choice = CaseField(type="choice", options=("chair",))
    fields = {"body": choice, "elected": CaseField(type="list", of={"body": choice})}
    words: dict[str, Plain] = {"body": {"chair": "主席"}, "elected.body": {"chair": "主席候选"}}
    texts = KindTexts({"options": words})
    assert texts.options(fields) == words


def test_a_refused_decision_names_the_criterion_its_source_and_its_remedy() -> None:
    """Whoever is refused reads what is not met, where it stands and what would help."""
    known = CriterionWords(
        label="收入低于标准", remedy="请补交收入证明。", sources={"2026-01-01": "样例办法 第三条"}
    )
    refused = reason(
        ReasonCode.RULE_NOT_MET,
        rule="aid.eligible",
        criteria=["aid.poor", "aid.forgotten"],
        edition="2026-01-01",
    )
    told = replace(ZH, criteria={"aid.poor": known}).reason(refused)
    assert "未满足“收入低于标准”（依据：样例办法 第三条）。请补交收入证明。" in told
    assert "未满足“aid.forgotten”" in told


@pytest.mark.parametrize(("task", "told"), [("seal", "盖章"), ("task", "审核"), (None, "审核")])
def test_one_of_several_tasks_bears_its_own_name(task: str | None, told: str) -> None:
    """Parallel tasks are told apart; the single task of a state bears the state's name."""
    assert ZH.work("review", task) == told
