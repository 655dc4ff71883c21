"""From francs with any number of decimals to whole Rappen."""

from decimal import ROUND_HALF_UP, Decimal


def rappen(francs: Decimal) -> int:
    """Return an amount in francs as whole Rappen, rounded half up.

    A product such as 22.3 km × CHF 0.45 = CHF 10.035 is not a whole number of Rappen. Half up is what a reader
    with a pocket calculator expects and never takes the half from the insured person; each term is rounded by
    itself, so that the amounts shown add up to the total shown. Not to 5 centimes: that is for coins, and the
    Centrale pays by transfer.
    """
    return int((francs * 100).quantize(Decimal(1), ROUND_HALF_UP))
