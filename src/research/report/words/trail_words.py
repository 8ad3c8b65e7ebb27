"""The trail in Markdown: from a codebook to gold, with all that a reader needs to do it again."""

import shlex
from collections.abc import Iterable, Sequence

import pandas as pd

from research.report.words.number_formats import count_noun
from research.study import Trail

_FILES = "coding/runs/NAME.prompt.md has its prompt, coding/NAME.run.toml its record."


def describe_trail(trail: Trail) -> str:
    """Write the page: the codebook, who coded, their agreement, decisions, sheets, hashes and commands.

    Parameters
    ----------
    trail : Trail
        Of study.read_trail.

    Returns
    -------
    str
        The page in Markdown.
    """
    hashes = trail.files.set_index("file")["sha256"]
    sections = [
        "# From codebook to gold",
        f"{trail.title}. codebook.toml has the SHA-256 `{hashes.get('codebook.toml', '')}`.",
        "## Coders of the codebook's list",
        _list_people(trail.people),
        "## Programs run by research code run",
        *_describe_runs(trail),
        "## Agreement",
        _list_agreement(trail.agreement),
        "## Decisions",
        _list_decisions(trail.decisions),
        "## Sheets",
        _list_sheets(trail.sheets),
        "## Files",
        _describe_files(trail.files),
        "## To do it again",
        _list_commands(trail),
    ]
    return "\n\n".join(sections) + "\n"


def _lay_out(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _list_people(people: pd.DataFrame) -> str:
    if people.empty:
        return "Nobody."
    heads = ("coder", "who", "statements", "documents", "days")
    rows = []
    for row in people.to_dict("records"):
        days = " to ".join(dict.fromkeys([row["first_day"], row["last_day"]]))
        rows.append((row["coder"], row["who"], row["statements"], row["documents"], days or "not said"))
    return _lay_out(heads, rows)


def _describe_runs(trail: Trail) -> list[str]:
    """A list for each program."""
    if trail.runs.empty:
        return ["None."]
    parts = [_FILES]
    for run in trail.runs.to_dict("records"):
        shots = trail.shots[run["coder"]]
        facts = {
            "command": f"`{run['command']}`",
            "model": run["model"] or "not named by its answers",
            "day": run["day"],
            "statements": f"{run['statements']}, of them {run['not_coded']} not coded by the program and "
            f"{run['unanswered']} without a usable answer",
            "prompt": f"SHA-256 `{run['prompt_sha256']}`, language {run['language']}",
            "codebook at that time": f"SHA-256 `{run['codebook_sha256']}`",
            "codes": f"SHA-256 `{run['codes_sha256']}`",
            "sentence before handed over": "yes" if run["context"] else "no",
            "seed": run["seed"],
            "tokens": run["tokens"],
            "seconds": run["seconds"],
            "statements shown as examples": "; ".join(shots) if shots else "none",
        }
        parts += [f"### {run['coder']}", "\n".join(f"- {name}: {value}" for name, value in facts.items())]
    return parts


def _list_agreement(pairs: pd.DataFrame) -> str:
    if pairs.empty:
        return "Fewer than two coders: nothing to compare."
    rows = []
    for row in pairs.to_dict("records"):
        alpha = f"{row['alpha']:.3f}" if row["alpha"] == row["alpha"] else "-"
        ends = f" [{row['low']:.3f}, {row['high']:.3f}]" if row["low"] == row["low"] else ""
        both = f"{row['positive_agreement']:.3f}" if row["positive_agreement"] == row["positive_agreement"] else "-"
        rows.append((row["coder_a"], row["coder_b"], row["frame"], row["statements"], alpha + ends, both))
    words = "Krippendorff's alpha with its 95 % interval over documents, and the F1 of the one against the other."
    return f"{words}\n\n" + _lay_out(("coder", "coder", "frame", "statements", "alpha", "F1"), rows)


def _list_decisions(decisions: pd.DataFrame) -> str:
    if decisions.empty:
        return "No gold.csv: nothing is decided."
    rows = decisions[["decided", "statements", "documents"]].itertuples(index=False)
    return _lay_out(("decided", "statements", "documents"), rows)


def _list_sheets(sheets: pd.DataFrame) -> str:
    if sheets.empty:
        return "No sheet was drawn, or no key is kept: shares cannot be corrected for a coder's errors."
    heads = ("key", "statements", "documents", "probability of being drawn", "coded by", "statements in gold")
    rows = []
    for row in sheets.to_dict("records"):
        ends = (row["lowest_probability"], row["highest_probability"])
        chance = " to ".join(dict.fromkeys(f"{value:.3g}" for value in ends))
        coders = row["coders"] or "nobody yet"
        rows.append((row["sheet"], row["statements"], row["documents"], chance, coders, row["in_gold"]))
    return _lay_out(heads, rows)


def _describe_files(files: pd.DataFrame) -> str:
    changed = files.loc[files["fits"].eq("no"), "file"].tolist()
    known = int(files["fits"].ne("not recorded").sum())
    words = f"{count_noun(known, 'file')} of {len(files)} are named with a hash in a record of a run"
    if changed:
        said = f"{words}; these have changed since: {', '.join(changed)}."
    else:
        said = f"{words}; all are as they were." if known else "No record of a run names a hash."
    rows = files[["file", "kind", "sha256", "fits"]].itertuples(index=False)
    return f"{said}\n\n" + _lay_out(("file", "what it holds", "SHA-256", "as the record of the run has it"), rows)


def _list_commands(trail: Trail) -> str:
    """The commands, in their order."""
    lines = ["research codebook check"]
    for run in trail.runs.to_dict("records"):
        options = [f"--language {run['language']}", f"--seed {run['seed']}"]
        options += ["--context"] if run["context"] else []
        options += [f"--shots {run['shots']}"] if run["shots"] else []
        lines.append(f"research code run {run['coder']} {' '.join(options)} -- {run['command']}")
    names = [*trail.people["coder"], *trail.runs["coder"]]
    if len(names) > 1:
        lines.append(f"research code agreement --coders {','.join(names)}")
    lines += [f"research evaluate frames --coder {shlex.quote(name)}" for name in trail.runs["coder"]]
    lines += ["research check", "research code trail"]
    note = (
        "A run under the name that it had asks for nothing again while its answers are kept; under another name it is "
    )
    return f"{note}a new run. Keys and addresses of services are not kept.\n\n```sh\n" + "\n".join(lines) + "\n```"
