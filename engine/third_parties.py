"""Which passages of a file may tell of somebody else than the person who asks (C5).

It marks for a reader and decides nothing (GDPR, art. 15(4): the copy shall not
adversely affect the rights of others). It marks too much rather than too little.
"""

from . import anonymise
from .folding import words

# Who else is spoken of in such files, folded; both endings where there are two.
KIN = frozenset(
    "mari femme epoux epouse conjoint conjointe compagnon compagne concubin concubine"
    " ex fils fille filles enfant enfants bebe frere freres soeur soeurs mere pere"
    " parent parents maman papa oncle tante cousin cousine cousins neveu niece"
    " beau belle grand ami amie amis amies copain copine voisin voisine voisins"
    " voisines gardien gardienne concierge employeur patron patronne collegue collegues"
    " medecin docteur infirmier infirmiere psychologue avocat avocate huissier"
    " commissaire tuteur tutrice curateur curatrice garant garante colocataire"
    " hebergeant hebergee heberge locataire locataires famille tiers".split()
)


def reasons(text, own_names, other_names):
    """Why a person has to look at ``text`` before it is handed over.

    :param text: what somebody typed
    :param own_names: names of the person who asks, each as one text
    :param other_names: names of the other people of the household
    :return: set of ``adult`` (an adult of the household is named), ``about`` (it speaks
        of a relative, a neighbour, a professional, or names somebody)
    """
    found = set()
    own = {word for name in own_names for word in words(name)}
    told = set(words(text))
    others = {word for name in other_names for word in words(name)} - own
    if told & others or anonymise.tells(text, (), other_names) - own:
        found.add("adult")
    if told & KIN or anonymise.names_somebody(text, own_names):
        found.add("about")
    return found
