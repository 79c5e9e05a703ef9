"""People without a user name, named by a UUID, whose customer lies on something that they have."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Member(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(unique=True)

    USERNAME_FIELD = "email"
    objects = BaseUserManager()


class Plan(models.Model):
    member = models.OneToOneField(Member, on_delete=models.CASCADE)
    stripe_customer = models.CharField(max_length=255, blank=True)

    def __str__(self) -> str:
        return f"Plan of {self.member.email}"
