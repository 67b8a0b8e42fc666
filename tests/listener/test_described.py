"""The description (OpenAPI) names every address, parameter and status, on a page of our own."""

from __future__ import annotations

from tests.listener.site import Site


def test_every_address_is_described_and_nothing_of_another_site_is_asked_for(site: Site) -> None:
    described = site.get("/openapi.json").json()["paths"]
    assert {"/api/iso/download", "/send_rimage_multiple.php", "/api/health"} <= described.keys()
    page = site.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert all(path in page.text for path in described)
    assert "http://" not in page.text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page.text


def test_every_operation_tells_the_statuses_that_the_gate_may_answer_with(site: Site) -> None:
    for path, methods in site.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert {"400", "401", "403", "421", "429", "500"} <= statuses, (method, path)
            assert "422" not in statuses
