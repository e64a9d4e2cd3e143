"""A brand declares its own events. A published campaign keeps every word that it reads."""

from __future__ import annotations

from dsl.values import Label
from engine.clock import to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.events.declaring import DeclaredEvent, EventDeclaration, faults
from engine.storage.event_store import EventStore

#: A brand's language stays one that people can know.
EVENTS_MAX = 50


class DeclarationDoor:
    """The events that brands declare for themselves."""

    def __init__(self, core: Core, store: EventStore) -> None:
        self._core = core
        self._store = store

    async def all(self, brand: str) -> tuple[DeclaredEvent, ...]:
        """The brand's events by name. Raises `NotFound`."""
        await self._core.brand(brand)
        return await self._store.in_force(brand)

    async def declare(self, brand: str, wanted: EventDeclaration, by: str) -> DeclaredEvent:
        """Declare an event, or change one: the same again changes nothing.

        Raises `Invalid` with the place of the first fault, or with `name` where a published campaign would lose a word.
        """
        known = {one.declaration.name: one for one in await self.all(brand)}
        for place, words in faults(wanted, self._taken):
            raise Invalid(place, words)
        if wanted.name not in known and len(known) >= EVENTS_MAX:
            raise Invalid("name", Label(f"at most {EVENTS_MAX} events", f"最多 {EVENTS_MAX} 个事件"))
        others = {name: one.declaration for name, one in known.items() if name != wanted.name}
        if any(one.label.zh == wanted.label.zh for one in others.values()):
            raise Invalid("label/zh", Label("another event has this name", "已有同名事件"))
        before = known.get(wanted.name)
        if before and before.declaration == wanted:
            return before
        await self._spares(brand, others | {wanted.name: wanted}, before)
        now = self._core.clock.now()
        number = await self._store.append(brand, wanted.name, wanted.stored(), to_micros(now), by)
        return DeclaredEvent(wanted, number, now, by)

    async def withdraw(self, brand: str, name: str, by: str) -> None:
        """Take an event out of the language. Raises `NotFound`, and `Invalid` where a published campaign reads it."""
        known = {one.declaration.name: one for one in await self.all(brand)}
        if name not in known:
            raise NotFound(f"there is no event `{name}`")
        others = {each: one.declaration for each, one in known.items() if each != name}
        await self._spares(brand, others, known[name])
        await self._store.append(brand, name, None, to_micros(self._core.clock.now()), by)

    async def _spares(
        self, brand: str, events: dict[str, EventDeclaration], before: DeclaredEvent | None
    ) -> None:
        """Raises `Invalid` where a published campaign that can be read now could not be with these events."""
        if before is None:
            return
        now = await self._core.language(brand)
        then = self._core.languages.of(tuple(events[name] for name in sorted(events)))
        spelled = (before.declaration.name, before.declaration.label.zh)
        for row in await self._store.published(brand):
            if not any(word in row["text"] for word in spelled):
                continue
            broken = then.compile_published(row["text"])
            if isinstance(broken, str) and not isinstance(now.compile_published(row["text"]), str):
                raise Invalid(
                    "name",
                    Label(
                        f"the published campaign `{row['slug']}` would lose a word that it reads: {broken}",
                        f"已发布的活动“{row['slug']}”用到了它，不能这样修改：{broken}",
                    ),
                )

    def _taken(self, group: str, spelling: str) -> bool:
        try:
            self._core.catalog.owner(group, spelling)
        except KeyError:
            return False
        return True
