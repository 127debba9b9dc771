"""Ma journée: each number is the length of the list that it opens, for each role."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Date, Datetime, Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import DetectionCase, fewest_statements
from ..page_visit import DESKTOP, PHONE, Look
from ..portal.test_portal import PortalCase

ROLES = ("recovery", "counsellor", "manager")


@tagged("post_install", "-at_install")
class TestDay(DetectionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._case()
        cls.theirs = cls.case.with_user(cls.users["worker"])

    def tiles(self, role):
        """The tiles of a role, by the last word of their names."""
        tiles = self.env["declic.day.tile"].with_user(self.users[role]).search([])
        names = tiles.sudo().get_external_id()
        return {
            names[tile.id].removeprefix("declic.declic_day_tile_"): tile
            for tile in tiles
        }

    def opened(self, tile):
        """What the web client shows after a touch on the tile."""
        action = tile.action_open()
        domain = Domain(safe_eval(action["domain"] or "[]", {"uid": tile.env.uid}))
        self.assertNotIn("search_default", str(action["context"]))
        return tile.env[action["res_model"]].search(domain)

    def happen(self):
        """One of each thing that may wait."""
        debtor = self._household("JOUR-TEST Debt")
        self._rent(debtor, self._months_ago(3), 900)
        for _attempt in range(3):
            self.contact(debtor, "no_answer")
        answering = self._household("JOUR-TEST Answering")
        self._rent(answering, self._months_ago(1), 1000)
        late = self._orientation(self._household("JOUR-TEST Late"))
        late.sudo()._keyed().date_answer_due = self.today - relativedelta(days=1)
        waiting = self._orientation(self._household("JOUR-TEST Waiting"))
        waiting.sudo()._set_state("waiting")
        hearing = self.env["declic.procedure"].create(
            {"household_id": self.case.household_id.id}
        )
        self.env["declic.procedure.step"].create(
            {
                "procedure_id": hearing.id,
                "type_id": self.env.ref("declic.step_type_hearing").id,
                "date": self.today + relativedelta(days=20),
            }
        )
        self.theirs.action_report_concern(self._reason("concern").id, "Faits")
        self.theirs.action_plan_appointment(
            Datetime.add(Datetime.now(), days=3), "visit", channel="letter"
        )
        plan = self.theirs.action_start_plan()
        goal = plan.action_add_goal("social", "Je paie mon loyer")
        goal.action_add_action("Appeler l'agence", "household", self.today)
        plan.action_propose()
        self.case.review_ids[:1].date_due = self.today
        self.detect()
        self.env.invalidate_all()

    def test_each_number_is_its_list(self):
        self.happen()
        seen = {}
        for role in ROLES:
            for name, tile in self.tiles(role).items():
                with self.subTest(role=role, tile=name):
                    records = self.opened(tile)
                    number = len(records)
                    if tile.sum_field:
                        number = sum(records.mapped(tile.sum_field))
                    self.assertEqual(tile.record_count, number)
                    self.assertLessEqual(tile.part_count, tile.record_count)
                    seen[role, name] = tile.record_count
        for role, name in (
            ("counsellor", "examine"),
            ("counsellor", "plans"),
            ("counsellor", "concerns"),
            ("counsellor", "hearings"),
            ("counsellor", "points"),
            ("counsellor", "untold"),
            ("counsellor", "answers"),
            ("recovery", "recovery"),
            ("recovery", "hearings"),
            ("manager", "waiting"),
        ):
            with self.subTest(role=role, waits=name):
                self.assertGreaterEqual(seen[role, name], 1)

    def test_a_message_in_error_is_to_tell(self):
        """An e-mail that did not leave looked told: nobody told the household."""
        self.case.household_id.partner_id.email = "menage@exemple.test"
        appointment = self.theirs.action_plan_appointment(
            Datetime.add(Datetime.now(), days=3), "visit", channel="email"
        )
        self.assertEqual(appointment.sudo().invitation_state, "sent")
        tile = self.tiles("counsellor")["untold"]
        self.assertEqual((tile.record_count, tile.part_count), (0, 0))
        mail = self.env["mail.mail"].browse(
            int(appointment.sudo().message_ref.partition(",")[2])
        )
        mail.state = "exception"
        self.env.invalidate_all()
        self.assertEqual((tile.record_count, tile.part_count), (1, 1))
        [found] = self.opened(tile)
        self.assertEqual(found.id, appointment.id)
        self.assertTrue(found.is_undelivered)
        found.action_told()
        self.env.invalidate_all()
        self.assertEqual(tile.record_count, 0)
        self.assertFalse(found.is_undelivered)

    def board(self, role):
        """What the pilot's dashboard shows, by the last word of the tiles' names."""
        action = self.env.ref("declic.declic_day_tile_action_board")
        shown = self.env["declic.day.tile"].with_user(self.users[role])
        found = shown.search(safe_eval(action.domain))
        return {name: t for name, t in self.tiles(role).items() if t in found}

    def test_the_pilots_dashboard(self):
        """Places, delays and concerns, against what was done here by hand."""
        before = {
            name: tile.record_count for name, tile in self.board("manager").items()
        }
        self.happen()
        self.case.sudo()._keyed().write(
            {
                "date_start": self.today - relativedelta(months=3),
                "date_end": self.today - relativedelta(days=1),
            }
        )
        self._case(self._household("PLACE-TEST"))
        concern = self.case.concern_ids
        concern.sudo()._keyed().date = Datetime.subtract(Datetime.now(), hours=25)
        self.env.invalidate_all()
        board = self.board("manager")
        moved = {name: tile.record_count - before[name] for name, tile in board.items()}
        self.assertEqual(
            moved,
            {
                "places": -1,
                "supports": 1,
                "slow": 1,
                "waiting": 1,
                "answers": 1,
                "contacts": moved["contacts"],
                "reviews": moved["reviews"],
                "hearings": 1,
                "concerns": 1,
                "escalated": 1,
            },
        )
        self.assertEqual(
            board["places"].record_count,
            self.programme.capacity - self.programme.running_count,
        )
        self.assertEqual(board["supports"].part_count, 1)
        for role in ("counsellor", "recovery"):
            with self.subTest(role=role):
                self.assertFalse(
                    {"places", "slow", "escalated"} & set(self.tiles(role))
                )

    def test_to_whom_it_is_said(self):
        self.assertNotIn("plans", self.tiles("recovery"))
        self.assertNotIn("concerns", self.tiles("recovery"))
        self.assertNotIn("recovery", self.tiles("counsellor"))
        self.assertNotIn("waiting", self.tiles("counsellor"))
        self.assertIn("waiting", self.tiles("manager"))
        Tile = self.env["declic.day.tile"]
        for role in ("reporter", "data_officer", "accountant", "worker", "tenant"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                Tile.with_user(self.users[role]).search([])

    def test_told_apart_in_the_readers_words(self):
        self.users["counsellor"].lang = "fr_FR"
        self.theirs.action_report_concern(self._reason("concern").id, "Faits")
        tile = self.tiles("counsellor")["concerns"].with_context(lang="fr_FR")
        self.assertEqual(
            (tile.record_count, tile.part), (1, "dont 1 à accuser réception")
        )
        self.assertEqual(tile.name, "Inquiétudes graves non closes")
        # Nothing waits: nothing is told apart.
        plans = self.tiles("counsellor")["results"]
        self.assertEqual((plans.record_count, plans.part), (0, False))

    def test_what_is_to_be_signalled_is_searched_as_it_is_shown(self):
        """Constituted at different days, signalled or not, gone: the list against the
        field of each household, which tells it from the records."""
        rule = self.env.ref("declic.arrears_rule_2016")
        today = Date.context_today(self.case)
        signalled = self.env.ref("declic.step_type_signalled")
        households = self.env["declic.household"]
        for months, days, told in (
            (0, 0, None),
            (2, 16, None),
            (2, 15, None),
            (2, 0, None),
            (3, 0, None),
            (3, 0, 10),
            (3, 0, 200),
        ):
            home = self._household(f"SIGNAL-TEST {months} {days} {told}")
            day = today - relativedelta(months=months) + relativedelta(days=days)
            home._keyed().write(
                {
                    "arrears_date": day,
                    "arrears_rule_id": rule.id,
                    "default_date": today - relativedelta(days=100),
                }
            )
            if told:
                procedure = self.env["declic.procedure"].create(
                    {"household_id": home.id}
                )
                self.env["declic.procedure.step"].create(
                    {
                        "procedure_id": procedure.id,
                        "type_id": signalled.id,
                        "date": today - relativedelta(days=told),
                    }
                )
            households |= home
        gone = self._household("SIGNAL-TEST Gone")
        gone._keyed().write(
            {
                "arrears_date": today - relativedelta(months=3),
                "arrears_rule_id": rule.id,
                "tenancy": "former",
            }
        )
        households |= gone
        self.env.flush_all()
        found = households.search(
            [("id", "in", households.ids), ("is_to_signal", "=", True)]
        )
        shown = households.filtered("is_to_signal")
        self.assertEqual(found, shown)
        self.assertEqual(shown, households[2:5] | households[6])
        self.assertEqual(
            households.search(
                [("id", "in", households.ids), ("is_to_signal", "=", False)]
            ),
            households - shown,
        )

    def test_as_many_statements_for_many_as_for_few(self):
        def page():
            tiles = self.env["declic.day.tile"].with_user(self.users["manager"])
            tiles.web_search_read([], {name: {} for name in ("record_count", "part")})

        self.happen()
        few = fewest_statements(self.env, page)
        for number in range(4):
            household = self._household(f"FOULE-TEST {number}")
            self._rent(household, self._months_ago(3), 900)
            for _attempt in range(3):
                self.contact(household, "no_answer")
        self.detect()
        self.assertNoMoreStatements(fewest_statements(self.env, page), few)


@tagged("post_install", "-at_install")
class TestDayScreen(Look, PortalCase):
    """The page as each role that lands on it, and the way from a number to its list."""

    def test_look(self):
        case = self._case()
        case.with_user(self.users["worker"]).action_report_concern(
            self._reason("concern").id, "Faits"
        )
        self.dress_for_the_manual()
        for role in ROLES:
            for size, picture in ((DESKTOP, "ordinateur"), (PHONE, "telephone")):
                with self.subTest(role=role, size=size):
                    self.look(
                        "/odoo/declic-day",
                        self.users[role].login,
                        "Ma journée",
                        *([f"journee-{picture}"] if role == "counsellor" else []),
                        sizes=(size,),
                        ready="!!document.querySelector('.o_declic_number')",
                    )
        for size, picture in ((DESKTOP, "ordinateur"), (PHONE, "telephone")):
            with self.subTest(board=size):
                self.look(
                    "/odoo/declic-board",
                    self.users["manager"].login,
                    "Tableau de bord du pilote",
                    f"tableau-de-bord-{picture}",
                    sizes=(size,),
                    ready="!!document.querySelector('.o_declic_number')",
                )
