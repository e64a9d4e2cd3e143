"""The OpenAPI 3.1 description, made from the same declarations that check each request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from engine.api import Label
from studio.api.idempotency import HEADER, KEY_LENGTH_MAX
from studio.api.operation import Operation, Param
from studio.api.problem import BASE_PATH
from studio.api.problem_kinds import KINDS, REFUSAL_CODES
from studio.api.records import Maybe, definitions
from studio.api.schemas import Document, Schema
from studio.api.shapes import REFUSAL

VERSION: Final = "1.0.0"

_TAGS: Final = {
    "claims": Label("Codes and claims", "扫码与领取"),
    "events": Label("What happens beyond the scan", "扫码之外的事件"),
    "invitations": Label("Share links and friends", "分享链接与好友"),
    "consumers": Label("A person's wallet", "用户权益"),
    "redemptions": Label("Coupons at the till", "收银台核销"),
    "groups": Label("What the shop sells, to groups and alone", "店铺销售与拼团"),
    "outlets": Label("Outlets and clerks", "门店与店员"),
    "dealers": Label("Dealers", "经销商"),
    "alliances": Label("Agreements and statements with other brands", "异业联盟与对账"),
    "diversion": Label("Packs far from home", "窜货"),
    "service": Label("Help after the sale", "售后服务"),
    "campaigns": Label("Drafts, publication, pause and end", "草稿、发布、暂停与结束"),
    "decisions": Label("Results and why they came about", "结果与原因"),
    "codes": Label("Batches, ranges and files for the printer", "批次、号段与印刷文件"),
    "grants": Label("Single rewards", "单份奖励"),
    "language": Label("The campaign language", "活动语言"),
    "reference": Label("About this API", "关于本接口"),
}
_ABOUT: Final = Label(
    "Campaigns on packs: codes, claims, coupons, redemptions, invitations. Money is whole minor units, "
    "instants are RFC 3339, ids are text. A refusal is a problem whose `code` says why; it changes nothing.",
    "一物一码营销：码、领取、优惠券、核销与邀请。金额为最小货币单位的整数，时刻遵循 RFC 3339，编号为文本。"
    "被拒时返回 problem，其 code 说明原因，且不做任何更改。",
)


def describe(operations: Sequence[Operation[Any, Any]], locale: str) -> Document:
    """The whole document in one language."""
    paths: dict[str, Document] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    document: Document = {
        "openapi": "3.1.0",
        "info": {"title": "Bottlecap API", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": BASE_PATH}],
        "tags": [{"name": name, "description": about} for name, about in _TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": {**definitions([*_schemas(operations), REFUSAL]), "Problem": _problem_schema()},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "bck_..."}},
        },
        "security": [{"key": []}],
    }
    localised = _in_locale(document, locale)
    assert isinstance(localised, dict)
    return localised


def _schemas(operations: Sequence[Operation[Any, Any]]) -> Iterable[Schema[Any]]:
    for operation in operations:
        yield from (
            param.schema for param in (*operation.params.path.values(), *operation.params.query.values())
        )
        if operation.body is not None:
            yield operation.body
        yield from (schema for schema in operation.answers.values() if schema is not None)


def _operation(operation: Operation[Any, Any]) -> Document:
    described: Document = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": [
            *(_parameter(name, "path", param) for name, param in operation.params.path.items()),
            *(_parameter(name, "query", param) for name, param in operation.params.query.items()),
            *([_KEY_PARAMETER] if operation.keyed else []),
        ],
        "responses": {
            **{
                str(status): _success(operation, status, schema)
                for status, schema in operation.answers.items()
            },
            **{str(status): _problems(codes) for status, codes in sorted(_problem_codes(operation).items())},
        },
    }
    if operation.body is not None:
        content = {"application/json": {"schema": operation.body.document()}}
        described["requestBody"] = {"required": True, "content": content}
    if operation.public:
        described["security"] = []
    return described


def _parameter(name: str, place: str, param: Param[Any]) -> Document:
    optional = isinstance(param.schema, Maybe)
    schema = param.schema.inner if isinstance(param.schema, Maybe) else param.schema
    return {
        "name": name,
        "in": place,
        "required": not optional,
        "description": param.about,
        "schema": schema.document(),
    }


_KEY_PARAMETER: Final[Document] = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": Label(
        "A String of RFC 9651 in double quotes: new for each new request, the same when it is repeated.",
        "RFC 9651 字符串（带双引号）：新请求用新键，重发用原键。",
    ),
    "schema": {"type": "string", "maxLength": 2 * KEY_LENGTH_MAX + 2, "examples": ['"b3f1c2d4"']},
}


def _success(operation: Operation[Any, Any], status: int, schema: Schema[Any] | None) -> Document:
    about = {
        200: Label("The answer.", "结果。"),
        201: Label("Done, for the first time.", "首次完成。"),
        204: Label("Done.", "已完成。"),
        206: Label("The bytes that Range asks for.", "Range 所请求的字节。"),
    }[status]
    if status == 200 and 201 in operation.answers:
        about = Label("The stored answer to an earlier, equal request.", "先前相同请求的存档结果。")
    headers = {
        name: {
            "description": Label("What is left to the caller.", "调用方的剩余额度。"),
            "schema": {"type": "string"},
        }
        for name in ("RateLimit", "RateLimit-Policy")
    }
    if schema is None:
        return {"description": about, "headers": headers}
    plain = operation.media_type == "text/plain"
    document = {"type": "string"} if plain else schema.document()
    return {"description": about, "headers": headers, "content": {operation.media_type: {"schema": document}}}


def _problem_codes(operation: Operation[Any, Any]) -> dict[int, list[str]]:
    """The codes that this operation may answer, by status."""
    codes = {"not_found", "invalid_request", "too_many_requests", "internal_error", "busy", "unavailable"}
    codes |= set(operation.conflicts)
    if not operation.public:
        codes |= {"unauthenticated"}
    if operation.body is not None:
        codes |= {"body_not_json", "body_too_large", "unsupported_media_type"}
    if operation.keyed:
        codes |= {"idempotency_key_missing", "idempotency_key_malformed", "idempotency_key_reused"}
        codes |= {"request_in_flight"}
    if operation.refuses:
        codes |= set(REFUSAL_CODES)
    by_status: dict[int, list[str]] = {}
    for code in sorted(codes):
        by_status.setdefault(KINDS[code].status, []).append(code)
    return by_status


def _problems(codes: list[str]) -> Document:
    listed = ", ".join(codes)
    return {
        "description": Label(f"A problem: {listed}.", f"问题：{listed}。"),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _problem_schema() -> Document:
    error = {
        "type": "object",
        "properties": {
            "pointer": {
                "type": "string",
                "description": Label("JSON Pointer into the body.", "指向正文的 JSON Pointer。"),
            },
            "parameter": {
                "type": "string",
                "description": Label("Name of a query parameter.", "查询参数名。"),
            },
            "code": {"type": "string"},
            "detail": {"type": "string"},
        },
        "required": ["code", "detail"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "description": Label("Problem details (RFC 9457).", "问题详情（RFC 9457）。"),
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "instance": {"type": "string", "format": "uri-reference"},
            "code": {"type": "string", "enum": sorted(KINDS)},
            "errors": {"type": "array", "items": error},
            "refusal": REFUSAL.document(),
        },
        "required": ["type", "title", "status", "detail", "instance", "code"],
    }


def _in_locale(value: Any, locale: str) -> Any:
    """The document with every text in two languages put into one."""
    if isinstance(value, Label):
        return value[locale]
    if isinstance(value, dict):
        return {name: _in_locale(member, locale) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_in_locale(item, locale) for item in value]
    return value
