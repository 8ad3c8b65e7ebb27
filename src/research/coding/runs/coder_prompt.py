"""The prompt for a program that codes: the codebook in words, examples, and the form of the answer."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from research.codebook import NO_FRAME, Codebook, list_frame_rules
from research.coding.instructions import describe_frame, describe_rules
from research.coding.sampling import UNITS
from research.tables import Fault, InputError, read_word_lists, returns_table

LANGUAGES = ("en", "id")
# What a program answers in place of codes where it does not code a statement.
NOT_CODED = "not coded"


@returns_table("run_shots")
def draw_shots(
    statements: pd.DataFrame, codings: pd.DataFrame, *, without: Sequence[str], number: int, seed: int = 2026
) -> pd.DataFrame:
    """Draw coded statements as examples of the prompt, as many without a frame as with one where there are enough.

    Parameters
    ----------
    statements : DataFrame
        The table statements.
    codings : DataFrame
        The table codings of one coder, such as gold.
    without : sequence of str
        Ids of documents that no example is drawn from: those that a coder is tested on (frozen.txt).
    number : int
        How many examples.
    seed : int
        Seed of the draw.

    Returns
    -------
    DataFrame
        The table run_shots, in the order of the prompt: document, sentence, text, frames (codes by ;, empty for none).

    Raises
    ------
    InputError
        Where fewer statements are coded.
    """
    frames = codings.sort_values([*UNITS, "frame"]).groupby(UNITS)["frame"].agg(";".join).reset_index(name="frames")
    reported = statements.loc[statements["reported"].astype("bool"), [*UNITS, "text"]]
    known = reported.merge(frames, on=UNITS)
    known = known[~known["document"].isin(without)].drop_duplicates("text").sort_values(UNITS, ignore_index=True)
    if len(known) < number:
        found, expected = f"{len(known)} coded statements to draw from", f"{number} or more"
        raise InputError([Fault("--shots", "examples", found, expected, "ask for fewer, or code more first")])
    generator = np.random.default_rng(seed)
    framed = known["frames"].ne(NO_FRAME).to_numpy()
    order = generator.permutation(len(known))
    kinds = [order[framed[order]], order[~framed[order]]]
    half = min(len(kinds[1]), number // 2)
    half = max(half, number - len(kinds[0]))
    chosen = np.concatenate([kinds[0][: number - half], kinds[1][:half]])
    drawn = known.iloc[generator.permutation(chosen)].reset_index(drop=True)
    return drawn.assign(frames=drawn["frames"].replace(NO_FRAME, ""))


def make_prompt(codebook: Codebook, *, language: str = "en", shots: pd.DataFrame | None = None) -> str:
    """Make the prompt of a codebook: the task, the rules, each frame with its examples, and the form of the answer.

    The cues of the cue coder are left out, as in the instructions for people, and so are examples that are sentences of
    the corpus, since the program is to code these.

    Parameters
    ----------
    codebook : Codebook
        The codebook.
    language : str
        en or id: the language of the task. Definitions and rules are as the codebook has them.
    shots : DataFrame, optional
        The table run_shots: coded statements that stand in the prompt as further examples.

    Returns
    -------
    str
        The prompt in Markdown.

    Raises
    ------
    InputError
        For another language.

    Examples
    --------
    >>> from pathlib import Path
    >>> from research.codebook import read_codebook
    >>> prompt = make_prompt(read_codebook(Path("corpus/codebook.toml")), language="id")
    >>> prompt.splitlines()[0], "`sanctions`" in prompt
    ('# Pengodean kalimat', True)
    """
    if language not in LANGUAGES:
        raise InputError([Fault("prompt", "language", repr(language), "en or id", "give one of them")])
    words = read_word_lists("coder_prompt.toml")[language]
    coded = frozenset(example.text for frame in codebook.frames for example in frame.examples if example.document)
    parts = [f"# {words['title']}", words["task"], words["data"], f"**{codebook.title}**", codebook.unit]
    parts += [_list_items(codebook.rules)]
    if general := describe_rules(list_frame_rules(codebook), exclude=coded):
        parts += [f"*{words['doubt']}*", _list_items(general)]
    for frame in codebook.frames:
        parent = f" ({words['subcode']} `{frame.parent}`)" if frame.parent else ""
        parts += [f"## `{frame.code}`: {frame.label_id if language == 'id' else frame.label_en}{parent}"]
        for heading, texts in describe_frame(frame, codebook, exclude=coded):
            parts += [f"*{words[heading]}*", _list_items(texts)]
    if shots is not None and len(shots):
        examples = [
            f"{text} -> {_name_codes(frames)}" for text, frames in shots[["text", "frames"]].itertuples(index=False)
        ]
        parts += [f"## {words['examples']}", _list_items(examples)]
    codes = ", ".join(frame.code for frame in codebook.frames)
    parts += [f"## {words['answer']}", words["form"].format(codes=codes, not_coded=NOT_CODED)]
    return "\n\n".join(parts) + "\n"


def _name_codes(frames: str) -> str:
    return "[" + ", ".join(f'"{code}"' for code in frames.split(";") if code) + "]"


def _list_items(items: Sequence[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
