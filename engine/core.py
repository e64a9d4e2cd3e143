"""What every door of the engine shares: the database, its committer, the plugins and the time."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TypeVar

from dsl.vocabulary import Vocabulary
from engine.campaigns.live import BrandState
from engine.catalog import Catalog
from engine.clock import Clock
from engine.codes.registry import CodeRegistry
from engine.commit.command import Command
from engine.errors import Busy, NotFound, Unavailable
from engine.language import Language
from engine.languages import Languages
from engine.members.identity import ConsumerKey, Who, hashed
from engine.plugin_host import PluginHost
from engine.storage.brand_store import BrandStore
from engine.storage.committer import Committer, QueueFull
from engine.storage.database import Database, Outage

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Core:
    """Made once by `engine.api.open_engine`."""

    database: Database
    brands: BrandStore
    committer: Committer
    plugins: PluginHost
    vocabulary: Vocabulary
    secret: bytes
    clock: Clock
    codes: CodeRegistry
    languages: Languages

    @property
    def catalog(self) -> Catalog:
        """Everything that the loaded plugins declare."""
        return self.plugins.catalog

    async def settle(self, command: Command[Answer]) -> Answer:
        """A command's answer after its changes are durable. Raises `Busy` or `Unavailable`."""
        try:
            return await self.committer.settle(command)
        except QueueFull:
            raise Busy from None
        except Outage as error:
            raise Unavailable(str(error)) from error

    async def brand(self, slug: str) -> BrandState:
        """A brand as of now. Raises `NotFound`."""
        found = (await self.brands.load(self.database, [slug])).get(slug)
        if found is None:
            raise NotFound(f"there is no brand `{slug}`")
        return found

    async def language(self, brand: str) -> Language:
        """A brand's language, with its own events. Raises `NotFound`."""
        return self.language_of(await self.brand(brand))

    def language_of(self, state: BrandState) -> Language:
        """The language of a brand as of now."""
        return self.languages.of(state.events)

    def who(self, brand: str, key: ConsumerKey) -> Who:
        """The identity behind a consumer key."""
        return hashed(self.secret, brand, key)

    def derived(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, from the installation's secret."""
        return hmac.digest(self.secret, purpose.encode(), hashlib.sha256)
