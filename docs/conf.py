"""How ``make docs`` makes a site of these pages. They are Markdown, to be read in a terminal too: ``guichet docs``."""

project = "guichet"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "guichet"
myst_heading_anchors = 4
"""Levels of headings that a link may lead to; GitHub makes the same anchors."""
