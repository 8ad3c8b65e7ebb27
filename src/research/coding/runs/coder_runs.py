"""A run: statements to a program in batches, its answers checked and kept, its codes and record written."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from research.codebook import NO_FRAME, Codebook
from research.coding.runs.coder_answers import Answer, Problem, read_answer, render_items
from research.coding.runs.coder_process import CoderError, run_program
from research.coding.runs.kept_answers import keep_answer, read_kept_answers
from research.coding.runs.run_secrets import hide_values
from research.coding.sampling import UNITS
from research.tables import make_key, returns_table

PROMPT_VARIABLE, CODES_VARIABLE = "RESEARCH_PROMPT", "RESEARCH_CODES"
# Lines of no use for each statement, after which a program is ended.
_MOST_PROBLEMS = 10
NO_ANSWER, TWO_ANSWERS = "no answer", "two different answers"
OTHER_FILES = "answers from other versions of the files that the command names"


@dataclass(frozen=True)
class RunSettings:
    """How statements are handed to a program.

    Attributes
    ----------
    command : tuple of str
        The program and its arguments.
    batch : int
        Statements that it is handed at a time.
    seconds : float
        Limit of time of a batch.
    retries : int
        How often it is asked again about statements without a usable answer.
    workers : int
        How many batches are out at the same time.
    context : bool
        Whether the sentence before is handed over.
    """

    command: tuple[str, ...]
    batch: int = 20
    seconds: float = 300.0
    retries: int = 2
    workers: int = 1
    context: bool = False


@dataclass(frozen=True)
class CoderTask:
    """What a program is asked, and where its answers are kept.

    Attributes
    ----------
    prompt : str
        As make_prompt makes it.
    codebook : Codebook
        The codebook of the prompt.
    kept : Path
        The file that keeps answers.
    program : str
        The hash of the files that the command names; empty where it names none.
    """

    prompt: str
    codebook: Codebook
    kept: Path
    program: str = ""


@dataclass(frozen=True)
class RunResult:
    """What a program answered.

    Attributes
    ----------
    answers : dict of Answer
        The usable answers by the number of the statement.
    problems : tuple of Problem
        What was of no use, and the statements that are left without an answer.
    kept : int
        How many of the answers were kept from earlier calls.
    changed : int
        How many of those were given before a file changed that the command names.
    """

    answers: Mapping[int, Answer]
    problems: tuple[Problem, ...]
    kept: int = 0
    changed: int = 0


@dataclass(frozen=True)
class _Run:
    task: CoderTask
    settings: RunSettings
    environment: Mapping[str, str]
    keys: Mapping[int, str]
    texts: Mapping[int, tuple[int, str, str]]
    lock: threading.Lock
    interrupted: threading.Event


def ask_coder(
    items: pd.DataFrame,
    task: CoderTask,
    *,
    settings: RunSettings,
    done: Callable[[], None] = lambda: None,
) -> RunResult:
    """Ask a program for the codes of statements; answers of earlier calls are taken from the file that keeps them.

    The program finds the name of a file with the prompt in the variable RESEARCH_PROMPT of its environment, and the
    codes, joined by ;, in RESEARCH_CODES.

    Parameters
    ----------
    items : DataFrame
        The table run_items.
    task : CoderTask
        The prompt, the codebook and the file that keeps answers.
    settings : RunSettings
        The program, and how it is asked.
    done : callable
        Called once for each statement that has an answer.

    Returns
    -------
    RunResult
        The answers and the problems.

    Raises
    ------
    InputError
        Where there is no such program.
    """
    asked = items.drop_duplicates("item").sort_values("item")
    texts = {row[0]: row for row in asked[["item", "text", "before"]].itertuples(index=False, name=None)}
    codes = ";".join(frame.code for frame in task.codebook.frames)
    # What the program is, is not in the key: it may be a service, and files that it names may be its own logs. That
    # these have changed is noted with the answers.
    base = make_key(task.prompt, codes, *settings.command)
    keys = {item: make_key(base, text, before) for item, text, before in texts.values()}
    known = read_kept_answers(task.kept)
    answers = {item: replace(known[key], item=item) for item, key in keys.items() if key in known}
    earlier = len(answers)
    for _ in answers:
        done()
    problems: list[Problem] = []
    with TemporaryDirectory() as folder:
        file = Path(folder) / "prompt.md"
        file.write_text(task.prompt, encoding="utf-8")
        environment = {PROMPT_VARIABLE: str(file), CODES_VARIABLE: codes}
        run = _Run(task, settings, environment, keys, texts, threading.Lock(), threading.Event())
        for _ in range(settings.retries + 1):
            left = [item for item in texts if item not in answers]
            if not left:
                break
            for found, wrong in _ask_batches(run, left):
                answers |= found
                problems += wrong
                for _ in found:
                    done()
    problems += [Problem(item, NO_ANSWER) for item in texts if item not in answers]
    changed = sum(answer.program not in ("", task.program) for answer in answers.values())
    if len({answer.program for answer in answers.values()}) > 1:
        problems.append(Problem(0, OTHER_FILES, f"{changed} of {len(answers)} answers"))
    return RunResult(answers, tuple(problems), earlier, changed)


def _ask_batches(run: _Run, items: Sequence[int]) -> Iterator[tuple[dict[int, Answer], list[Problem]]]:
    """The answers and problems of each batch; several are out at once."""
    size = run.settings.batch
    batches = [items[first : first + size] for first in range(0, len(items), size)]
    pool = ThreadPoolExecutor(min(run.settings.workers, len(batches)))
    try:
        yield from pool.map(lambda batch: _ask_batch(run, batch), batches)
    except BaseException:
        # An error or an interruption ends the programs that run, and drops the batches that have not begun.
        run.interrupted.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ask_batch(run: _Run, batch: Sequence[int]) -> tuple[dict[int, Answer], list[Problem]]:
    """Ask about one batch; an answer is kept before the next line is read."""
    answers: dict[int, Answer] = {}
    problems: list[Problem] = []
    dropped: set[int] = set()
    lines = render_items((run.texts[item] for item in batch), context=run.settings.context)
    program = run_program(
        run.settings.command,
        lines,
        seconds=run.settings.seconds,
        environment=run.environment,
        interrupted=run.interrupted,
    )
    try:
        for line in program:
            if not line.strip():
                continue
            found = read_answer(hide_values(line), set(batch), run.task.codebook)
            if isinstance(found, Problem):
                problems.append(found)
                if len(problems) > _MOST_PROBLEMS * len(batch):
                    raise CoderError(f"more than {_MOST_PROBLEMS} lines of no use for each statement")
            elif found.item not in answers:
                answers[found.item] = replace(found, program=run.task.program)
                _keep(run, answers[found.item])
            elif found.frames != answers[found.item].frames:
                # Neither of two different answers is better than the other.
                dropped.add(found.item)
                _keep(run, Answer(found.item, ""))
                problems.append(Problem(found.item, TWO_ANSWERS, f"{answers[found.item].frames} and {found.frames}"))
    except CoderError as error:
        problems.append(Problem(0, "the program failed", hide_values(str(error))))
    return {item: answer for item, answer in answers.items() if item not in dropped}, problems


def _keep(run: _Run, answer: Answer) -> None:
    with run.lock:
        keep_answer(run.task.kept, run.keys[answer.item], answer)


@returns_table("run_codes")
def list_run_codes(items: pd.DataFrame, result: RunResult) -> pd.DataFrame:
    """List the codes that a program gave to each statement.

    Parameters
    ----------
    items : DataFrame
        The table run_items.
    result : RunResult
        As ask_coder gives it.

    Returns
    -------
    DataFrame
        The table run_codes, sorted by document and sentence, without the statements that have no answer: frames are
        codes joined by ;, empty for none, or "not coded".
    """
    known = items[items["item"].isin(list(result.answers))]
    answers = [result.answers[item] for item in known["item"]]
    frames = ["" if answer.frames == NO_FRAME else answer.frames for answer in answers]
    table = known[UNITS].assign(frames=frames)
    table["confidence"] = pd.Series([answer.confidence for answer in answers], index=table.index, dtype="float64")
    table = table.assign(sha256=known["sha256"]).astype({"frames": "str"})
    return table.sort_values(UNITS, ignore_index=True)


@returns_table("run_problems")
def list_run_problems(items: pd.DataFrame, result: RunResult) -> pd.DataFrame:
    """List what was of no use among the answers of a program, and the statements that are left without one.

    Parameters
    ----------
    items : DataFrame
        The table run_items.
    result : RunResult
        As ask_coder gives it.

    Returns
    -------
    DataFrame
        The table run_problems: a row for each statement that a problem concerns, or one without document where the line
        names none; answered says whether the statement has a usable answer from another line or attempt.
    """
    problems = pd.DataFrame(
        [(problem.item, problem.problem, problem.found) for problem in result.problems],
        columns=["item", "problem", "found"],
    ).drop_duplicates()
    table = problems.merge(items[["item", *UNITS]], on="item", how="left")
    table["document"] = table["document"].fillna("").astype("str")
    table["answered"] = table["item"].isin(list(result.answers))
    table = table.astype({"sentence": "Int64", "problem": "str", "found": "str"})
    return table.sort_values([*UNITS, "problem", "found"], ignore_index=True)[["problem", "found", *UNITS, "answered"]]
