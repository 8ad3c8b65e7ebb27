"""The same contrast under every defensible choice."""
