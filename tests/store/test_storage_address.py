"""What libpq is told of an address of PostgreSQL."""

from urllib.parse import urlsplit

import pytest

from guichet.store.storage_address import libpq_dsn

WHOLE = "postgres://guichet:secret@db.example:5433/guichet_be?driver=psycopg2"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (WHOLE, "dbname='guichet_be' user='guichet' password='secret' host='db.example' port='5433'"),
        # The server's own port, and the password in ~/.pgpass.
        ("postgres://guichet@db.example/guichet_be", "dbname='guichet_be' user='guichet' host='db.example'"),
        # The socket of this machine, where PostgreSQL knows the user.
        ("postgres://guichet@/guichet_be", "dbname='guichet_be' user='guichet'"),
        ("postgres://u:a%40b%27%5C@db/be", r"dbname='be' user='u' password='a@b\'\\' host='db'"),
    ],
)
def test_only_what_an_address_names_is_said(address, told):
    assert libpq_dsn(urlsplit(address)) == told
