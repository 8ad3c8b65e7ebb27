"""Networks of actors and the frames they use, and co-occurrence of frames."""
