"""The files of a project that may leave it: those that git tracks, or all but ignored ones where there is no git."""

import fnmatch
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from research.tables import Fault, InputError, merge_faults, read_bytes

# Never packed, whatever git or .gitignore say: verbatim copies of texts that belong to others, what a machine made.
_KEPT_BACK = ("corpus/originals/*", ".venv/*", ".git/*", ".git", "*/__pycache__/*", "*/.ipynb_checkpoints/*")
_MADE = ("*/.research*", ".research*", "*.pyc", "*.egg-info/*", "*/*.egg-info/*", "dist/*")
_SECRET = re.compile(
    r"(?i)\.env(\..*)?|\.netrc|\.pypirc|\.npmrc|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)|.*\.(pem|key|p12|pfx|kdbx|jks)"
    r"|(credentials?|secrets?|passwords?|tokens?)(\.(json|ya?ml|toml|ini|txt|cfg))?"
)
# Outside git, hidden files are packed only where a project is known to have them.
_HIDDEN = (".binder", ".ci", ".gitattributes", ".github", ".gitignore", ".jupyterlab", ".zenodo.json")
# What a project consists of: outside git nothing else is packed, such as sheets, keys and drafts that lie beside it.
_PARTS = ("benchmarks", "corpus", "docs", "figures", "notebooks", "results", "src", "tests", "wheels")
_FILES = (
    *(
        "CHANGELOG*",
        "CITATION.cff",
        "CODE_OF_CONDUCT*",
        "CONTRIBUTING*",
        "LICEN[CS]E*",
        "Makefile",
        "README*",
        "*.lock",
    ),
    *("environment.y*ml", "pyproject.toml", "requirements*.txt", "run.py", "runtime.txt"),
)
_UNPORTABLE = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*\ud800-\udfff]|[. ](/|$)')


@dataclass(frozen=True)
class ProjectFiles:
    """The files of a project.

    Attributes
    ----------
    paths : tuple of str
        Their paths from the project's folder, sorted.
    left_out : tuple of str
        What was left out that a person may look for, each with the reason.
    commit : str
        The commit of git that the project stands at, with a + where files differ from it; empty outside git.
    """

    paths: tuple[str, ...]
    left_out: tuple[str, ...]
    commit: str


def list_project_files(project: Path) -> ProjectFiles:
    """List the files of a project that may leave it.

    Parameters
    ----------
    project : Path
        The project folder.

    Returns
    -------
    ProjectFiles
        Those that git tracks; outside git those of the folders and of the names that a project has, but for what
        .gitignore names. Never verbatim copies (corpus/originals/), links, and files named as passwords or keys are.

    Raises
    ------
    InputError
        Where a tracked file is gone, or a name cannot be unpacked everywhere.

    Examples
    --------
    >>> "README.md" in list_project_files(Path()).paths
    True
    """
    project = Path(project)
    tracked = _list_tracked(project)
    names = sorted(_walk(project) if tracked is None else tracked)
    left_out, paths = [] if tracked is None else _list_untracked(project), []
    for name in names:
        if any(fnmatch.fnmatchcase(name, pattern) or fnmatch.fnmatchcase(f"/{name}", pattern) for pattern in _never()):
            continue
        if _SECRET.fullmatch(PurePosixPath(name).name):
            left_out.append(f"{name}: named as a password or key is")
        elif (project / name).is_symlink():
            left_out.append(f"{name}: a link")
        elif (project / name).is_dir():
            left_out.append(f"{name}: a project of its own")
        elif tracked is None and not _is_part(PurePosixPath(name)):
            left_out.append(f"{name}: not known as a part of a project; what git tracks is packed")
        else:
            paths.append(name)
    _check_names(project, paths)
    return ProjectFiles(tuple(paths), tuple(sorted(left_out)), _name_commit(project) if tracked is not None else "")


def _is_part(path: PurePosixPath) -> bool:
    """Whether a file outside git is one that projects have; hidden ones have been looked at before."""
    top = path.parts[0]
    known = _PARTS if len(path.parts) > 1 else _FILES
    return top in _HIDDEN or any(fnmatch.fnmatchcase(top, pattern) for pattern in known)


def _never() -> tuple[str, ...]:
    return (*_KEPT_BACK, *_MADE)


def _check_names(project: Path, paths: list[str]) -> None:
    faults = []
    seen: dict[str, str] = {}
    for name in paths:
        shown = name.encode("utf-8", "backslashreplace").decode("utf-8")
        if _UNPORTABLE.search(name):
            expected, remedy = "a name that every system can unpack", "rename it"
            faults.append(Fault("archive", "name", repr(shown), expected, remedy))
        elif not (project / name).is_file():
            faults.append(Fault(shown, "file", "nothing there", "what git tracks", "restore it, or git rm it"))
        if other := seen.get(name.casefold()):
            faults.append(Fault("archive", "name", f"{other!r} and {shown!r}", "names that differ in more than case"))
        seen[name.casefold()] = shown
    if faults:
        raise InputError(merge_faults(faults))


def _ask_git(project: Path, *words: str) -> str | None:
    """What git answers; None where there is no git, or no repository. A program that its settings name is not run."""
    git = shutil.which("git")
    if git is None:
        return None
    settings = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    place = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = [git, "-C", str(project), "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *words]
    done = subprocess.run(command, capture_output=True, env=place | settings, check=False)
    return os.fsdecode(done.stdout) if done.returncode == 0 else None


def _list_tracked(project: Path) -> list[str] | None:
    """The files that git tracks in the folder; None where it tracks none of it."""
    printed = _ask_git(project, "ls-files", "-z", "--cached")
    return list(filter(None, printed.split("\0"))) if printed else None


def _list_untracked(project: Path) -> list[str]:
    printed = _ask_git(project, "ls-files", "-z", "--others", "--exclude-standard", "--directory") or ""
    return [f"{name}: not tracked by git" for name in filter(None, printed.split("\0"))]


def _name_commit(project: Path) -> str:
    commit = (_ask_git(project, "rev-parse", "HEAD") or "").strip()
    changed = _ask_git(project, "diff", "--no-ext-diff", "--name-only", "HEAD", "--", ".") if commit else ""
    return commit + ("+" if changed else "")


def _walk(project: Path) -> Iterator[str]:
    ignored = _read_ignored(project)
    for folder, below, names in os.walk(project):
        place = PurePosixPath(Path(folder).relative_to(project).as_posix())
        for name in list(below):
            path = Path(folder) / name
            if path.is_symlink():
                yield (place / name).as_posix()
            if path.is_symlink() or _is_ignored(place / name, ignored, folder=True):
                below.remove(name)
        yield from ((place / name).as_posix() for name in names if not _is_ignored(place / name, ignored))


def _read_ignored(project: Path) -> list[str]:
    """The patterns of .gitignore. What it takes back with ! stays ignored: rather too little is packed."""
    path = project / ".gitignore"
    lines = read_bytes(path).decode("utf-8", "replace").splitlines() if path.is_file() else []
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith(("#", "!"))]
    return [pattern.removeprefix("**/") for pattern in patterns]


def _is_ignored(path: PurePosixPath, ignored: list[str], *, folder: bool = False) -> bool:
    name = path.as_posix()
    if path.name.startswith(".") and path.parts[0] not in _HIDDEN and not _SECRET.fullmatch(path.name):
        return True
    for pattern in ignored:
        if pattern.endswith("/") and not folder:
            continue
        plain = pattern.strip("/")
        anchored = "/" in pattern.rstrip("/")
        if fnmatch.fnmatchcase(name if anchored else path.name, plain):
            return True
    return False
