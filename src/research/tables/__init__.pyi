from .bounds import (
    MAXIMUM_FILE as MAXIMUM_FILE,
    MAXIMUM_TEXT as MAXIMUM_TEXT,
    check_archive as check_archive,
    check_length as check_length,
    describe_failure as describe_failure,
    glob_files as glob_files,
    iter_lines as iter_lines,
    open_file as open_file,
    read_bytes as read_bytes,
)
from .cells import (
    TABLE_ENDINGS as TABLE_ENDINGS,
    Grid as Grid,
    iter_grids as iter_grids,
    read_cells as read_cells,
    read_grid as read_grid,
    render_texts as render_texts,
)
from .characters import (
    check_characters as check_characters,
    drop_controls as drop_controls,
    escape_controls as escape_controls,
)
from .checks import (
    MAXIMUM_DRAWS as MAXIMUM_DRAWS,
    check_columns as check_columns,
    check_documents as check_documents,
    check_number as check_number,
    run_checks as run_checks,
)
from .chunks import (
    map_chunks as map_chunks,
    split_documents as split_documents,
)
from .content_cache import (
    find_cache as find_cache,
    hash_code as hash_code,
    load_cached as load_cached,
    make_key as make_key,
    save_cached as save_cached,
)
from .decoding import (
    decode_bytes as decode_bytes,
    join_lines as join_lines,
    repair_text as repair_text,
    tidy_text as tidy_text,
)
from .faults import (
    Fault as Fault,
    InputError as InputError,
    merge_faults as merge_faults,
)
from .formulas import (
    escape_formula as escape_formula,
    escape_formulas as escape_formulas,
    unescape_formula as unescape_formula,
    unescape_formulas as unescape_formulas,
)
from .headers import (
    describe_mapping as describe_mapping,
    fold_name as fold_name,
    fold_synonyms as fold_synonyms,
    match_columns as match_columns,
    read_synonyms as read_synonyms,
)
from .journal import (
    finish_writing as finish_writing,
    hash_file as hash_file,
    lock_folder as lock_folder,
    write_files as write_files,
)
from .kept_rows import keep_rows as keep_rows
from .kept_tables import (
    hash_table as hash_table,
    keep_tables as keep_tables,
)
from .latex_files import (
    escape_latex as escape_latex,
    format_latex as format_latex,
)
from .notations import (
    parse_fields as parse_fields,
    parse_json as parse_json,
    read_toml as read_toml,
)
from .schemas import (
    BASES as BASES,
    CHOICES as CHOICES,
    COMPARISONS as COMPARISONS,
    COOCCURRENCE_UNITS as COOCCURRENCE_UNITS,
    DATE_PRECISIONS as DATE_PRECISIONS,
    JOINT as JOINT,
    MODES as MODES,
    OFFICES as OFFICES,
    REFERENCE_KINDS as REFERENCE_KINDS,
    RENDITIONS as RENDITIONS,
    TABLES as TABLES,
    check_table as check_table,
    describe_table as describe_table,
    find_schema as find_schema,
    list_columns as list_columns,
    make_table as make_table,
    read_table as read_table,
    returns_table as returns_table,
)
from .shapes import (
    SHAPE as SHAPE,
    FilledText as FilledText,
    FilledTexts as FilledTexts,
    Flag as Flag,
    OptionalText as OptionalText,
    list_required_fields as list_required_fields,
    read_shape as read_shape,
)
from .size_counts import count_sizes as count_sizes, number_cells as number_cells
from .text_files import (
    TEXT_ENDINGS as TEXT_ENDINGS,
    Text as Text,
    check_beginning as check_beginning,
    list_files as list_files,
    read_text as read_text,
    split_front_matter as split_front_matter,
)
from .thresholds import (
    DAYS_BEFORE as DAYS_BEFORE,
    MINIMUM_DOCUMENTS as MINIMUM_DOCUMENTS,
    MINIMUM_HITS as MINIMUM_HITS,
    TOO_FEW as TOO_FEW,
)
from .word_lists import (
    NATIONAL as NATIONAL,
    find_data as find_data,
    read_data_rows as read_data_rows,
    read_lines as read_lines,
    read_provinces as read_provinces,
    read_word_lists as read_word_lists,
)
from .word_tables import format_docx as format_docx
from .writing import (
    describe_unwritable as describe_unwritable,
    format_csv as format_csv,
    is_abandoned as is_abandoned,
    name_process as name_process,
    open_atomic_file as open_atomic_file,
    refuse_replacing as refuse_replacing,
    replace_file as replace_file,
    write_table as write_table,
)
