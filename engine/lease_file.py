"""What a landlord's file of leases says: columns, amounts, days, telephones.

Nothing here reads the database. What cannot be understood is refused with a word of
:class:`Refused`; nothing is guessed.
"""

import re
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from . import folding, lease

# What a column may hold, and the headings by which it is known: the plain list of 26
# columns, and Core Data HLM v1 (``core.lots_locatifs.csv``).
COLUMNS = {
    "id_bail": ("id_bail", "bail", "numero_bail", "n_bail", "id_locataire"),
    "compte": ("compte", "compte_client", "id_client", "reference_client"),
    "nom": ("nom", "nom_locataire", "titulaire"),
    "prenom": ("prenom",),
    "co_titulaire": ("co_titulaire", "cotitulaire", "co_titulaires", "cotitulaires"),
    "adresse": ("adresse", "adresse_logement"),
    "code_postal": ("code_postal", "cp"),
    "commune": ("commune", "ville"),
    "logement": ("logement", "id_lot", "numero_logement"),
    "agence": ("agence",),
    "date_bail": ("date_bail", "debut_bail", "date_signature"),
    "fin_bail": ("fin_bail", "date_depart"),
    "delai_clause": ("delai_clause", "clause"),
    "conventionne": ("conventionne",),
    "loyer": ("loyer", "loyer_mensuel_en_euros", "loyer_principal"),
    "charges": ("charges", "provisions"),
    "apl": ("apl", "aide_logement"),
    "rls": ("rls",),
    "mode_paiement": ("mode_paiement", "paiement"),
    "versement_apl": ("versement_apl",),
    "solde": ("solde",),
    "plus_ancien_impaye": ("plus_ancien_impaye",),
    "telephone": ("telephone", "telephone_locataire", "tel"),
    "mobile": ("mobile", "portable"),
    "email": ("email", "email_locataire", "mail", "courriel"),
    "langue": ("langue",),
}
# Known columns that are not kept, on purpose: docs/decisions.md.
UNKEPT = ("naissance", "protection", "allocataire_caf", "demande_sne")
# EUR; what is more is a number of something else.
MOST = 10**7
MONEY = ("loyer", "charges", "apl", "rls", "solde")
DAYS = ("date_bail", "fin_bail", "plus_ancien_impaye")
# Four ways of writing a day; where it is two numbers, the day comes first.
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d")
_YES = frozenset({"oui", "o", "1", "true", "vrai", "x", "yes"})
_NO = frozenset({"non", "n", "0", "false", "faux", "no"})
_CHOICES = {
    "delai_clause": {
        "6w": ("6s", "6_semaines", "6w"),
        "2m": ("2m", "2_mois"),
    },
    "mode_paiement": {
        "debit": ("prelevement", "prlv", "debit"),
        "transfer": ("virement", "transfer"),
        "card": ("carte", "cb", "card"),
        "cheque": ("cheque",),
        "cash": ("especes", "cash"),
    },
    "versement_apl": {
        "landlord": ("bailleur", "tiers_payant", "landlord"),
        "tenant": ("locataire", "tenant"),
        "none": ("aucun", "non", "none"),
    },
}
# The plain file of benefits: its columns, and what a row is of.
BENEFIT_COLUMNS = ("id_bail", "mois", "apl_annoncee", "apl_versee", "type", "date")
_BENEFIT_KINDS = {
    "monthly": ("", "mensuel", "mensuels", "mois"),
    "adjustment": ("regularisation", "regularisations", "rappel"),
    "withheld": ("retenue", "retenues"),
}
# Ways of writing a month; a day that a spreadsheet made of it will do.
_MONTHS = (r"(?P<y>\d{4})[-/.]?(?P<m>\d{2})", r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})")
# ``core.comptes_locataires.csv``: what a category of a movement says of the lease.
_CATEGORIES = {"loyer_principal": "loyer", "charges": "charges", "caf_apl": "apl"}


class Refused(ValueError):
    """A cell that cannot be read: ``args`` are a word and what was read.

    Words: ``day``, ``money``, ``choice``, ``number``, ``month``.
    """


def folded(text):
    """``text`` without accents and case, its words tied by “_”: as headings are."""
    return "_".join(folding.words(str(text or "")))


def lease_key(number):
    """A lease number as it is compared (:func:`lease.key`), a short one too."""
    return lease.key(number) or "".join((number or "").split()).upper()


def person_key(*words):
    """A person's name whatever the order, case and accents of its words."""
    return " ".join(sorted(folding.words(" ".join(filter(None, words)))))


def recognised(heading):
    """The column that a heading stands for, "" when unknown or not kept."""
    key = folded(heading)
    return next((name for name, known in COLUMNS.items() if key in known), "")


def separator(text):
    """The separator of a CSV: what is most frequent in its first line."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    return Counter({sign: first.count(sign) for sign in ";,\t|"}).most_common(1)[0][0]


def encoding(data):
    """The encoding of ``data``, bytes: UTF-16 or UTF-8 when it is, else Windows'."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def money(text):
    """EUR in ``text``: “1 234,50 €”, “1,234.50”, “-12”.

    :raises Refused: no amount
    """
    plain = re.sub(r"[\s\u00a0\u202f€']|EUR", "", str(text))
    if "," in plain and "." in plain:
        # The last of both is the decimal sign.
        other = min(",.", key=plain.rfind)
        plain = plain.replace(other, "")
    try:
        amount = Decimal(plain.replace(",", "."))
    except InvalidOperation as error:
        raise Refused("money", text) from error
    if not amount.is_finite() or abs(amount) > MOST:
        raise Refused("money", text)
    return float(round(amount, 2))


def day(text):
    """The day of ``text``, in one of four formats or as a spreadsheet gives it.

    :raises Refused: no day, or a year that no lease has
    """
    plain = str(text).strip().split(" ")[0].split("T")[0]
    for written in DAY_FORMATS:
        try:
            found = datetime.strptime(plain, written).date()
        except ValueError:
            continue
        if date(1900, 1, 1) <= found < date(2200, 1, 1):
            return found
    raise Refused("day", text)


def month(text):
    """The first day of the month of ``text``: “2026-11”, “11/2026”, “202611”, or a day.

    :raises Refused: no month
    """
    plain = str(text).strip()
    for written in _MONTHS:
        match = re.fullmatch(written, plain)
        if match and 1 <= int(match["m"]) <= 12 and 1900 <= int(match["y"]) < 2200:
            return date(int(match["y"]), int(match["m"]), 1)
    try:
        return day(plain).replace(day=1)
    except Refused as error:
        raise Refused("month", text) from error


def read_benefit(cells):
    """What a row of the file of benefits says.

    :param cells: dict of column (of ``BENEFIT_COLUMNS``) to text
    :return: (dict of column to value, the empty ones left out; list of ``Refused``).
        What the office withholds is positive, however it is written.
    """
    values, refused = {}, []
    readers = {
        "id_bail": lambda text: _cell("id_bail", text),
        "mois": month,
        "apl_annoncee": money,
        "apl_versee": money,
        "type": _benefit_kind,
        "date": day,
    }
    for column, reader in readers.items():
        text = str(cells.get(column) or "").strip()
        if text or column == "type":
            try:
                values[column] = reader(text)
            except Refused as error:
                refused.append(Refused(*error.args, column))
    for column in ("apl_annoncee", "apl_versee"):
        amount = values.get(column, 0)
        if amount < 0 and values.get("type") == "withheld":
            values[column] = -amount
        elif amount < 0 and values.get("type") == "monthly":
            del values[column]
            refused.append(Refused("money", cells[column], column))
    return values, refused


def _benefit_kind(text):
    key = folded(text)
    for kind, known in _BENEFIT_KINDS.items():
        if key in known:
            return kind
    raise Refused("choice", text)


def phone(text):
    """A French number as “+33 6 12 34 56 78”, another as it is written."""
    digits = re.sub(r"[^\d+]", "", str(text or ""))
    match = re.fullmatch(r"(?:\+33|0033|0)([1-9]\d{8})", digits)
    if not match:
        return str(text or "").strip()
    found = match.group(1)
    return "+33 " + " ".join([found[0], *(found[n : n + 2] for n in range(1, 9, 2))])


def is_mobile(number):
    """Whether a number as :func:`phone` writes it is a French mobile."""
    return number.startswith(("+33 6", "+33 7"))


def read(cells):
    """What a row says.

    :param cells: dict of column (of ``COLUMNS``) to text
    :return: (dict of column to value, the empty ones left out; list of ``Refused``)
    """
    values, refused = {}, []
    for column, text in cells.items():
        text = "" if text is None else str(text).strip()
        if not text:
            continue
        try:
            values[column] = _cell(column, text)
        except Refused as error:
            refused.append(Refused(*error.args, column))
    return values, refused


def _cell(column, text):
    if column in MONEY:
        amount = money(text)
        if amount < 0 and column != "solde":
            raise Refused("money", text)
        return amount
    if column in DAYS:
        return day(text)
    if column in ("telephone", "mobile"):
        return phone(text)
    if column == "conventionne":
        key = folded(text)
        if key not in _YES | _NO:
            raise Refused("choice", text)
        return key in _YES
    if column in _CHOICES:
        key = folded(text)
        for value, known in _CHOICES[column].items():
            if key in known:
                return value
        raise Refused("choice", text)
    if column == "id_bail" and re.fullmatch(r"\d([.,]\d+)?E\+?\d+", text, re.I):
        # A spreadsheet took the number for an amount.
        raise Refused("number", text)
    return text


def lost_zeros(number, known):
    """The known lease that ``number`` would be, had a spreadsheet not taken its zeros.

    :param known: keys of leases (:func:`lease_key`)
    :return: the key, "" when there is none
    """
    key = lease_key(number)
    if not key.isdigit() or key in known:
        return ""
    for length in range(len(key) + 1, len(key) + 7):
        if key.zfill(length) in known:
            return key.zfill(length)
    return ""


def usual_length(numbers):
    """Length that nine of ten lease numbers of a file have, all digits and some of them
    beginning with a zero; None when there is no such habit."""
    keys = [lease_key(number) for number in numbers]
    digits = [key for key in keys if key.isdigit()]
    if not digits or not any(key.startswith("0") for key in digits):
        return None
    length, count = Counter(map(len, digits)).most_common(1)[0]
    return length if count * 10 >= len(digits) * 9 else None


def of_movements(rows):
    """The leases of ``core.comptes_locataires.csv``: its movements, summed up.

    :param rows: list of (row number, dict of heading folded to text)
    :return: list of (row number, dict of column to text): the last month's rent,
        charges and benefit, and the balance in EUR, positive when money is owed. An
        amount that cannot be read is the balance: the lease will be refused.
    """
    balances, first, unread = defaultdict(Decimal), {}, {}
    months = defaultdict(dict)
    for number, row in rows:
        lease = row.get("id_locataire", "").strip()
        if not lease:
            continue
        first.setdefault(lease, number)
        try:
            amount = Decimal(str(money(row.get("montant_en_euros"))))
        except Refused as error:
            unread[lease] = error.args[1] or "?"
            continue
        balances[lease] += amount
        name = _CATEGORIES.get(folded(row.get("categorie")))
        month = row.get("mois_concerne", "").strip()
        if name and month:
            known, sum_ = months[lease].get(name, ("", Decimal()))
            if month >= known:
                before = sum_ if month == known else Decimal()
                months[lease][name] = (month, before + amount)
    return [
        (
            number,
            {
                "id_bail": lease,
                "solde": unread.get(lease, str(balances[lease])),
                **{name: str(abs(one[1])) for name, one in months[lease].items()},
            },
        )
        for lease, number in first.items()
    ]
