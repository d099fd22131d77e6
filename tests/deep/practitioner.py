"""A practitioner at a browser with two tabs, on a bad line: sends twice, late, and at once.

Everything that is sent is written down, with the moment when it was first sent and the one when it
was first acknowledged: answered with the way to the next place.
"""

import http.client
import random
import re
import secrets
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Event
from typing import Any
from urllib.parse import urlencode, urlsplit

SECONDS_FOR_A_REPLY = 10
SECONDS_OF_PATIENCE = 90
REFUSALS = {302, 422}
NEVER = float("inf")
UUID = "[0-9a-f-]{36}"
STEP = re.compile(rf"/learning/{UUID}/(\d+)/")


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: list[str] = field(default_factory=list)


class FormsOf(HTMLParser):
    """The forms of a page: hidden fields, and what can be chosen; and the way past a note."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.forms, self.past_the_note = path, {}, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and (given.get("href") or "").startswith("?seen="):
            self.past_the_note = f"{self.path}{given['href']}"
        elif tag == "form":
            self.form = Form(given.get("action") or self.path)
            self.forms[self.form.action] = self.form
        elif tag == "input" and given.get("type") == "hidden":
            self.form.fields[given["name"]] = given["value"]
        elif tag == "input" and given.get("type") == "radio":
            self.form.choices.append(given["value"])


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    text: str


@dataclass(frozen=True)
class Page:
    path: str
    forms: dict[str, Form]
    past_the_note: str


@dataclass(eq=False)
class Sent:
    """Something to be done, with all the times it was sent; `acknowledgement` is its next place."""

    kind: str
    path: str
    fields: dict[str, Any]
    acknowledgement: str
    what: dict[str, Any]
    moments: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    led_to: set[str] = field(default_factory=set)

    @property
    def first_sent(self) -> float:
        return min(self.moments)

    @property
    def acknowledged_by(self) -> float:
        return min(self.acknowledged, default=NEVER)


class Practitioner:
    def __init__(self, port: int, session: str, chance: random.Random) -> None:
        self.port, self.chance = port, chance
        self.cookies = f"sessionid={session}; csrftoken={secrets.token_hex(16)}"
        self.ledger: list[Sent] = []
        self.told: Counter[str] = Counter()
        self.tabs = ThreadPoolExecutor(2)

    # What a browser does

    def ask(self, method: str, path: str, fields: dict[str, Any] | None = None) -> Reply | None:
        """The server's reply; None where there was none, or one that says nothing (5xx)."""
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = None if fields is None else urlencode(fields, doseq=True)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_FOR_A_REPLY)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            reply = Reply(answer.status, answer.headers["Location"] or "", answer.read().decode())
        except (OSError, http.client.HTTPException) as error:
            self.told[type(error).__name__] += 1
            return None
        finally:
            line.close()
        if reply.status >= 500:
            self.told[f"{reply.status} of {method} {re.sub(UUID, 'KEY', path)}"] += 1
            return None
        return reply

    def until_told(self, ask: Callable[[], Reply | None], what: str) -> Reply:
        deadline = time.monotonic() + SECONDS_OF_PATIENCE
        while time.monotonic() < deadline:
            if reply := ask():
                return reply
            time.sleep(0.05)
        raise AssertionError(f"{what}: no reply for {SECONDS_OF_PATIENCE} seconds; {self.told}")

    def open(self, path: str) -> Page:
        for _ in range(6):
            reply = self.until_told(lambda: self.ask("GET", path), f"GET {path}")  # noqa: B023 -- called at once
            if reply.status == 200:
                here = urlsplit(path).path
                found = FormsOf(here, reply.text)
                return Page(here, found.forms, found.past_the_note)
            assert reply.status == 302, f"GET {path}: {reply.status}"
            path = reply.location
        raise AssertionError(f"GET leads on and on, at last to {path}")

    def send_once(self, sent: Sent) -> Reply | None:
        moment = time.monotonic()
        sent.moments.append(moment)
        reply = self.ask("POST", sent.path, sent.fields)
        if reply is None:
            return None
        assert reply.status in REFUSALS, f"POST {sent.path} {sent.fields}: {reply.status}"
        if reply.status == 302 and re.fullmatch(sent.acknowledgement, reply.location):
            sent.acknowledged.append(time.monotonic())
            sent.led_to.add(reply.location)
        return reply

    def send(self, sent: Sent) -> None:
        """Again and again, as it is, until the server has said something."""
        self.until_told(lambda: self.send_once(sent), f"POST {sent.path} {sent.fields}")

    def send_at_once(self, *several: Sent) -> None:
        """In two tabs, at the same moment."""
        for tab in [self.tabs.submit(self.send, sent) for sent in several]:
            tab.result()

    def send_somehow(self, sent: Sent) -> None:
        """Once or twice, and twice at the same moment or one after the other."""
        for several in self.chance.choice([[(sent,)], [(sent, sent)], [(sent,), (sent,)]]):
            self.send_at_once(*several)

    def send_late(self, kind: str, attempt: str) -> None:
        """Something that was acknowledged before, as it was then."""
        before = [
            sent for sent in self.ledger if sent.kind == kind and sent.what["attempt"] == attempt
        ]
        if before := [sent for sent in before if sent.acknowledged]:
            self.told["sent late"] += 1
            self.send(self.chance.choice(before))

    def note(self, kind: str, form: Form, acknowledgement: str, *, more=(), **what: Any) -> Sent:
        sent = Sent(kind, form.action, {**form.fields, **dict(more)}, acknowledgement, what)
        self.ledger.append(sent)
        return sent

    # What a practitioner does

    def learn(self, enrolments: list[str], questions: list[dict[str, Any]], enough: Event) -> None:
        """One course after another; the last one that was begun is gone through all the same."""
        self.questions = questions
        with self.tabs:
            for enrolment in enrolments:
                if not enough.is_set():
                    self.take(enrolment, leave_at=self.chance.choice([0, 0, 0, 2, 3, 4]))

    def take(self, enrolment: str, leave_at: int) -> None:
        """A course of a lesson, a quiz, a scenario and a lesson; some leave before it is done."""
        for turn in range(8):
            here = STEP.fullmatch(self.open(f"/learning/{enrolment}/").path)
            if here is None:
                if self.chance.random() < 0.3:  # practises, which completes nothing
                    self.quiz(f"/learning/{enrolment}/2/", by_heart=False, finish=True)
                return
            step, leaves = here.group(0), int(here.group(1)) == leave_at
            match int(here.group(1)):
                case 2:
                    self.quiz(step, by_heart=turn > 1, finish=not leaves)
                case 3:
                    self.scenario(step, finish=not leaves, last=leave_at == 0)
                case _ if not leaves:
                    self.send_somehow(self.read(step))
            if leaves:
                return
        raise AssertionError(f"The course {enrolment} does not end.")

    def read(self, step: str) -> Sent:
        """A lesson, up to its “Continue”."""
        form = self.open(step).forms[f"{step}done/"]
        _, _, enrolment, position, _ = step.split("/")
        following = f"/learning/{enrolment}/" + ("2/" if position == "1" else "")
        return self.note("lesson", form, following, enrolment=enrolment, position=int(position))

    def start(self, step: str) -> str:
        """Begins once, twice or in two tabs; the attempt's key."""
        pages = [self.open(step) for _ in range(self.chance.choice([1, 1, 2]))]
        forms = [page.forms[f"{step}start/"] for page in pages]
        started = [
            self.note("start", form, f"/attempts/{UUID}/", key=form.fields["key"]) for form in forms
        ]
        if len(started) == 1:
            self.send_somehow(*started)
        else:
            self.send_at_once(*started)
        ways = set.union(*(sent.led_to for sent in started))
        assert len(ways) == 1, f"{step}: one start led to {len(ways)} attempts."
        return ways.pop().split("/")[2]

    def quiz(self, step: str, *, by_heart: bool, finish: bool) -> None:
        attempt = self.start(step)
        for position in range(1, len(self.questions) + 1):
            self.answer(attempt, position, by_heart=by_heart)
        if not finish:
            return
        path = f"/attempts/{attempt}/submit/"
        form = self.open(f"/attempts/{attempt}/check/").forms[path]
        submitted = self.note("submit", form, f"/attempts/{attempt}/result/", attempt=attempt)
        if by_heart or self.chance.random() < 0.6:
            self.send_somehow(submitted)
        else:  # while another tab changes an answer
            position = self.chance.randint(1, len(self.questions))
            self.send_at_once(submitted, self.answered(attempt, position, by_heart=False))
        if self.chance.random() < 0.3:
            self.send_late("answer", attempt)
        if self.chance.random() < 0.3:
            self.send(submitted)

    def answered(self, attempt: str, position: int, *, by_heart: bool, old: Sent | None = None):
        """An answer on a page of its own; or another one, with the key of an old answer."""
        question = self.questions[position - 1]
        response = right(question)
        if (not by_heart and self.chance.random() < 0.4) or old:
            response = any_response(question, self.chance)
        path = f"/attempts/{attempt}/questions/{position}/"
        form = Form(path, old.fields) if old else self.open(path).forms[path]
        return self.note(
            "answer",
            form,
            rf"/attempts/{attempt}/(questions/\d+|check)/",
            more=response.items() if isinstance(response, dict) else {"answer": response}.items(),
            attempt=attempt,
            key=form.fields["key"],
            question=question["key"],
            response=response,
        )

    def answer(self, attempt: str, position: int, *, by_heart: bool) -> None:
        first = self.answered(attempt, position, by_heart=by_heart)
        match self.chance.choice(["plain", "late", "tabs", "changed", "anew", "anew", "old key"]):
            case "tabs" if not by_heart:
                self.send_at_once(first, self.answered(attempt, position, by_heart=False))
            case "changed":
                self.send_somehow(first)
                self.send_somehow(self.answered(attempt, position, by_heart=by_heart))
                self.send(first)  # The first comes once more, late.
            case "anew":  # nothing came back, so the page is loaded again
                if not self.send_once(first):
                    self.told["answered anew"] += 1
                    self.send(self.answered(attempt, position, by_heart=by_heart))
            case "old key":
                self.send(first)
                self.send(self.answered(attempt, position, by_heart=by_heart, old=first))
            case "late":
                self.send_somehow(first)
                self.send_late("answer", attempt)
            case _:
                self.send_somehow(first)

    def scenario(self, step: str, *, finish: bool, last: bool) -> None:
        attempt = self.start(step)
        ending, deciding = f"/attempts/{attempt}/debrief/open/", f"/attempts/{attempt}/decide/"
        for _ in range(40):
            page = self.open(f"/attempts/{attempt}/scene/")
            forms = self.open(page.past_the_note).forms if page.past_the_note else page.forms
            if deciding not in forms:
                break
            self.decide(attempt, forms[deciding])
        if not finish:
            return
        debrief = self.note(
            "debrief", forms[ending], f"/attempts/{attempt}/debrief/", attempt=attempt
        )
        if last and self.chance.random() < 0.5:  # the last two steps at the same moment
            _, _, enrolment, _, _ = step.split("/")
            self.send_at_once(debrief, self.read(f"/learning/{enrolment}/4/"))
        else:
            self.send_somehow(debrief)
        if self.chance.random() < 0.3:
            self.send_late("decision", attempt)

    def decided(self, attempt: str, form: Form, choice: str) -> Sent:
        return self.note(
            "decision",
            form,
            f"/attempts/{attempt}/scene/",
            more={"choice": choice}.items(),
            attempt=attempt,
            number=int(form.fields["number"]),
            scene=form.fields["scene"],
            choice=choice,
        )

    def decide(self, attempt: str, form: Form) -> None:
        choices = self.chance.sample(form.choices, len(form.choices))
        first = self.decided(attempt, form, choices[0])
        match self.chance.choice(["plain", "late", "tabs", "anew", "anew", "another"]):
            case "tabs":
                self.send_at_once(first, self.decided(attempt, form, choices[-1]))
            case "anew":  # nothing came back, so the page is loaded again
                self.told["decided anew"] += not self.send_once(first)
            case "another":  # the old page is still open elsewhere
                self.send(first)
                self.send(self.decided(attempt, form, choices[-1]))
            case "late":
                self.send_somehow(first)
                self.send_late("decision", attempt)
            case _:
                self.send_somehow(first)


def right(question: dict[str, Any]) -> Any:
    keys = [option["key"] for option in question["options"]]
    rights = [option["key"] for option in question["options"] if option["right"]]
    ways = {
        "single": rights[:1],
        "multiple": rights,
        "matching": dict(zip(keys, keys, strict=True)),
    }
    found = ways[question["kind"]]
    return found[0] if question["kind"] == "single" else found


def any_response(question: dict[str, Any], chance: random.Random) -> Any:
    keys = [option["key"] for option in question["options"]]
    match question["kind"]:
        case "single":
            return chance.choice(keys)
        case "multiple":
            return chance.sample(keys, chance.randint(1, len(keys)))
        case _:
            return {key: chance.choice(keys) for key in keys}


def new_seed() -> int:
    return uuid.uuid4().int % 10**6
