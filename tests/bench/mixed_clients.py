"""The people of a desk on a busy day, from a process of their own: ``mixed_clients.py PLAN`` prints what they waited.

Requests begin evenly, whether earlier ones have been answered or not; a wait counts from the moment at which the
request was to begin. Of a hundred requests (`WEIGHTS`) 42 are of people who write an invoice (the form 12, its script
that saves 22, start, answers with a picture, last check and sending 2 each), 31 of people who look (the guichet page
18, a sent invoice 5, its PDF copy 8), 24 of the office (the work list 13, a review 8, an acceptance 3), 3 of people who
sign in (the page 2, address and password 1). What is sent is later reviewed and accepted.
"""

import itertools
import json
import random
import re
import sys
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import crowd
from load_client import Failed, Fields, LoadClient, Target, ToldToComeBack, files_part
from sending_clients import VERSION, moved

WEIGHTS = {
    "guichet page": 18,
    "form": 12,
    "autosave": 22,
    "sent invoice": 5,
    "PDF copy": 8,
    "start": 2,
    "answers with a picture": 2,
    "last check": 2,
    "sending": 2,
    "work list": 13,
    "review": 8,
    "acceptance": 3,
    "sign-in page": 2,
    "sign-in": 1,
}
STAGES = ("start", "answers with a picture", "last check", "sending")
"""The requests of a submission, one after the other."""
THREADS = 48
"""Requests under way at once, and colleagues of the office."""
SAVED = re.compile(rb'"draft_version": ?(\d+)')


@dataclass(frozen=True)
class MixedPlan:
    """What a run of this process does."""

    target: dict[str, Any]
    rate: float
    """Requests per second."""
    warm_up: float
    """Seconds that do not count, before the others."""
    seconds: float
    companies: list[dict[str, Any]]
    """Each as the arguments of `Company`, with its cookies."""
    office: dict[str, str]
    """Cookies."""
    cases: list[str]
    """Addresses of cases that wait for a decision."""
    lists: list[str]
    """Addresses of the work list, with filters and without."""
    picture: str
    """File of the picture that is sent."""


@dataclass
class Company:
    """A company whose user has one request under way at a time."""

    client: LoadClient
    issuer: str
    draft: str
    """Address of a filled draft that stays one."""
    start: Fields
    answers: Fields
    saved: int = 0
    """How often the draft was saved; and its version."""
    version: str = ""
    submitted: int = 0
    """Submissions begun."""
    edit: str = ""
    check: str = ""
    checked: str = ""
    """Of the submission under way: addresses of form and check page, and the version that this page shows."""
    sent: str = ""
    """Address of the last invoice that was sent."""

    def give_up(self) -> None:
        """The submission under way is not gone on with."""
        self.edit = self.check = self.checked = ""


@dataclass
class Mixed:
    """A desk's people, and what they are in the middle of."""

    target: Target
    picture: bytes
    office: deque[LoadClient]
    cases: deque[str]
    lists: list[str]
    stages: dict[str, deque[Company]] = field(default_factory=lambda: {stage: deque() for stage in STAGES})
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def do(self, kind: str) -> str:
        """One request; the kind that it was: what nothing is there for yet is the guichet page."""
        if kind in ("work list", "review", "acceptance"):
            return self._at_office(kind)
        if kind.startswith("sign-in"):
            return self._visitor(kind)
        stage = next((one for one in (kind, *STAGES) if self.stages.get(one)), STAGES[0])
        company = self.stages[stage].popleft()
        goes_on = stage
        try:
            done: str = getattr(self, f"_{kind.replace(' ', '_').replace('-', '_').lower()}")(company)
            if done in STAGES:
                goes_on = STAGES[(STAGES.index(done) + 1) % len(STAGES)]
        except (Failed, ToldToComeBack):
            if kind in STAGES:
                goes_on = STAGES[0]
                company.give_up()
            raise
        finally:
            self.stages[goes_on].append(company)
        return done

    def _guichet_page(self, company: Company) -> str:
        company.client.get(company.issuer)
        return "guichet page"

    def _form(self, company: Company) -> str:
        company.client.get(f"{company.draft}edit")
        return "form"

    def _autosave(self, company: Company) -> str:
        company.saved += 1
        changed = {"draft_version": company.version} if company.version else {}
        fields = [
            (name, f"{value}-{company.saved}" if name == "number" else changed.get(name, value))
            for name, value in company.answers
        ]
        found = SAVED.search(company.client.post_script(f"{company.draft}edit", [*fields, ("autosave", "yes")]))
        if found is None:
            raise Failed("autosave without a version")
        company.version = found[1].decode()
        return "autosave"

    def _sent_invoice(self, company: Company) -> str:
        if not company.sent:
            return self._guichet_page(company)
        company.client.get(company.sent)
        return "sent invoice"

    def _pdf_copy(self, company: Company) -> str:
        if not company.sent:
            return self._guichet_page(company)
        company.client.get(f"{company.sent}copy.pdf", waiting=303)
        return "PDF copy"

    def _start(self, company: Company) -> str:
        company.give_up()
        company.edit = company.client.post(f"{company.issuer}new-invoice", company.start)
        return "start"

    def _answers_with_a_picture(self, company: Company) -> str:
        if not company.edit:
            return self._guichet_page(company)
        edit, company.edit = company.edit, ""
        company.submitted += 1
        answers = [*moved(company.answers, company.submitted), ("send", "yes")]
        company.check = company.client.post_files(edit, answers, self.picture)
        if not company.check.endswith("/check"):
            company.client.get(company.check)  # says when to come back
            raise Failed("form shown again")
        return "answers with a picture"

    def _last_check(self, company: Company) -> str:
        if not company.check:
            return self._guichet_page(company)
        found = VERSION.search(company.client.get(company.check))
        if found is None:
            raise Failed("check page without a version")
        company.checked = found[1].decode()
        return "last check"

    def _sending(self, company: Company) -> str:
        if not company.checked:
            return self._guichet_page(company)
        sent = company.client.post(company.check, [("seen", "yes"), ("version", company.checked)])
        if not sent.endswith("/sent"):
            raise Failed("check page shown again")
        company.give_up()
        company.sent = sent.removesuffix("sent")
        self.cases.append(company.sent)
        return "sending"

    def _at_office(self, kind: str) -> str:
        colleague = self.office.popleft()
        try:
            if kind == "review" and self.cases:
                colleague.get(f"{self.cases[-1]}review")
            elif kind == "acceptance" and self.cases:
                colleague.post(f"{self.cases.popleft()}accept", [("revision_number", "1")])
            else:
                colleague.get(random.choice(self.lists))
                return "work list"
        finally:
            self.office.append(colleague)
        return kind

    def _visitor(self, kind: str) -> str:
        number = next(self.numbers)
        visitor = LoadClient(self.target, {"csrf": crowd.CSRF}, f"100.64.{number // 250 % 250}.{number % 250 + 1}")
        try:
            if kind == "sign-in page":
                visitor.get("/")
            else:
                given = {"email": crowd.known(number), "password": crowd.PASSWORD, "sign_in": "yes"}
                location = visitor.post("/sign-in?next=", list(given.items()))
                if "again" in location:
                    visitor.get(location)  # says when to come back
                    raise Failed("sign-in refused")
        finally:
            visitor.close()
        return kind


def kinds(number: int) -> list[str]:
    """The kind of each request: every hundred has all of them in an order of its own, the same in each run."""
    chance, hundred = random.Random(26), [kind for kind, weight in WEIGHTS.items() for _number in range(weight)]
    return [kind for _begin in range(0, number, len(hundred)) for kind in chance.sample(hundred, len(hundred))][:number]


def run(plan: MixedPlan) -> dict[str, Any]:
    """Lets all requests begin at their moments; what each waited, by kind, and what failed."""
    target = Target(**plan.target)
    office = deque(LoadClient(target, plan.office) for _number in range(THREADS))
    picture = files_part([("ticket.jpg", Path(plan.picture).read_bytes(), "image/jpeg")])
    mixed = Mixed(target, picture, office, deque(plan.cases), plan.lists)
    for one in plan.companies:
        cookies = one.pop("cookies")
        mixed.stages[STAGES[0]].append(Company(LoadClient(target, cookies), **one))
    planned = kinds(round(plan.rate * (plan.warm_up + plan.seconds)))
    counted, turns = round(plan.rate * plan.warm_up), iter(enumerate(planned))
    taking, began = threading.Lock(), time.monotonic() + 0.5
    waits: dict[str, list[float]] = {kind: [] for kind in WEIGHTS}
    told: Counter[str] = Counter()
    failed: Counter[str] = Counter()

    def work() -> None:
        while True:
            with taking:
                number, kind = next(turns, (-1, ""))
            if not kind:
                return
            moment = began + number / plan.rate
            time.sleep(max(0.0, moment - time.monotonic()))
            try:
                done = mixed.do(kind)
            except ToldToComeBack:
                told[kind] += number >= counted
            except Exception as failure:  # of one request, which must not end the others of the run
                what = str(failure) if isinstance(failure, Failed) else type(failure).__name__
                failed[f"{kind}: {what}"] += number >= counted
            else:
                if number >= counted:
                    waits[done].append(time.monotonic() - moment)

    threads = [threading.Thread(target=work) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    companies = [company for stage in mixed.stages.values() for company in stage]
    for client in (*office, *(company.client for company in companies)):
        client.close()
    return {
        "waits": waits,
        "told": +told,
        "failed": +failed,
        "submitted": sum(company.submitted for company in companies),
        "measured_from": began + plan.warm_up,
        "ended": time.monotonic(),
    }


if __name__ == "__main__":
    used = time.process_time()
    outcome = run(MixedPlan(**json.loads(Path(sys.argv[1]).read_text())))
    print(json.dumps(outcome | {"cpu": time.process_time() - used}))
