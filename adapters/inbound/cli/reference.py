"""The page of the manual that lists every command, written from the commands themselves.

`python -m adapters.program.manual > docs/reference/cli.md` writes it anew.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import get_args

from typer.models import ArgumentInfo, OptionInfo, ParameterInfo

from adapters.i18n import Language, Texts
from adapters.inbound.cli.commands import COMMON, Group
from adapters.inbound.cli.exits import Exit

_HEAD = """\
# The command line 命令行

Written by the program itself (`python -m adapters.program.manual`); do not edit.

Every command takes the options at the end of this page. Without `--json` the answer is for people,
in Chinese or English; with it, stdout holds one JSON document and nothing else. A refusal is
`{"refused": [{"code", "params", "text"}]}`, an error `{"error": {"code", "params", "text"}}`.
"""


def reference(texts: Texts, groups: Sequence[Group]) -> str:
    """The page, in both languages side by side."""
    lines = [_HEAD, *_exits(texts)]
    for group in groups:
        lines += _group(group, texts)
    lines += ["## Options of every command 通用选项", "", *_table(_common(), texts)]
    return "\n".join(lines) + "\n"


def _exits(texts: Texts) -> Iterator[str]:
    yield "## Exit codes 退出码"
    yield ""
    yield "| code | meaning | 含义 |"
    yield "|---|---|---|"
    for code in Exit:
        english, chinese = _both(f"cli_exit_{code.name.lower()}", texts)
        yield f"| {code.value} | {english} | {chinese} |"
    yield ""


def _group(group: Group, texts: Texts) -> Iterator[str]:
    if group.name:
        yield f"## {group.name}"
        yield ""
    for name, body in group.commands.items():
        typed = [group.name, name] if group.name else [name]
        yield f"### unioncase {' '.join(typed)}"
        yield ""
        yield "  \n".join(_both("_".join(["cli_help", *typed]), texts))
        yield ""
        own = list(inspect.signature(body, eval_str=True).parameters.values())[1:]
        if own:
            yield from _table(own, texts)


def _table(parameters: list[inspect.Parameter], texts: Texts) -> Iterator[str]:
    yield "| | | |"
    yield "|---|---|---|"
    for parameter in parameters:
        english, chinese = _both(f"cli_arg_{parameter.name}", texts)
        yield f"| `{_typed(parameter)}` | {english} | {chinese} |"
    yield ""


def _typed(parameter: inspect.Parameter) -> str:
    """How it is written on the line."""
    info = next(i for i in get_args(parameter.annotation) if isinstance(i, ParameterInfo))
    if isinstance(info, ArgumentInfo):
        name = info.metavar or parameter.name.upper()
        return name if parameter.default is inspect.Parameter.empty else f"[{name}]"
    assert isinstance(info, OptionInfo)
    flag = (info.param_decls or (f"--{parameter.name}",))[0]
    return flag if info.metavar is None else f"{flag} {info.metavar}"


def _common() -> list[inspect.Parameter]:
    return [p for f in COMMON for p in inspect.signature(f, eval_str=True).parameters.values()]


def _both(code: str, texts: Texts) -> tuple[str, str]:
    return texts.text(code, Language.EN), texts.text(code, Language.ZH)
