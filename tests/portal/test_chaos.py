"""Chaos at the door: whatever happens in whatever order, no typed sentence is lost, and
none is saved twice without having been shown.

A short run from fixed seeds stands in the suite; ``DECLIC_CHAOS=200`` plays as many
sequences, ``DECLIC_CHAOS_SEED=17`` begins with that seed.
"""

import os
import random
import time

from odoo.tests import tagged

from ..walk import READY
from .test_words import FACTS, NOTE, SAVE, SAVE_NOTE, WordsCase

RUNS = int(os.environ.get("DECLIC_CHAOS") or 3)
SEED = int(os.environ.get("DECLIC_CHAOS_SEED") or 1)
STEPS = 12
PAGES = {"point": (FACTS, SAVE), "note": (NOTE, SAVE_NOTE)}
ACTS = (
    "add_a_sentence",
    "add_a_sentence",
    "add_a_sentence",
    "save",
    "save",
    "twice",
    "back",
    "reload",
    "tab",
    "leave",
    "colleague",
    "session",
    "logout",
    "off",
    "on",
    "failing",
)


class Chaos:
    """One sequence of acts, and the sentences that were typed in it."""

    def __init__(self, test, walker, seed):
        self.test, self.walker = test, walker
        self.random = random.Random(seed)
        self.seed = seed
        self.typed = []
        self.done = []
        self.kind = "note"
        self.is_in = True

    @property
    def path(self):
        return self.test.point if self.kind == "point" else self.test.note

    def open(self):
        self.walker.network = "on"
        if not self.is_in:
            self.walker.session("worker")
            self.is_in = True
        self.walker.goto(self.path)

    def play(self):
        self.open()
        for rank in range(STEPS):
            act = self.random.choice(ACTS)
            self.done.append(act)
            getattr(self, act)(rank)
        self.done.append("end")
        self.judge()

    # The acts

    def add_a_sentence(self, rank):
        """One more sentence, after what stands there."""
        field, _button = PAGES[self.kind]
        self.settle()
        before = self.walker.value(field)
        if before is None:
            # Some other page: of the proxy, of the login.
            self.open()
            before = self.walker.value(field)
        sentence = f"Phrase {self.seed}-{rank} de {self.kind}."
        self.walker.fill(field, f"{before} {sentence}".strip())
        self.typed.append(sentence)

    def _save(self, times):
        _field, button = PAGES[self.kind]
        if not self.walker.js(f'!!document.querySelector("{button}")'):
            return
        self.walker.tap(button, times)
        time.sleep(0.3)
        self.settle()

    def settle(self):
        """Whatever comes of a tap: the next page, or a sentence on this one."""
        self.walker.wait(READY)

    def save(self, rank):
        self._save(1)

    def twice(self, rank):
        self._save(2)

    def back(self, rank):
        self.walker.js("history.length > 2 && history.back()")
        time.sleep(0.3)
        self.settle()

    def reload(self, rank):
        if self.walker.network == "on" and self.is_in:
            self.walker.reload()

    def tab(self, rank):
        """The other form of the same case, in the place of this one."""
        self.kind = "note" if self.kind == "point" else "point"
        self.open()

    def leave(self, rank):
        self.walker.network = "on"
        self.walker.goto("/my/declic" if self.is_in else "/web/login")

    def colleague(self, rank):
        sentence = f"Phrase {self.seed}-{rank} de la coordinatrice."
        with self.walker.meanwhile():
            review = self.test.review.with_user(self.test.users["coordinator"])
            said = review.shareable_facts or ""
            review.action_fill_association_part(
                {"shareable_facts": f"{said} {sentence}".strip()}
            )

    def session(self, rank):
        self.walker.session("worker")
        self.is_in = True

    def logout(self, rank):
        self.walker.session(None)
        self.is_in = False

    def off(self, rank):
        self.walker.network = "off"

    def on(self, rank):
        self.walker.network = "on"
        self.walker.js("window.dispatchEvent(new Event('online'))")

    def failing(self, rank):
        self.walker.network = "502"

    # What is left of it

    def judge(self):
        """Back in, on both pages, with a network: all is saved, or shown."""
        shown = ""
        for kind in PAGES:
            self.kind = kind
            self.open()
            # What waited on the device leaves, and the page says what it did.
            self.walker.wait("navigator.onLine && document.readyState === 'complete'")
            time.sleep(0.5)
            self.open()
            shown += self.walker.text()
        with self.walker.meanwhile():
            notes = self.test.case.note_ids.mapped("text")
            facts = self.test.review.shareable_facts or ""
            saved = "\n".join([*notes, facts])
        story = f"seed {self.seed}: {self.done}\nsaved: {saved}\nshown: {shown}"
        for sentence in self.typed:
            self.test.assertTrue(
                sentence in saved or sentence in shown, f"lost: {sentence}\n{story}"
            )
            within = [text for text in notes if sentence in text]
            self.test.assertLessEqual(len(within), 1, f"twice: {sentence}\n{story}")


@tagged("post_install", "-at_install")
class TestChaos(WordsCase):
    def test_no_sentence_is_lost(self):
        def steps(walker):
            for seed in range(SEED, SEED + RUNS):
                chaos = Chaos(self, walker, seed)
                try:
                    chaos.play()
                except AssertionError as error:
                    note = f"seed {seed}: {chaos.done}"
                    raise AssertionError(f"{note}\n{error}") from error
                with walker.meanwhile():
                    self.case.note_ids.sudo().unlink()
                    self.review.with_user(
                        self.users["coordinator"]
                    ).action_fill_association_part({"shareable_facts": ""})
                    self.env["declic.draft"].sudo().search([]).unlink()
                walker.js("localStorage.clear()")

        self.walk(self.point, "worker", steps)
