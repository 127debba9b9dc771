"""Documents without a network (V4): real PDFs, their drawing compared with Odoo's."""

import base64
import contextlib
import io
import os
import re
import stat
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

from PIL import Image
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import file_open

from odoo.addons.base.models import ir_actions_report as base_report

from ...engine import renderer
from ..common import DeclicLandlord
from ..papers import EveryDocument

# What the renderer would fetch: an address in an attribute, or in a style.
ADDRESS = re.compile(
    r"""(?:src|href|url)\s*[=(]\s*["']?\s*(?!data:|tel:|["')>])\S{0,40}"""
)
# The line under the head of our forms, #166063, as a PDF draws it.
LINE = b"0.086274509 0.376470588 0.388235294 scn"
# Two letters that stand on the paper of the household alone: neither head nor foot.
BARE = (
    "declic.report_call_back",
    "declic.report_invitation",
    "declic.report_sheet",
)


def picture(kind):
    """A red picture of 20 × 20, as the source of an image."""
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, kind)
    return f"data:image/{kind};base64,{base64.b64encode(out.getvalue()).decode()}"


def drawn(content):
    """What each page of a PDF draws: (drawing instructions, names of its fonts)."""
    return [
        (
            page.get_contents().get_data(),
            sorted(
                font.get_object()["/BaseFont"]
                for font in page["/Resources"]["/Font"].values()
            ),
        )
        for page in PdfReader(io.BytesIO(content)).pages
    ]


def read(content):
    """Text of a PDF, and the number of its pages."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(p.extract_text() for p in pages).split()), len(pages)


class OfflineCase(EveryDocument, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_documents()
        cls.Report = type(cls.env["ir.actions.report"])

    def printed(self, name, record=None):
        """The PDF of a report, in French, by who prints it."""
        one, role = self.documents[name]
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        content, kind = reports.with_context(
            lang="fr_FR", force_report_rendering=True
        )._render_qweb_pdf(name, (record or one).ids)
        self.assertEqual(kind, "pdf")
        return content

    def printed_in_english(self, name):
        record, role = self.documents[name]
        self.env["ir.actions.report"].with_user(self.users[role]).with_context(
            lang="en_US", force_report_rendering=True
        )._render_qweb_pdf(name, record.ids)

    @contextlib.contextmanager
    def no_network(self):
        """No address answers: Odoo's own is a closed port, and so is the proxy."""
        closed = "http://127.0.0.1:9"
        self.env["ir.config_parameter"].set_param("report.url", closed)
        proxies = {f"{word}_proxy": closed for word in ("http", "https", "all")}
        with patch.dict(os.environ, proxies):
            yield

    @contextlib.contextmanager
    def network(self):
        """A server that is up: Odoo's compiled style sheets and its static files."""
        bundles = [
            self.env["ir.qweb"]._get_asset_bundle(name, js=False, autoprefix=True).css()
            for name in ("web.report_assets_pdf", "web.report_assets_common")
        ]
        served = {bundle.url: bundle.raw for bundle in bundles}

        class Server(BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.partition("?")[0]
                content = served.get(path)
                try:
                    if path.startswith("/web/static/"):
                        with file_open(os.path.normpath(path)[1:], "rb") as file:
                            content = file.read()
                except FileNotFoundError:
                    content = None
                self.send_response(200 if content else 404)
                kind = "text/css" if path in served else "application/octet-stream"
                self.send_header("Content-Type", kind)
                # As Odoo's: without it, header and footer are lost on the way.
                self.send_header("Cache-Control", "public, max-age=31536000")
                self.end_headers()
                # The renderer hangs up on fonts that it does not need after all.
                with contextlib.suppress(BrokenPipeError):
                    self.wfile.write(content or b"")

            def log_message(self, *words):
                """Not to the terminal."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            address = f"http://127.0.0.1:{server.server_port}"
            self.env["ir.config_parameter"].set_param("report.url", address)
            try:
                yield
            finally:
                server.shutdown()
                thread.join()

    @contextlib.contextmanager
    def renderer(self, script):
        """Another renderer: a shell script, ``$real`` being the real one."""
        info = base_report._wkhtml()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "renderer"
            path.write_text(f"#!/bin/sh\nreal={info.bin}\n{script}\n", encoding="utf-8")
            path.chmod(path.stat().st_mode | stat.S_IEXEC)
            other = info._replace(bin=str(path))
            with patch.object(base_report, "_wkhtml", return_value=other):
                yield


@tagged("post_install", "-at_install")
class TestEachDocument(OfflineCase):
    def test_every_report_is_looked_at(self):
        reports = self.env["ir.actions.report"].search(
            [("report_name", "=like", "declic.%")]
        )
        self.assertEqual(set(reports.mapped("report_name")), set(self.documents))

    def test_drawn_as_with_a_server(self):
        """Each kind, without a network: stroke for stroke what Odoo draws with one."""
        # What was sent is printed again too, for once.
        mixin = self.env.registry["declic.frozen.mixin"]
        self.startPatcher(patch.object(mixin, "_frozen_bytes", return_value=None))
        for name in self.documents:
            with self.subTest(report=name), self.no_network():
                given = []
                render = renderer.render

                def watched(*words, render=render, given=given):
                    given.extend([*words[2], *words[3:]])
                    return render(*words)

                with patch.object(renderer, "render", watched):
                    mine = self.printed(name)
                self.assertEqual(len(given), 3)
                for page in given:
                    self.assertFalse(ADDRESS.findall(page))
            with (
                self.subTest(report=name, check="drawing"),
                # Odoo's own way, which fetches its style sheets and fonts.
                patch.object(self.Report, "_is_declic", return_value=False),
                self.network(),
            ):
                theirs = self.printed(name)
                self.assertTrue(drawn(mine) == drawn(theirs))
                text, pages = read(mine)
                fonts = {font for _strokes, used in drawn(mine) for font in used}
                self.assertTrue(all("Lato" in font for font in fonts), fonts)
                if name not in BARE:
                    self.assertIn(self.company.name, text)
                    for page, (strokes, _fonts) in enumerate(drawn(mine), start=1):
                        self.assertIn(f"Page {page} / {pages}", text)
                        self.assertGreaterEqual(strokes.count(LINE), 2)

    def test_several_at_once(self):
        """Two records in one PDF: each with its own head and foot."""
        name = "declic.report_letter_end"
        one, _role = self.documents[name]
        other = self._case(self._household("QUATRE-TEST"))
        other._close("other", self._reason("closing"))
        with self.no_network():
            text, pages = read(self.printed(name, one | other))
        self.assertEqual(pages, 2)
        for case in one | other:
            self.assertIn(f"{case.display_name} · lettre Page 1 / 1", text)

    def test_pictures(self):
        """A logo is printed; one that is remote or broken is refused, not left out."""
        view = self.env.ref("declic.report_circle")
        arch = view.arch_db
        name = "http://www.w3.org/2000/svg"
        svg = f'<svg xmlns="{name}"><rect width="9" height="9" /></svg>'.encode()
        broken = {
            "https://exemple.fr/logo.png",
            "/web/image/res.company/1/logo",
            "",
            picture("png")[:-40],
            picture("jpeg").replace("base64,", "base64,AAAA"),
            picture("png").replace("image/png", "application/pdf"),
            "data:image/webp;base64,UklGRhIAAABXRUJQVlA4TAYAAAAvQWxvAGs=",
        }
        plain = self.strokes()
        for source in (
            picture("png"),
            picture("jpeg"),
            picture("gif"),
            f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}",
            *broken,
        ):
            image = f'<img src="{source}" style="width: 30px; height: 30px" />'
            view.arch_db = arch.replace("<h2>", f"{image}<h2>")
            with self.subTest(source=source[:30]):
                if source in broken:
                    with self.assertRaisesRegex(UserError, "picture"):
                        self.printed_in_english("declic.report_circle")
                else:
                    self.assertNotEqual(self.strokes(), plain)

    def strokes(self):
        """How often the sheet of the circle draws something besides text."""
        return sum(
            len(re.findall(rb"\b(?:Do|f|S)\n", page))
            for page, _fonts in drawn(self.printed("declic.report_circle"))
        )

    def test_what_only_the_renderer_sees(self):
        view = self.env.ref("declic.report_circle")
        arch = view.arch_db
        for extra in (
            '<link rel="stylesheet" href="http://exemple.fr/a.css" />',
            '<p style="background: url(http://exemple.fr/a.png)">mot</p>',
            '<iframe src="https://exemple.fr/" />',
            '<p style="background: url(file:///etc/hostname)">mot</p>',
        ):
            view.arch_db = arch.replace("<h2>", f"{extra}<h2>")
            with self.subTest(extra=extra), self.assertRaisesRegex(UserError, "server"):
                self.printed_in_english("declic.report_circle")

    def test_odoo_prints_its_own_as_before(self):
        """Other add-ons' reports keep Odoo's layout and renderer."""
        reports = self.env["ir.actions.report"]
        invoice = self.env.ref("account.account_invoices")
        self.assertEqual(invoice._get_layout(), self.env.ref("web.minimal_layout"))
        self.assertEqual(reports._get_layout(), self.env.ref("web.minimal_layout"))
        move = self._rent(self._household("FACTURE-TEST"), self.today)
        with self.network():
            content, _kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf("account.account_invoices", move.ids)
        self.assertIn(move.name, read(content)[0])


@tagged("post_install", "-at_install")
class TestFrozenPage(OfflineCase):
    forms = True

    def file(self, audience="landlord"):
        """A frozen file that was not printed yet."""
        orientation, _role = self.documents["declic.report_orientation"]
        file = orientation.frozen_ids.filtered(lambda f: f.audience == audience)[:1]
        self.assertFalse(file.sha256)
        return file

    def other_styles(self):
        """The compiled bundle of the reports changes, as an upgrade of Odoo does."""
        self.env["ir.attachment"].create(
            {
                "name": "later.css",
                "raw": b"body, .row, td {font-size: 31pt !important; color: red;}",
                "mimetype": "text/css",
                "url": "/declic/later.css",
            }
        )
        self.env["ir.asset"].create(
            {
                "name": "later",
                "bundle": "web.report_assets_common",
                "path": "/declic/later.css",
            }
        )

    def test_printed_the_same_after_an_upgrade(self):
        """Styles, layout and paper are those of the day it was frozen."""
        file = self.file()
        with self.no_network():
            before = self.printed_now(file)
            self.other_styles()
            self.env.ref("declic.paperformat_declic").write(
                {"margin_left": 60, "orientation": "Landscape"}
            )
            layout = self.env.ref("declic.print_layout")
            layout.arch_db = layout.arch_db.replace("<style>", "<meta/><style>p{} ")
            self.env.ref(
                "declic.report_orientation"
            ).arch_db = '<t t-name="declic.report_orientation"><p>AUTRE</p></t>'
            after = file._bytes()
        self.assertTrue(drawn(after) == drawn(before))
        self.assertTrue(file.sudo()._is_intact())
        # The change is one that a page of today shows.
        today = drawn(self.printed("declic.report_circle"))
        self.assertIn(b"1 0 0 scn", b"".join(strokes for strokes, _fonts in today))

    def printed_now(self, file):
        """The bytes of ``file``, printed on the side."""
        with self.env.cr.savepoint() as savepoint:
            content = file._bytes()
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertFalse(file.sha256)
        return content

    def test_one_style_sheet_for_all(self):
        files = self.env["declic.frozen.file"].search([("page_sha256", "!=", False)])
        self.assertGreater(len(files), 5)
        self.assertEqual(len(files.style_id), 1)
        self.other_styles()
        self.documents["declic.report_orientation"][0]._freeze_forms()
        later = self.env["declic.frozen.file"].search([], limit=5)
        self.assertEqual(len(later.style_id | files.style_id), 2)
        pages = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "declic.frozen.file"),
                ("res_field", "=", "page"),
                ("res_id", "in", files.ids),
            ]
        )
        self.assertEqual(len(pages), len(files))
        self.assertLess(max(pages.mapped("file_size")), 20_000)
        # No second copy of what the forms say, for Odoo's search in attachments.
        self.assertFalse(any(pages.mapped("index_content")))

    def test_an_altered_page_is_not_printed(self):
        file = self.file().sudo()
        page = self.env["ir.attachment"].search(
            [
                ("res_model", "=", file._name),
                ("res_field", "=", "page"),
                ("res_id", "=", file.id),
            ]
        )
        for kept in (page, file.style_id):
            with self.subTest(kept=kept.name), self.env.cr.savepoint() as savepoint:
                with self.assertRaises(AccessError):
                    kept.raw = b"autre chose"
                with self.assertRaises(AccessError):
                    kept.unlink()
                self.env.cr.execute(
                    "UPDATE ir_attachment SET store_fname = NULL, db_datas = 'autre'"
                    " WHERE id = %s",
                    [kept.id],
                )
                self.env.invalidate_all()
                self.assertFalse(file._is_intact())
                with self.assertRaisesRegex(UserError, "frozen"):
                    file.with_context(lang="en_US")._bytes()
                self.assertFalse(file.sha256)
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertTrue(file._is_intact())


@tagged("post_install", "-at_install")
class TestRendererThatComplains(OfflineCase):
    """The code 1, which Odoo only logs, and the others: nothing is frozen."""

    forms = True

    NOISE = "echo 'QSslSocket: cannot resolve CRYPTO_num_locks' >&2"

    def waiting(self):
        return self.env["declic.frozen.file"].search([("sha256", "=", False)])

    def run_cron(self, **values):
        cron = type(self.env["ir.cron"])
        with (
            patch.object(cron, "_commit_progress", return_value=1) as commit,
            patch.object(cron, "_notify_admin") as notify,
        ):
            self.env["declic.frozen.file"]._cron_print(**values)
        return commit, notify

    def test_it_is_said_and_nothing_is_kept(self):
        file = self.waiting()[:1].with_context(lang="en_US")
        for script, words in (
            (f'{self.NOISE}\n$real "$@"\nexit 1', "renderer stopped"),
            ("exit 3", "renderer stopped"),
            ("kill -11 $$", "renderer stopped"),
            ("exit 0", "renderer stopped"),
        ):
            with self.subTest(script=script), self.renderer(script):
                with self.assertRaisesRegex(UserError, words):
                    file._bytes()
                self.assertFalse(file.sha256)
                self.assertFalse(file.sudo().content)
                with self.assertRaisesRegex(UserError, words):
                    self.printed_in_english("declic.report_circle")
        with (
            patch.object(renderer, "SECONDS", 0.2),
            self.renderer("sleep 5"),
            self.assertRaisesRegex(UserError, "too long"),
        ):
            file._bytes()
        for changes in ({"bin": "/nowhere/wkhtmltopdf"}, {"is_patched_qt": False}):
            info = base_report._wkhtml()._replace(**changes)
            with (
                patch.object(base_report, "_wkhtml", return_value=info),
                self.assertRaisesRegex(UserError, "no PDF renderer"),
            ):
                file._bytes()
        self.assertFalse(file.sha256)

    def test_styles_that_do_not_compile(self):
        self.env["ir.attachment"].create(
            {
                "name": "wrong.scss",
                "raw": b"body { color: $nowhere; }",
                "mimetype": "text/scss",
                "url": "/declic/wrong.scss",
            }
        )
        self.env["ir.asset"].create(
            {
                "name": "wrong",
                "bundle": "web.report_assets_common",
                "path": "/declic/wrong.scss",
            }
        )
        orientation, _role = self.documents["declic.report_orientation"]
        before = orientation.frozen_ids
        with self.assertRaisesRegex(UserError, "compile"):
            orientation.with_context(lang="en_US")._freeze_forms()
        self.assertEqual(orientation.frozen_ids, before)

    def test_the_next_one_is_printed(self):
        """One that fails stops none behind it; it is told once, tried again daily."""
        waiting = self.waiting().sorted("id")
        self.assertGreater(len(waiting), 3)
        first = waiting[0]
        # Fails for what holds the first one's title, and for nothing else.
        script = f"""
            for word in "$@"; do
                case "$word" in
                    *report.body*) grep -q "{first.title}" "$word" || continue
                        {self.NOISE}; exit 1;;
                esac
            done
            exec "$real" "$@"
        """
        stopped = waiting.filtered(lambda f: f.title == first.title)
        stopped = stopped.filtered(lambda f: f.audience != "funder")
        with self.renderer(script), self.assertLogs("odoo", "WARNING") as logs:
            commit, notify = self.run_cron()
        self.assertEqual(commit.call_count, len(waiting))
        self.assertEqual(commit.call_args.kwargs, {"remaining": 0})
        self.assertEqual(set(waiting.mapped("print_error")), {False, "renderer"})
        for file in waiting:
            self.assertEqual(bool(file.sha256), not file.print_error, file.audience)
        failed = waiting.filtered("print_error")
        self.assertIn(first, failed)
        self.assertFalse(failed - stopped)
        notify.assert_called_once()
        self.assertIn(str(len(failed)), notify.call_args.args[0])
        text = "\n".join(logs.output)
        for word in ("MARTIN-TEST", "Invisibles", first.title):
            self.assertNotIn(word, text)
            self.assertNotIn(word, notify.call_args.args[0])
        # The same day: not again. The next: again, and told no more.
        with self.renderer("exit 1"):
            commit, notify = self.run_cron()
            commit.assert_not_called()
            self.env.cr.execute(
                "UPDATE declic_frozen_file"
                "   SET date_print_error = date_print_error - interval '1 day'"
            )
            self.env.invalidate_all()
            commit, notify = self.run_cron()
        self.assertEqual(commit.call_count, len(failed))
        notify.assert_not_called()
        # Read once the server is mended: printed, and no error any more.
        failed[0]._bytes()
        self.assertTrue(failed[0].sha256)
        self.assertFalse(failed[0].print_error)

    def test_any_error_stops_none(self):
        waiting = self.waiting().sorted("id")
        Report = self.Report
        original, calls = Report._print_sheet, []

        def sometimes(reports, sheet, styles):
            calls.append(1)
            if len(calls) == 1:
                self.env.cr.execute("SELECT 1 / 0")
            return original(reports, sheet, styles)

        with (
            patch.object(Report, "_print_sheet", sometimes),
            self.assertLogs("odoo.addons.declic", "WARNING"),
        ):
            self.run_cron()
        self.assertEqual(waiting[0].print_error, "other")
        self.assertTrue(all(waiting[1:].mapped("sha256")))

    def test_its_warnings_are_no_warnings(self):
        """What it says of a document that it printed is for who looks for it."""
        file = self.waiting()[:1]
        logger = "odoo.addons.declic"
        with self.renderer(f'{self.NOISE}\nexec "$real" "$@"'):
            with self.assertNoLogs(logger, "INFO"):
                file._bytes()
            with self.assertLogs(logger, "DEBUG") as logs:
                self.waiting()[:1]._bytes()
        self.assertIn("QSslSocket", "\n".join(logs.output))


@tagged("post_install", "-at_install")
class TestSaid(DeclicLandlord, HttpCase):
    """What somebody sees whose document cannot be printed."""

    forms = True

    def test_sentence(self):
        self.set_up_landlord()
        case = self._case()
        # What the sentence names in every language.
        word = "wkhtmltopdf"
        info = base_report._wkhtml()._replace(is_patched_qt=False)
        self.startPatcher(patch.object(base_report, "_wkhtml", return_value=info))
        Report = type(self.env["ir.actions.report"])
        render = Report._pre_render_qweb_pdf

        def forced(reports, *words, **named):
            reports = reports.with_context(force_report_rendering=True)
            return render(reports, *words, **named)

        self.startPatcher(patch.object(Report, "_pre_render_qweb_pdf", forced))
        file = case.orientation_id._frozen("landlord")
        mine = case.orientation_id._frozen("association")
        for role, path in (
            ("worker", "/my/declic/blank"),
            ("worker", f"/my/declic/file/{mine.id}"),
            ("counsellor", f"/report/pdf/declic.report_blank/{self.programme.id}"),
        ):
            user = self.users[role]
            user.password = user.login
            self.authenticate(user.login, user.login)
            with self.subTest(role=role, path=path):
                answer = self.url_open(path)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(word, answer.text)
                self.assertNotIn("%PDF", answer.text)
        with self.assertRaisesRegex(UserError, word):
            file.with_user(self.users["counsellor"]).action_download()
        self.assertFalse((file | mine).filtered("sha256"))
