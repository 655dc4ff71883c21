"""« Mes appareils », and the minutes that a session has left."""

import pytest

from guichet.testing.page_elements import said
from guichet.testing.people import user_of

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1"


@pytest.fixture
def open_on(desks, sign_in):
    """``open_on(FIREFOX)`` is a browser of that kind that Lea Rochat has signed in with."""

    def open_browser(user_agent, email=MANAGER):
        browser = desks.browser("be")
        browser.extra_environ["HTTP_USER_AGENT"] = user_agent
        return sign_in(browser, email)

    return open_browser


@pytest.fixture
def phone(open_on):
    return open_on(IPHONE)


@pytest.fixture
def laptop(open_on, phone, clock):
    """The device in use, signed in twenty minutes after the phone."""
    clock.forward(minutes=20)
    return open_on(FIREFOX).open("/devices")


def devices(page):
    return [said(item) for item in page.document.xpath(".//ul[@class='files']/li")]


def is_signed_in(browser):
    return browser.open("/account").page.heading == "Mon compte"


OLDEST_ENDED = "Le nombre de connexions ouvertes en même temps est limité : nous avons terminé la plus ancienne."


@pytest.mark.parametrize(("email", "most"), [(MANAGER, 5), ("clerk@be.example", 3)])
def test_sign_in_that_ends_the_oldest_session_says_so(open_on, clock, email, most):
    for _number in range(most):
        assert open_on(IPHONE, email).page.notice == ""
        clock.forward(minutes=20)  # five codes an hour
    last = open_on(FIREFOX, email)
    assert OLDEST_ENDED in last.page.notice
    assert len(devices(last.open("/devices").page)) == most


class TestMesAppareils:
    """The list, and ending what is on it."""

    def test_it_lists_the_open_sessions_this_device_first(self, laptop):
        this, other = devices(laptop.page)
        assert this.startswith("Firefox, Windows Cet appareil Connecté le 14 novembre 2026 à 13 h 20")
        assert other.startswith("Safari, iPhone Connecté le 14 novembre 2026 à 13 h 00")

    def test_it_ends_another_session_at_its_very_next_request(self, laptop, phone):
        assert is_signed_in(phone)
        laptop.press("Déconnecter Safari, iPhone")
        assert laptop.page.notice == "Cet appareil est déconnecté."
        assert len(devices(laptop.page)) == 1
        assert not is_signed_in(phone)
        assert is_signed_in(laptop)

    def test_ending_this_one_signs_out(self, laptop, phone):
        laptop.press("Déconnecter Firefox, Windows")
        assert laptop.page.notice == "Vous êtes déconnecté."
        assert not is_signed_in(laptop)
        assert is_signed_in(phone)

    def test_all_others_end_together(self, laptop, phone, open_on):
        third = open_on(IPHONE)
        laptop.open("/devices").press("Déconnecter tous les autres appareils")
        assert laptop.page.notice == "Vos autres appareils sont déconnectés."
        assert not is_signed_in(phone)
        assert not is_signed_in(third)
        assert is_signed_in(laptop)

    def test_alone_there_is_nothing_else_to_end(self, phone):
        assert "Déconnecter tous les autres appareils" not in phone.open("/devices").page.buttons()

    def test_a_double_click_ends_it_once(self, laptop, phone):
        assert laptop.send("Déconnecter Safari, iPhone").status_int == 303
        laptop.press("Déconnecter Safari, iPhone")
        rows = [row[1:] for row in laptop.open("/journal").page.rows()]
        assert rows.count(["Appareil déconnecté", "Safari, iPhone"]) == 1

    def test_a_session_of_another_user_cannot_be_ended(self, laptop, open_on, desks):
        marc = open_on(FIREFOX, COLLABORATOR)
        with desks.looking("be") as ctx:
            his = user_of(ctx, COLLABORATOR).id
            [session] = ctx.portal["sessions"].of(his)
        laptop.post_controls("/end-device", [("csrf_token", laptop.cookies["csrf"]), ("session", session.id)])
        assert is_signed_in(marc)
        assert "Appareil déconnecté" not in laptop.open("/journal").page

    @pytest.mark.parametrize("name", ["", "nowhere", "é"])
    def test_a_session_that_is_nowhere_ends_nothing(self, laptop, phone, name):
        answer = laptop.post_controls("/end-device", [("csrf_token", laptop.cookies["csrf"]), ("session", name)])
        assert answer.status_int == 303
        assert is_signed_in(phone)

    def test_a_session_past_its_longest_time_is_not_listed(self, laptop, open_on, clock):
        clock.forward(hours=11, minutes=50)
        newer = open_on(IPHONE).open("/devices")
        assert len(devices(newer.page)) == 2, "this one and the laptop, not the first phone"

    def test_a_browser_that_does_not_say_its_name_is_listed_too(self, open_on):
        assert devices(open_on("").open("/devices").page)[0].startswith("Appareil inconnu Cet appareil")


class TestTrustedBrowsers:
    """Those that are not asked for a code."""

    @pytest.fixture
    def zoe(self, ne, sign_in, desks, clock):
        sign_in(ne, "insured@ne.example")
        month, past = clock.now.replace(month=12), clock.now.replace(month=10)
        with desks.acting("ne", "insured@ne.example") as ctx:
            user_of(ctx, "insured@ne.example").trusted = (("a" * 64, month), ("b" * 64, past))
        return ne.open("/devices")

    def test_they_are_listed_with_the_day_until_when(self, zoe):
        assert devices(zoe.page)[1].startswith("Sans code jusqu’au 14 décembre 2026")
        assert len(devices(zoe.page)) == 2, "what has expired is not listed"

    def test_one_is_forgotten(self, zoe):
        zoe.press("Oublier 14 décembre 2026")
        assert zoe.page.notice == "Cet appareil ne se connectera plus sans code."
        assert "Appareils de confiance" not in zoe.page
        assert zoe.open("/journal").page.rows()[0][1] == "Appareil de confiance oublié"

    def test_forgetting_what_is_not_there_changes_nothing(self, zoe):
        zoe.post_controls("/forget-browser", [("csrf_token", zoe.cookies["csrf"]), ("browser", "nowhere")])
        assert len(devices(zoe.open("/devices").page)) == 2

    def test_without_any_the_page_says_nothing_of_them(self, phone):
        assert "Appareils de confiance" not in phone.open("/devices").page


class TestTheTimeLeft:
    """What the script that warns is told."""

    def test_every_page_of_a_signed_in_person_says_how_long_the_session_lasts(self, phone, clock):
        assert phone.open("/account").page.document.body.get("data-session-ends") == "1740"
        clock.forward(minutes=25)
        assert phone.open("/account").page.document.body.get("data-session-ends") == "1740"

    def test_near_the_longest_time_it_is_less(self, phone, clock):
        for _number in range(35):
            clock.forward(minutes=20)
            phone.open("/account")
        clock.forward(minutes=10)
        left = int(phone.open("/account").page.document.body.get("data-session-ends"))
        assert 590 <= left <= 600

    def test_a_stranger_s_page_has_neither_time_nor_warning(self, be):
        text = be.get("/").text
        assert "data-session-ends" not in text
        assert "<dialog" not in text
        assert "session.js" not in text

    def test_the_clock_time_is_on_the_page_for_those_without_script(self, phone):
        assert "Si vous n’ouvrez pas d’autre page, vous serez déconnecté à 13 h 29." in phone.open("/account").page

    def test_staying_renews_the_session(self, phone, clock):
        for _number in range(3):
            clock.forward(minutes=25)
            assert phone.get("/session", status=200).json == {"seconds": 1740}
        assert is_signed_in(phone)

    def test_staying_does_not_reach_beyond_the_longest_time(self, phone, clock):
        for _number in range(28):
            clock.forward(minutes=25)
            phone.get("/session", status=200)
        clock.forward(minutes=19, seconds=30)
        assert 0 < phone.get("/session", status=200).json["seconds"] <= 30
        clock.forward(seconds=31)
        assert phone.get("/session").status_int == 303

    def test_staying_writes_nothing(self, phone, desks):
        with desks.looking("be") as ctx:
            before = ctx.portal._p_jar.db().lastTransaction()
        phone.get("/session", status=200)
        with desks.looking("be") as ctx:
            assert ctx.portal._p_jar.db().lastTransaction() == before

    def test_a_session_that_is_over_is_not_renewed(self, phone, clock):
        clock.forward(minutes=31)
        assert phone.get("/session").status_int == 303
        assert not is_signed_in(phone)
