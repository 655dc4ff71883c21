"""The core's message domain, apart from what translates it: the pure rooms mark their texts without Pyramid."""

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("guichet")
"""Marks a French source text for translation; a text stays lazy until a localizer writes it for one reader."""
