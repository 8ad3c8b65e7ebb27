from .cue_coder import (
    list_hits as list_hits,
    match_cues as match_cues,
)
from .example_tests import (
    check_sources as check_sources,
    code_examples as code_examples,
    count_examples as count_examples,
)
from .frame_files import (
    code_file as code_file,
    code_piece as code_piece,
    describe_file as describe_file,
    iter_statements as iter_statements,
)
from .frame_scores import (
    compare_coders as compare_coders,
    compare_scores as compare_scores,
    score_frames as score_frames,
    score_groups as score_groups,
)
from .gold_frames import (
    table_codings as table_codings,
)
from .label_files import (
    KEY as KEY,
    read_columns as read_columns,
    read_frames_file as read_frames_file,
    read_gold_file as read_gold_file,
)
from .prediction import (
    code_statements as code_statements,
    code_unseen as code_unseen,
    cross_code as cross_code,
)
from .training import (
    TooFewError as TooFewError,
    TrainedCoder as TrainedCoder,
    fit_coder as fit_coder,
)
