"""The commands of `./run`. Stands on the standard library alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

from tools.environment import ROOT, Environment, SetupFailed, say
from tools.lock import write_locks
from tools.packages import ensure_packages

HELP = """\
./run demo            set everything up, build a demo office in ./demo, show it and open its pages;
                      where nobody watches the terminal, or with --no-serve, it ends by itself
./run demo serve      the same, and always serves the pages until Ctrl+C
./run test [...]      set everything up and run every test; arguments go to pytest
./run check           lint, format, types, import contracts
./run bench [name]    benchmarks (tests/bench), each beside the raw limit of this machine
./run chaos [...]     many processes, killed at random, on one database (tests/chaos)
./run lock            resolve pyproject.toml again into requirements/*.txt
./run unioncase ...   the command line itself
./run help            this page

The environment is made in .venv, or in the folder that UNIONCASE_VENV names.
"""

CHECKS = (
    ("lint", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("types", ("mypy",)),
    ("import contracts", ("lint-imports",)),
)


def demo(arguments: Sequence[str]) -> int:
    """Builds the demo office in a folder of its own and shows it."""
    environment = Environment.of_checkout()
    environment.ensure("run")
    data = ROOT / "demo"
    say(f"the demo office lives in {data}")
    settings = {"UNIONCASE_DATA_DIR": str(data)}
    asked = arguments[:1] == ["serve"]
    shown = [a for a in arguments[1 if asked else 0 :] if a != "--no-serve"]
    unioncase = environment.tool("unioncase")
    code = _inside(environment, [unioncase, "demo", *shown], settings)
    watched = sys.stdin.isatty() and sys.stdout.isatty() and "--no-serve" not in arguments
    if code or not (asked or watched):
        return code
    return _inside(environment, [unioncase, "serve"], settings)


def test(arguments: Sequence[str]) -> int:
    """Runs the tests, spread over the machine's processors."""
    environment = Environment.of_checkout()
    environment.ensure("test")
    ensure_packages()
    spread = [] if any(a.startswith("-n") for a in arguments) else ["-n", _workers()]
    say("running the tests")
    pytest = [str(environment.python), "-m", "pytest", "-q", *spread, *arguments]
    return _inside(environment, pytest, {})


def check(arguments: Sequence[str]) -> int:
    """Runs every check, even after one has failed, and names those that did."""
    environment = Environment.of_checkout()
    environment.ensure("test")
    failed = [name for name, command in CHECKS if not _passes(environment, name, command)]
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def bench(arguments: Sequence[str]) -> int:
    """Runs the benchmarks, or the one that is named."""
    return _scripts("bench", arguments[:1], arguments[1:])


def chaos(arguments: Sequence[str]) -> int:
    """Runs the drills that kill processes."""
    return _scripts("chaos", (), arguments)


def lock(arguments: Sequence[str]) -> int:
    """Resolves the dependencies again and writes the locks."""
    environment = Environment.of_checkout()
    environment.ensure("run")
    write_locks(environment)
    return 0


def unioncase(arguments: Sequence[str]) -> int:
    """Runs the command line inside the environment."""
    environment = Environment.of_checkout()
    environment.ensure("run")
    return _inside(environment, [environment.tool("unioncase"), *arguments], {})


def show_help(arguments: Sequence[str]) -> int:
    """Prints the commands."""
    print(HELP, end="")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "bench": bench,
    "chaos": chaos,
    "lock": lock,
    "unioncase": unioncase,
    "help": show_help,
    "--help": show_help,
    "-h": show_help,
}


def _workers() -> str:
    return str(min(os.cpu_count() or 1, 8))


def _passes(environment: Environment, name: str, command: Sequence[str]) -> bool:
    say(f"check: {name}")
    return _inside(environment, [environment.tool(command[0]), *command[1:]], {}) == 0


def _scripts(kind: str, names: Sequence[str], arguments: Sequence[str]) -> int:
    environment = Environment.of_checkout()
    environment.ensure("test")
    found = sorted(p.stem for p in (ROOT / "tests" / kind).glob("[!_]*.py"))
    unknown = [name for name in names if name not in found]
    if unknown or not found:
        say(f"there is no {kind} named {', '.join(unknown) or 'anything'}; known: {found}")
        return 2
    return max(_script(environment, f"tests.{kind}.{n}", arguments) for n in names or found)


def _script(environment: Environment, module: str, arguments: Sequence[str]) -> int:
    say(module)
    return _inside(environment, [str(environment.python), "-m", module, *arguments], {})


def _inside(environment: Environment, command: Sequence[str], settings: dict[str, str]) -> int:
    path = f"{environment.folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    variables = {**os.environ, "VIRTUAL_ENV": str(environment.folder), "PATH": path, **settings}
    code = subprocess.run(command, cwd=_place(command), env=variables, check=False).returncode
    return 128 - code if code < 0 else code


def _place(command: Sequence[str]) -> str | None:
    """The command line keeps the caller's folder, so that relative paths mean what they say."""
    return None if command[0].endswith("/unioncase") else str(ROOT)


def main(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code; 2 for one that does not exist."""
    name = arguments[0] if arguments else "help"
    if name not in COMMANDS:
        say(f"there is no command {name!r}")
        show_help(())
        return 2
    try:
        return COMMANDS[name](arguments[1:])
    except SetupFailed as error:
        say(f"the set-up stopped at: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
