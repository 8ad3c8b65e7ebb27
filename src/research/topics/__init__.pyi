from .topic_models import (
    Topics as Topics,
    cross_frames as cross_frames,
    find_dominant as find_dominant,
    find_typical as find_typical,
    fit_topics as fit_topics,
    list_top_terms as list_top_terms,
)
