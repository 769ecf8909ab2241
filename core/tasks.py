"""Celery tasks run behind the wall too: a task that declares no scope refuses to run."""

from collections.abc import Callable

from celery import Task, shared_task

from core import scope


class ScopedTask(Task):
    """A task that runs inside a declared scope. `because` names the reason for reaching over all tenants."""

    abstract = True
    because: str | None = None

    def __call__(self, *args, **kwargs):
        """Run inside the declared scope, in its own transactions."""
        if not self.because:
            raise RuntimeError(f"{self.name} declares no scope; use core.tasks.scoped_task(because=...).")
        with scope.everything(because=self.because):
            return super().__call__(*args, **kwargs)


def scoped_task(*, because: str, **options) -> Callable:
    """Declare a task with the reason for its scope; arguments are ids, never rows."""
    return shared_task(base=ScopedTask, because=because, **options)


class SteppedTask(ScopedTask):
    """A task whose actions each declare the scope and commit for themselves: claim, commit, send, record."""

    abstract = True

    def __call__(self, *args, **kwargs):
        """Run without a transaction around all steps; what asks outside a scope of its own is refused by the wall."""
        if not self.because:
            raise RuntimeError(f"{self.name} declares no scope; use core.tasks.stepped_task(because=...).")
        return Task.__call__(self, *args, **kwargs)


def stepped_task(*, because: str, **options) -> Callable:
    """Declare a task that commits between its steps, with the reason for the scope that its actions declare."""
    return shared_task(base=SteppedTask, because=because, **options)
