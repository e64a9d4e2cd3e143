"""Opening an installation: the language of its plugins, and the core that all doors share."""

from __future__ import annotations

import logging
from importlib.metadata import entry_points

from dsl.values import Label
from engine.clock import Clock, SystemClock
from engine.codes.registry import CodeRegistry
from engine.core import Core
from engine.engine_settings import EngineSettings
from engine.errors import Invalid, Unavailable
from engine.language import Language
from engine.languages import Languages
from engine.plugin_host import PluginHost
from engine.storage.brand_store import BrandStore
from engine.storage.code_store import CodeStore
from engine.storage.committer import Committer
from engine.storage.database import Database, Outage
from engine.vocabulary import vocabulary
from engine.watch import Nobody, Watch

_log = logging.getLogger("engine.api")


def load_language(plugins: tuple[str, ...], *, installed: bool = True) -> Language:
    """The language with the plugins' words, without a database: for checking files."""
    points = entry_points(group="bottlecap.plugins") if installed else ()
    catalog = PluginHost.load(plugins, points).catalog
    return Language(vocabulary(catalog), catalog.rewards)


async def open_core(settings: EngineSettings, clock: Clock | None, watch: Watch | None) -> Core:
    """What every door needs, running. Raises like `open_engine`."""
    if len(settings.secret) < 32:
        raise Invalid(
            "secret", Label("the installation secret needs at least 32 bytes", "安装密钥至少 32 字节")
        )
    host = PluginHost.load(settings.plugins, None if settings.installed else ())
    words = vocabulary(host.catalog)
    database = Database(settings.database_url, pool_size=settings.pool_size)
    try:
        await database.open()
    except Outage as error:
        raise Unavailable(str(error)) from error
    languages = Languages(words, host.catalog.rewards)
    brands = BrandStore(languages.compile_published, settings.secret, host.catalog.themes)
    registry = CodeRegistry(CodeStore(database), settings.secret)
    try:
        await registry.load()
        for failure in await host.start(settings.plugin_settings):
            missed = settings.plugin_settings and host.wanted(
                failure
            )  # who gives no settings wants no channel
            _log.log(logging.WARNING if missed else logging.INFO, "%s", failure)
    except BaseException:
        await database.close()
        raise
    committer = Committer(database, brands, watch or Nobody())
    committer.start()
    return Core(
        database, brands, committer, host, words, settings.secret, clock or SystemClock(), registry, languages
    )  # fmt: skip
