from .codebook_page import (
    render_codebook as render_codebook,
    render_page as render_page,
)
from .cue_patterns import (
    WIDEST_WINDOW as WIDEST_WINDOW,
    Cue as Cue,
    CueIndex as CueIndex,
    Hit as Hit,
    Pattern as Pattern,
    find_hits as find_hits,
    find_stop as find_stop,
    index_cues as index_cues,
    parse_pattern as parse_pattern,
)
from .definitions import (
    NO_FRAME as NO_FRAME,
    Codebook as Codebook,
    Coder as Coder,
    Frame as Frame,
    judge_codes as judge_codes,
    list_overlaps as list_overlaps,
    map_offices as map_offices,
    names_coder as names_coder,
    read_codebook as read_codebook,
)
from .labels import (
    Labels as Labels,
    label_codes as label_codes,
    list_examples as list_examples,
    list_frames as list_frames,
)
from .negation import (
    Grammar as Grammar,
    Sentence as Sentence,
    find_governors as find_governors,
    mark_sentence as mark_sentence,
    read_grammar as read_grammar,
)
from .refi_qda import (
    Imported as Imported,
    export_codebook as export_codebook,
    import_codebook as import_codebook,
)
