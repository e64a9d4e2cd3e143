"""The pages' own files: packed once, under names that browsers may keep for good."""

from __future__ import annotations

import asyncio
import gzip

import httpx
import pytest

from studio.assets import AssetTable
from tests.support.studio_site import Desk

NAME = "composer.css"


def fetched(path: str, **headers: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(Desk(signed_in=False).app)
        client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
        async with client, client.stream("GET", path, headers=headers) as answer:
            answer._content = b"".join([piece async for piece in answer.aiter_raw()])
            return answer

    return asyncio.run(asked())


def test_a_file_leaves_as_it_was_packed_at_the_start() -> None:
    """Byte for byte: no request packs it again."""
    table = AssetTable.of_folder()
    found = table.find(NAME)
    assert found is not None
    asset, _ = found
    answer = fetched(table.url(NAME), **{"accept-encoding": "br;q=1, gzip;q=0.8"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer._content == asset.gzipped
    assert gzip.decompress(answer._content) == asset.content
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-length"] == str(len(answer._content))


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br", "gzip; q=0.000", ""])
def test_who_takes_no_gzip_gets_the_file_itself(accepted: str) -> None:
    table = AssetTable.of_folder()
    answer = fetched(table.url(NAME), **{"accept-encoding": accepted})
    assert "content-encoding" not in answer.headers
    assert answer._content == table.text(NAME).encode()


def test_a_file_that_has_not_changed_is_not_sent_again() -> None:
    first = fetched(f"/static/{NAME}")
    again = fetched(f"/static/{NAME}", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again._content) == (304, b"")
