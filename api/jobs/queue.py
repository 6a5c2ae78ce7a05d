"""The queue as those see it who put work into it: a doorbell. The table of jobs is the truth.

Routes ring it once the transaction that queued a job, or asked for its end, is committed. Where nobody hears the bell,
workers find the job by looking at the table, only later.
"""

from typing import Protocol


class Queue(Protocol):
    """What carries word to workers, wherever they are."""

    def ring(self, job_id: str) -> None:
        """Tell workers that there is something to do about a job: take it up, or end it."""
