"""Actors and the frames they use as a network, and frames that stand together."""
