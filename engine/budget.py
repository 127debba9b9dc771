"""What a household has left to live on."""


def consumption_units(persons_14, children):
    """Consumption units of a household (modified OECD scale, as INSEE uses it).

    :param persons_14: persons of 14 and over, one at least
    :param children: children under 14
    :return: 1 for the first person, 0.5 for each other one, 0.3 for each child
    """
    return round(1 + 0.5 * (max(persons_14, 1) - 1) + 0.3 * children, 1)


def effort_rate(resources, housing_costs, housing_benefit):
    """Share of the resources that housing takes, in percent.

    The benefit lowers the cost and is no resource (Insee, « taux d'effort net »).

    :param resources: EUR a month, housing benefit included
    :param housing_costs: rent and charges, EUR a month
    :param housing_benefit: EUR a month
    :return: percent; 0 when there is no resource
    """
    own = resources - housing_benefit
    if own <= 0:
        return 0.0
    return 100 * max(housing_costs - housing_benefit, 0) / own
