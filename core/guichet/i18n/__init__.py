"""The languages of the desk: messages, dates, money and lists as a Swiss reader expects them.

French source texts are the message ids. Anything a person reads is a :class:`TranslationString` made by ``_`` until
a :class:`Speaker` says it in that person's language.
"""

from translationstring import TranslationStringFactory

from guichet.i18n.languages import LANGUAGES, negotiate
from guichet.i18n.localizer import Localizer

_ = TranslationStringFactory("guichet")

__all__ = ["LANGUAGES", "Localizer", "_", "negotiate"]
