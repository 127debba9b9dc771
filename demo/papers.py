"""Notes, papers, and the psychologist's months."""

import base64
import io

from dateutil.relativedelta import relativedelta
from PIL import Image, ImageDraw

# Audience and words of what the two sides write; invented, facts only.
NOTES = (
    ("worker", "both", "Boîte aux lettres vidée ensemble : neuf courriers à ouvrir."),
    ("worker", "own", "Préfère les rendez-vous du matin, après l'école."),
    ("cesf", "both", "Rendez-vous proposé à l'agence pour le dossier d'aide."),
    ("worker", "author", "Penser à rappeler avant la visite de jeudi."),
)


def _page(title):
    """A photographed page, in base64: its title and lines for words."""
    page = Image.new("L", (420, 594), "white")
    draw = ImageDraw.Draw(page)
    draw.text((40, 40), f"{title} (demonstration)", fill="black")
    for rank in range(18):
        draw.line((40, 90 + rank * 26, 380 - rank * 7 % 90, 90 + rank * 26), fill=170)
    content = io.BytesIO()
    page.save(content, "PNG")
    return base64.b64encode(content.getvalue())


class Papers:
    """Part of :class:`declic.demo.history.History`."""

    def _papers(self, case, worker, start):
        """Some notes of both sides, and the proof of the household's resources."""
        for number, (who, audience, text) in enumerate(NOTES):
            if (number + case.id) % 3:
                key = worker if who == "worker" else who
                note = self._as(case, key)
                if key == worker:
                    note = note.action_add_note(text, audience)
                else:
                    note = note.env["declic.note"].create(
                        {"case_id": case.id, "audience": audience, "text": text}
                    )
                written = start + relativedelta(days=12 + 9 * number)
                self._rewrite(note, create_date=written)
        if case.id % 3:
            document = self._as(case.orientation_id, worker).action_add_document(
                self.env.ref("declic.document_type_resources").id,
                "own",
                _page("Justificatif de ressources"),
            )
            self._rewrite(document, create_date=start + relativedelta(days=20))

    def _sessions(self):
        """Two years of anonymous sessions, by each association's psychologist."""
        for key in self.users:
            if not key.endswith(".psy"):
                continue
            sessions = self._as(self.env["declic.clinical.session"], key)
            for month in range(24):
                count = 4 + (month * 5 + len(key)) % 7
                sessions.action_record(
                    self.today - relativedelta(months=month), count, count * 1.25
                )
