"""The guard on free text (C7): warned of, saved all the same, logged without a word."""

import json

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.declic.engine import wording

from ..browser import BrowserCase
from ..common import DeclicCase, DeclicLandlord

# (text, topics), by hand: accents, capitals, endings; and what is none.
SENTENCES = (
    ("Elle est ALCOOLIQUE", {"health"}),
    ("Suivi pour depression", {"health"}),
    ("des enfants handicapés", {"health"}),
    ("Ce sont des menteuses.", {"judgement"}),
    ("Des hommes agressifs", {"judgement"}),
    ("Elle est agressive", {"judgement"}),
    ("de mauvaise   foi", {"judgement"}),
    ("sortie de prison, sans casier judiciaire", {"offence"}),
    ("des musulmanes", {"faith"}),
    ("Juive et dépressive", {"faith", "health"}),
    ("Le courrier est ouvert, le loyer de mars payé.", set()),
    ("Rendez-vous salle 3", set()),
    ("Ma foi, tout va mieux", set()),
    ("", set()),
)


@tagged("post_install", "-at_install")
class TestWording(DeclicCase):
    def test_sentences(self):
        entries = self.env["declic.word"]._entries()
        self.assertGreater(len(entries), 50)
        for text, topics in SENTENCES:
            with self.subTest(text=text):
                self.assertEqual(wording.found(text, entries), topics)

    def test_the_list_is_the_officers(self):
        words = self.env["declic.word"].with_user(self.users["data_officer"])
        self.assertFalse(words._topics("Un zinzolin"))
        word = words.create({"name": "Zinzolin", "topic": "judgement"})
        self.assertEqual(words._topics("des ZINZOLINES"), {"judgement"})
        word.active = False
        self.assertFalse(words._topics("Un zinzolin"))
        for name in ("*", "a", "?"):
            with self.assertRaises(UserError), self.cr.savepoint():
                words.create({"name": name, "topic": "health"})
        for role in ("counsellor", "manager", "worker"):
            with self.assertRaises(AccessError):
                words.with_user(self.users[role]).search([])

    def test_warned_before_saving(self):
        notes = self.env["declic.note"].with_user(self.users["counsellor"])
        case = self._case()
        for text, is_warned in (("Il est alcoolique", True), ("Loyer payé", False)):
            told = notes.onchange(
                {"case_id": case.id, "text": text}, ["text"], {"text": {}}
            )
            self.assertEqual(bool(told.get("warning")), is_warned)
            self.assertNotIn("alcool", json.dumps(told.get("warning") or {}))

    def test_saved_all_the_same_and_logged_without_the_words(self):
        case = self._case()
        logs = self.env["declic.word.log"]
        mine = [("household_id", "=", case.household_id.id)]
        case.with_user(self.users["counsellor"]).action_add_note("Loyer payé", "both")
        self.assertFalse(logs.search(mine))
        case.with_user(self.users["worker"]).action_add_note(
            "Il serait ALCOOLIQUE et menteur", "both"
        )
        found = logs.search(mine)
        self.assertEqual(sorted(found.mapped("topic")), ["health", "judgement"])
        self.assertEqual(found.user_id, self.users["worker"])
        row = json.dumps(found.read(), default=str).lower()
        self.assertNotIn("alcool", row)
        self.assertNotIn("menteur", row)
        officer = found.with_user(self.users["data_officer"])
        # Where it was typed, in the words of the officer's own screens.
        french = officer.with_context(lang="fr_FR")
        self.assertEqual(set(french.mapped("place")), {"Note"})
        self.assertEqual(set(french.mapped("field_label")), {"Texte"})
        with self.assertRaises(AccessError):
            officer.unlink()
        with self.assertRaises(AccessError):
            found.with_user(self.users["manager"]).read(["topic"])

    def test_each_box_is_watched(self):
        """Whatever is written passes the log: each model with a box has the hook."""
        words = self.env["declic.word"]
        hook = self.env.registry["declic.named.mixin"]
        boxed = {
            name: model
            for name, model in self.env.items()
            if not model._abstract and not model._transient and words._boxes(name)
        }
        self.assertGreater(len(boxed), 6)
        for name, model in boxed.items():
            with self.subTest(model=name):
                self.assertIsInstance(model, hook)

    def test_each_box_of_a_form_has_its_sentence(self):
        words = self.env["declic.word"]
        seen = 0
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "declic.%"), ("type", "=", "form")]
        ):
            boxes = words._boxes(view.model)
            own = self.env[view.model].with_user(self.users["counsellor"])
            if not own.has_access("read"):
                continue
            arch = own.get_view(view.id, "form")["arch"]
            for node in etree.fromstring(arch).xpath(
                "//field[not(ancestor::field)][@name]"
            ):
                if node.get("name") in boxes and node.get("readonly") != "1":
                    seen += 1
                    with self.subTest(view=view.xml_id, box=node.get("name")):
                        self.assertEqual(node.get("widget"), "declic_box")
                        self.assertIn("hint", node.get("options"))
        self.assertGreater(seen, 6)

    def test_each_box_of_the_portal_has_its_sentence(self):
        seen = 0
        for view in self.env["ir.ui.view"].search(
            [("key", "=like", "declic.%"), ("type", "=", "qweb")]
        ):
            arch = etree.fromstring(view.arch)
            for box in arch.xpath("//textarea[@name or @t-att-name or @t-attf-name]"):
                if not view.key.startswith("declic.portal"):
                    continue
                seen += 1
                with self.subTest(view=view.key, box=box.get("name")):
                    told = box.get("aria-describedby") or box.get(
                        "t-attf-aria-describedby"
                    )
                    self.assertTrue(told)
                    self.assertTrue(
                        arch.xpath("//*[@id=$id or @t-attf-id=$id]", id=told)
                    )
        self.assertGreater(seen, 6)

    def test_drawn_by_lot(self):
        case = self._case()
        counsellor = case.with_user(self.users["counsellor"])
        for number in range(30):
            counsellor.action_add_note(f"Camille Martin-Test, mot {number}", "both")
        case.with_user(self.users["worker"]).action_add_note("ZQXENTRENOUS", "own")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE declic_note SET create_date = create_date - interval '1 month'"
        )
        self.env.invalidate_all()
        samples = self.env["declic.text.sample"]
        samples._cron_draw()
        samples._cron_draw()
        mine = samples.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(mine), 20)
        for text in mine.mapped("text"):
            self.assertNotIn("artin", text)
            self.assertNotIn("ZQXENTRENOUS", text)
        officer = mine.with_user(self.users["data_officer"])
        officer[0].verdict = "fine"
        with self.assertRaises(AccessError):
            officer[0].text = "x"


@tagged("post_install", "-at_install")
class TestWordingOnThePortal(DeclicLandlord, BrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()

    def test_the_page_warns_as_the_server_does(self):
        """The script of the page finds in the same sentences the same topics."""
        case = self._case()
        expected = [[text, sorted(topics)] for text, topics in SENTENCES]
        self.browser_js(
            f"/my/declic/case/{case.id}/note",
            """
            const box = document.querySelector("textarea[name='text']");
            const facts = document.getElementById("declic_page_facts").textContent;
            const labels = JSON.parse(facts).guard.topics;
            const wrong = [];
            for (const [text, topics] of SENTENCES) {
                box.value = text;
                box.dispatchEvent(new Event("change"));
                const said = box.parentElement.querySelector(".o_declic_guarded");
                const told = said && !said.hidden ? said.textContent : "";
                const same = topics.every((topic) => told.includes(labels[topic]));
                if (Boolean(told) !== Boolean(topics.length) || !same) {
                    wrong.push(text + " → " + told);
                }
            }
            console.log(wrong.length ? "error " + wrong.join("; ") : "test successful");
            """.replace("SENTENCES", json.dumps(expected)),
            ready="document.readyState === 'complete'",
            login=self.users["worker"].login,
        )
