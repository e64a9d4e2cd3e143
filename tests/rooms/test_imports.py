"""Who may import whom. The table is held over every module, also those that no test runs."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("dsl", "engine", "plugins", "studio")

#: What each room may import besides the standard library and itself. A name allows all that lies below it.
ALLOWED: Final = {
    "dsl": {"lark", "numpy"},
    "engine.spi": {"pluggy", "dsl.values", "dsl.vocabulary"},
    "engine.storage": {"dsl", "engine", "tortoise", "asyncpg"},
    "engine": {"dsl", "argon2", "cryptography", "numpy"},
    "plugins": set[str](),
    "plugins.*": {"engine.spi"},
    "studio.accounts": {"engine.api", "studio", "starlette", "httpx", "authlib", "joserfc"},
    "studio.lsp": {"engine.api", "studio", "pygls", "lsprotocol"},
    "studio.watching": {"engine.api", "studio", "starlette", "prometheus_client", "opentelemetry"},
    "studio.codes": {"engine.api", "studio", "starlette", "markupsafe", "segno", "PIL", "zxingcpp"},
    "studio.themes": {"engine.api", "studio", "starlette", "PIL"},
    "studio": {"engine.api", "starlette", "jinja2", "markupsafe", "segno", "uvicorn", "httpx", "rfc8785"},
}
#: Client and server libraries that single plugins bring.
OF_PLUGINS: Final = {
    "plugins.sandbox_wallet": {"httpx", "uvicorn"},
    "plugins.sandbox_bank": {"httpx", "uvicorn"},
    "plugins.sandbox_sms": {"httpx", "uvicorn"},
    "plugins.wechat": {"httpx"},
}
#: The composition roots: the only modules that know which plugins there are.
COMPOSITION_ROOTS: Final = ("studio.wiring", "studio.cli", "studio.demo")


class Import(NamedTuple):
    """One import of a module, and whether it is for the type checker only."""

    name: str
    line: int
    typing_only: bool


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    return {module_name(path): path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))}


def imports(tree: ast.AST, *, typing_only: bool = False) -> Iterator[Import]:
    for node in ast.iter_child_nodes(tree):
        inside = typing_only or (
            isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        )
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, inside)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the whole name of what is imported"
            assert node.module
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield Import(whole if whole in modules() else node.module, node.lineno, inside)
        else:
            yield from imports(node, typing_only=inside)


@cache
def imports_of(module: str) -> tuple[Import, ...]:
    return tuple(imports(ast.parse(modules()[module].read_text("utf-8"))))


def below(name: str, roof: str) -> bool:
    return name == roof or name.startswith(f"{roof}.")


def room_of(module: str) -> str:
    """The row of the table that rules a module, the most particular one first."""
    if module.startswith("plugins."):
        return "plugins.*"
    return max((room for room in ALLOWED if below(module, room)), key=len)


def allowed(module: str, name: str) -> bool:
    if name.split(".")[0] in sys.stdlib_module_names:
        return True
    room = room_of(module)
    if room == "plugins.*":
        own = ".".join(module.split(".")[:2])
        return any(below(name, roof) for roof in {own, *ALLOWED[room], *OF_PLUGINS.get(own, ())})
    if below(name, "plugins") and any(below(module, root) for root in COMPOSITION_ROOTS):
        return True
    roofs = {room, *ALLOWED[room]}
    return any(below(name, roof) for roof in roofs)


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_each_room_imports_only_what_the_table_allows(room: str) -> None:
    wrong = [
        f"{module}:{found.line} imports {found.name}"
        for module in modules()
        if room_of(module) == room
        for found in imports_of(module)
        if not allowed(module, found.name)
    ]
    assert wrong == []


def test_the_table_forbids_what_the_house_must_not_do() -> None:
    """The check itself can fail: each of these would break a wall."""
    forbidden = [
        ("dsl.checker", "engine.spi"),
        ("engine.spi.rewards", "engine.records"),
        ("engine.spi.rewards", "dsl.checker"),
        ("engine.scanning.claim", "tortoise"),
        ("engine.scanning.claim", "plugins.points"),
        ("engine.api", "starlette"),
        ("plugins.points.reward", "engine.api"),
        ("plugins.points.reward", "plugins.coupon"),
        ("plugins.points.reward", "httpx"),
        ("studio.public.routes", "engine.storage"),
        ("studio.public.routes", "plugins"),
        ("studio.public.routes", "dsl.values"),
    ]
    assert [(module, name) for module, name in forbidden if allowed(module, name)] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module: {
            found.name
            for found in imports_of(module)
            if not found.typing_only and found.name in modules() and found.name != module
        }
        for module in modules()
    }
    done: set[str] = set()
    circles: list[str] = []

    def walk(module: str, way: tuple[str, ...]) -> None:
        if module in way:
            circles.append(" -> ".join((*way[way.index(module) :], module)))
        elif module not in done:
            for following in sorted(graph[module]):
                walk(following, (*way, module))
            done.add(module)

    for module in graph:
        walk(module, ())
    assert circles == []
