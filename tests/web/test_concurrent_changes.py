"""Two pages of one stored record: what of each is stored."""

from guichet.web.concurrent_changes import digests, flat, merge, nested, read, written

BEFORE = {"street": "Aareweg 4", "town": "Bern", "remark": "a\nb"}


def merged(stored, typed):
    return merge(digests(BEFORE), BEFORE | stored, BEFORE | typed)


def test_what_only_one_page_has_changed_is_merged():
    assert merged({"street": "Kramgasse 1"}, {"town": "Thun"}) == (
        BEFORE | {"street": "Kramgasse 1", "town": "Thun"},
        [],
    )


def test_a_question_changed_on_both_pages_is_a_conflict_unless_they_agree():
    assert merged({"street": "Kramgasse 1"}, {"street": "Rue 2"}) == (BEFORE | {"street": "Rue 2"}, ["street"])
    assert merged({"street": "Rue 2"}, {"street": "Rue 2"}) == (BEFORE | {"street": "Rue 2"}, [])


def test_the_line_ends_of_a_browser_are_no_change():
    assert merged({"remark": "c"}, {"remark": "a\r\nb"}) == (BEFORE | {"remark": "c"}, [])


def test_digests_are_read_as_written_and_forged_ones_decide_nothing():
    assert read(written(digests(BEFORE))) == digests(BEFORE)
    for forged in ("", "x", ":", "street", "nowhere:1 street:", "\x7f"):
        answers, _conflicts = merge(read(forged), BEFORE | {"town": "Thun"}, BEFORE | {"street": "Rue 2"})
        assert answers["street"] == "Rue 2"


def test_answers_of_a_group_are_compared_one_by_one():
    cstruct = {"fr": {"heading": "a", "text": "b"}, "roles": ["clerk"], "note": ""}
    assert flat(cstruct) == {"fr.heading": "a", "fr.text": "b", "roles": ["clerk"], "note": ""}
    assert nested(flat(cstruct)) == cstruct
