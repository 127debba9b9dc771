"""Who records what the household said, from when, with which proof (C1, C2, C8)."""

import base64
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open

from ..common import SCAN, DeclicCase, picture


@tagged("post_install", "-at_install", "security")
class TestWhoRecords(DeclicCase):
    def position(self, orientation):
        self.env.invalidate_all()
        return orientation.household_position, orientation.sharing_level

    def record(self, orientation, role, *said):
        orientation.with_user(self.users[role]).action_record_position(*said)

    def refused(self, orientation, role, *said):
        before = self.position(orientation)
        consents = orientation.household_id.consent_ids
        with (
            self.subTest(role=role, before=before, said=said[:2]),
            self.assertRaises(UserError),
            self.env.cr.savepoint(),
        ):
            self.record(orientation, role, *said)
        self.assertEqual(self.position(orientation), before)
        self.assertEqual(orientation.household_id.consent_ids, consents)

    def test_the_receiver_opens_nothing_to_itself_before_it_accepts(self):
        for before in ("none", "informed", "opposed"):
            orientation = self._orientation(self._household(), before)
            for said in (
                ("agreed", "spoken"),
                ("agreed", "letter"),
                ("agreed", "signed", SCAN),
            ):
                self.refused(orientation, "coordinator", *said)
            if before != "informed":
                self.refused(orientation, "coordinator", "informed", "spoken")
            self.record(orientation, "coordinator", "opposed", "spoken")
            self.assertEqual(self.position(orientation), ("opposed", "anonymous"))

    def test_at_the_door_of_a_household_that_was_told(self):
        case = self._case(position="informed")
        orientation = case.orientation_id
        self.refused(orientation, "worker", "agreed", "signed")
        for role in ("colleague", "other_worker", "recovery"):
            self.refused(orientation, role, "agreed", "spoken")
        self.record(orientation, "worker", "agreed", "spoken")
        self.assertEqual(self.position(orientation), ("agreed", "agreed"))
        activity = orientation.activity_ids
        self.assertEqual(activity.user_id, orientation.referrer_id)

    def test_of_a_household_that_was_told_nothing(self):
        orientation = self._case(position="none").orientation_id
        self.refused(orientation, "worker", "informed", "signed", SCAN)
        self.refused(orientation, "worker", "agreed", "spoken")
        self.refused(orientation, "worker", "agreed", "letter", SCAN)
        self.record(orientation, "worker", "agreed", "signed", SCAN)
        self.assertEqual(self.position(orientation), ("agreed", "agreed"))

    def test_opposition_is_undone_by_a_later_writing_alone(self):
        case = self._case()
        orientation = case.orientation_id
        self.record(orientation, "worker", "opposed", "spoken")
        for role in ("counsellor", "worker"):
            self.refused(orientation, role, "agreed", "spoken")
            self.refused(orientation, role, "agreed", "letter")
            self.refused(orientation, role, "informed", "spoken")
        # Not by the form, not by a record of agreement, not by a new orientation.
        own = orientation.with_user(self.users["counsellor"])
        for vals in (
            {"household_position": "none"},
            {"household_position": "agreed", "position_mode": "spoken"},
            {
                "household_position": "agreed",
                "position_mode": "signed",
                "position_scan": SCAN,
                "position_date": self.today - timedelta(days=3),
            },
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                own.write(vals)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.env["declic.consent"].with_user(self.users["counsellor"]).create(
                {
                    "household_id": orientation.household_id.id,
                    "association_ids": self.association.ids,
                    "evidence": "spoken",
                    "witness_role": "counsellor",
                }
            )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._orientation(orientation.household_id, "agreed", send=False)
        self.assertEqual(self.position(orientation), ("opposed", "anonymous"))
        self.record(orientation, "counsellor", "agreed", "letter", SCAN)
        self.assertEqual(self.position(orientation), ("agreed", "agreed"))

    def test_contested(self):
        for before, level in (("informed", "informed"), ("none", "anonymous")):
            orientation = self._case(position=before).orientation_id
            said = ("agreed", "spoken") if before == "informed" else ()
            self.record(orientation, "worker", *(said or ("agreed", "signed", SCAN)))
            for role in ("worker", "coordinator", "recovery"):
                with self.assertRaises(AccessError):
                    orientation.with_user(self.users[role]).action_contest_agreement()
            self.assertTrue(orientation.can_contest)
            orientation.with_user(self.users["counsellor"]).action_contest_agreement()
            self.assertEqual(self.position(orientation), (before, level))
            consent = orientation.household_id.consent_ids
            self.assertEqual(consent.state, "contested")
            self.assertTrue(consent.evidence)
            with self.assertRaises(UserError):
                orientation.action_contest_agreement()

    def test_what_a_scan_is(self):
        orientation = self._orientation(self._household(), "none")
        for bad in (b"MZ\x90\x00 program", b"<svg onload='x'/>", b"%!PS", b"hello"):
            self.refused(
                orientation,
                "counsellor",
                "agreed",
                "signed",
                base64.b64encode(bad).decode(),
            )
        self.refused(orientation, "counsellor", "agreed", "signed", "no base64 !")
        with self.assertRaises(UserError):
            orientation.position_scan = base64.b64encode(b"MZ program")
        self.record(orientation, "counsellor", "agreed", "signed", picture(kind="JPEG"))
        self.assertEqual(orientation.household_id.consent_ids.evidence, "scan")

    def test_what_proved_a_word_stays(self):
        """S7: the paper of an earlier word is the landlord's to show, and nobody's to
        replace."""
        letter, form = picture(width=130), picture(width=140)
        orientation = self._case(position="informed").orientation_id
        self.record(orientation, "counsellor", "informed", "letter", letter)
        self.record(orientation, "counsellor", "agreed", "signed", form)
        self.assertEqual(orientation.position_scan.decode(), form)
        orientation.with_user(self.users["counsellor"]).position_scan = False
        kept = orientation.document_ids.with_user(self.users["counsellor"])
        self.assertEqual([d.file.decode() for d in kept], [form, letter])
        for role in ("worker", "coordinator"):
            theirs = self.env["declic.document"].with_user(self.users[role])
            self.assertFalse(theirs.search([("id", "in", kept.ids)]))
        for act in (kept.unlink, lambda: kept.write({"file": SCAN})):
            with self.assertRaises(AccessError):
                act()

    def test_a_signed_form_after_a_spoken_yes_counts(self):
        orientation = self._case(position="informed").orientation_id
        self.record(orientation, "worker", "agreed", "spoken")
        self.record(orientation, "worker", "agreed", "signed", SCAN)
        consents = orientation.household_id.consent_ids
        self.assertEqual(
            sorted(consents.mapped(lambda c: (c.evidence, c.state))),
            [("scan", "given"), ("spoken", "replaced")],
        )


@tagged("post_install", "-at_install", "security")
class TestAgreementsTogether(DeclicCase):
    def give(self, household, associations, **vals):
        return (
            self.env["declic.consent"]
            .with_user(self.users["counsellor"])
            .create(
                {
                    "household_id": household.id,
                    "association_ids": associations.ids,
                    "evidence": "spoken",
                    "witness_role": "counsellor",
                    **vals,
                }
            )
        )

    def test_informed_after_agreed_is_not_opposed(self):
        """B4."""
        orientation = self._orientation(self._household())
        orientation.with_user(self.users["counsellor"]).household_position = "informed"
        self.assertEqual(orientation.household_position, "informed")
        self.assertEqual(orientation.sharing_level, "informed")
        self.assertEqual(orientation.household_id.consent_ids.state, "withdrawn")

    def test_one_agreement_expires_and_another_holds(self):
        """B5."""
        household = self._household()
        case = self._case(household, "none")
        first = self.give(household, self.association | self.other_association)
        self.assertEqual(case.sharing_level, "agreed")
        with freeze_time(self.today + timedelta(days=1)):
            later = self.give(household, self.association)
        self.assertEqual(first.state, "given")
        with freeze_time(first.date_expiry + timedelta(days=1)):
            self.env["declic.consent"]._cron_expire()
        self.assertEqual((first.state, later.state), ("expired", "given"))
        self.assertEqual(case.sharing_level, "agreed")

    def test_opposed_to_one_association_of_two(self):
        """Features 14, B5."""
        household = self._household()
        case = self._case(household, "none")
        both = self.give(household, self.association | self.other_association)
        draft = self._orientation(household, "none", self.other_association, send=False)
        draft.with_user(self.users["counsellor"]).household_position = "opposed"
        self.assertEqual(both.state, "given")
        self.assertEqual(both.withdrawn_association_ids, self.other_association)
        self.assertEqual(draft.sharing_level, "anonymous")
        self.assertEqual(case.sharing_level, "agreed")
        self.assertFalse(case.date_consent_ended)
        both.action_withdraw()
        self.assertEqual(both.state, "withdrawn")
        self.assertEqual(case.sharing_level, "anonymous")

    def test_withdrawn_whichever_agreement_named_it(self):
        household = self._household()
        case = self._case(household, "none")
        first = self.give(household, self.association | self.other_association)
        self.give(household, self.association)
        first.action_withdraw()
        self.assertEqual(case.sharing_level, "anonymous")

    def test_version_of_the_notice(self):
        """B6."""
        self.company.declic_notice_version = "2026-03"
        orientation = self._orientation(self._household())
        consent = orientation.household_id.consent_ids
        self.assertEqual(consent.notice_version, "2026-03")
        self.assertEqual(
            self.give(self._household(), self.association).notice_version, "2026-03"
        )

    def test_forced_sharing_ends_with_the_withdrawal_and_is_logged(self):
        counsellor = self.users["counsellor"]
        counsellor.group_ids |= self.env.ref("declic.group_sharing_override")
        orientation = self._orientation(self._household())
        motive = self._reason("sharing")
        before = len(orientation.message_ids)
        # tracking_disable is in the context: the log does not hang on it.
        orientation.with_user(counsellor).action_force_sharing("agreed", motive)
        self.assertIn(motive.name, orientation.message_ids[0].body)
        self.assertGreater(len(orientation.message_ids), before)
        orientation.household_id.consent_ids.action_withdraw()
        self.assertFalse(orientation.sharing_override)
        self.assertEqual(orientation.sharing_level, "anonymous")

    def test_acts_alone_write_what_proves(self):
        household = self._household()
        for name, value in (
            ("withdrawn_association_ids", [(6, 0, self.association.ids)]),
            ("position_before", "informed"),
            ("date_withdrawn", self.today),
            ("state", "withdrawn"),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                self.give(household, self.association, **{name: value})


@tagged("post_install", "-at_install", "security")
class TestAfterWithdrawal(DeclicCase):
    """What the association wrote stays its own, what the landlord gave goes, and
    nothing shows a name any more (C1, C8)."""

    def setUp(self):
        super().setUp()
        self.case = self._case(self._household("SECRETNOM Odile"))
        worker = self.case.with_user(self.users["worker"])
        worker.action_log_contact("visit", "reached", 30)
        self.case.with_user(self.users["counsellor"]).action_log_contact(
            "phone", "reached", 5
        )
        self.plan = worker.action_start_plan()
        self.plan.action_add_goal("social", "BUTPROPRE")
        self.plan.action_agree("screen", "SECRETNOM Odile", signature=SCAN)
        self.plan.action_propose()
        self.plan.with_user(self.users["counsellor"]).action_approve()
        review = self.case.review_ids.filtered(lambda r: r.review_type == "monthly")[:1]
        self.review = review or self.case.review_ids[:1]
        self.review.with_user(
            self.users["counsellor"]
        ).landlord_opinion = "AVISBAILLEUR"
        worker.action_share_sheet()

    def withdraw(self):
        self.case.household_id.consent_ids.with_user(
            self.users["counsellor"]
        ).action_withdraw()
        self.env.flush_all()
        self.env.invalidate_all()

    def own(self, record, role="worker"):
        self.env.invalidate_all()
        return record.with_user(self.users[role])

    def test_before(self):
        for role in ("worker", "coordinator"):
            self.assertEqual(
                self.own(self.case, role)._sheet()["name"], "SECRETNOM Odile"
            )
            self.assertEqual(
                self.own(self.plan, role).agreement_signer, "SECRETNOM Odile"
            )
            self.assertTrue(self.own(self.plan, role)._association_pdf())
            self.assertEqual(len(self.own(self.case, role).contact_ids), 2)
            self.assertEqual(self.own(self.review, role).shared_opinion, "AVISBAILLEUR")
            files = self.env["declic.frozen.file"].with_user(self.users[role])
            self.assertTrue(files.search_count([]))

    def test_after(self):
        self.withdraw()
        for role in ("worker", "coordinator"):
            self.assertEqual(
                self.own(self.case, role)._sheet()["name"], self.case.reference
            )
            self.assertFalse(self.own(self.plan, role).agreement_signer)
            self.assertFalse(self.own(self.plan, role)._association_pdf())
            self.assertFalse(self.own(self.review, role).shared_opinion)
            files = self.env["declic.frozen.file"].with_user(self.users[role])
            self.assertFalse(files.search_count([]))
            with self.assertRaises(AccessError):
                self.own(self.plan, role).read(["agreement_name"])
            # Their own work stays.
            self.assertEqual(self.own(self.plan, role).goal_ids.name, "BUTPROPRE")
            contact = self.own(self.case, role).contact_ids
            self.assertEqual(contact.minutes, 30)
            report = self.env["ir.actions.report"].with_user(self.users[role])
            for name, record in (
                ("plan", self.plan),
                ("sheet", self.case),
                ("review", self.review),
            ):
                page, _kind = report._render_qweb_html(
                    f"declic.report_{name}", record.ids
                )
                self.assertNotIn("SECRETNOM", page.decode(), name)
                self.assertNotIn("AVISBAILLEUR", page.decode(), name)
        # The landlord keeps what it has.
        plan = self.plan.with_user(self.users["counsellor"])
        self.assertEqual(plan.agreement_name, "SECRETNOM Odile")

    def test_the_link_names_nobody_either(self):
        self.withdraw()
        self.assertNotIn("SECRETNOM", str(self.case.sudo()._sheet(is_whole=True)))

    def test_given_again_it_comes_back(self):
        self.withdraw()
        self.case.orientation_id.with_user(
            self.users["counsellor"]
        ).action_record_position("agreed", "signed", SCAN)
        self.assertTrue(self.own(self.plan)._association_pdf())


@tagged("post_install", "-at_install", "security")
class TestCoHolder(DeclicCase):
    """O5: an adult who never agreed, or no longer does, is named nowhere."""

    forms = True

    def pages(self, orientation, role):
        files = self.env["declic.frozen.file"].with_user(self.users[role])
        found = files.search([("orientation_id", "=", orientation.id)])
        return "".join(
            body for file in found for body in file.sudo()._sheet()["bodies"]
        )

    def test_withdrawn(self):
        household = self._household()
        member = self.env["declic.household.member"].create(
            {
                "household_id": household.id,
                "partner_id": self.env["res.partner"]
                .create({"name": "COTITULAIRE-TEST Alex"})
                .id,
                "role": "co_holder",
            }
        )
        silent = self._orientation(household)
        self.assertNotIn("COTITULAIRE", self.pages(silent, "coordinator"))
        self.assertIn("MARTIN-TEST", self.pages(silent, "coordinator"))
        silent.with_user(self.users["counsellor"]).action_withdraw()
        theirs = self.env["declic.consent"].create(
            {
                "household_id": household.id,
                "member_id": member.id,
                "association_ids": self.association.ids,
                "evidence": "spoken",
                "witness_role": "counsellor",
            }
        )
        orientation = self._orientation(household)
        self.assertIn("COTITULAIRE", self.pages(orientation, "coordinator"))
        theirs.action_withdraw()
        after = self.pages(orientation, "coordinator")
        self.assertNotIn("COTITULAIRE", after)
        self.assertIn("MARTIN-TEST", after)
        self.assertIn("COTITULAIRE", self.pages(orientation, "counsellor"))


@tagged("post_install", "-at_install", "security")
class TestTablesOfTheGuide(DeclicCase):
    """docs/administration.md says what the code does: each cell is tried."""

    POSITIONS = {
        "rien de dit": "none",
        "informé": "informed",
        "d'accord": "agreed",
        "opposé": "opposed",
    }
    PROOFS = {
        "de vive voix": ("spoken", None),
        "formulaire signé": ("signed", SCAN),
    }

    def tables(self):
        """The tables of the section: list of lists of rows, the head first."""
        with file_open("declic/docs/administration.md") as source:
            section = source.read().split("## Partage avec l'association")[1]
        tables, rows = [], []
        for line in section.split("\n## ")[0].splitlines():
            if line.startswith("|"):
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                if not set(line) <= set("|-"):
                    rows.append(cells)
            elif rows:
                tables.append(rows)
                rows = []
        return tables

    def test_who_records(self):
        _seen, (head, *rows) = self.tables()
        self.assertEqual(len(rows), 10)
        for before, said, proof, *cells in rows:
            for column, expected in zip(head[3:], cells, strict=True):
                with self.subTest(before=before, said=said, proof=proof, who=column):
                    tried = self.try_to_record(
                        self.POSITIONS[before],
                        self.POSITIONS[said],
                        self.PROOFS[proof],
                        column,
                    )
                    self.assertEqual("oui" if tried else "non", expected)

    def try_to_record(self, before, position, proof, column):
        household = self._household()
        if column == "Association, après":
            orientation = self._case(household, before).orientation_id
        else:
            orientation = self._orientation(household, before)
        role = "counsellor" if column == "Conseiller du bailleur" else "coordinator"
        own = orientation.with_user(self.users[role])
        try:
            with self.env.cr.savepoint():
                own.action_record_position(position, *proof)
        except UserError:
            return False
        return orientation.household_position == position

    def test_what_is_seen(self):
        (head, *rows), _records = self.tables()
        self.assertEqual(len(rows), 10)
        for number, position in enumerate(("none", "informed", "agreed", None), 1):
            seen = self.seen(position)
            for row in rows:
                with self.subTest(what=row[0], when=head[number]):
                    self.assertEqual("oui" if seen[row[0]] else "non", row[number])

    def seen(self, position):
        """What the worker reads of a case at this level; None: withdrawn."""
        case = self._case(self._household(), position or "agreed")
        landlord = case.with_user(self.users["counsellor"])
        landlord.action_log_contact("phone", "reached", 5)
        landlord.action_add_note("NOTEBAILLEUR", "both")
        worker = case.with_user(self.users["worker"])
        worker.action_log_contact("visit", "reached", 30)
        plan = worker.action_start_plan()
        plan.action_add_goal("social", "Je paie mon loyer")
        self.env["declic.plan.agreement"].create(
            {
                "plan_id": plan.id,
                "channel": "oral",
                "name": "MARTIN-TEST Camille",
                "recorded_by_id": self.users["worker"].id,
            }
        )
        review = case.review_ids[:1]
        review.with_user(self.users["counsellor"]).landlord_opinion = "AVIS"
        if position is None:
            case.household_id.consent_ids.action_withdraw()
        self.env.flush_all()
        self.env.invalidate_all()

        def found(name, *domain):
            own = self.env[name].with_user(self.users["worker"])
            return own.search(list(domain))

        orientation = found("declic.orientation", ("id", "=", case.orientation_id.id))
        contacts = found("declic.contact", ("case_id", "=", case.id))
        household = found("declic.household", ("id", "=", case.household_id.id))
        notes = found("declic.note", ("case_id", "=", case.id))
        return {
            "Référence, commune, taille du ménage": orientation.reference
            and orientation.city,
            "Nom, adresse, téléphone": household.name,
            "Motifs de l'orientation": orientation.shared_reasons,
            "Demande, domaines, compte locatif": found(
                "declic.orientation.content",
                ("id", "=", case.orientation_id.content_id.id),
            ).request,
            "Notes et pièces du bailleur": notes,
            "Contacts pris par le bailleur": contacts.filtered(
                lambda c: c.minutes == 5
            ),
            "Avis du bailleur aux bilans": review.with_user(
                self.users["worker"]
            ).shared_opinion,
            "Documents figés et échéances": found(
                "declic.frozen.file", ("orientation_id", "=", case.orientation_id.id)
            ),
            "Nom de qui a signé le plan": plan.with_user(
                self.users["worker"]
            ).agreement_signer,
            "Son plan, ses contacts, ses notes": found(
                "declic.plan.goal", ("plan_id", "=", plan.id)
            )
            and contacts.filtered(lambda c: c.minutes == 30),
        }
