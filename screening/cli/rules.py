"""`screening rules`: a rule pack checked, listed, shown, locked, compared and written up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from screening.cli.out import columns, say, say_json
from screening.cli.rules_docs import docs
from screening.cli.rules_impact import diff, try_rule
from screening.cli.rules_lock import lock

rules = typer.Typer(
    name="rules",
    help="Check, list and show the rules; compare, try, lock and write them up.",
    no_args_is_help=True,
)
rules.command()(lock)
rules.command()(diff)
rules.command("try")(try_rule)
rules.command()(docs)
PackFolder = Annotated[
    Path | None, typer.Option("--rules", help="Rule pack; default: the one that comes along.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
COLUMNS = ("id", "group", "grain", "stage", "version", "status", "severity", "points", "digest")


@rules.command()
def check(pack: PackFolder = None, json: AsJson = False) -> None:
    """Check every rule and run every example; all problems at once, exit code 4 if any.

    Example: screening rules check --rules rules
    """
    from screening.errors import RuleError
    from screening.rulepack import check_pack

    report = check_pack(pack)
    if json:
        say_json(
            {
                "path": str(report.path),
                "rules": report.n_rules,
                "examples": report.n_examples,
                "problems": list(report.problems),
                "notes": list(report.notes),
            }
        )
        raise typer.Exit(RuleError.exit_code if report.problems else 0)
    if report.problems:
        raise RuleError(report.problems, where=str(report.path))
    say(f"{report.n_rules} rules, {report.n_examples} examples: no problem in {report.path}")
    for note in report.notes:
        say(f"note: {note}")


@rules.command("list")
def list_rules(pack: PackFolder = None, json: AsJson = False) -> None:
    """List the rules with their severity and points (of the worst tier).

    Example: screening rules list --json
    """
    from screening.rulepack import load_pack

    told = [{name: getattr(rule, name) for name in COLUMNS} for rule in load_pack(pack).rules]
    if json:
        say_json(told)
        return
    shown = COLUMNS[:-1]
    say(columns([shown, *([row[name] for name in shown] for row in told)]))


@rules.command()
def show(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="Rule id, such as AUT-04.")],
    pack: PackFolder = None,
    sql: Annotated[
        bool, typer.Option("--sql", help="Show the conditions as the engines run them.")
    ] = False,
) -> None:
    """Show a rule: its file, or with --sql its canonical conditions.

    Example: screening rules show COM-01 --sql
    """
    from screening.errors import UsageError, did_you_mean
    from screening.rulepack import load_pack

    by_id = {rule.id: rule for rule in load_pack(pack).rules}
    if rule_id not in by_id:
        in_full = re.sub(r"-(\d)$", r"-0\1", rule_id.upper())  # aut-4 is AUT-04, not AUT-14
        raise UsageError(
            f"no rule {rule_id!r}{did_you_mean(in_full, list(by_id))}",
            exists=", ".join(by_id),
            do="screening rules list",
        )
    say((by_id[rule_id].canonical if sql else by_id[rule_id].text).rstrip("\n"))
