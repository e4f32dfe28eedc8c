"""Tables of the record APIs themselves. Records live in the workspace schemas."""

from django.db import models


class StoredAnswer(models.Model):
    """The answer to a write that carried an Idempotency-Key, kept for a day."""

    id = models.BigAutoField(primary_key=True)
    workspace_id = models.UUIDField()
    holder_id = models.UUIDField()
    key = models.CharField(max_length=255)
    digest = models.BinaryField()
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    truncated = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "holder_id", "key"], name="stored_answer_once"),
        ]

    def __str__(self) -> str:
        return self.key
