"""A new compendium in a folder of its own: all of it, or nothing."""

import hashlib
import os
import re
import secrets
import shutil
from contextlib import suppress
from importlib import metadata, util
from pathlib import Path

from research.cli.compendium.package_wheel import pack_package
from research.cli.compendium.template_files import render_files
from research.tables import Fault, InputError, check_characters, describe_unwritable

LONGEST = 200
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def make_compendium(folder: Path, *, subject: str, author: str) -> tuple[str, bool]:
    """Lay out a new compendium in a folder: corpus, codebook, notebooks, the lock and the package as a wheel.

    Its notebooks are run where what is installed is what the lock names; so their outputs are those that the
    compendium's own environment makes.

    Parameters
    ----------
    folder : Path
        The folder, which is empty or not there.
    subject : str
        What the study is about, on one line.
    author : str
        Who is cited.

    Returns
    -------
    tuple of str and bool
        Why the notebooks have no outputs, empty where they have; and whether it is that one of them failed.

    Raises
    ------
    InputError
        Where the folder holds something or can't be made, or its name, the subject or the author can't be used.
    """
    place = Path(os.path.abspath(folder))  # noqa: PTH100  (a link is not followed)
    values = {name: _read_line(name, text) for name, text in (("subject", subject), ("author", author))}
    _check_folder(place, folder)
    wheel, content = pack_package()
    files = render_files(values) | {f"wheels/{wheel}": content}
    pin = f"./wheels/{wheel} \\\n    --hash=sha256:{hashlib.sha256(content).hexdigest()}\n"
    files["requirements.lock"] += pin.encode()
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    try:
        for name, one in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(one)
        (draft / "figures").mkdir()
        reason, failed = find_reason(files["requirements.lock"].decode()), ""
        if not reason:
            failed = _run_notebooks(draft)
        if place.is_dir():
            place.rmdir()
        draft.rename(place)
    except OSError as error:
        raise InputError([describe_unwritable(place, error)]) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return reason or failed, bool(failed)


def _read_line(name: str, text: str) -> str:
    """The text of an option with single blanks between its words. Raises InputError where it can't be used."""
    line = " ".join(text.split())
    if fault := check_characters(line, f"--{name}", name):
        raise InputError([fault])
    if not line or len(line) > LONGEST:
        found = f"{len(line)} characters" if line else "nothing"
        raise InputError([Fault(f"--{name}", name, found, f"1 to {LONGEST} characters", "write it in a few words")])
    return line


def _check_folder(place: Path, given: Path) -> None:
    where = given.as_posix()
    if not _NAME.fullmatch(place.name) or _DEVICE.fullmatch(place.name):
        expected = "letters from a to z, digits, and . _ - between them"
        raise InputError([Fault(where, "name of the folder", repr(place.name), expected, "choose another name")])
    if not place.exists() and not place.is_symlink():
        return
    held = "a file or a link" if place.is_symlink() or not place.is_dir() else ""
    try:
        held = held or next((f"one that holds {path.name}" for path in sorted(place.iterdir())), "")
    except OSError as error:
        raise InputError([describe_unwritable(place, error)]) from None
    if held:
        remedy = "name another folder; nothing was changed"
        raise InputError([Fault(where, "folder", held, "one that is empty or not there", remedy)])


def find_reason(lock: str) -> str:
    """Say why the notebooks can't be run here as the compendium's own environment runs them; empty where they can.

    >>> find_reason("numpy==0.1")[:8]
    'numpy is'
    """
    missing = [name for name in ("nbclient", "ipykernel", "nbformat") if util.find_spec(name) is None]
    if missing:
        return f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed"
    # A package may be pinned more than once, for one version of Python each.
    pinned: dict[str, list[str]] = {}
    for name, version in _PIN.findall(lock):
        pinned.setdefault(name, []).append(version)
    for name, versions in pinned.items():
        with suppress(metadata.PackageNotFoundError):
            if (found := metadata.version(name)) not in versions:
                return f"{name} is installed as {found}, and {' or '.join(versions)} in requirements.lock"
    return ""


def _run_notebooks(project: Path) -> str:
    from research.cli.reproduce.recipe import run_notebooks, write_run

    run = run_notebooks(project, workers=2)
    write_run(project, run)
    return "; ".join(run.failures.values())
