"""Partners' meeting: nobody is recognised, decisions flow back (N3)."""

import io
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.declic.engine import anonymise

from ..common import DeclicCase, DeclicLandlord

# As people type: accents lost, capitals, spaces and hyphens of their own.
SHAPES = (
    str,
    str.upper,
    str.lower,
    lambda text: text.replace("-", " "),
    lambda text: text.replace(" ", "  "),
    lambda text: "".join(
        c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)
    ),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f"«{text}»,",
    lambda text: f"({text})",
)
FILLING = st.lists(
    st.sampled_from(
        "le ménage vit seul depuis la séparation ; ne répond plus, et ne paie pas."
        " Comment reprendre contact ?".split()
    ),
    max_size=8,
)
# What a household holds, and what of it nobody may recognise: by hand, in small letters
# and figures alone.
TELLTALE = {
    "Élodie MARTIN-LÉVY": ("elodie", "martin", "levy"),
    "Jean-Noël d'Aubigné": ("jean", "noel", "aubigne"),
    "12 bis rue des Églantines": ("12bis", "eglantines"),
    "31240": ("31240",),
    "05 36 49 12 34": ("0536", "1234"),
    "elodie.martin@exemple.fr": ("elodie", "martin", "exemple"),
    "B100207": ("100207",),
    "L3013": ("3013",),
    "M-0042": ("0042",),
    "D-0107": ("0107",),
    "O-0008": ("0008",),
}
IDENTIFIERS = tuple(TELLTALE)
# What no household needs to hold to be taken out.
PATTERNS = (
    "né le 12/03/1980",
    "née le 3 février 1975",
    "1980-03-12",
    "06.39.98.00.12",
    "+33 6 39 98 00 12",
    "2 80 03 31 555 123 45",
    "7 avenue de la Gloire",
    "quelquun@courriel.fr",
    "allocataire 1234567",
    "PR-0003",
)


def read_closely(text):
    """The letters and figures of ``text`` in a row, as who wants to know reads them.

    Made of Unicode's own tables; nothing of the engine that is looked at.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum() and not unicodedata.combining(c))


@tagged("post_install", "-at_install")
class TestMeeting(DeclicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case(cls._household("MARTIN-LÉVY Élodie", dwelling="L3013"))
        cls.meeting = (
            cls.env["declic.meeting"]
            .with_user(cls.users["counsellor"])
            .create({"programme_id": cls.programme.id})
        )

    def sheet(self, case=None, **values):
        return self.meeting.sheet_ids.create(
            {
                "meeting_id": self.meeting.id,
                "case_id": (case or self.case).id,
                "question": "Comment reprendre contact ?",
                **values,
            }
        )

    @settings(
        max_examples=250,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        st.lists(
            st.tuples(
                FILLING, st.sampled_from(IDENTIFIERS), st.sampled_from(SHAPES), FILLING
            ),
            min_size=1,
            max_size=4,
        )
    )
    def test_no_identifier_survives(self, pieces):
        text = " ".join(
            " ".join([*before, shape(identifier), *after])
            for before, identifier, shape, after in pieces
        )
        clean = anonymise.strip(text, IDENTIFIERS)
        for _before, identifier, _shape, _after in pieces:
            for word in TELLTALE[identifier]:
                self.assertNotIn(word, read_closely(clean), (text, clean))
        # Said once more, it changes nothing.
        self.assertEqual(anonymise.strip(clean, IDENTIFIERS), clean)

    def test_what_looks_like_an_identifier(self):
        for pattern in PATTERNS:
            digits = [
                word for word in pattern.split() if any(c.isdigit() for c in word)
            ]
            for shape in (str, str.upper, lambda text: f"({text})"):
                clean = anonymise.strip(f"Le ménage, {shape(pattern)}, attend.", ())
                with self.subTest(pattern=pattern, clean=clean):
                    self.assertIn(anonymise.MASK, clean)
                    for word in digits:
                        self.assertNotIn(word.strip("()"), clean)
                    self.assertNotIn("courriel", clean.lower())
                    self.assertNotIn("gloire", clean.lower())

    def test_what_is_said_stays(self):
        for text in (
            "Il doit 3 mois de loyer, 1 250 € environ, et vit seul avec 2 enfants.",
            "Une dette de 12000 euros ; la porte reste fermée depuis 3 mois.",
            "Quel relais sur l'axe santé ?",
        ):
            with self.subTest(text=text):
                self.assertEqual(anonymise.strip(text, IDENTIFIERS), text)

    def test_the_sheet_strips_what_is_typed(self):
        """Whoever types a name, it does not stand on the sheet."""
        household = self.case.household_id
        sheet = self.sheet(
            question=f"Madame Martin Levy ({household.reference},"
            f" {self.case.reference}) du 12 rue des Invisibles, bail"
            f" {household.lease_number}, ne répond plus"
            " au 05 36 49 12 34.",
            decision_ids=[
                Command.create(
                    {
                        "name": "Écrire à ELODIE Martin",
                        "actor": "landlord",
                        "date_due": self.today,
                    }
                )
            ],
        )
        typed = f"{sheet.question} {sheet.decision_ids.name}"
        for word in ("martin", "levy", "elodie", "invisibles", "0536", "1234"):
            self.assertNotIn(word, read_closely(typed))
        for number in (
            household.reference,
            self.case.reference,
            household.lease_number,
        ):
            self.assertNotIn(read_closely(number), read_closely(typed))
        self.assertIn("ne répond plus", typed)
        sheet.question = "Et si Élodie revenait ?"
        self.assertNotIn("lodie", sheet.question)
        sheet.decision_ids.name = "Appeler Martin"
        self.assertNotIn("Martin", sheet.decision_ids.name)

    def test_letters_and_bands(self):
        others = [self._case(self._household(f"AUTRE-TEST {n}")) for n in range(2)]
        sheets = self.sheet() | self.sheet(others[0]) | self.sheet(others[1])
        self.assertEqual(sheets.mapped("letter"), ["A", "B", "C"])
        self.assertEqual(
            self.meeting.sheet_ids._next_letter(set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), "A1"
        )
        self.assertEqual(sheets[0].size_band, "1")
        self.assertEqual(sheets[0].arrears_band, "none")

    def test_decisions_flow_back(self):
        """The approved plan gets its next version, with the decisions as actions."""
        worker = self.users["worker"]
        plan = self.case.with_user(worker).action_start_plan()
        plan.action_add_goal("social", "Je réponds aux courriers")
        plan.action_propose()
        plan.with_user(self.users["counsellor"]).action_approve()
        sheet = self.sheet()
        sheet.decision_ids = [
            Command.create(
                {
                    "axis": axis,
                    "name": name,
                    "actor": "third_party",
                    "date_due": self.today,
                }
            )
            for axis, name in (
                ("social", "Proposer un rendez-vous au CCAS"),
                ("environmental", "Passer avec la médiatrice"),
            )
        ]
        self.meeting.action_held()
        self.assertEqual(self.meeting.state, "held")
        self.assertEqual(plan.sudo().state, "approved")
        following = self.case.plan_id
        self.assertEqual((following.version, following.state), (2, "draft"))
        added = following.goal_ids.filtered(
            lambda g: self.meeting.reference in g.name
        ).action_ids
        self.assertEqual(
            sorted(added.mapped("name")),
            ["Passer avec la médiatrice", "Proposer un rendez-vous au CCAS"],
        )
        self.assertEqual(set(added.mapped("actor")), {"third_party"})
        # Held once: nothing of it changes any more.
        with self.assertRaises(UserError):
            self.meeting.action_held()
        with self.assertRaises(UserError):
            sheet.question = "Autre"
        with self.assertRaises(UserError):
            sheet.decision_ids.unlink()

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, "one household"):
            self.meeting.action_held()
        plan = self.case.with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "Je réponds aux courriers")
        plan.action_propose()
        self.sheet(
            decision_ids=[
                Command.create(
                    {"name": "Passer", "actor": "landlord", "date_due": self.today}
                )
            ]
        )
        with self.assertRaisesRegex(UserError, "approval"):
            self.meeting.action_held()
        self.assertEqual(self.meeting.state, "draft")
        closed = self._case(self._household("CLOS-TEST"))
        closed._close("other", self._reason("closing"))
        with self.assertRaisesRegex(UserError, "closed"):
            self.sheet(closed)


@tagged("post_install", "-at_install")
class TestMeetingPdf(DeclicLandlord, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_landlord()

    def test_the_printed_sheet_names_nobody(self):
        household = self._household("NOMSECRET Camille")
        case = self._case(household)
        meeting = self.env["declic.meeting"].create({"programme_id": self.programme.id})
        sheet = self.env["declic.meeting.sheet"].create(
            {
                "meeting_id": meeting.id,
                "case_id": case.id,
                "question": "NOMSECRET, né le 12/03/1980, 12 rue des Invisibles ?",
                "fact_ids": [Command.set(self._reason("fact").ids)],
                "age_band": "40",
            }
        )
        reports = self.env["ir.actions.report"].with_user(self.users["counsellor"])
        content, _kind = reports.with_context(
            lang="fr_FR", force_report_rendering=True
        )._render_qweb_pdf("declic.report_meeting", meeting.ids)
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join("\n".join(p.extract_text() for p in pages).split())
        self.assertIn(self._reason("fact").with_context(lang="fr_FR").name, text)
        self.assertIn(meeting.reference, text)
        for word in (
            "NOMSECRET",
            "Camille",
            "Invisibles",
            "1980",
            household.reference,
            household.lease_number,
            case.reference,
            case.orientation_id.reference,
            "05 36 49",
        ):
            with self.subTest(word=word):
                self.assertNotIn(word, text)
        self.assertTrue(sheet.letter in text)
