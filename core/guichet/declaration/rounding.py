"""Rounding to whole Rappen. In one place, since no official rule was found and the offices may name one."""

from decimal import ROUND_HALF_UP, Decimal


def round_rappen(amount: Decimal) -> int:
    """Return an amount in Rappen, rounded half up to a whole number of them.

    For products such as 22.3 km × CHF 0.45 = CHF 10.035. Half up is what a person with a pocket calculator expects, and
    it never takes the half from the insured person. Each term is rounded by itself, so that the amounts shown add up to
    the total shown. Not to 5 centimes: that is for coins, and the Centrale pays by transfer.
    """
    # Named, since decimal rounds half to even by default.
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def round_to_5_rappen(amount: Decimal) -> int:
    """Return an amount in Rappen rounded half up to 5 of them.

    Daily rates are published like this since 2019: all 21 published values of the allowance for the helpless and of the
    intensive-care supplement were recomputed and agree.
    """
    return round_rappen(amount / 5) * 5
