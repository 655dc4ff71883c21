"""People who sign in or forget their password, each from a machine of their own; run beside the measurements.

``crowd.py PORT HOST RATE SECONDS`` lets them arrive at that rate, whether earlier ones have been answered or not, and
prints how many got which status, as JSON.
"""

import http.client
import ipaddress
import itertools
import json
import secrets
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

PASSWORD = "ours-lampe-violon-88"  # noqa: S105  # of people who exist in the measurements only
PEOPLE = 600
CSRF = secrets.token_hex(20)
FORM = "application/x-www-form-urlencoded"
PATIENCE = 30
_machines = itertools.count(int(ipaddress.ip_address("100.64.0.1")) + secrets.randbelow(2**20))


def known(number: int) -> str:
    """Address of an account."""
    return f"visiteur-{number % PEOPLE}@exemple.example"


def unknown(number: int) -> str:
    """As long as the address of an account, and of none."""
    return f"passants-{number % PEOPLE}@exemple.example"


def sign_in(port: int, host: str, email: str, password: str = PASSWORD) -> tuple[int, float]:
    """Sends the sign-in form; the status, and how many milliseconds it took."""
    return _post(port, host, "/sign-in?next=", {"email": email, "password": password, "sign_in": "yes"})


def forget(port: int, host: str, email: str) -> tuple[int, float]:
    """Sends the form of a forgotten password."""
    return _post(port, host, "/forgot-password", {"email": email, "send": "yes"})


def _post(port: int, host: str, path: str, fields: dict[str, str]) -> tuple[int, float]:
    headers = {
        "Host": host,
        "Content-Type": FORM,
        "Cookie": f"__Host-csrf={CSRF}",
        # As the proxy in front of a desk says it: limits count per machine.
        "X-Forwarded-For": str(ipaddress.ip_address(next(_machines))),
        "X-Forwarded-Proto": "https",
        "Origin": f"https://{host}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    began = time.perf_counter()
    try:
        connection.request("POST", path, urlencode({"csrf_token": CSRF, **fields}), headers)
        response = connection.getresponse()
        response.read()
        taken, location = (time.perf_counter() - began) * 1000, response.getheader("Location") or ""
        if "again=yes" not in location:
            return response.status, taken
        # Wrong passwords and full queues both lead back to the form with 303: the page tells them apart by its status.
        kept = [header.partition(";")[0] for header in response.headers.get_all("Set-Cookie", [])]
        again = {**headers, "Cookie": "; ".join([headers["Cookie"], *kept])}
        connection.request("GET", location.removeprefix(f"https://{host}"), headers=again)
        return connection.getresponse().status, taken
    finally:
        connection.close()


def complete_sign_in(port: int, host: str, rate: float, seconds: float) -> Counter[int]:
    """Lets people arrive evenly; counts the statuses of their answers."""
    with ThreadPoolExecutor(max_workers=int(rate) * 2) as pool:
        began, answers = time.monotonic(), []
        for number in range(int(rate * seconds)):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            answers.append(pool.submit(sign_in, port, host, known(number)))
        return Counter(answer.result()[0] for answer in answers)


def press_on(port: int, host: str, at_once: int, seconds: float) -> Counter[int]:
    """So many people at once, one after the other without a pause; counts the statuses of their answers."""

    def one_after_the_other(first: int) -> Counter[int]:
        statuses: Counter[int] = Counter()
        end = time.monotonic() + seconds
        for number in itertools.count(first, at_once):
            if time.monotonic() > end:
                return statuses
            statuses[sign_in(port, host, known(number))[0]] += 1
        return statuses

    with ThreadPoolExecutor(max_workers=at_once) as pool:
        return sum(pool.map(one_after_the_other, range(at_once)), Counter())


if __name__ == "__main__":
    print(json.dumps(complete_sign_in(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))))  # noqa: T201
