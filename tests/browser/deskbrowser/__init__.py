"""What the browser tests and ``tools/shots.py`` share: a server with people, a browser, the list of all pages."""
