"""A form behind a link of a mail. A GET does not use the link up, since mail scanners open every link."""

from abc import abstractmethod
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from guichet.store.models import Portal
from guichet.users.link_errors import find_shown_link, link_page, refuse_link
from guichet.users.links import LinkError
from guichet.users.models import User
from guichet.web.form_view import FormView
from guichet.web.forms.nodes import Hidden, Node


class LinkFormView(FormView):
    """A form that is shown to the reader of a mail; posting it uses the link."""

    purpose = ""
    """Purpose of the link, a key of :data:`guichet.users.links.LIVES`."""
    multilingual = True
    user: User

    def __init__(self, context: Portal, request: Request) -> None:
        super().__init__(context, request)
        self.secret = request.posted("link") if request.method == "POST" else request.GET.get("link", "")

    @property
    def address(self) -> str:
        """With the secret: without it the page would be that of a link that does not work."""
        return link_page(self.request, self.secret)

    def before(self) -> Response | None:
        """Finds the user of the link; the page about a link that does not work otherwise."""
        try:
            link = find_shown_link(self.request, self.purpose, self.secret)
        except LinkError as error:
            post = self.request.method == "POST"
            return refuse_link(self.request, self.address, error) if post else self.error_page(error)
        self.user = self.request.root["users"][link.user_id]
        return None

    def initial(self) -> dict[str, Any]:
        """The secret, so that the form carries it."""
        return {"link": self.secret}

    def success(self, answers: dict[str, Any]) -> Response:
        """Uses the link, unless another request has used it meanwhile."""
        try:
            return self.use(answers)
        except LinkError as error:
            return refuse_link(self.request, self.address, error)

    @abstractmethod
    def use(self, answers: dict[str, Any]) -> Response:
        """Do what the link is for. May raise :class:`~guichet.users.links.LinkError`."""

    @abstractmethod
    def error_page(self, error: LinkError) -> Response:
        """Return the page about a link that does not work."""


def link_node() -> Node:
    """The hidden answer that carries the secret of the link."""
    return Hidden(name="link")
