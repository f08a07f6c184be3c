"""Options and arguments of several commands."""

from __future__ import annotations

from pathlib import Path

import click

from escalate.corpus.labels import LABEL_SCALES

corpora_argument = click.argument(
    "corpora", nargs=-1, required=True, metavar="CORPUS...", type=click.Path(path_type=Path)
)
label_scale_option = click.option(
    "--label-scale", type=click.Choice(LABEL_SCALES), help="What labels mean; found from them by default."
)
rules_option = click.option(
    "--rules", type=click.Path(path_type=Path), help="Folder of a rule pack; the shipped one by default."
)
table_or_json_option = click.option(
    "--format", "-f", "kind", type=click.Choice(("table", "json")), default="table", show_default=True
)
