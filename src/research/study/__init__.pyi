from .attribution_inputs import (
    read_attribution_inputs as read_attribution_inputs,
)
from .coder_errors import CoderErrors as CoderErrors, evaluate_coder as evaluate_coder
from .coder_frames import read_codes as read_codes, test_confirmation as test_confirmation
from .coder_studies import (
    open_by_coder as open_by_coder,
    read_coder_frames as read_coder_frames,
    read_statements as read_statements,
)
from .corpus_attribution import (
    CorpusAttribution as CorpusAttribution,
    attribute_corpus as attribute_corpus,
    evaluate_attribution as evaluate_attribution,
    evaluate_attribution_texts as evaluate_attribution_texts,
    measure_corpus_reliability as measure_corpus_reliability,
    score_corpus as score_corpus,
)
from .corpus_check import (
    check_corpus as check_corpus,
)
from .corpus_study import (
    Study as Study,
    open_study as open_study,
)
from .drawn_sheets import (
    check_correction as check_correction,
    count_shown as count_shown,
    draw_coded_sheet as draw_coded_sheet,
    open_coded_sheet as open_coded_sheet,
)
from .gold_scores import (
    evaluate_coders as evaluate_coders,
    evaluate_frames as evaluate_frames,
)
from .results.study_modules import (
    StudyModule as StudyModule,
    find_studies as find_studies,
    get_study as get_study,
)
from .results.study_runs import (
    list_studies as list_studies,
    read_study as read_study,
    run_study as run_study,
)
from .trail_tables import Trail as Trail, read_trail as read_trail
from .uncoded_documents import list_all_statements as list_all_statements
