"""What runs by itself: relaying the outbox, delivering, firing clocks, signing checkpoints."""

from adapters.inbound.worker.embedded import RunningWorker, start_worker

__all__ = ["RunningWorker", "start_worker"]
