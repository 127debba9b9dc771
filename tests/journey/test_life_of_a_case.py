from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.tests import tagged

from ..common import SCAN, DeclicCase

MODELS = {
    "H": "declic.household",
    "O": "declic.orientation",
    "F": "declic.orientation.content",
    "S": "declic.snapshot",
    "C": "declic.case",
    "R": "declic.review",
    "K": "declic.contact",
    "P": "declic.plan",
}
ASSOCIATION = (
    "worker",
    "colleague",
    "coordinator",
    "other_worker",
    "other_coordinator",
    "psychologist",
)
# Who never sees a word of a support, whatever happens in it.
OUTSIDE = ("reporter", "accountant", "psychologist", "tenant", "employee")


@tagged("post_install", "-at_install", "security")
class TestLifeOfACase(DeclicCase):
    """What each person sees after each event: letters of MODELS, once per record."""

    def seen(self, role):
        self.env.invalidate_all()
        letters = ""
        for letter, name in MODELS.items():
            model = self.env[name].with_user(self.users[role])
            if model.has_access("read"):
                letters += letter * model.search_count([])
        return letters

    def check(self, event, **expected):
        """``expected``: letters by role; the association's other roles see nothing."""
        for role in ASSOCIATION:
            with self.subTest(event=event, role=role):
                self.assertEqual(self.seen(role), expected.get(role, ""))
        for role in OUTSIDE:
            with self.subTest(event=event, role=role):
                self.assertEqual(self.seen(role), "")
        landlord = expected.get("landlord")
        if landlord:
            with self.subTest(event=event, role="counsellor"):
                self.assertEqual(self.seen("counsellor"), landlord)
            with self.subTest(event=event, role="recovery"):
                # Money, procedure and decisions; no support, no plan, none of the
                # association's contacts, which are all that there are here.
                self.assertEqual(
                    self.seen("recovery"),
                    "".join(c for c in landlord if c in "HOFSR"),
                )

    def test_one_life(self):
        household = self._household()
        orientation = self._orientation(household, "informed", send=False)
        self.check("draft", landlord="HOF")
        orientation.action_send()
        self.check("sent, to go to the door", coordinator="HO", landlord="HOFS")
        case = (
            orientation.with_user(self.users["coordinator"])
            .action_accept(self.users["worker"].id)
            .sudo()
        )
        self.check("accepted", worker="HOCRR", coordinator="HOCRR", landlord="HOFSCRR")
        at_door = orientation.with_user(self.users["worker"])
        at_door.action_record_position("agreed", "spoken")
        case.with_user(self.users["worker"]).action_log_contact("visit", "reached", 30)
        case.with_user(self.users["worker"]).action_start_plan()
        whole = "HOFSCRRKP"
        self.check("agreed", worker=whole, coordinator=whole, landlord=whole)
        household.consent_ids.with_user(self.users["counsellor"]).action_withdraw()
        left = "OCRRKP"
        self.check("withdrawn", worker=left, coordinator=left, landlord=whole)
        # Opposed: undone by what the household signed, and not by a word.
        at_door.action_record_position("agreed", "signed", SCAN)
        case._assign(self.users["colleague"], "worker")
        self.check("referent changed", colleague=whole, coordinator=whole)
        lock = (
            self.env["declic.lock"]
            .with_user(self.users["data_officer"])
            .create(
                {
                    "household_id": household.id,
                    "user_id": self.users["colleague"].id,
                    "reason": "relative",
                }
            )
        )
        self.check("excluded", coordinator=whole)
        lock.action_end()
        case._close("other", self._reason("closing"))
        self.check("closed", colleague=whole, coordinator=whole, landlord=whole)
        with freeze_time(self.today + relativedelta(days=30)):
            self.check("thirty days later", colleague=whole, coordinator=whole)
        with freeze_time(self.today + relativedelta(days=31)):
            self.check("thirty-one days later", landlord=whole)

    def test_declined_and_oriented_again(self):
        household = self._household()
        first = self._orientation(household)
        self.check("sent", coordinator="HOFS", landlord="HOFS")
        first.with_user(self.users["coordinator"]).action_decline(
            self._reason("decline").id
        )
        self.check("declined", landlord="HOFS")
        second = self._orientation(household, association=self.other_association)
        self.check("oriented again", other_coordinator="HOFS", landlord="HOOFFSS")
        second.with_user(self.users["other_coordinator"]).action_accept(
            self.users["other_worker"].id
        )
        self.check(
            "accepted by the other",
            other_worker="HOFSCRR",
            other_coordinator="HOFSCRR",
            landlord="HOOFFSSCRR",
        )
        self.programme.partner_ids.filtered(
            lambda p: p.association_id == self.other_association
        ).date_to = self.today - relativedelta(days=1)
        self.env["declic.assignment"]._cron_end_access()
        self.check("agreement ended", landlord="HOOFFSSCRR")
