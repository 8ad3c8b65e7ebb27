from .affixes import (
    find_roots as find_roots,
)
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
    is_activity_noun as is_activity_noun,
    make_bare_verb_pattern as make_bare_verb_pattern,
    match_phrase as match_phrase,
    read_bare_verbs as read_bare_verbs,
    read_word_group as read_word_group,
    read_word_list as read_word_list,
    skip_parenthesis as skip_parenthesis,
    split_words as split_words,
)
from .masking import (
    NAME_KINDS as NAME_KINDS,
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
from .stem_collisions import (
    compare_stems as compare_stems,
)
from .stemming import (
    MAXIMUM_WORD as MAXIMUM_WORD,
    read_overrides as read_overrides,
    read_root_words as read_root_words,
    repair_stem as repair_stem,
    stem_words as stem_words,
    strip_clitic as strip_clitic,
)
from .term_matrix import (
    STEMS as STEMS,
    Matrix as Matrix,
    Terms as Terms,
    count_terms as count_terms,
    report_collisions as report_collisions,
)
from .tokens import (
    TOKEN as TOKEN,
    find_separators as find_separators,
    find_tokens as find_tokens,
    join_phrases as join_phrases,
    normalise as normalise,
    read_phrases as read_phrases,
    read_stop_words as read_stop_words,
    stem_types as stem_types,
    tokenise as tokenise,
)
from .type_counts import number_tokens as number_tokens
