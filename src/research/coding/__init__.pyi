from .adjudication import (
    Decisions as Decisions,
    Merged as Merged,
    NothingToDecideError as NothingToDecideError,
    merge_decisions as merge_decisions,
    name_coders as name_coders,
    open_disagreements as open_disagreements,
)
from .agreement import (
    list_disagreements as list_disagreements,
    measure_agreement as measure_agreement,
    measure_pairs as measure_pairs,
    measure_units as measure_units,
)
from .code_checks import (
    NOT_SAID as NOT_SAID,
    enter_coder as enter_coder,
    find_alike as find_alike,
)
from .coded_texts import (
    find_framed_narration as find_framed_narration,
    keep_codable as keep_codable,
)
from .drift import (
    measure_drift as measure_drift,
    measure_trend as measure_trend,
    read_dates as read_dates,
    read_reported as read_reported,
)
from .gold import (
    Coded as Coded,
    read_coded as read_coded,
    read_codings as read_codings,
    read_frozen as read_frozen,
    read_gold as read_gold,
    read_modes as read_modes,
)
from .labelled_files import (
    Choice as Choice,
)
from .sampling import (
    Design as Design,
    draw_sample as draw_sample,
    find_statement_families as find_statement_families,
    hash_text as hash_text,
    take_documents as take_documents,
)
from .sheet_columns import (
    build_sheet as build_sheet,
)
from .sheet_export import (
    choose_path as choose_path,
    find_key as find_key,
    name_key as name_key,
    read_key as read_key,
    read_sheet as read_sheet,
    write_sheet as write_sheet,
)
from .sheet_import import (
    Reading as Reading,
    add_codings as add_codings,
    check_current as check_current,
    check_day as check_day,
    check_name as check_name,
    read_returned as read_returned,
)
