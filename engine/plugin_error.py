"""The one error that stands for a plugin's failure."""

from __future__ import annotations


class PluginError(Exception):
    """A plugin failed. Names the plugin, what was asked of it, and what to mend."""

    def __init__(self, plugin: str, operation: str, what_to_mend: str) -> None:
        super().__init__(f"plugin `{plugin}` failed to {operation}: {what_to_mend}")
        self.plugin = plugin
        self.operation = operation
        self.what_to_mend = what_to_mend


class NotSetUp(PluginError):  # noqa: N818 - reads as what it says
    """A service for which no setting was given, and its kind, such as `channel`."""

    def __init__(self, plugin: str, group: str, what_to_mend: str) -> None:
        super().__init__(plugin, "start", what_to_mend)
        self.group = group
