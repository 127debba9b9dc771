"""A draft knows what its page showed (X1). Those of before were typed on a page that
nobody knows: they stand beside what is saved, and overwrite nothing."""

import json


def migrate(cr, version):
    cr.execute("SELECT id, content FROM declic_draft")
    for draft_id, content in cr.fetchall():
        texts = json.loads(content)
        if isinstance(texts.get("texts"), dict):
            continue
        content = {"texts": texts, "bases": {}, "once": f"before-{draft_id}"}
        cr.execute(
            "UPDATE declic_draft SET content = %s WHERE id = %s",
            [json.dumps(content, ensure_ascii=False), draft_id],
        )
