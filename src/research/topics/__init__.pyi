from .topic_models import (
    Topics as Topics,
    find_dominant_topics as find_dominant_topics,
    find_typical_statements as find_typical_statements,
    fit_topics as fit_topics,
    list_top_terms as list_top_terms,
)
