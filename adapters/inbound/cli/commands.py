"""What every command has in common: who acts, in which language and form, and how it ends.

A command is a function whose first argument is a `Desk`; the others are what typer reads from the
command line. Help texts come from the catalogues: `cli_help_<group>_<command>` for a command,
`cli_arg_<name>` for an argument or option.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Annotated, Any, TypeAlias, get_args

import typer
from typer.models import ParameterInfo

from adapters.bootstrap import House
from adapters.i18n import Language, Texts
from adapters.inbound.cli.desk import Desk
from engine.errors import NotPermittedError
from rules.errors import UnioncaseError

Body: TypeAlias = Callable[..., int]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whom the help is written for."""

    house: House
    texts: Texts
    language: Language

    def say(self, code: str) -> str:
        """A text of the catalogues; a command without a help text has an empty one."""
        return self.texts.text(code, self.language) if code in self.texts else ""


@dataclass(frozen=True)
class Group:
    """Commands about one noun; a group without a name stands at the top."""

    name: str
    commands: dict[str, Body] = field(default_factory=dict)

    def command(self, name: str) -> Callable[[Body], Body]:
        """Register a function as a command."""

        def register(body: Body) -> Body:
            self.commands[name] = body
            return body

        return register

    def add_to(self, app: typer.Typer, reader: Reader) -> None:
        """Put the commands into an application, with help in the reader's language."""
        target = app
        if self.name:
            target = typer.Typer(
                name=self.name, help=reader.say(f"cli_help_{self.name}"), no_args_is_help=True
            )
            app.add_typer(target)
        for name, body in self.commands.items():
            code = f"cli_help_{self.name}_{name}" if self.name else f"cli_help_{name}"
            target.command(name, help=reader.say(code))(_carried_out(body, reader))


def _json_option(json: Annotated[bool, typer.Option("--json")] = False) -> None: ...
def _lang_option(lang: Annotated[Language | None, typer.Option("--lang")] = None) -> None: ...
def _as_option(
    as_person: Annotated[str | None, typer.Option("--as", metavar="PERSON")] = None,
) -> None: ...
def _for_option(
    for_person: Annotated[str | None, typer.Option("--for", metavar="PERSON")] = None,
) -> None: ...
def _verbose_option(verbose: Annotated[bool, typer.Option("--verbose")] = False) -> None: ...


COMMON = (_json_option, _lang_option, _as_option, _for_option, _verbose_option)
"""The options that every command has."""


def _carried_out(body: Body, reader: Reader) -> Callable[..., None]:
    """The function that typer calls."""
    own = list(inspect.signature(body, eval_str=True).parameters.values())[1:]
    common = [p for f in COMMON for p in inspect.signature(f, eval_str=True).parameters.values()]
    worded = [_worded(parameter, reader) for parameter in (*own, *common)]

    # What typer hands over follows the signature below, which no type here can say.
    def run(**given: Any) -> None:
        desk = _desk(reader, given)
        raise typer.Exit(_ended(desk, body, given))

    # Keyword-only, so that no order of defaults is asked for.
    ordered = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in worded]
    run.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]  # typer reads it
    run.__annotations__ = {p.name: p.annotation for p in ordered}
    return run


def _worded(parameter: inspect.Parameter, reader: Reader) -> inspect.Parameter:
    """The parameter with its help text and under the heading in the reader's language."""
    type_, *extra = get_args(parameter.annotation)
    info: ParameterInfo = copy(next(item for item in extra if isinstance(item, ParameterInfo)))
    info.help = reader.say(f"cli_arg_{parameter.name}")
    heading = "arguments" if type(info).__name__ == "ArgumentInfo" else "options"
    info.rich_help_panel = reader.say(f"cli_heading_{heading}")
    return parameter.replace(annotation=Annotated[type_, info])


def _desk(reader: Reader, given: dict[str, Any]) -> Desk:
    from adapters.inbound.cli.logs import configure_logs

    level = reader.house.settings.log_level
    configure_logs("debug" if given.pop("verbose") else level)
    return Desk(
        house=reader.house,
        texts=reader.texts,
        language=given.pop("lang") or reader.language,
        as_json=given.pop("json"),
        person=given.pop("as_person"),
        absent=given.pop("for_person"),
    )


def _name(body: Body) -> str:
    return f"{body.__module__.rpartition('.')[2]}.{body.__name__}"


def _ended(desk: Desk, body: Body, given: dict[str, Any]) -> int:
    """Carry the command out: the edge of the process, where errors become words and codes."""
    import structlog

    # A command's own log lines can be told apart from those of others that run beside it.
    structlog.contextvars.bind_contextvars(command=_name(body), request_id=token_hex(8))
    try:
        return int(body(desk, **given))
    except UnioncaseError as error:
        if isinstance(error, NotPermittedError):
            desk.record_pretender(error, _name(body))
        return desk.failed(error)
    except BrokenPipeError:
        raise
    except OSError as error:
        return desk.outside(error)
    except Exception as error:  # noqa: BLE001 - the edge of the process; nothing may end as a traceback
        structlog.get_logger().debug("command_failed", exc_info=True)
        return desk.outside(error)
