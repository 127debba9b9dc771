"""Notes, papers, and the psychologist's months."""

import base64
import io
from datetime import timedelta

from PIL import Image, ImageDraw

from .behaviours import month_before

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
        """Some notes of both sides, and the proof of the household's resources: list of
        (day, act)."""
        acts = []
        for number, (who, audience, text) in enumerate(NOTES):
            if (number + case.id) % 3:
                key = worker if who == "worker" else who
                acts.append(
                    (
                        start + timedelta(days=12 + 9 * number),
                        lambda key=key, told=(text, audience): self._note(
                            case, key, *told
                        ),
                    )
                )
        if case.id % 3:
            acts.append(
                (
                    start + timedelta(days=20),
                    lambda: self._as(case.orientation_id, worker).action_add_document(
                        self.env.ref("declic.document_type_resources").id,
                        "own",
                        _page("Justificatif de ressources"),
                    ),
                )
            )
        return acts

    def _note(self, case, key, text, audience):
        if self.users[key].share:
            self._as(case, key).action_add_note(text, audience)
        else:
            self._as(self.env["declic.note"], key).create(
                {"case_id": case.id, "audience": audience, "text": text}
            )

    def _sessions(self):
        """Journeys of two years of anonymous sessions, by each psychologist."""
        return [self._psychologist(k) for k in self.users if k.endswith(".psy")]

    def _psychologist(self, key):
        sessions = self._as(self.env["declic.clinical.session"], key)
        for age in range(23, -1, -1):
            month = month_before(self.today, age)
            yield month + timedelta(days=27)
            count = 4 + (age * 5 + len(key)) % 7
            sessions.action_record(month, count, count * 1.25)
