"""Check of the files of programs that coded: a record that was lost, codes that are not as the program gave them."""

from pathlib import Path

from research.coding import RUN_ENDING, RUNS, find_kept, list_run_names, read_run
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


def find_changed_codes(folder: Path) -> list[str]:
    """Find the codes of programs that were changed after the program gave them.

    Parameters
    ----------
    folder : Path
        The folder corpus/coding.

    Returns
    -------
    list of str
        A warning for each file whose hash is not the one in its record.
    """
    warnings = []
    for name in list_run_names(folder):
        file, recorded = folder / f"{name}.csv", read_run(folder / f"{name}{RUN_ENDING}").codes_sha256
        if recorded and file.is_file() and hash_file(file) != recorded:
            warnings.append(f"{file.as_posix()}: the codes are not those that the program gave: see {name}{RUN_ENDING}")
    return warnings
