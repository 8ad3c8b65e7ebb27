from .cleaning.cleaned_text import (
    Cleaned as Cleaned,
    clean_markup as clean_markup,
    clean_text as clean_text,
    describe_notes as describe_notes,
)
from .gazetteer import (
    NATIONAL as NATIONAL,
    find_dateline as find_dateline,
    propose_national as propose_national,
    propose_region as propose_region,
    read_gazetteer as read_gazetteer,
)
from .lexicon import (
    Phrases as Phrases,
    Words as Words,
    index_phrases as index_phrases,
    index_regions as index_regions,
    join_bare_verbs as join_bare_verbs,
    match_phrase as match_phrase,
    read_bare_verbs as read_bare_verbs,
    read_group as read_group,
    read_words as read_words,
    skip_note as skip_note,
    split_words as split_words,
)
from .masking import (
    KINDS as KINDS,
    find_names as find_names,
    mask_names as mask_names,
)
from .mentions import (
    find_mentions as find_mentions,
)
from .person_names import (
    Mention as Mention,
    Office as Office,
    is_host as is_host,
)
from .stemming import (
    LONGEST_WORD as LONGEST_WORD,
    compare_stems as compare_stems,
    mend_stem as mend_stem,
    read_overrides as read_overrides,
    stem_words as stem_words,
)
from .tokens import (
    STEMS as STEMS,
    TOKEN as TOKEN,
    Matrix as Matrix,
    Terms as Terms,
    build_terms as build_terms,
    find_signs as find_signs,
    find_tokens as find_tokens,
    join_phrases as join_phrases,
    normalise as normalise,
    read_phrases as read_phrases,
    read_stop_words as read_stop_words,
    report_collisions as report_collisions,
    stem_types as stem_types,
    tokenise as tokenise,
)
