"""Lucerne: a German-speaking canton with a check, a page and settings of its own."""
