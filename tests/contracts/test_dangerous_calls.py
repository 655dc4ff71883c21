"""What the code never does with text from outside: run it, unpickle it, compile it (ASVS 1.2, 1.3, 1.5, 11.4, 15.3)."""

import ast
import re

import pytest

ALLOWED = {
    # A command of constants, of the interpreter's path and of a descriptor's number.
    ("starts a program", "core/guichet/documents/file_cleaner.py"),
    # A command of constants and of the interpreter's path.
    ("starts a program", "core/guichet/documents/drawing.py"),
    # pg_dump and pg_restore, with constants and the address of the database from the settings; two constant questions.
    ("starts a program", "core/guichet/backup/postgres_backup.py"),
    ("asks a database in its own language", "core/guichet/backup/postgres_backup.py"),
    # Constant statements: advisory locks of PostgreSQL.
    ("asks a database in its own language", "core/guichet/store/write_lock.py"),
    # timedatectl, with constants; at the command line of an operator.
    ("starts a program", "core/guichet/cli/doctor/machine_checks.py"),
    # The method of waitress that writes an answer, which has the name of another one.
    ("asks a database in its own language", "core/guichet/web/http_server.py"),
    # This Python, and the module of an installed plugin, by an author who checks it.
    ("starts a program", "core/guichet/testing/quality/source_rules.py"),
    # ``string.Template``, which puts values into text and runs nothing; at the command line of an author.
    ("makes a template of text", "core/guichet/cli/scaffold/render.py"),
    # Words of a field's declaration, escaped; compiled when the module is imported.
    ("compiles a regular expression of variables", "core/guichet/values/surroundings.py"),
    # A token that the process draws, of hexadecimal digits.
    ("compiles a regular expression of variables", "core/guichet/web/html_frames.py"),
    # Asked for by a browser of a test, whose requests to other hosts are refused by it.
    ("makes links with the host that a browser says", "core/guichet/testing/chromium.py"),
    # At most 30 marks in a row, or a short text.
    ("sorts the marks of a text", "core/guichet/values/unicode_forms.py"),
    # Reads the text of a paper copy, in a test.
    ("opens a PDF to draw it, without its form", "core/guichet/testing/sent_invoices.py"),
    # Forms and all: what was filled in is drawn.
    ("opens a PDF to draw it, without its form", "core/guichet/documents/cleaning/pdf_pages.py"),
    # The names of a table's columns, which the code writes.
    # The checksum of a chunk, which the format prescribes.
    ("hashes by what is broken", "core/guichet/documents/cleaning/picture_metadata.py"),
}
CALLS = {
    "runs text as code": r"(builtins\.)?(eval|exec|compile|__import__)",
    "runs a shell": r"os\.(system|popen|exec\w+|spawn\w+|posix_spawn\w*)|.*\b(getoutput|getstatusoutput)",
    "starts a program": r"(subprocess\.)?(Popen|run|call|check_call|check_output)",
    "reads objects that may name any function": r"(zodb|c)?pickle\.\w+|(marshal|shelve|dill|joblib)\.\w+|.*Unpickler",
    "reads XML": r".*\b(ElementTree|etree|minidom|pulldom|sax|expat)\.\w+|.*\bXMLParser",
    "asks a database in its own language": r".*\.(execute|executemany|executescript|cursor)",
    "makes a template of text": r"(.*\.)?(PageTemplate|PageTextTemplate|Template)|.*\.(cook|format_map)",
    "hashes by what is broken": r"(hashlib\.)?(md5|sha1|new)|.*\bcrc32",
    # Its fields would be empty in the picture: `guichet.documents.cleaning.pdf_pages` draws them.
    "opens a PDF to draw it, without its form": r"(pypdfium2\.)?PdfDocument",
    "draws an id that can be guessed": r"(uuid\.)?uuid[1-5]",
    # Quadratic in the marks on a letter, holding the interpreter's lock: `guichet.values.unicode_forms` bounds them.
    "sorts the marks of a text": r"unicodedata\.(normalize|is_normalized)",
}
ATTRIBUTES = {
    "reads a field wherever it stands, in address or body": r"(self\.)?request\.params",
    "reads a body without the limits of form_body": r"(self\.)?request\.(body|json|json_body|body_file|text)",
    "makes links with the host that a browser says": r"(self\.)?request\.(host_url|application_url|path_url|url)",
}
EXAMPLES = {
    "runs text as code": "eval(text)",
    "runs a shell": "os.system(text)",
    "starts a program": "subprocess.run(command)",
    "reads objects that may name any function": "pickle.loads(text)",
    "reads XML": "ElementTree.fromstring(text)",
    "asks a database in its own language": "connection.cursor().execute(text)",
    "makes a template of text": "chameleon.PageTemplate(text)",
    "hashes by what is broken": "hashlib.md5(text)",
    "opens a PDF to draw it, without its form": "pypdfium2.PdfDocument(content)",
    "draws an id that can be guessed": "uuid.uuid4()",
    "sorts the marks of a text": "unicodedata.normalize('NFC', text)",
    "reads a field wherever it stands, in address or body": "request.params['a']",
    "reads a body without the limits of form_body": "self.request.body",
    "makes links with the host that a browser says": "request.host_url + path",
    "compiles a regular expression of variables": "def f(text):\n    return re.compile(text)",
}


@pytest.fixture(scope="module")
def found(sources, root):
    """What each module does: name of what is done → places, e.g. ``core/guichet/app.py:12``."""
    done = {what: [] for what in EXAMPLES}
    for file in sources:
        for what, line in deeds(ast.parse(file.read_text())):
            done[what].append(f"{file.relative_to(root).as_posix()}:{line}")
    return done


@pytest.mark.parametrize("what", EXAMPLES)
def test_no_code(what, found):
    assert [place for place in found[what] if (what, place.partition(":")[0]) not in ALLOWED] == []


@pytest.mark.parametrize("what", EXAMPLES)
def test_code_is_found_that(what):
    assert what in [done for done, _line in deeds(ast.parse(EXAMPLES[what]))]


def test_each_exception_is_still_needed(found):
    assert [
        (what, name) for what, name in ALLOWED if name not in {place.partition(":")[0] for place in found[what]}
    ] == []


def deeds(tree):
    """What a module does of all this, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = dotted(node.func)
            yield from ((what, node.lineno) for what in CALLS if re.fullmatch(CALLS[what], called))
            if any(given.arg == "shell" for given in node.keywords):
                yield "runs a shell", node.lineno
        elif isinstance(node, ast.Attribute):
            yield from ((what, node.lineno) for what in ATTRIBUTES if re.fullmatch(ATTRIBUTES[what], dotted(node)))
        elif isinstance(node, (ast.FunctionDef, ast.Lambda)):
            # A module's own constants are made of constants; a function is given what its caller has.
            patterns = [call for call in ast.walk(node) if isinstance(call, ast.Call) and is_variable_pattern(call)]
            yield from (("compiles a regular expression of variables", call.lineno) for call in patterns)


def dotted(node):
    """The name of what is called or asked for, e.g. ``self.request.body``; ``?`` for a part that is no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def is_variable_pattern(call):
    takes_pattern = re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|split|findall|finditer)", dotted(call.func))
    return bool(takes_pattern and call.args) and not isinstance(call.args[0], ast.Constant)
