"""The form of one desk: a type's form with the questions that the desk's plugins add, change or remove.

Form classes are shared by all desks of the process, so the builder derives subclasses and leaves the originals as
they are: ``isinstance(line, Journey)`` holds, and the type's arithmetic runs on amended lines. Used once per desk, at
start.
"""

import dataclasses
from types import new_class
from typing import Any, cast

from guichet.declaration.containers import Lines, Section
from guichet.declaration.fields import MEMBERS, Field, Fields, nearest


class AmendmentError(ValueError):
    """Raised for an amendment that is not possible; the text names form, question and remedy."""


class FormBuilder:
    """A form being amended. Questions go by their names in paths (``"from"``).

    ::

        form.inside("lines").add("cost_centre", Text(_("Centre de coûts")), after="means")
        form.inside("lines").change("km", help_text=_("…"))
        form.remove("remark")
    """

    def __init__(self, form: type[Fields]) -> None:
        self._form = form
        self._questions: dict[str, Field[Any]] = dict(form.fields)
        self._inside: dict[str, FormBuilder] = {}
        self._changed: set[str] = set()
        self._built = False

    def inside(self, name: str) -> "FormBuilder":
        """The builder of the class inside a list or a section. Raises `AmendmentError` for any other question."""
        question = self._question(name)
        if not isinstance(question, Lines | Section):
            raise AmendmentError(f"{self._form.__name__}: {name!r} is no list and no section")
        inner = question.line if isinstance(question, Lines) else question.content
        return self._inside.setdefault(name, FormBuilder(inner))

    def add(self, name: str, question: Field[Any], *, after: str | None = None) -> None:
        """Add a question, last or behind another one. Raises `AmendmentError` for a name that is taken."""
        self._open()
        if name in self._questions or hasattr(self._form, name) or name in MEMBERS:
            raise AmendmentError(f"{self._form.__name__} already has {name!r}: choose another name, or change() it")
        if after is not None:
            self._question(after)
        entries = list(self._questions.items())
        at = len(entries) if after is None else list(self._questions).index(after) + 1
        # A copy, since the same object may be added at several desks. replace() leaves its Python name empty, which the
        # class of build() gives it: a question assigned to a finished class would have none and no place in its order.
        own = dataclasses.replace(question, name=name)
        self._questions = dict([*entries[:at], (name, own), *entries[at:]])
        self._changed.add(name)

    def change(self, name: str, **options: Any) -> None:
        """Give a question other options, e.g. ``help_text`` or ``required``; its kind stays.

        Raises `AmendmentError` for an option that its kind does not have.
        """
        question = self._question(name)
        try:
            self._questions[name] = dataclasses.replace(question, **{"name": name, **options})
        # ValueError: an option that the class sets by itself, such as ``attribute``.
        except (TypeError, ValueError) as problem:
            raise AmendmentError(f"{self._form.__name__}.{name}: {problem}") from None
        self._changed.add(name)

    def remove(self, name: str) -> None:
        """Remove an optional question; the type's arithmetic then reads None.

        Raises `AmendmentError` for one that is required, also by a condition, and for a section.
        """
        question = self._question(name)
        needed = question.min_items > 0 if isinstance(question, Lines) else question.required is not False
        if needed or isinstance(question, Section):
            raise AmendmentError(f"{self._form.__name__}.{name} is needed by its type: only what is optional can go")
        del self._questions[name]

    def build(self) -> type[Fields]:
        """The amended form, or the form itself where nothing was amended. Closes the builder: later calls raise."""
        self._open()
        self._built = True
        for name, builder in self._inside.items():
            self._put_inside(name, builder.build())
        if not self._changed and len(self._questions) == len(self._form.fields):
            return self._form
        namespace: dict[str, Any] = {"__doc__": self._form.__doc__, "__module__": self._form.__module__}
        attributes = [self._attribute(name) for name in self._questions]
        for name, attribute in zip(self._questions, attributes, strict=True):
            if name in self._changed:
                namespace[attribute] = self._questions[name]
        # Named in ``without``, since a subclass inherits every question of its base.
        removed = {field.attribute for name, field in self._form.fields.items() if name not in self._questions}
        bases, keywords = (self._form,), {"first": attributes, "without": removed}
        return cast(type[Fields], new_class(self._form.__name__, bases, keywords, lambda own: own.update(namespace)))

    def _put_inside(self, name: str, built: type[Fields]) -> None:
        question = self._questions.get(name)
        if isinstance(question, Lines) and built is not question.line:
            self._questions[name] = dataclasses.replace(question, line=built)
            self._changed.add(name)
        elif isinstance(question, Section) and built is not question.content:
            self._questions[name] = dataclasses.replace(question, content=built)
            self._changed.add(name)

    def _attribute(self, name: str) -> str:
        """The Python name: that of the original for a changed question, the given one for an added question."""
        original = self._form.fields.get(name)
        return name if original is None else original.attribute

    def _question(self, name: str) -> Field[Any]:
        self._open()
        if name not in self._questions:
            raise AmendmentError(f"{self._form.__name__} has no question {name!r}{nearest(name, self._questions)}")
        return self._questions[name]

    def _open(self) -> None:
        if self._built:
            raise AmendmentError(f"{self._form.__name__} is already built: amend it in guichet_amend_form only")
