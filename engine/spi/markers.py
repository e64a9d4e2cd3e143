"""How a plugin marks the functions that Bottlecap calls, and the number of the contract it keeps."""

from __future__ import annotations

from typing import Final

import pluggy

#: The project name under which pluggy matches specifications and implementations.
PROJECT: Final = "bottlecap"

#: The contract in this package. A plugin module states the one it was written for: `spi_version = 1`.
#: It grows by one whenever a plugin that worked would have to be changed.
SPI_VERSION: Final = 1

#: The group of entry points through which installed distributions offer plugins.
ENTRY_POINT_GROUP: Final = "bottlecap.plugins"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
