"""`escalate corpus …`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from escalate.cli.options import corpora_argument, label_scale_option, table_or_json_option
from escalate.cli.streams import say
from escalate.corpus.public_data import DATA_SETS

_PATH = click.argument("path", type=click.Path(path_type=Path))
_OUTPUT = click.option("--output", "-o", required=True, type=click.Path(path_type=Path), help="JSON lines to write.")


@click.group(name="corpus")
def command() -> None:
    """Check rated articles, and bring them in from other formats."""


@command.command("check")
@corpora_argument
@click.option("--min-words", type=click.IntRange(1), default=4, show_default=True, help="Words that a text must have.")
@click.option("--max-words", type=click.IntRange(1), default=20_000, show_default=True, help="Words that it may have.")
@click.option(
    "--shared",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Runs of six words that two texts may not share.",
)
@label_scale_option
@table_or_json_option
def check(
    corpora: tuple[Path, ...], min_words: int, max_words: int, shared: int, label_scale: str | None, kind: str
) -> None:
    """Look for broken records, copies, leaks, lopsided labels and foreign texts; findings exit with 1."""
    from escalate.corpus.check import Limits, check_corpora

    checked = check_corpora(corpora, Limits(min_words, max_words, shared), label_scale)
    if kind == "json":
        rows = [{"kind": f.kind, "where": f.where, "problem": f.problem} for f in checked.findings]
        say(json.dumps({"texts": len(checked.rated), "findings": rows}, ensure_ascii=False, indent=2))
    else:
        for finding in checked.findings:
            say(str(finding))
        count = len(checked.findings)
        say(f"{len(checked.rated)} texts checked, {count} finding{'' if count == 1 else 's'}.")
    if checked.findings:
        sys.exit(1)


@command.command("agreement")
@corpora_argument
def agreement_(corpora: tuple[Path, ...]) -> None:
    """How well the two ratings of each text agree."""
    from escalate.corpus.agreement import agreement
    from escalate.errors import InputError

    found = agreement(corpora)
    if found is None:
        raise InputError("no text has two ratings. Give records with 'ratings', a list of two or more.")
    say(f"Texts rated twice            {found.texts}")
    say(f"Spearman of the scores       {found.spearman:.3f}")
    say(f"Mean difference (of 100)     {found.error:.2f}")
    say(f"Same level                   {found.level:.3f}")
    say(f"Levels at most one apart     {found.level_within_one:.3f}")
    say(f"Same direction               {found.direction:.3f}")
    say(f"Texts with a third rating    {found.third}")


@command.group("import")
def import_() -> None:
    """Bring in labelled texts, or join shipped ratings with your own copy of a public data set."""


def _written(records: object, output: Path) -> None:
    from escalate.corpus.importers import write_records

    say(f"{output}: {write_records(records, output)} texts.")  # type: ignore[arg-type]


@import_.command("table")
@_PATH
@_OUTPUT
@click.option("--text", default="text", show_default=True, help="Column of the text.")
@click.option("--score", help="Column of a score, 0 to 10 or 0 to 100.")
@click.option("--level", help="Column of a level, 0 to 5.")
@click.option("--label", help="Column of yes or no.")
@click.option("--title", help="Column of the headline.")
@click.option("--date", help="Column of the day.")
@click.option("--id", "identity", help="Column of an id.")
@click.option("--source", help="Column of the source; texts of one source are kept together in splits.")
def table(
    path: Path,
    output: Path,
    text: str,
    score: str | None,
    level: str | None,
    label: str | None,
    title: str | None,
    date: str | None,
    identity: str | None,
    source: str | None,
) -> None:
    """Import rows of CSV, TSV, JSON lines or Parquet."""
    from escalate.corpus.importers import TableColumns, import_table

    given = [(name, meaning) for name, meaning in ((score, "score"), (level, "level"), (label, "label")) if name]
    if len(given) != 1:
        raise click.UsageError("name the column of the labels with one of --score, --level and --label.")
    name, meaning = given[0]
    _written(import_table(path, TableColumns(text, name, meaning, title, date, identity, source)), output)


@import_.command("folders")
@_PATH
@_OUTPUT
def folders(path: Path, output: Path) -> None:
    """Import a folder that holds one folder of text files for each label."""
    from escalate.corpus.importers import import_folders

    _written(import_folders(path), output)


@import_.command("coded")
@_PATH
@_OUTPUT
@click.option("--text", default="text", show_default=True, help="Column of the sentence.")
@click.option("--code", default="code", show_default=True, help="Column of the PLOVER event or CAMEO code.")
def coded(path: Path, output: Path, text: str, code: str) -> None:
    """Import sentences coded with PLOVER or CAMEO."""
    from escalate.corpus.importers import import_coded

    _written(import_coded(path, text, code), output)


@import_.command("acled")
@_PATH
@_OUTPUT
def acled(path: Path, output: Path) -> None:
    """Import the notes of an ACLED export."""
    from escalate.corpus.importers import import_acled

    _written(import_acled(path), output)


@import_.command("ucdp")
@_PATH
@_OUTPUT
def ucdp(path: Path, output: Path) -> None:
    """Import the source headlines of UCDP GED."""
    from escalate.corpus.importers import import_ucdp

    _written(import_ucdp(path), output)


def _public(name: str) -> click.Command:
    @click.command(name, help=f"Join the shipped ratings with your copy of {DATA_SETS[name].title}.")
    @_PATH
    @_OUTPUT
    @click.option("--ratings", type=click.Path(path_type=Path), help="Another ratings file than the shipped one.")
    def join(path: Path, output: Path, ratings: Path | None) -> None:
        from escalate.corpus.importers import write_records
        from escalate.corpus.ratings import join_ratings, ratings_file, read_places, read_ratings

        given = ratings or ratings_file(name)
        joined = join_ratings(name, read_ratings(given), path, read_places(given))
        write_records(joined.records, output)
        say(f"{output}: {len(joined.records)} texts; {joined.missing} ratings found no text.")

    return join


for _name in DATA_SETS:
    import_.add_command(_public(_name))
