"""A new compendium: its files from the templates in template/, and the package that it carries as a wheel."""
