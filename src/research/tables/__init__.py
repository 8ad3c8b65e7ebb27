"""What a table is: its columns, the check at every border between stages, how files are read and written.

In order: faults, bounds (opening files), characters, notations (YAML, TOML, JSON), shapes (of what TOML says),
formulas, columns, schemas, checks and thresholds; headers, values, csv_files, objects, workbooks and cells (tables that
people hand in); decoding, articles, word_files, pdf_files and texts (texts that people hand in); writing (one file) and
journal (several files together).
"""

from research.tables.bounds import (
    MAXIMUM_FILE,
    MAXIMUM_TEXT,
    check_archive,
    check_length,
    describe_failure,
    glob_files,
    iter_lines,
    open_file,
    read_bytes,
)
from research.tables.cells import (
    TABLE_ENDINGS,
    Grid,
    iter_grids,
    read_cells,
    read_grid,
    render_texts,
)
from research.tables.characters import check_characters, drop_controls, show_controls
from research.tables.checks import MOST_DRAWS, check_columns, check_number, run_checks
from research.tables.columns import BASES, CHOICES, VERDICTS
from research.tables.decoding import decode_bytes, join_lines, repair_text, tidy_text
from research.tables.faults import Fault, InputError, merge_faults
from research.tables.formulas import neutralise, neutralise_table, restore, restore_table
from research.tables.headers import describe_mapping, fold_name, fold_synonyms, match_columns, read_synonyms
from research.tables.journal import finish_writing, hash_file, lock_folder, write_files
from research.tables.notations import parse_fields, parse_json, read_toml
from research.tables.schemas import (
    DATE_PRECISIONS,
    JOINT,
    KINDS,
    MODES,
    OFFICES,
    REFERENCE_KINDS,
    RENDITIONS,
    SCHEMAS,
    WITHIN,
    check_table,
    describe_table,
    read_table,
)
from research.tables.shapes import (
    SHAPE,
    FilledText,
    FilledTexts,
    Flag,
    OptionalText,
    list_required,
    read_shape,
)
from research.tables.texts import TEXT_ENDINGS, Text, check_beginning, list_files, read_text, split_front_matter
from research.tables.thresholds import MINIMUM_DOCUMENTS, MINIMUM_HITS, TOO_FEW
from research.tables.writing import (
    format_csv,
    is_abandoned,
    lend_file,
    name_process,
    refuse_replacing,
    replace_file,
    write_table,
)

__all__ = [
    "BASES",
    "CHOICES",
    "DATE_PRECISIONS",
    "JOINT",
    "KINDS",
    "MAXIMUM_FILE",
    "MAXIMUM_TEXT",
    "MINIMUM_DOCUMENTS",
    "MINIMUM_HITS",
    "MODES",
    "MOST_DRAWS",
    "OFFICES",
    "REFERENCE_KINDS",
    "RENDITIONS",
    "SCHEMAS",
    "SHAPE",
    "TABLE_ENDINGS",
    "TEXT_ENDINGS",
    "TOO_FEW",
    "VERDICTS",
    "WITHIN",
    "Fault",
    "FilledText",
    "FilledTexts",
    "Flag",
    "Grid",
    "InputError",
    "OptionalText",
    "Text",
    "check_archive",
    "check_beginning",
    "check_characters",
    "check_columns",
    "check_length",
    "check_number",
    "check_table",
    "decode_bytes",
    "describe_failure",
    "describe_mapping",
    "describe_table",
    "drop_controls",
    "finish_writing",
    "fold_name",
    "fold_synonyms",
    "format_csv",
    "glob_files",
    "hash_file",
    "is_abandoned",
    "iter_grids",
    "iter_lines",
    "join_lines",
    "lend_file",
    "list_files",
    "list_required",
    "lock_folder",
    "match_columns",
    "merge_faults",
    "name_process",
    "neutralise",
    "neutralise_table",
    "open_file",
    "parse_fields",
    "parse_json",
    "read_bytes",
    "read_cells",
    "read_grid",
    "read_shape",
    "read_synonyms",
    "read_table",
    "read_text",
    "read_toml",
    "refuse_replacing",
    "render_texts",
    "repair_text",
    "replace_file",
    "restore",
    "restore_table",
    "run_checks",
    "show_controls",
    "split_front_matter",
    "tidy_text",
    "write_files",
    "write_table",
]
