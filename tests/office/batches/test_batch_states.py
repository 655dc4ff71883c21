"""In which state a batch may be cancelled or confirmed: an invoice that was handed over is in no other batch."""

import pytest

from guichet.office.batches import batch_actions
from guichet.office.batches.batch_actions import BatchMoved, NothingToHandOver, batches_of

SUPERVISOR = "supervisor@be.example"


@pytest.fixture
def batch(desks, accepted, work):
    """Acts on a finished batch of one invoice."""
    accepted(1)
    with desks.acting("be", SUPERVISOR) as ctx:
        batch_actions.start_batch(ctx, batch_actions.ALL, "fr")
    work()

    def act(action):
        with desks.acting("be", SUPERVISOR) as ctx:
            return action(ctx, batches_of(ctx.portal)["000001"])

    return act


def hand_over(ctx, batch):
    batch_actions.hand_over(ctx, batch, batch.code)


def cancel(ctx, batch):
    batch_actions.cancel(ctx, batch, "Mauvaise période")


def start(ctx, batch):
    batch_actions.start_batch(ctx, batch_actions.ALL, "fr")


@pytest.mark.parametrize("then", [hand_over, cancel])
def test_what_was_handed_over_is_neither_cancelled_nor_handed_over_again(batch, then):
    batch(hand_over)
    with pytest.raises(BatchMoved):
        batch(then)
    with pytest.raises(NothingToHandOver):
        batch(start)
    assert batch(lambda ctx, batch: batch.state) == "handed_over"


@pytest.mark.parametrize("then", [hand_over, cancel])
def test_a_cancelled_batch_is_neither_handed_over_nor_cancelled_again(batch, then):
    batch(cancel)
    batch(start)
    with pytest.raises(BatchMoved):
        batch(then)
    with pytest.raises(NothingToHandOver):
        batch(start)
