"""The trail in Markdown: from a codebook to shares, with all that a reader needs to do it again."""

import re
import shlex
from collections.abc import Iterable, Sequence

import pandas as pd

from research.report.words.number_formats import count_noun, format_interval, format_percent
from research.report.words.trail_commands import list_commands
from research.study import Trail

_KEPT = (
    "coding/runs/NAME.prompt.md has the prompt of a run, coding/NAME.run.toml its record. A command is kept as it was "
    "given, with its paths; a path in a home folder names its user. What looks like a key or a password is not kept, "
    "nor is any variable of the environment: a key or an address that a program reads from there is in no file."
)
_DECIDED = {
    "agreed": "two coders gave the statement the same codes",
    "adjudicated": "two coders gave it different codes, and one decision was made; the file does not say by whom",
    "once": "coded once, by nobody whose codes are in a file of their own",
}
_NAIVE = (
    "Shares of the statements of officials in this corpus. As coded: by the program's codes, with the 95 % interval "
    "that they would have if the program never erred. Corrected: by a sheet that was drawn and coded, with a 95 % "
    "interval that has the program's errors in it."
)
_PAIR = ("compared", "frame", "statements")
_HASHED = (
    "The hash of all documents is that of a list of their hashes; in the corpus folder: `find documents originals "
    "-type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum`."
)


def describe_trail(trail: Trail) -> str:
    """Write the page: the codebook, who coded, agreement, decisions, sheets, corrected shares, hashes and commands.

    Parameters
    ----------
    trail : Trail
        Of study.read_trail.

    Returns
    -------
    str
        The page in Markdown.
    """
    sections = [
        "# From codebook to share",
        _summarise(trail),
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
        "## Shares",
        *_describe_corrections(trail),
        "## Files",
        _describe_files(trail.files),
        "## To do it again",
        list_commands(trail),
    ]
    return "\n\n".join(sections) + "\n"


def _summarise(trail: Trail) -> str:
    """What there is, first."""
    decided = int(trail.decisions["statements"].sum())
    corrected = trail.corrections.loc[trail.corrections["share"].notna(), "coder"].nunique()
    listed, programs = count_noun(len(trail.people), "coder"), count_noun(len(trail.runs), "program")
    parts = [
        f"{trail.title}.",
        f"{listed} of the codebook's list and {programs} coded.",
        f"{count_noun(decided, 'statement')} {'is' if decided == 1 else 'are'} decided in gold.csv.",
    ]
    if trail.runs:
        parts.append(f"Drawn sheets correct the shares of {corrected} of {programs}.")
    return " ".join([*parts, f"Made with version {trail.package} of the package."])


def _lay_out(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _quote(text: str) -> str:
    """A text of somebody else as code, which no Markdown in it can leave.

    >>> print(_quote("a `b`"))
    `` a `b` ``
    """
    mark = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    room = " " if len(mark) > 1 else ""
    return f"{mark}{room}{' '.join(text.split())}{room}{mark}"


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
    if not trail.runs:
        return ["None."]
    changed = set(trail.files.loc[trail.files["fits"].isin(["no", "missing"]), "file"])
    parts = [_KEPT]
    for name, run in trail.runs.items():
        prompt = f"coding/runs/{name}.prompt.md"
        differs = "; **the file is another one now, or missing**" if prompt in changed else ""
        shots = "; ".join(f"{shot.document} {shot.sentence}" for shot in run.shots)
        facts = {
            "command": _quote(shlex.join(run.command)),
            "model": _quote(run.model) if run.model else "not named by its answers",
            "day": run.day,
            "statements": f"{run.statements}, of them {run.not_coded} not coded by the program and {run.unanswered} "
            "without a usable answer",
            "prompt": f"{prompt}, SHA-256 `{run.prompt_sha256}`, language {run.language}{differs}",
            "codebook at that time": f"SHA-256 `{run.codebook_sha256}`",
            "codes": f"coding/{name}.csv, SHA-256 `{run.codes_sha256}`",
            **{f"file {_quote(each.file)}": f"SHA-256 `{each.sha256}`" for each in run.files},
            **({"only the statements of": f"{run.key}, SHA-256 `{run.key_sha256}`"} if run.key else {}),
            "sentence before handed over": "yes" if run.context else "no",
            "statements handed over at a time": run.batch or "not recorded",
            "seed": run.seed,
            "tokens": run.tokens or "not said by its answers",
            "seconds": run.seconds,
            "statements shown as examples": shots or "none",
            "version of the package": run.package or "not recorded",
        }
        parts += [f"### {name}", "\n".join(f"- {fact}: {value}" for fact, value in facts.items())]
    return parts


def _list_agreement(pairs: pd.DataFrame) -> str:
    if pairs.empty:
        return "Fewer than two coders: nothing to compare."
    rows = []
    for row in pairs.to_dict("records"):
        alpha = f"{row['alpha']:.3f}" if row["alpha"] == row["alpha"] else "-"
        ends = f" [{row['low']:.3f}, {row['high']:.3f}]" if row["low"] == row["low"] else ""
        both = f"{row['positive_agreement']:.3f}" if row["positive_agreement"] == row["positive_agreement"] else "-"
        rows.append((*(row[name] for name in ("coder_a", "coder_b", *_PAIR)), alpha + ends, both))
    words = "Krippendorff's alpha with its 95 % interval over documents, and the F1 of the one against the other."
    return f"{words}\n\n" + _lay_out(("coder", "coder", "what is compared", *_PAIR[1:], "alpha", "F1"), rows)


def _list_decisions(decisions: pd.DataFrame) -> str:
    if decisions.empty:
        return "No gold.csv: nothing is decided."
    rows = []
    for row in decisions.to_dict("records"):
        by = row["decided"].removeprefix("adjudicated by ")
        meaning = _DECIDED.get(row["decided"], f"two coders gave it different codes, and {by} decided")
        rows.append((row["decided"], meaning, row["statements"], row["documents"]))
    return _lay_out(("decided", "in words", "statements", "documents"), rows)


def _list_sheets(sheets: pd.DataFrame) -> str:
    if sheets.empty:
        return "No key of a sheet is in coding/sheets."
    heads = ("key", "what", "statements", "documents", "probability of being drawn", "coded by", "in gold")
    rows = []
    for row in sheets.to_dict("records"):
        ends = (row["lowest_probability"], row["highest_probability"])
        chance = " to ".join(dict.fromkeys(f"{value:.3g}" for value in ends)) if row["kind"] == "drawn" else "not drawn"
        counts = (row["statements"], row["documents"])
        coders = row["coders"].replace(";", ", ") or "nobody"
        rows.append((row["sheet"], row["kind"], *counts, chance, coders, row["in_gold"]))
    return _lay_out(heads, rows)


def _describe_corrections(trail: Trail) -> list[str]:
    """The shares of each program, as it coded and as a coded sheet corrects them."""
    if not trail.runs:
        return ["No program coded: shares are counted by gold.csv, which needs no correction."]
    notes = [f"- {row['sheet']}: {row['note']}" for row in trail.sheets.to_dict("records") if row["note"]]
    parts = [_NAIVE] if len(trail.corrections) else []
    for name, run in trail.runs.items():
        table = trail.corrections[trail.corrections["coder"].eq(name)]
        if run.key:
            parts.append(
                f"{name} coded the statements of {run.key} alone, which says nothing of the others: no shares."
            )
        elif table.empty:
            parts.append(f"The numbers of {name} are a coder's, not the officials': no sheet corrects them.")
        for (sheet, people), part in table.groupby(["sheet", "people"], sort=True):
            parts += [f"### {name}, corrected by {sheet}", _describe_sheet(str(people), part), _list_shares(part)]
    return [*parts, *(["\n".join(notes)] if notes else [])]


def _describe_sheet(people: str, part: pd.DataFrame) -> str:
    """Who coded the sheet, and what of it the program did not code or was shown."""
    first = part.iloc[0]
    coded = count_noun(int(first["coded_statements"]), "drawn statement")
    drawn = count_noun(int(first["coded_documents"]), "document")
    said = [f"{coded} of {drawn}, coded by {people}, correct the shares of {first['statements']} statements."]
    if first["uncoded"]:
        said.append(
            f"{count_noun(int(first['uncoded']), 'statement')} without a code of the program: as without a frame."
        )
    if first["shown"]:
        shown = count_noun(int(first["shown"]), "drawn statement")
        said.append(f"**The prompt showed {shown} with the codes: the program may err less there than elsewhere.**")
    return " ".join(said)


def _list_shares(part: pd.DataFrame) -> str:
    rows = []
    for row in part.to_dict("records"):
        shares = [_write_share(row["predicted_share"], row["predicted_low"], row["predicted_high"])]
        shares.append(_write_share(row["share"], row["low"], row["high"]) or row["method"])
        rows.append((row["frame"], row["coded_hits"], *shares))
    return _lay_out(("frame", "hits in the sheet", "as coded", "corrected"), rows)


def _write_share(share: float, low: float, high: float) -> str:
    """A share with its interval; empty where it is missing."""
    ends = format_interval(low, high)
    return f"{format_percent(share)} ({ends})" if ends else format_percent(share)


def _describe_files(files: pd.DataFrame) -> str:
    lists = {"no": "changed since", "missing": "missing"}
    found = {word: files.loc[files["fits"].eq(fits), "file"].tolist() for fits, word in lists.items()}
    known = int(files["fits"].ne("not recorded").sum())
    said = f"{count_noun(known, 'file')} of {len(files)} {'is' if known == 1 else 'are'} named with a hash in a record"
    listed = [f"{word}: {', '.join(map(_quote, names))}" for word, names in found.items() if names]
    if not known:
        said = "No record of a run names a hash."
    else:
        said += f"; {'; '.join(listed)}." if listed else "; all are as they were."
    cells = files[["file", "kind", "sha256", "fits"]].itertuples(index=False)
    rows = [(_quote(name), kind, fits, f"`{sha256}`" if sha256 else "") for name, kind, sha256, fits in cells]
    return f"{said} {_HASHED}\n\n" + _lay_out(("file", "what it holds", "as recorded", "SHA-256"), rows)
