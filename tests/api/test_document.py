"""The API describes itself, to programs in OpenAPI and to people on pages from this server."""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from tipline.api import endpoints, schema
from tipline.api.problems import MEDIA_TYPE


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def test_every_address_is_described(document: dict[str, Any]) -> None:
    written = {"/api/v1/" + str(route.pattern).replace("<slug:slug>", "{slug}") for route in endpoints.urlpatterns}
    assert set(document["paths"]) == written
    assert get_resolver().url_patterns


def test_the_schema_is_generated_without_a_warning() -> None:
    GENERATOR_STATS.reset()
    SchemaGenerator(urlconf=schema.ROUTES).get_schema(request=None, public=True)
    assert not GENERATOR_STATS


def test_every_operation_names_its_problems_and_their_schema(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            problems = {status for status, one in operation["responses"].items() if MEDIA_TYPE in one["content"]}
            assert {"405", "406", "500", "503"} <= problems, path
            assert ("{slug}" in path) == ("404" in problems)


def test_problems_with_a_telephone_number_describe_it(document: dict[str, Any]) -> None:
    members = document["components"]["schemas"]["Problem"]["properties"]
    for member in ("phone", "emergency_number"):
        assert all(name in members[member]["description"] for name in ("too-many", "busy", "closed"))


def test_every_operation_that_stores_something_requires_a_form(document: dict[str, Any]) -> None:
    for path in ("tips", "sealed-tips", "mailbox/messages"):
        asked = document["paths"][f"/api/v1/departments/{{slug}}/{path}"]["post"]
        assert not [one for one in asked["parameters"] if one["in"] == "header" and one["name"] != "Accept-Language"]
        shape = asked["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        assert "form" in document["components"]["schemas"][shape]["required"]


def test_every_member_that_is_read_is_described(document: dict[str, Any]) -> None:
    shapes = {name: one for name, one in document["components"]["schemas"].items() if name.endswith("Request")}
    assert {"TipRequest", "SealedTipRequest", "WrapRequest"} <= set(shapes)
    assert all(one["additionalProperties"] is False for one in shapes.values() if one["type"] == "object")


def test_no_operation_requires_signing_in(document: dict[str, Any]) -> None:
    assert "securitySchemes" not in document["components"]
    assert not any(operation.get("security") for one in document["paths"].values() for operation in one.values())


def test_the_pages_contain_no_inline_script_or_style(client: Client) -> None:
    answer = client.get("/api/v1/")
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "<style" not in body
    assert "<script>" not in body
    assert "http" not in body
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "Set-Cookie" not in answer.headers


def test_the_pages_request_no_badge_from_another_host(client: Client) -> None:
    assert '"validatorUrl": null' in client.get("/api/v1/?script=").content.decode()
