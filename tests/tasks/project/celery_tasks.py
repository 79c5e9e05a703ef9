from celery import shared_task, uuid
from django.utils import timezone
from django.utils.module_loading import import_string

try:
    from django.tasks.backends.base import BaseTaskBackend
    from django.tasks.base import TaskResult, TaskResultStatus
except ImportError:  # Django 5.2
    from django_tasks.backends.base import BaseTaskBackend
    from django_tasks.base import TaskResult, TaskResultStatus


# Told to be done only once it is: what a killed worker had begun, another one begins again.
@shared_task(name="django.tasks", acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def run(path, args, kwargs):
    import_string(path).call(*args, **kwargs)


class CeleryBackend(BaseTaskBackend):
    supports_async_task = True
    supports_defer = True

    def enqueue(self, task, args, kwargs):
        self.validate_task(task)
        result = TaskResult(
            task=task,
            id=uuid(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        queue = None if task.queue_name == "default" else task.queue_name
        words = (task.module_path, result.args, result.kwargs)
        run.apply_async(words, task_id=result.id, queue=queue, eta=task.run_after)
        return result
