"""Text to tokens, stems and term matrices; phrases, stop words, names found and masked; cleaning.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: affixes, kept_stems, lexicon, gazetteer, sastrawi_stems, stemming,
person_names, organisations, complements, posts, holders, mentions, stem_collisions, cleaning.edits, cleaning.markup,
cleaning.vocabulary, cleaning.glued_words, cleaning.line_breaks, cleaning.lost_blanks, cleaning.quotation_marks,
cleaning.symbols, cleaning.cleaned_text, tokens, masking, type_counts, term_matrix.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
