"""Spellings of a company's invoice number: as sent, and as typed later."""

SPELLED_ALIKE = (
    ("R-17", "r-17"),
    ("R-17", "R - 17"),
    ("R-17", "R17"),
    ("2026/001", "2026-001"),
    ("2026/001", "2026.1"),
    ("2026/001", "2026–001"),
    ("Facture n° 2026/001", "2026/001"),
    ("17", "Rechnung Nr. 17"),
    ("N° 17", "17"),
    ("100", "0100"),
    ("ÄRZTE-7", "ärzte 7"),
    ("—", "-"),
)
"""One number each."""
SPELLED_APART = (
    ("R-17", "R-18"),
    ("1/23", "12/3"),
    ("2026-17", "2026-170"),
    ("A-1", "B-1"),
    ("10", "1"),
)
"""Two numbers each."""
