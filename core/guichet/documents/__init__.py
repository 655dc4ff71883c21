"""Paper and files: the PDF copy that a sender keeps, and the intake of what a sender attaches."""
