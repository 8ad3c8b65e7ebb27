from .adjudication import (
    Decisions as Decisions,
    MergedGold as MergedGold,
    NoDisagreementError as NoDisagreementError,
    find_adjudicated_coders as find_adjudicated_coders,
    make_adjudication_sheet as make_adjudication_sheet,
    merge_decisions as merge_decisions,
)
from .agreement import (
    list_disagreements as list_disagreements,
    measure_agreement as measure_agreement,
    measure_pairwise_agreement as measure_pairwise_agreement,
    measure_unitizing as measure_unitizing,
)
from .code_checks import (
    NOT_STATED as NOT_STATED,
    add_coder as add_coder,
    find_identical_coders as find_identical_coders,
)
from .coded_texts import (
    find_framed_narration as find_framed_narration,
    keep_codable as keep_codable,
)
from .disagreement_strata import (
    mark_disagreement as mark_disagreement,
)
from .drift import (
    measure_drift as measure_drift,
    measure_trend as measure_trend,
    read_coding_dates as read_coding_dates,
    read_reported as read_reported,
)
from .frozen_documents import (
    hide_frozen as hide_frozen,
    read_frozen as read_frozen,
)
from .gold import (
    CodedStatements as CodedStatements,
    read_coded as read_coded,
    read_codings as read_codings,
    read_gold as read_gold,
    read_modes as read_modes,
)
from .labelled_files import (
    ExportSelection as ExportSelection,
)
from .nominal_alpha import (
    measure_nominal_alpha as measure_nominal_alpha,
)
from .runs.coder_prompt import (
    LANGUAGES as LANGUAGES,
    NOT_CODED as NOT_CODED,
    draw_shots as draw_shots,
    make_prompt as make_prompt,
)
from .runs.coder_runs import (
    CoderTask as CoderTask,
    RunResult as RunResult,
    RunSettings as RunSettings,
    ask_coder as ask_coder,
)
from .runs.run_files import (
    RUNS as RUNS,
    find_kept as find_kept,
    list_named_files as list_named_files,
    refuse_lost_codes as refuse_lost_codes,
    refuse_other_run as refuse_other_run,
    write_run as write_run,
)
from .runs.run_items import list_run_items as list_run_items
from .runs.run_records import (
    RUN_ENDING as RUN_ENDING,
    RunRecord as RunRecord,
    Shot as Shot,
    leave_out_shots as leave_out_shots,
    list_run_names as list_run_names,
    read_run as read_run,
    read_runs as read_runs,
)
from .runs.run_secrets import hide_credentials as hide_credentials
from .sampling import (
    DISAGREEMENT as DISAGREEMENT,
    WHOLE as WHOLE,
    SamplingDesign as SamplingDesign,
    draw_sample as draw_sample,
    draw_samples as draw_samples,
    find_statement_families as find_statement_families,
    hash_text as hash_text,
    select_documents as select_documents,
)
from .sheet_columns import (
    make_sheet as make_sheet,
)
from .sheet_export import (
    choose_path as choose_path,
    find_key_path as find_key_path,
    make_key_path as make_key_path,
    read_key as read_key,
    read_sheet as read_sheet,
    write_sheet as write_sheet,
)
from .sheet_import import (
    CodedSheet as CodedSheet,
    add_codings as add_codings,
    check_coder_name as check_coder_name,
    check_day as check_day,
    check_sheet_current as check_sheet_current,
    read_coded_sheet as read_coded_sheet,
)
from .sheet_workbook import (
    render_answer_workbook as render_answer_workbook,
)
from .tool_formats import (
    render_csv as render_csv,
)
