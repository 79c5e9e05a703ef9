"""Mint for many people at once on one event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import TypeAlias

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from django_billing_portal.gateway import acreate_session
from django_billing_portal.refs import CustomerRef
from django_billing_portal.services.sessions import amint_session
from django_billing_portal.wire.deadline import Deadline

WARM = 5
Work: TypeAlias = Callable[[AbstractBaseUser], Awaitable[str]]


def main(clicks: int) -> dict[str, list[float]]:
    """Return the seconds of one and of many at once: of whole clicks, and of the calls to Stripe in them."""
    return asyncio.run(measured(clicks))


async def measured(clicks: int) -> dict[str, list[float]]:
    people = [user async for user in get_user_model().objects.order_by("-pk")[2 : 2 * WARM + 2 + clicks]]
    return {name: await one_and_many(work, people) for name, work in (("calls", call), ("clicks", click))}


async def one_and_many(work: Work, people: list[AbstractBaseUser]) -> list[float]:
    await timed(work, people[:WARM])
    ones = [await timed(work, [person]) for person in people[WARM : 2 * WARM]]
    return [median(ones), await timed(work, people[2 * WARM :])]


async def timed(work: Work, people: list[AbstractBaseUser]) -> float:
    started = time.perf_counter()
    urls = await asyncio.gather(*map(work, people))
    assert len(set(urls)) == len(people)
    return time.perf_counter() - started


async def click(person: AbstractBaseUser) -> str:
    return (await amint_session(user=person)).url


async def call(person: AbstractBaseUser) -> str:
    deadline, customer = Deadline.after(15), CustomerRef(f"cus_{person.pk}")
    return (await acreate_session(customer=customer, deadline=deadline, return_url="http://127.0.0.1/")).url
