"""Finds plugins, asks each what it declares, and starts what needs starting.

Built-in plugins must load. A plugin of somebody else's that does not is reported, left out, and everything
else runs; campaigns that need it are blocked, not changed.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from importlib.metadata import EntryPoint

from dsl.values import Label
from engine.catalog import Catalog, DuplicateDeclarationError
from engine.plugin_error import NotSetUp, PluginError
from engine.spi.channels import PaymentChannel
from engine.spi.collecting import CollectingChannel
from engine.spi.conformance.words import word_problems
from engine.spi.declarations import DeclarationError, Declarations, declarations_of
from engine.spi.identities import IdentityProvider
from engine.spi.markers import ENTRY_POINT_GROUP
from engine.spi.messages import MessageChannel
from engine.spi.reports import ReportChannel

#: What is started with settings, and stopped.
Service = PaymentChannel | CollectingChannel | MessageChannel | IdentityProvider | ReportChannel


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """A plugin in use: its dotted module name, its distribution or `built-in`, and what it declares."""

    name: str
    origin: str
    version: str
    declared: Declarations


@dataclass(frozen=True, slots=True)
class ServiceState:
    """A payment channel or another service; `running` once its settings are there and it has started."""

    group: str
    code: str
    label: Label
    running: bool


class PluginHost:
    """The loaded plugins, their catalog, and what could not be loaded."""

    def __init__(
        self, plugins: tuple[LoadedPlugin, ...], catalog: Catalog, failures: tuple[PluginError, ...]
    ) -> None:
        self.plugins = plugins
        self.catalog = catalog
        self.failures = failures
        self._started: list[tuple[str, Service]] = []

    @classmethod
    def load(cls, builtin: Iterable[str], installed: Iterable[EntryPoint] | None = None) -> PluginHost:
        """Load the built-ins by dotted name and the installed plugins by their entry points.

        Raises `PluginError` when a built-in cannot be loaded. An entry point that names a built-in is that
        built-in and is not loaded again.
        """
        loading, own_version = _Loading(), _own_version()
        for name in builtin:
            loading.add(name, "built-in", own_version)
        for point in _in_order(
            metadata.entry_points(group=ENTRY_POINT_GROUP) if installed is None else installed
        ):
            if point.value not in loading.names:
                origin, version = (point.dist.name, point.dist.version) if point.dist else ("unknown", "")
                loading.add_or_report(point.value, origin, version)
        return cls(tuple(loading.plugins), loading.catalog, tuple(loading.failures))

    async def start(self, config: Mapping[str, str]) -> tuple[PluginError, ...]:
        """Start every channel and provider with its declared settings; returns those that could not be started."""
        failed: list[PluginError] = []
        for group, service in self._services():
            try:
                settings = self._settings_of(group, service, config)
                with self.catalog.blaming(group, service.code, "start"):
                    await service.start(settings)
            except PluginError as error:
                failed.append(error)
            else:
                self._started.append((group, service))
        return tuple(failed)

    async def stop(self) -> tuple[PluginError, ...]:
        """Stop what was started, last first; returns the channels that did not stop cleanly."""
        failed: list[PluginError] = []
        while self._started:
            group, service = self._started.pop()
            try:
                with self.catalog.blaming(group, service.code, "stop"):
                    await service.stop()
            except PluginError as error:
                failed.append(error)
        return tuple(failed)

    def started(self, code: str, group: str = "channel") -> bool:
        """Whether a payment channel, or another service, is running and may be asked."""
        return any((kind, one.code) == (group, code) for kind, one in self._started)

    def services(self) -> tuple[ServiceState, ...]:
        """Every service that plugins declare, and whether it runs."""
        return tuple(
            ServiceState(group, one.code, one.label, self.started(one.code, group))
            for group, one in self._services()
        )

    def wanted(self, failure: PluginError) -> bool:
        """Whether somebody will miss a service: it was set up in part, or no payment channel runs and packets would wait."""
        if not isinstance(failure, NotSetUp):
            return True
        return failure.group == "channel" and not any(kind == "channel" for kind, _ in self._started)

    def messenger(self) -> MessageChannel | None:
        """The message channel that is running: the first, where there are several."""
        running = (one for kind, one in self._started if kind == "message channel")
        return next((one for one in running if isinstance(one, MessageChannel)), None)

    def reporter(self) -> ReportChannel | None:
        """The report channel that is running: the first, where there are several."""
        running = (one for kind, one in self._started if kind == "report channel")
        return next((one for one in running if isinstance(one, ReportChannel)), None)

    def collectors(self) -> tuple[CollectingChannel, ...]:
        """The collecting channels that are running, in the order of their plugins."""
        running = (one for kind, one in self._started if kind == "collecting channel")
        return tuple(one for one in running if isinstance(one, CollectingChannel))

    def _services(self) -> Iterator[tuple[str, Service]]:
        yield from (("channel", one) for one in self.catalog.channels.values())
        yield from (("collecting channel", one) for one in self.catalog.collecting.values())
        yield from (("message channel", one) for one in self.catalog.messages.values())
        yield from (("identity provider", one) for one in self.catalog.identities.values())
        yield from (("report channel", one) for one in self.catalog.reports.values())

    def _settings_of(self, group: str, service: Service, config: Mapping[str, str]) -> Mapping[str, str]:
        settings: dict[str, str] = {}
        wanted = any(config.get(setting.name) for setting in service.settings)
        for setting in service.settings:
            value = config.get(setting.name) or setting.default
            if value is None:
                owner = self.catalog.owner(group, service.code)
                need = f"{group} `{service.code}` needs the setting {setting.name}"
                raise PluginError(owner, "start", need) if wanted else NotSetUp(owner, group, need)
            settings[setting.name] = value
        return settings


class _Loading:
    """Plugins gathered so far, one at a time."""

    def __init__(self) -> None:
        self.plugins: list[LoadedPlugin] = []
        self.failures: list[PluginError] = []
        self.catalog = Catalog.empty()

    @property
    def names(self) -> set[str]:
        return {plugin.name for plugin in self.plugins} | {failure.plugin for failure in self.failures}

    def add_or_report(self, name: str, origin: str, version: str) -> None:
        try:
            self.add(name, origin, version)
        except PluginError as error:
            self.failures.append(error)

    def add(self, name: str, origin: str, version: str) -> None:
        try:
            module = importlib.import_module(name)
        except (Exception, SystemExit) as error:  # a plugin that misses something may want to leave; we stay
            raise PluginError(name, "import", f"{type(error).__name__}: {error}") from error
        try:
            declared = declarations_of(module)
            if problems := tuple(word_problems(declared)):
                raise DeclarationError("; ".join(problems))
            self.catalog = self.catalog.with_plugin(name, declared)
        except (DeclarationError, DuplicateDeclarationError) as error:
            raise PluginError(name, "register", str(error)) from error
        except Exception as error:
            raise PluginError(name, "register", f"a hook raised {type(error).__name__}: {error}") from error
        self.plugins.append(LoadedPlugin(name, origin, version, declared))


def _own_version() -> str:
    """Bottlecap's version; empty when it runs from a checkout that was never installed."""
    try:
        return metadata.version("bottlecap")
    except metadata.PackageNotFoundError:
        return ""


def _in_order(points: Iterable[EntryPoint]) -> list[EntryPoint]:
    return sorted(points, key=lambda point: (point.name, point.value))
