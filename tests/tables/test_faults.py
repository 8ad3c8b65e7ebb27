"""Faults of one cause are one fault; no file of another content is written over without being asked."""

from pathlib import Path

import pytest

from research.tables import Fault, InputError, merge_faults, refuse_replacing


def test_one_cause_over_many_rows_and_columns_is_one_fault_that_counts_them() -> None:
    cells = [
        Fault(f"s.xlsx, row {row}", f"column {column}", "'mungkin'", "yes or no", "correct the cell")
        for column in "DEFGHI"
        for row in range(3, 11)
    ]
    (fault,) = merge_faults(cells)
    assert fault.where == "s.xlsx, row 3, 4, 5, 6, 7, ... (8 in all)"
    assert fault.field.endswith("... (6 in all)")
    assert fault.found == "'mungkin'"


def test_causes_in_other_files_or_with_other_remedies_stay_apart() -> None:
    faults = [
        Fault("a.csv, row 2", "codes", "'x'", "a code", "correct it"),
        Fault("b.csv, row 2", "codes", "'x'", "a code", "correct it"),
        Fault("a.csv, row 3", "codes", "'x'", "a code", "remove it"),
        Fault("a.csv", "codes", "'x'", "a code", "correct it"),
    ]
    assert merge_faults(faults) == faults
    assert len(merge_faults([*faults, faults[0]])) == len(faults), "the test must be able to fail"


def test_another_file_is_kept_and_the_same_bytes_are_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "may.csv"
    refuse_replacing(file, b"new")
    file.write_bytes(b"filled in")
    refuse_replacing(file, b"filled in")
    refuse_replacing(file, b"new", force=True)
    with pytest.raises(InputError, match=r"may\.csv: file: found another file there already"):
        refuse_replacing(file, b"new")


def test_an_input_or_a_folder_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "codebook.toml"
    file.write_bytes(b"x")
    (tmp_path / "link").symlink_to(file)
    for path in (file, tmp_path / "link"):
        with pytest.raises(InputError, match="found a file that is read, expected a new name"):
            refuse_replacing(path, b"x", inputs=[file], force=True)
    with pytest.raises(InputError, match="found a folder"):
        refuse_replacing(tmp_path, b"x", force=True)
