"""Laws, instruments, acts and addressees that statements name.

The public names are listed in __init__.pyi; each is loaded when it is first used.
Modules, each importing only from those before it: laws, prohibitions, named_references, reference_counts.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
