from api.storage.repositories.catalogs import CatalogEntry, Catalogs
from tests.api.storage.rows import at_once


def put(session, catalog_id="our-own", version="1.0.0", digest="d1", workspace="ours"):
    overview = f"about {catalog_id} {version}".encode()
    return Catalogs(session, workspace).put(
        catalog_id, version, digest=digest, overview=overview, document=f"{catalog_id} {version}".encode()
    )


def test_a_version_is_put_once(database):
    with database.write() as session:
        assert put(session, digest="d1") == "created"
        assert put(session, digest="d1") == "same"
        assert put(session, digest="d2") == "conflict"
        assert put(session, version="1.0.1", digest="d2") == "created"
        assert put(session, digest="d2", workspace="theirs") == "created"
        assert Catalogs(session, "ours").get("our-own", "1.0.0").digest == "d1"


def test_of_many_that_put_one_version_at_once_one_creates_it(database):
    def work(digest):
        with database.write() as session:
            return put(session, digest=digest)

    told = at_once(*[lambda digest=digest: work(digest) for digest in ("a", "a", "a", "b", "b", "b")])
    assert told.count("created") == 1
    assert sorted(told) == ["conflict"] * 3 + ["created"] + ["same"] * 2


def test_the_highest_version_is_the_highest_number(database):
    with database.write() as session:
        for version in ("9.9.9", "10.0.0", "2.11.0", "2.9.0"):
            put(session, version=version)
        catalogs = Catalogs(session, "ours")
        assert [entry.version for entry in catalogs.versions("our-own")] == ["10.0.0", "9.9.9", "2.11.0", "2.9.0"]
        assert catalogs.get("our-own").document == b"our-own 10.0.0"
        assert catalogs.get("our-own", "2.9.0").document == b"our-own 2.9.0"


def test_what_is_not_there_is_none(database):
    with database.write() as session:
        put(session)
        catalogs = Catalogs(session, "ours")
        assert catalogs.get("another") is None
        assert catalogs.get("our-own", "1.0.1") is None
        assert catalogs.versions("another") == []


def test_a_page_names_the_highest_version_of_each_in_order_of_ids(database):
    with database.write() as session:
        for catalog_id in ("b-two", "a", "b_1", "b", "ch", "cz"):
            put(session, catalog_id, "9.0.0", f"{catalog_id} 9")
            put(session, catalog_id, "10.0.0", f"{catalog_id} 10")
        catalogs = Catalogs(session, "ours")
        first, following = catalogs.page(after=None, limit=4)
        second, end = catalogs.page(after=following, limit=4)
        assert [entry.id for entry in first + second] == sorted(("b-two", "a", "b_1", "b", "ch", "cz"))
        assert first[0] == CatalogEntry("a", "10.0.0", "a 10", b"about a 10.0.0")
        assert {entry.version for entry in first + second} == {"10.0.0"}
        assert end is None
        assert Catalogs(session, "theirs").page(after=None, limit=4) == ([], None)
