"""``/livez``, ``/readyz`` and ``/metrics``."""

from sqlalchemy import text

from tests.api.house import House


def test_a_service_that_works_is_alive_and_ready(client):
    for path in ("/livez", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
        assert answer.headers["cache-control"] == "no-store"


def test_a_service_whose_schema_is_another_is_alive_and_not_ready(house):
    with house.database.alter() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    assert house.client.get("/livez").status_code == 200
    answer = house.client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert "0999" in answer.json()["checks"]["schema"]


def test_a_service_whose_database_does_not_answer_is_not_ready(house, monkeypatch):
    def fails(_):
        raise OSError("postgresql://user:password@host")

    monkeypatch.setattr("api.routes.operation.migrating.current", fails)
    answer = house.client.get("/readyz")
    assert answer.status_code == 503
    assert "password" not in answer.text


def test_the_figures_count_requests_by_route_and_jobs_by_state(house):
    house.store(2)
    house.ask()
    for _ in range(3):
        house.client.get("/v1/plans/plan_00000000000000000000000000")
    house.client.get("/v1/nothing/at/all")
    figures = house.client.get("/metrics").text.splitlines()
    assert 'milepost_requests_total{method="GET",route="/v1/plans/{plan_id}",status="404"} 3.0' in figures
    assert 'milepost_jobs{state="succeeded"} 2.0' in figures
    assert 'milepost_jobs{state="queued"} 1.0' in figures
    assert any(line.startswith("milepost_request_seconds_bucket") for line in figures)
    assert not any("nothing/at/all" in line or "plan_0000" in line for line in figures)


def test_the_figures_of_two_services_are_their_own(tmp_path_factory):
    for name in ("one", "two"):
        with House(tmp_path_factory.mktemp(name)) as house:
            house.client.get("/livez")
            assert 'route="/livez",status="200"} 1.0' in house.client.get("/metrics").text
