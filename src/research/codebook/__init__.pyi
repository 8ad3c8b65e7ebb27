from .codebook_checks import (
    list_cue_overlaps as list_cue_overlaps,
    read_codebook as read_codebook,
)
from .codebook_page import (
    render_html as render_html,
    render_markdown as render_markdown,
)
from .cue_patterns import (
    MAXIMUM_WINDOW as MAXIMUM_WINDOW,
    Cue as Cue,
    CueIndex as CueIndex,
    Hit as Hit,
    Pattern as Pattern,
    find_hits as find_hits,
    find_match_stop as find_match_stop,
    index_cues as index_cues,
    parse_pattern as parse_pattern,
)
from .cue_terms import find_cue_terms as find_cue_terms
from .definitions import (
    NO_FRAME as NO_FRAME,
    Codebook as Codebook,
    Coder as Coder,
    Example as Example,
    Frame as Frame,
    FrameRule as FrameRule,
    check_codes as check_codes,
    is_coder_name as is_coder_name,
    map_offices as map_offices,
    mark_officials as mark_officials,
)
from .labels import (
    Labels as Labels,
    PlacedExample as PlacedExample,
    list_examples as list_examples,
    list_frame_rules as list_frame_rules,
    list_frames as list_frames,
    list_labels as list_labels,
)
from .negation import (
    Grammar as Grammar,
    MarkedSentence as MarkedSentence,
    find_governors as find_governors,
    mark_sentence as mark_sentence,
    read_grammar as read_grammar,
)
from .refi_qda import (
    Imported as Imported,
    export_codebook as export_codebook,
    import_codebook as import_codebook,
)
from .themes import read_themes as read_themes
