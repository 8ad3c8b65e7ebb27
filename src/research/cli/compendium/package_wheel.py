"""The installed package as a wheel, which a folder can carry where no registry has the package."""

import csv
import hashlib
import io
import zipfile
from base64 import urlsafe_b64encode
from importlib import metadata
from pathlib import Path

import research
from research.cli.extras import PACKAGE
from research.tables import Fault, InputError

_WHEEL = "Wheel-Version: 1.0\nGenerator: research new\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
# A file in an archive has a date; one of its own would give other bytes each time.
_DATE = (1980, 1, 1, 0, 0, 0)


def pack_package() -> tuple[str, bytes]:
    """Pack the package as it is installed, from a wheel or from a clone, as a wheel.

    Returns
    -------
    tuple of str and bytes
        The name of the file, and its content: the same for the same files.

    Raises
    ------
    InputError
        Where the package was not installed, but only found on the path.
    """
    try:
        installed = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        remedy = "python run.py setup, or pip install with the wheel"
        raise InputError([Fault("the package", PACKAGE, "not installed", "installed by pip", remedy)]) from None
    information = f"{PACKAGE}-{installed.version}.dist-info"
    files = _read_modules() | {f"{information}/WHEEL": _WHEEL.encode()}
    for file in installed.files or ():
        name = file.as_posix()
        if name.endswith((".dist-info/METADATA", ".dist-info/entry_points.txt")) or ".dist-info/licenses/" in name:
            files[name] = Path(str(file.locate())).read_bytes()
    files[f"{information}/RECORD"] = _list_files(files, f"{information}/RECORD")
    return f"{PACKAGE}-{installed.version}-py3-none-any.whl", _write_archive(files)


def _read_modules() -> dict[str, bytes]:
    """The files of the package, modules and data, by their names in the wheel."""
    folder = Path(research.__file__).parent
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return {path.relative_to(folder.parent).as_posix(): path.read_bytes() for path in paths}


def _list_files(files: dict[str, bytes], record: str) -> bytes:
    """The list of all files with hash and size, of which it is one itself, without them."""
    lines = io.StringIO()
    rows = csv.writer(lines, lineterminator="\n")
    for name, content in files.items():
        digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.writerow([name, f"sha256={digest}", len(content)])
    rows.writerow([record, "", ""])
    return lines.getvalue().encode()


def _write_archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _DATE)
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return stream.getvalue()
