from .cue_coder import (
    code_with_cues as code_with_cues,
    list_hits as list_hits,
)
from .example_tests import (
    check_example_sources as check_example_sources,
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
    score_frames as score_frames,
    score_frames_by_split as score_frames_by_split,
    score_groups as score_groups,
)
from .gold_frames import (
    make_frames as make_frames,
)
from .label_files import (
    KEY as KEY,
    UNNAMED as UNNAMED,
    read_columns as read_columns,
    read_frames_file as read_frames_file,
    read_gold_file as read_gold_file,
)
