"""Words that set one group of statements apart from another."""
