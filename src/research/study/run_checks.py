"""Check of programs that coded: a record that was lost, codes that are not as they were given, another codebook."""

from pathlib import Path

from research.codebook import Codebook
from research.coding import RUN_ENDING, RUNS, find_kept, hash_text, list_run_names, make_prompt, read_run
from research.tables import Fault, glob_files, hash_file


def find_lost_records(folder: Path) -> list[Fault]:
    """Find the codes of programs without a record, which would count as those of a person.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.

    Returns
    -------
    list of Fault
        One for each NAME.csv without NAME.run.toml, of which runs/ has the prompt or the answers.
    """
    faults = []
    for file in glob_files(folder, "*.csv"):
        record, prompt = file.with_suffix(RUN_ENDING), folder / RUNS / f"{file.stem}.prompt.md"
        if not record.is_file() and (prompt.is_file() or find_kept(folder, file.stem).is_file()):
            found, expected = f"{file.stem!r}, a program without its record", f"{record.name} beside it"
            remedy = (
                f"restore {record.name}; or move {file.name} away and make the same call of research code run again, "
                "which takes the answers that are kept"
            )
            faults.append(Fault(file.as_posix(), "coder", found, expected, remedy))
    return faults


def find_run_changes(folder: Path, codebook: Codebook) -> list[str]:
    """Find the programs whose codes, or whose prompt by the codebook, are no longer those of their run.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.
    codebook : Codebook
        The codebook as it is now.

    Returns
    -------
    list of str
        A warning for each file of codes whose hash is not the one in its record, and for each run whose prompt the
        codebook now makes otherwise. A prompt that shows coded statements is not made again.
    """
    warnings = []
    for name in list_run_names(folder):
        file, run = folder / f"{name}.csv", read_run(folder / f"{name}{RUN_ENDING}")
        if not file.is_file():
            warnings.append(
                f"{file.as_posix()}: it is missing, while its record is there: restore it, or make the run again"
            )
        elif run.codes_sha256 and hash_file(file) != run.codes_sha256:
            warnings.append(f"{file.as_posix()}: the codes are not those that the program gave: see {name}{RUN_ENDING}")
        if not run.shots and hash_text(make_prompt(codebook, language=run.language)) != run.prompt_sha256:
            said = "the codebook makes another prompt now: the codes follow its earlier definitions"
            warnings.append(f"{file.as_posix()}: {said}")
    return warnings
