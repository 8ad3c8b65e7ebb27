"""Correction of a coder's shares by gold."""
