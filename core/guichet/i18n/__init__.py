"""The languages of the desk: messages, dates, money and lists as a Swiss reader expects them.

French source texts are the message ids. Anything a person reads is a :class:`TranslationString` made by ``_`` until
a :class:`Localizer` translates it into that person's language.
"""

from guichet.i18n.domain import _
from guichet.i18n.languages import LANGUAGES, negotiate
from guichet.i18n.localizer import Localizer, Plural

__all__ = ["LANGUAGES", "Localizer", "Plural", "_", "negotiate"]
