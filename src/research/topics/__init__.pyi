from .covariate_effects import estimate_topic_effects as estimate_topic_effects
from .intrusion_items import (
    count_topic_members as count_topic_members,
    draw_statement_intrusion as draw_statement_intrusion,
    draw_word_intrusion as draw_word_intrusion,
)
from .intrusion_scores import (
    measure_intrusion_agreement as measure_intrusion_agreement,
    score_intrusion as score_intrusion,
)
from .intrusion_sheets import (
    read_intrusion_answers as read_intrusion_answers,
    read_intrusion_key as read_intrusion_key,
    write_intrusion_sheet as write_intrusion_sheet,
)
from .keyword_topics import (
    KeywordTopics as KeywordTopics,
    fit_keyword_topics as fit_keyword_topics,
)
from .model_fits import METHODS as METHODS
from .shuffled_text import shuffle_terms as shuffle_terms
from .topic_labels import (
    TopicLabel as TopicLabel,
    apply_topic_labels as apply_topic_labels,
    list_labelled_topics as list_labelled_topics,
    read_topic_labels as read_topic_labels,
)
from .topic_lists import (
    find_dominant_topics as find_dominant_topics,
    find_typical_statements as find_typical_statements,
    list_top_terms as list_top_terms,
    number_topics as number_topics,
)
from .topic_matches import match_topics as match_topics
from .topic_models import (
    Topics as Topics,
    fit_topics as fit_topics,
)
from .topic_refits import (
    Refits as Refits,
    refit_topics as refit_topics,
)
from .topic_support import (
    EXCESS as EXCESS,
    MINIMUM_DOCUMENTS as MINIMUM_DOCUMENTS,
    TOPIC_COUNTS as TOPIC_COUNTS,
    TopicSupport as TopicSupport,
    choose_topic_count as choose_topic_count,
    measure_topic_support as measure_topic_support,
    search_topic_count as search_topic_count,
)
