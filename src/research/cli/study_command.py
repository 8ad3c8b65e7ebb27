"""The command that runs a study and keeps its tables."""

import math
import sys
import time
from typing import Annotated

import typer

from research.cli.options import DEFAULT_ROOT, REPRODUCE, AsJson, Root, Workers, application, count_workers
from research.cli.terminal import print_json, show_progress


@application.command(rich_help_panel=REPRODUCE)
def study(
    name: Annotated[str, typer.Argument(help="The study to run; without one, the studies there are.")] = "",
    project: Root = DEFAULT_ROOT,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Run a study that takes minutes, write its tables to results/ and print them; without a name, list the studies."""
    from research.study import get_study, list_studies, run_study

    if not name:
        with show_progress("looking for what changed"):
            studies = list_studies(project)
        if as_json:
            print_json(studies)
            return
        for line in studies.to_dict("records"):
            print(f"{line['study']}: " + "; ".join(filter(None, (line["state"], line["changed"], line["remedy"]))))
        if studies.empty:
            print("no studies")
        return
    began = time.monotonic()
    alone = workers is None and not get_study(project, name).shared
    with show_progress(f"study {name}"):
        made = run_study(project, name, workers=1 if alone else count_workers(workers))
    print(f"{name}: took {math.ceil((time.monotonic() - began) / 60)} min", file=sys.stderr)
    if as_json:
        print_json(made)
        return
    for table, rows in made.items():
        print(f"results/{table}.csv")
        print(rows.head(60).to_string(index=False, float_format="%.3f"))
        if len(rows) > 60:
            print(f"... {len(rows)} rows in all")
