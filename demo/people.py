"""Invented tenants, staff and associations. No real person, street number or firm."""

FIRST_NAMES = (
    "Nadia Karim Sylvie Thierry Aminata Bruno Chantal David Estelle Farid Ghislaine "
    "Hamid Isabelle Julien Katia Laurent Mireille Nicolas Odile Patrick Rachida Samuel "
    "Thérèse Ursule Valérie Wilfried Yasmina Zoé Alain Brigitte"
).split()
LAST_NAMES = (
    "ABADIRE BARTHAS BENHADI CAZALBOU DELPRAT ESCOUBAS FABARON GARRIGOT HADJERI "
    "IRIART JALABERT-ROUX KONTE LACASSIN MARQUIÉ NOUGARO-VAL OULDALI PRADINES QUERCY "
    "ROUZIES SABATHÉ TRAORA UZAN-LAFON VIDALOU WASSEF YVERNAY ZERBI AURIOL-MAS BOUSCAT "
    "CASTERAN DUPRADO"
).split()
STREETS = (
    "rue des Tilleuls",
    "allée des Genêts",
    "avenue du Vieux Moulin",
    "impasse des Violettes",
    "rue de la Briqueterie",
    "chemin des Écluses",
    "place des Marronniers",
    "rue du Pigeonnier",
)
# Agency, then its towns.
AGENCIES = {
    "Toulouse Nord": [("Toulouse", "31200"), ("L'Union", "31240")],
    "Toulouse Sud": [("Toulouse", "31400"), ("Muret", "31600"), ("Cugnaux", "31270")],
    "Ouest toulousain": [
        ("Blagnac", "31700"),
        ("Colomiers", "31770"),
        ("Tournefeuille", "31170"),
    ],
}
LANDLORD = "Toits & Rives Habitat (bailleur fictif)"
ASSOCIATIONS = {"palier": "Association Le Palier", "escale": "Association L'Escale"}

# Key, name, role shown, group, association's key, accounting group.
READER = "account.group_account_readonly"
USERS = (
    ("cesf", "Claire Fontanel", "CESF du bailleur", "counsellor", None, READER),
    ("cesf2", "Julie Marsac", "CESF du bailleur (2)", "counsellor", None, READER),
    (
        "recouvrement",
        "Paul Estève",
        "Recouvrement",
        "recovery",
        None,
        "account.group_account_invoice",
    ),
    ("pilote", "Hélène Bonnafé", "Pilote du dispositif", "manager", None, READER),
    ("gardien", "Marc Tolosan", "Gardien d'agence", "reporter", None, None),
    ("dpo", "Anne Védrines", "Protection des données", "data_officer", None, None),
    (
        "compta",
        "Luc Ravier",
        "Comptabilité",
        None,
        None,
        "account.group_account_user",
    ),
    (
        "palier.coord",
        "Sonia Lhers",
        "Le Palier : coordinatrice",
        "association_coordinator",
        "palier",
        None,
    ),
    (
        "palier.anne",
        "Anne Salvetat",
        "Le Palier : travailleuse sociale",
        "association_worker",
        "palier",
        None,
    ),
    (
        "palier.bob",
        "Robert Canals",
        "Le Palier : travailleur social",
        "association_worker",
        "palier",
        None,
    ),
    (
        "escale.coord",
        "Inès Baraille",
        "L'Escale : coordinatrice",
        "association_coordinator",
        "escale",
        None,
    ),
    (
        "escale.marc",
        "Marc Lauzerte",
        "L'Escale : travailleur social",
        "association_worker",
        "escale",
        None,
    ),
    ("escale.psy", "Léa Montané", "Psychologue", "psychologist", "escale", None),
)
PASSWORD = "declic-demo"

# Professionals around the households: name, organisation, phone, rank of the role.
CIRCLE = (
    ("Mme Laurence Vidal", "Maison des solidarités Nord", "05 36 49 20 11", 0),
    ("M. Karim Benali", "CCAS", "05 36 49 20 12", 1),
    ("Mme Odile Ferrand", "Point conseil budget", "05 36 49 20 13", 5),
    ("M. Paul Estève", "Service d'aide à domicile", "05 36 49 20 14", 7),
)

# What households say of a domain, between quotation marks.
WORDS = (
    "Je n'ouvre plus les enveloppes, c'est toujours pour réclamer.",
    "Le mois est trop long.",
    "On ne me demande jamais ce que je peux faire.",
    "Avec les enfants, je n'ai pas une minute.",
    "Ça va mieux depuis que quelqu'un passe.",
)
