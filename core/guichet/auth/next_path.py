"""The path to go to after sign-in, signed so that a link cannot name another one."""

from pyramid.request import Request
from webob.cookies import SignedSerializer

from guichet.web.pages import local_path


def next_token(request: Request) -> str:
    """The path of this request, signed with the desk's key."""
    token: str = _serializer(request).dumps(request.path).decode()
    return token


def read_next(request: Request, token: str) -> str:
    """The path in a token; empty when there is none or it was altered."""
    try:
        path = _serializer(request).loads(token.encode())
    except ValueError:
        return ""
    return local_path(path)


def _serializer(request: Request) -> SignedSerializer:
    return SignedSerializer(request.desk.keys("next"), "guichet.next", hashalg="sha256")
