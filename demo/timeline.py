"""Journeys lived side by side, in the order of time."""

import heapq


def live(journeys, clock, log):
    """Play the journeys until the day on which the story ends.

    A journey is a generator: it yields the day of its next act, and goes on once the
    clock has come there. What lies beyond the end of the story never happens.

    :param journeys: generators that yield dates, each in the order of time
    :param clock: :class:`clock.Clock`, turned on from act to act
    :param log: called with each day before it is reached, for the progress
    """
    waiting = []

    def go_on(number, journey):
        day = next(journey, None)
        if day is not None and day <= clock.today:
            heapq.heappush(waiting, (day, number, journey))

    for number, journey in enumerate(journeys):
        go_on(number, journey)
    while waiting:
        day, number, journey = heapq.heappop(waiting)
        log(day)
        clock.turn(day)
        go_on(number, journey)
