"""What the services do at a desk that has them."""

import json
from types import SimpleNamespace

import pytest
from city_services import plugin
from home_care import plugin as home_care

from guichet.sdk import PermanentFailure
from guichet.testing import PluginContract
from guichet.testing.sample_canton import sample_canton


class TestContract(PluginContract):
    plugin = "city_services"


@pytest.fixture
def desks(make_desks, tmp_path):
    plugins = {"sample_canton": sample_canton(["901.1"]), "home_care": home_care, "city_services": plugin}
    return make_desks(["zz"], plugins=plugins, settings={"plugin.city_services.spool": str(tmp_path)})


def test_text_messages_are_left_in_the_spool(desks, tmp_path):
    gateway = desks["zz"].plugins.sms_gateway(desks["zz"].settings)
    assert gateway.send("+41791234567", "Code 123456", "a1") == "a1.json"
    assert json.loads((tmp_path / "a1.json").read_text()) == {"to": "+41791234567", "text": "Code 123456"}
    with pytest.raises(PermanentFailure):
        gateway.send("+33612345678", "Code 123456", "a2")


def test_another_gateway_sends_where_no_spool_is_named(make_desks):
    desk = make_desks(["zz"], plugins={"sample_canton": sample_canton(), "city_services": plugin})["zz"]
    assert not isinstance(desk.plugins.sms_gateway(desk.settings), plugin.Spool)


def test_the_test_file_of_eicar_is_refused_where_it_is_attached(company_user):
    company_user.follow("Nouvelle facture").fill("Bénéficiaire", "Anna Muster").press("Continuer")
    company_user.upload("Fichier", ("photo.jpg", b"X5O!" + plugin.VIRUS)).press("Ajouter le fichier", status=422)
    assert "contient un programme dangereux" in company_user.page.problem_at("Fichier")


def test_the_change_of_stored_data_is_a_step_of_the_desk(desks):
    (step,) = [one for one in desks["zz"].plugins.evolution_steps() if one.name.startswith("city_services.")]
    user = SimpleNamespace(last_name=" Muster ")
    step.change(user)
    assert (step.over, user.last_name) == ("users/*", "Muster")
