"""A database whose address holds no password: libpq finds it in its file."""

from urllib.parse import urlsplit

from guichet.store.database import is_empty, open_database


def test_password_may_stand_in_the_file_of_libpq(cluster, tmp_path, monkeypatch):
    cluster.create_database("by_file")
    uri = cluster.uri("by_file")
    password = urlsplit(uri).password
    file = tmp_path / "pgpass"
    file.write_text(f"127.0.0.1:{cluster.port}:*:*:{password}\n")
    file.chmod(0o400)
    monkeypatch.setenv("PGPASSFILE", str(file))
    db = open_database(uri.replace(f":{password}@", "@") + "&driver=psycopg2&connection_pool_size=3", "be")
    assert is_empty(db)
    assert db.getPoolSize() == 3
    db.close()
