"""The official invoice forms of the disability insurance, one package each, and their dated rates."""

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("invoice_types")
"""Marks a text of this plugin; the translations are in its own ``locales``."""
