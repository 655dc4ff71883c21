"""The core's message domain, in a module without Pyramid: the rooms that may not import it mark texts too."""

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("guichet")
"""Marks a French source text for translation; it is translated when a localizer is called with it."""
