"""The command that packs a project for a repository of research data, such as Zenodo."""

import hashlib
import io
import json
import platform
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

import research
from research.cli.options import DEFAULT_ROOT, REPRODUCE, Force, Root, application
from research.cli.project_files import ProjectFiles, list_project_files

_EPOCH = (1980, 1, 1, 0, 0, 0)
_ABOUT = """# {title}

This archive was made by `research archive`. It holds

| file or folder | what it is |
|---|---|
| `README.md` and the other files of the project | code, corpus, notebooks, figures and their tables |
| `data/documents.csv`, `data/statements.csv` | the documents and, where they are coded, their statements, as tables |
| `datapackage.json` | every table with its columns, types, meanings, keys, size and hash (Frictionless Data Package) |
| `environment/` | Python, system and commit (`environment.json`), installed packages (`installed.txt`) |
| `CITATION.cff`, `.zenodo.json` | how to cite it, and the same for Zenodo |
| `SHA256SUMS` | the hash of every other file |

Check that every file is as it was packed:

```
sha256sum -c SHA256SUMS
```

Run it, where the project has `run.py` (Python 3.11 or newer; the first command downloads the libraries):

```
python run.py reproduce
python run.py research check
```

Where it has none, install the package `netralitas` {version}, then run `research check` and `research reproduce`.
"""


@application.command(rich_help_panel=REPRODUCE)
def archive(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The .zip to write; without it, dist/NAME-VERSION.zip.")
    ] = None,
    project: Root = DEFAULT_ROOT,
    force: Force = False,
) -> None:
    """Pack code, corpus, tables, figures, environment and checksums as one .zip, ready for Zenodo."""
    from research.report import make_slug, read_citation, render_data_package, render_zenodo
    from research.tables import Fault, InputError, finish_writing, read_bytes, refuse_replacing, replace_file

    citation = read_citation(project)
    top = "-".join(filter(None, (make_slug(citation.title.partition(":")[0]), citation.version)))
    path = file or project / "dist" / f"{top}.zip"
    if path.suffix != ".zip":
        raise InputError([Fault(path.as_posix(), "file ending", repr(path.suffix), ".zip", "name it so")])
    finish_writing(project)
    listed = list_project_files(project)
    names = [name for name in listed.paths if not _is_same(project / name, path)]
    files = {name: read_bytes(project / name) for name in names}
    files |= _make_corpus_tables(files)
    _refuse_unsound(project, files)
    files["datapackage.json"] = render_data_package(files, citation).encode("utf-8")
    files |= _describe_environment(listed)
    files.setdefault(".zenodo.json", render_zenodo(citation).encode("utf-8"))
    files["ARCHIVE.md"] = _ABOUT.format(title=citation.title, version=research.__version__).encode("utf-8")
    files["SHA256SUMS"] = _sum_files(files)
    executable = {name for name in names if (project / name).stat().st_mode & 0o100}
    content = pack_files(files, top=top, executable=executable)
    refuse_replacing(path, content, inputs=[project / name for name in names], force=force)
    replace_file(path, content)
    for reason in listed.left_out:
        print(f"left out: {reason}")
    if listed.commit.endswith("+"):
        print(f"files differ from the commit {listed.commit[:12]}: commit them before you deposit the archive")
    print(f"{path}: {len(files):,} files, {len(content) / 1e6:.1f} MB")


def _is_same(path: Path, other: Path) -> bool:
    return path.resolve() == other.resolve()


def _refuse_unsound(project: Path, files: Mapping[str, bytes]) -> None:
    """Say what is outdated or was never run, and pack nothing; whether the notebooks give it again only a run tells."""
    from research.study import list_studies

    faults = [
        f"results: study {row['study']} is {row['state']}" + (f" ({row['changed']})" if row["changed"] else "")
        for row in list_studies(project).to_dict("records")
        if row["state"] == "stale"
    ]
    if any(name.startswith("notebooks/") and name.endswith(".ipynb") for name in files):
        from research.cli.reproduce.notebook_files import check_notebooks, list_notebooks

        faults += check_notebooks(list_notebooks(project))
    for line in faults:
        print(line)
    if faults:
        print("Nothing was written: run research reproduce, and the studies that are stale.", file=sys.stderr)
        sys.exit(1)


def _make_corpus_tables(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The tables of documents and coded statements, made from the files that are packed, and from them alone.

    A reader's verbatim copies (corpus/originals) would show in tables of the project's own folder.
    """
    from research.coding import hide_frozen
    from research.corpus import read_documents
    from research.study import check_corpus, open_study
    from research.tables import format_csv

    with tempfile.TemporaryDirectory(prefix="research-archive-") as space:
        for name in (name for name in files if name.startswith("corpus/")):
            copy = Path(space) / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(files[name])
        folder = Path(space) / "corpus"
        check_corpus(folder)
        made = {"data/documents.csv": format_csv(read_documents(folder).drop(columns="text"))}
        # A corpus that nobody has coded has no statements yet.
        if "corpus/coding/gold.csv" in files:
            # Documents that are kept unread for tests are read in corpus/ by nobody, and here neither.
            made["data/statements.csv"] = format_csv(hide_frozen(open_study(folder).statements, folder))
        return made


def _describe_environment(listed: ProjectFiles) -> dict[str, bytes]:
    found = {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": sys.platform,
        "machine": platform.machine(),
        "commit": listed.commit,
    }
    from importlib import metadata

    installed = {f"{one.metadata['Name']}=={one.version}" for one in metadata.distributions() if one.metadata["Name"]}
    return {
        "environment/environment.json": (json.dumps(found, indent=2) + "\n").encode("utf-8"),
        "environment/installed.txt": ("\n".join(sorted(installed, key=str.lower)) + "\n").encode("utf-8"),
    }


def _sum_files(files: Mapping[str, bytes]) -> bytes:
    """The hashes as sha256sum writes and reads them."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files) if name != "SHA256SUMS"]
    return "".join(lines).encode("utf-8")


def pack_files(files: Mapping[str, bytes], *, top: str, executable: set[str]) -> bytes:
    """Pack files as a zip: the same files give the same bytes, whenever and by whomever they are packed.

    Parameters
    ----------
    files : mapping of str to bytes
        Files by their paths.
    top : str
        The folder that they are in.
    executable : set of str
        The paths of those that may be run.

    Returns
    -------
    bytes
        The zip.

    Examples
    --------
    >>> made = pack_files({"b": b"", "a": b""}, top="kabar-1.0", executable=set())
    >>> zipfile.ZipFile(io.BytesIO(made)).namelist()
    ['kabar-1.0/a', 'kabar-1.0/b']
    """
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{name}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Unix, whatever this machine is: a regular file that all may read.
            entry.create_system = 3
            entry.external_attr = (0o100755 if name in executable else 0o100644) << 16
            target.writestr(entry, files[name])
    return raw.getvalue()
