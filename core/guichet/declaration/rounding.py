"""To whole Rappen, in one place."""

from decimal import ROUND_HALF_UP, Decimal


def round_rappen(amount: Decimal) -> int:
    """Return an amount in Rappen as a whole number of them, rounded half up.

    A product such as 22.3 km × CHF 0.45 = CHF 10.035 is not a whole number of Rappen. Half up is what a reader with a
    pocket calculator expects and never takes the half from the insured person; each term is rounded by itself, so
    that the amounts shown add up to the total shown. Not to 5 centimes: that is for coins, and the Centrale pays by
    transfer (nothing official was found on either).
    """
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def round_to_5_rappen(amount: Decimal) -> int:
    """Return an amount in Rappen rounded half up to 5 of them, as daily rates are published since 2019."""
    return round_rappen(amount / 5) * 5
