"""« Extensions »: the plugins of the desk, for administrators."""
