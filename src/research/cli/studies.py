"""The command that runs a study and keeps its tables."""

from typing import Annotated

import typer

from research.cli.base import DEFAULT_ROOT, Root, application


@application.command()
def study(
    name: Annotated[str, typer.Argument(help="The study to run; without one, the studies there are.")] = "",
    project: Root = DEFAULT_ROOT,
    jobs: Annotated[int, typer.Option(min=1, max=8, help="Processes.")] = 1,
) -> None:
    """Run a study that takes minutes, write its tables to results/ and print them; or list the studies."""
    from research.studies import list_studies, run_study

    if not name:
        studies = list_studies(project)
        for line in studies.to_dict("records"):
            print(f"{line['study']}: {line['state']}" + (f": {line['changed']}" if line["changed"] else ""))
        if studies.empty:
            print("no studies")
        return
    for table, rows in run_study(project, name, jobs=jobs).items():
        print(f"results/{table}.csv")
        print(rows.head(60).to_string(index=False, float_format="%.3f"))
        if len(rows) > 60:
            print(f"... {len(rows)} rows in all")
