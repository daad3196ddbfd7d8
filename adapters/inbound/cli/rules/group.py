"""The commands about rules; each reads its arguments and hands over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk

group = Group("rules")


@group.command("check")
def check(desk: Desk, rules_path: Annotated[Path, Argument(metavar="PATH")]) -> int:
    """Check rules before they are used; each defect with its place and an example."""
    from adapters.inbound.cli.rules.check import check_rules

    return check_rules(desk, rules_path)


@group.command("eval")
def evaluate(
    desk: Desk,
    rule: Annotated[str, Argument(metavar="RULE")],
    facts: Annotated[Path, Option("--facts", metavar="FILE")],
    as_of: Annotated[str | None, Option("--as-of", metavar="DATE")] = None,
    region: Annotated[str, Option("--region", metavar="REGION")] = "CN",
    explain: Annotated[bool, Option("--explain")] = False,
) -> int:
    """Ask a decision about one case, and say why it answers so and what is still missing."""
    from adapters.inbound.cli.rules.ask import ask

    return ask(desk, rule, facts, as_of=as_of, region=region, explain=explain)


@group.command("test")
def test(desk: Desk, rules_path: Annotated[Path, Argument(metavar="PATH")]) -> int:
    """Run the worked cases beside the rules."""
    from adapters.inbound.cli.rules.examples import run_worked_cases

    return run_worked_cases(desk, rules_path)


@group.command("what-if")
def what_if(
    desk: Desk,
    old_rules: Annotated[str, Argument(metavar="OLD")],
    cases: Annotated[Path, Option("--table", metavar="FILE")],
    new_rules: Annotated[str | None, Argument(metavar="NEW")] = None,
    decision: Annotated[str | None, Option("--decision", metavar="AREA.DECISION")] = None,
    sweep: Annotated[str | None, Option("--sweep", metavar="PARAMETER=V1,V2")] = None,
    as_of: Annotated[str | None, Option("--as-of", metavar="DATE")] = None,
    region: Annotated[str, Option("--region", metavar="REGION")] = "CN",
    moved: Annotated[Path | None, Option("--out", metavar="FILE.csv")] = None,
) -> int:
    """Say who would win and who would lose by other rules, and which criterion moves them."""
    from adapters.inbound.cli.rules.sides import Wish
    from adapters.inbound.cli.rules.what_if import compare

    wish = Wish(
        old=old_rules,
        new=new_rules,
        table=cases,
        decision=decision,
        sweep=sweep,
        as_of=as_of,
        region=region,
        out=moved,
    )
    return compare(desk, wish)


@group.command("tck")
def tck(
    desk: Desk,
    kit: Annotated[Path, Argument(metavar="DIR")],
    results: Annotated[Path | None, Option("--out", metavar="FILE.csv")] = None,
) -> int:
    """Run suites of the DMN Technology Compatibility Kit."""
    from adapters.inbound.cli.rules.kit import run_suites

    return run_suites(desk, kit, results)


@group.command("convert")
def convert(
    desk: Desk,
    source: Annotated[Path, Argument(metavar="FROM")],
    converted: Annotated[Path, Argument(metavar="TO")],
    dmn_version: Annotated[str, Option("--dmn", metavar="VERSION")] = "1.5",
) -> int:
    """Turn a model or a policy from DMN (.dmn) into YAML (a file, a folder), or back."""
    from adapters.inbound.cli.rules.convert import convert as convert_rules

    return convert_rules(desk, source, converted, dmn_version)
