"""Ways round the record rules: names, groups, aggregates, orders, forms not saved."""

from contextlib import suppress

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from ..common import DeclicCase

NAMED = {"show_holder": True}


@tagged("post_install", "-at_install", "security")
class TestNames(DeclicCase):
    """A name never depends on what the client sends (C2, C8, T2)."""

    def setUp(self):
        super().setUp()
        self.household = self._household("SECRETNOM Odile")
        self.orientation = self._orientation(self.household, "none")
        self.case = (
            self.orientation.with_user(self.users["coordinator"])
            .action_accept(self.users["worker"].id)
            .with_user(self.env.user)
        )
        self.env.flush_all()

    def asked(self, role, model, record):
        """All the ways in which a client gets the name of a linked household."""
        self.env.invalidate_all()
        own = self.env[model].with_user(self.users[role]).with_context(**NAMED)
        record = own.browse(record.id)
        yield record.read(["household_id"])
        yield own.search_read([("id", "=", record.id)], ["household_id"])
        yield record.web_read(
            {"household_id": {"fields": {"display_name": {}}, "context": NAMED}}
        )
        yield own.formatted_read_group([], ["household_id"], ["__count"])

    def test_no_name_by_a_key_of_the_context(self):
        for role in ("coordinator", "worker"):
            for record in (self.orientation, self.case, self.case.assignment_ids[:1]):
                if role == "worker" and record._name == "declic.assignment":
                    record = self.case.assignment_ids.filtered("user_id")
                for told in self.asked(role, record._name, record):
                    with self.subTest(role=role, model=record._name):
                        self.assertIn(self.household.reference, str(told))
                        self.assertNotIn("SECRETNOM", str(told))

    def test_data_officer_and_excluded_person(self):
        self.env["declic.lock"].create(
            {
                "household_id": self.household.id,
                "user_id": self.users["counsellor"].id,
                "reason": "relative",
            }
        )
        for role in ("data_officer", "counsellor"):
            named = self.household.with_user(self.users[role]).with_context(**NAMED)
            self.env.invalidate_all()
            with self.subTest(role=role):
                self.assertNotIn("SECRETNOM", named.sudo().display_name)

    def test_data_officer_by_what_was_told_and_read(self):
        """The registers of the data officer say a reference, whatever is asked of them:
        the key of the context, a path through the household, a group, an order."""
        recovery = self.users["recovery"]
        procedure = self.env["declic.procedure"].with_user(recovery)
        procedure.create({"household_id": self.household.id}).step_ids.create(
            {
                "procedure_id": self.household.procedure_ids.id,
                "type_id": self.env.ref("declic.step_type_ccapex").id,
            }
        )
        told = self.env["declic.disclosure"].search(
            [("household_id", "=", self.household.id)]
        )
        self.assertTrue(told)
        self.env.cr.execute(
            "INSERT INTO declic_read_log"
            " (user_id, household_id, company_id, reference, hour, path)"
            " VALUES (%s, %s, %s, %s, %s, 'screen') RETURNING id",
            [
                recovery.id,
                self.household.id,
                self.company.id,
                self.household.reference,
                Datetime.now().replace(minute=0, second=0, microsecond=0),
            ],
        )
        read = self.env["declic.read.log"].browse(self.env.cr.fetchone())
        for record in (told, read):
            for answer in self.asked("data_officer", record._name, record):
                with self.subTest(record._name):
                    self.assertIn(self.household.reference, str(answer))
                    self.assertNotIn("SECRETNOM", str(answer))
            own = record.with_user(self.users["data_officer"])
            for name in ("name", "search_text", "partner_id.name", "phone", "street"):
                path = f"household_id.{name}"
                told = []
                for ask in (
                    lambda own=own, path=path: own.search([(path, "ilike", "secret")]),
                    lambda own=own, path=path: own.search(
                        [("id", ">", 0)], order=f"{path} desc"
                    ),
                    lambda own=own, path=path: own.formatted_read_group(
                        [], [path], ["__count"]
                    ),
                ):
                    with suppress(UserError, ValueError), self.cr.savepoint():
                        told.append(ask())
                with self.subTest(record._name, path=path):
                    self.assertFalse(told)

    def test_landlord_is_shown_the_name_where_its_screens_ask(self):
        # In this order: what the one was shown is not in the other's cache.
        for role, is_named in (("recovery", True), ("coordinator", False)):
            own = self.orientation.with_user(self.users[role]).with_context(**NAMED)
            told = own.read(["household_id"])[0]["household_id"][1]
            self.assertEqual("SECRETNOM" in told, is_named, role)


@tagged("post_install", "-at_install", "security")
class TestRefusedFields(DeclicCase):
    """What may not be read is not grouped, summed up, searched or sorted by (C2)."""

    def setUp(self):
        super().setUp()
        self.orientation = self._orientation(self._household(), "none")

    def test_related_fields(self):
        refused = {
            "coordinator": (
                "request",
                "reason_ids",
                "domain_ids",
                "protected_adult",
                "origin",
                "snapshot_id",
                "procedure_stage_id",
                "attempt_count",
            ),
            "recovery": ("request", "reason_ids", "domain_ids"),
        }
        for role, names in refused.items():
            own = self.env["declic.orientation"].with_user(self.users[role])
            for name in names:
                for spec in (
                    {"groupby": [name]},
                    {"groupby": ["state", name]},
                    {"groupby": ["state"], "aggregates": [f"{name}:array_agg"]},
                    {"groupby": ["state"], "aggregates": [f"{name}:max"]},
                    {"groupby": ["state"], "aggregates": [], "order": f"{name}:max"},
                ):
                    if own._fields[name].type == "many2many" and (
                        "groupby" not in str(spec) or len(spec) > 1
                    ):
                        continue
                    with (
                        self.subTest(role=role, **spec),
                        self.assertRaises(AccessError),
                    ):
                        own.formatted_read_group([], **{"aggregates": [], **spec})
                with (
                    self.subTest(role=role, order=name),
                    self.assertRaises(AccessError),
                ):
                    own.search([(name, "!=", False)])
                # The association's join finds no form (a rule), recovery finds it.
                if role == "recovery":
                    with self.assertRaises(AccessError):
                        own.formatted_read_group([], [f"content_id.{name}"], [])
                if own._fields[name].type != "many2many":
                    with self.assertRaises(AccessError):
                        own.search([], order=name)

    def test_the_form_itself(self):
        content = self.env["declic.orientation.content"]
        for name in ("reason_ids", "domain_ids", "request"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                content.with_user(self.users["recovery"]).formatted_read_group(
                    [], [name], ["__count"]
                )

    def test_what_may_be_read_is_grouped(self):
        for role, name in (
            ("coordinator", "city"),
            ("counsellor", "request"),
            ("counsellor", "reason_ids"),
            ("recovery", "procedure_stage_id"),
        ):
            own = self.env["declic.orientation"].with_user(self.users[role])
            self.assertTrue(own.formatted_read_group([], [name], ["__count"]))


@tagged("post_install", "-at_install", "security")
class TestUnsavedForms(DeclicCase):
    """A form that is not saved tells nothing of what it names (T6)."""

    def setUp(self):
        super().setUp()
        self.orientation = self._orientation(self._household())
        self.env["declic.lock"].create(
            {
                "household_id": self.orientation.household_id.id,
                "user_id": self.users["manager"].id,
                "reason": "relative",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def test_onchange(self):
        spec = {"shared_reasons": {}, "request": {}, "reason_ids": {}}
        content_id = self.orientation.content_id.id
        own = self.env["declic.orientation"].with_user(self.users["manager"])
        for values, context in (
            ({"content_id": content_id}, {}),
            ({"content_id": {"id": content_id}}, {}),
            ({}, {"default_content_id": content_id}),
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                own.with_context(**context).onchange(values, list(values), spec)
        own = self.env["declic.orientation"].with_user(self.users["counsellor"])
        told = own.onchange({"content_id": content_id}, ["content_id"], spec)
        self.assertIn("MOTSECRET", str(told))

    def test_wizard(self):
        household = self.orientation.household_id
        make = self.env["declic.repayment.make"].with_user(self.users["manager"])
        with self.assertRaises(AccessError):
            make.create({"household_id": household.id})
        with self.assertRaises(AccessError):
            make.with_context(default_household_id=household.id).create({})


@tagged("post_install", "-at_install", "security")
class TestReports(DeclicCase):
    """A report holds what its reader may read, and no more (T1, T6)."""

    def page(self, report, record, role):
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        content, _kind = reports._render_qweb_html(f"declic.{report}", record.ids)
        return content.decode()

    def test_foreign_plan(self):
        case = self._case()
        plan = case.with_user(self.users["worker"]).action_start_plan()
        plan.action_add_goal("social", "BUTSECRET")
        for role in ("other_worker", "other_coordinator", "recovery", "tenant"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.page("report_plan", plan, role)
        for role in ("worker", "coordinator", "counsellor"):
            self.assertIn("BUTSECRET", self.page("report_plan", plan, role))

    def test_invitation(self):
        case = self._case()
        appointment = self.env["declic.appointment"].create(
            {
                "case_id": case.id,
                "start": f"{self.today + relativedelta(days=1)} 09:00:00",
                "medium": "visit",
                "user_id": self.users["worker"].id,
            }
        )
        with self.assertRaises(AccessError):
            self.page("report_invitation", appointment, "recovery")
        with self.assertRaises(AccessError):
            appointment.with_user(self.users["recovery"])._when()


@tagged("post_install", "-at_install", "security")
class TestForgedContext(DeclicCase):
    """What a client may send in a context opens no guard."""

    def test_defaults_are_values(self):
        household = self._household()
        values = {
            "household_id": household.id,
            "programme_id": self.programme.id,
            "association_id": self.association.id,
        }
        own = self.env["declic.orientation"].with_user(self.users["counsellor"])
        for name, value in (
            ("state", "accepted"),
            ("date_sent", "2020-01-01 00:00:00"),
            ("sharing_override", "agreed"),
        ):
            forged = own.with_context(**{f"default_{name}": value})
            made = forged.create(values)
            self.assertNotEqual(str(made[name])[:10], value[:10], name)
            made.unlink()
            with self.assertRaises(AccessError):
                own.create({**values, name: value})

    def test_hold(self):
        household = self._household()
        case = self._case(household)
        line = self._receivable(self._rent(household, self.today))
        self.assertEqual(line.declic_hold_case_id, case)
        line.with_context(declic_hold=True).write({"no_followup": False})
        self.assertTrue(line.declic_followup_by_hand)
        self.assertFalse(line.declic_hold_case_id)

    def test_audience(self):
        review = self._case().review_ids[:1]
        forged = review.with_user(self.users["recovery"]).sudo()
        forged = forged.with_context(declic_audience="association")
        self.assertNotEqual(forged._audience(), "association")


@tagged("post_install", "-at_install", "security")
class TestEndedAtOnce(DeclicCase):
    """Access ends and begins the same instant for everybody (T2, T4)."""

    def cases_of(self, role, zone, case):
        self.env.invalidate_all()
        user = self.users[role]
        user.tz = zone
        own = self.env["declic.case"].with_user(user).with_context(tz=zone)
        return own.search_count([("id", "=", case.id)])

    def test_whatever_the_zones(self):
        for hour, actor, reader in (
            ("12:30", "Pacific/Auckland", "Europe/Paris"),
            ("22:30", "Europe/Paris", "America/Cayenne"),
            ("23:30", "Europe/Paris", "UTC"),
            ("21:30", "Indian/Reunion", "Europe/Paris"),
            ("02:00", "America/Cayenne", "Pacific/Auckland"),
        ):
            with (
                self.subTest(hour=hour, actor=actor, reader=reader),
                freeze_time(f"2026-11-25 {hour}:00"),
            ):
                case = self._case()
                self.assertEqual(self.cases_of("worker", reader, case), 1)
                case.with_context(tz=actor)._assign(self.users["colleague"], "worker")
                self.assertEqual(self.cases_of("worker", reader, case), 0)
                self.assertEqual(self.cases_of("colleague", reader, case), 1)
                case.assignment_ids._end("essai")
                self.assertEqual(self.cases_of("colleague", reader, case), 0)

    def test_a_substitute_does_not_outlive_the_closure(self):
        case = self._case()
        case._assign(
            self.users["colleague"], "substitute", self.today.replace(year=2100)
        )
        case._close("ordinary", self._reason("closing"))
        with freeze_time("2099-01-01 12:00:00"):
            self.assertFalse(self.cases_of("colleague", "UTC", case))
            self.assertFalse(self.cases_of("coordinator", "UTC", case))

    def test_only_who_follows_households_is_assigned(self):
        orientation = self._orientation(self._household())
        seen = orientation.with_user(self.users["coordinator"])
        asleep = new_test_user(
            self.env, "test_asleep", groups="declic.group_association_worker"
        )
        asleep.partner_id.parent_id = self.association
        asleep.active = False
        for user in (self.users["psychologist"], asleep):
            with (
                self.subTest(user=user.login),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                seen.action_accept(user.id)
        self.assertTrue(seen.action_accept(self.users["worker"].id))


@tagged("post_install", "-at_install", "security")
class TestThreads(DeclicCase):
    """The chatter is the landlord's: read access to a record opens no thread."""

    def setUp(self):
        super().setUp()
        self.case = self._case()
        self.records = (
            self.case,
            self.case.orientation_id,
            self.case.household_id,
        )
        counsellor = self.users["counsellor"]
        self.files = self.env["ir.attachment"]
        for record in self.records:
            own = record.with_user(counsellor)
            file = (
                self.env["ir.attachment"]
                .with_user(counsellor)
                .create(
                    {
                        "name": "secret.txt",
                        "raw": b"PIECESECRET",
                        "res_model": record._name,
                        "res_id": record.id,
                    }
                )
            )
            self.files |= file
            said = "MOTSECRET"
            own.message_post(
                body=said,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                attachment_ids=file.ids,
            )
        self.env.flush_all()

    def test_messages_and_files(self):
        for role in ("worker", "coordinator"):
            for record in self.records:
                domain = [("model", "=", record._name), ("res_id", "=", record.id)]
                messages = self.env["mail.message"].with_user(self.users[role])
                self.env.invalidate_all()
                with self.subTest(role=role, model=record._name):
                    self.assertFalse(messages.search(domain))
                    found = record.sudo().message_ids.filtered(
                        lambda m: "MOTSECRET" in (m.body or "")
                    )
                    self.assertTrue(found)
                    with self.assertRaises(AccessError):
                        messages.browse(found.ids).read(["body"])
            for file in self.files.sudo():
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    file.with_user(self.users[role]).read(["raw"])
            attachments = self.env["ir.attachment"].with_user(self.users[role])
            self.assertFalse(attachments.search([("name", "=", "secret.txt")]))
        seen = self.case.with_user(self.users["counsellor"])
        self.assertIn("MOTSECRET", str(seen.message_ids.mapped("body")))
        self.assertTrue(self.files.with_user(self.users["counsellor"]).mapped("raw"))

    def test_the_file_of_a_refused_field(self):
        frozen = self.case.orientation_id.sudo().frozen_ids[:1]
        file = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", frozen._name),
                    ("res_id", "=", frozen.id),
                    ("res_field", "=", "page"),
                ]
            )
        )
        self.assertTrue(file)
        for role in ("worker", "coordinator"):
            self.env.invalidate_all()
            with self.subTest(role=role), self.assertRaises(AccessError):
                file.with_user(self.users[role]).read(["raw"])
