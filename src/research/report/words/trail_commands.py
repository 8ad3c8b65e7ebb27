"""The commands that go from a codebook to corrected shares again, in their order."""

import re
import shlex

from research.study import Trail

_NOTE = (
    "In the project's folder, whose corpus is in corpus/. A run under the name that it had asks for nothing again "
    "while its answers are kept: take a copy of the folder without coding/runs and coding/sheets, and without NAME.csv "
    "and NAME.run.toml of each program; the files of people and gold.csv stay. A sheet is filled by its coder between "
    "sample and import. A sheet drawn again has the same key, and a program that answers alike the same hash of its "
    "codes."
)


def list_commands(trail: Trail) -> str:
    """List the commands in a block, with a note on how to run them.

    Parameters
    ----------
    trail : Trail
        Of study.read_trail.

    Returns
    -------
    str
        Markdown. Each argument is as a shell takes it.
    """
    drawn = trail.sheets[trail.sheets["kind"].eq("drawn")].to_dict("records")
    draws = {row["sheet"]: (_write_draw(row["sheet"], row["draw"]), _names_run(row["draw"], trail)) for row in drawn}
    lines = ["research codebook check", *(line for line, later in draws.values() if not later)]
    lines += [_write_run(name, trail) for name in trail.runs]
    # A sheet that oversamples where programs disagree is drawn once they have coded.
    lines += [line for line, later in draws.values() if later]
    for row in drawn:
        people = [name for name in row["coders"].split(";") if name and name not in trail.runs]
        lines += [f"research code import {shlex.quote(_find_sheet(row['sheet']))} --coder {name}" for name in people]
    names = [*trail.people["coder"], *trail.runs]
    lines += [f"research code agreement --coders {','.join(names)}"] if len(names) > 1 else []
    lines += [f"research evaluate frames --coder {name}" for name in trail.runs if len(trail.decisions)]
    for row in trail.corrections[["coder", "sheet", "people"]].drop_duplicates().to_dict("records"):
        key = shlex.quote(f"corpus/{row['sheet']}")
        lines.append(f"research code correct {key} --coder {row['people']} --predictions {row['coder']}")
    lines += ["research check", "research code trail"]
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{_NOTE}\n\n{fence}sh\n{text}\n{fence}"


def _write_run(name: str, trail: Trail) -> str:
    run = trail.runs[name]
    options = ["--language", run.language, "--seed", str(run.seed)]
    options += ["--batch", str(run.batch)] if run.batch else []
    options += ["--context"] if run.context else []
    options += ["--shots", str(len(run.shots))] if run.shots else []
    options += ["--key", f"corpus/{run.key}"] if run.key else []
    return shlex.join(["research", "code", "run", name, *options, "--", *run.command])


def _write_draw(key: str, draw: str) -> str:
    """The command that draws a sheet, or a remark where its key does not say how it was drawn."""
    if not draw:
        return f"# corpus/{' '.join(key.split())} does not say how it was drawn"
    try:
        options = shlex.split(draw)
    except ValueError:
        return f"# corpus/{' '.join(key.split())} does not say well how it was drawn"
    return shlex.join(["research", "code", "sample", "-o", _find_sheet(key), *options])


def _find_sheet(key: str) -> str:
    """The sheet of a key, in a format that every program reads."""
    return f"corpus/{key.removesuffix('.key.csv')}.csv"


def _names_run(draw: str, trail: Trail) -> bool:
    return any(name in re.split(r"[\s,]+", draw) for name in trail.runs)
