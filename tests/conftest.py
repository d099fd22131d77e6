"""What every test has: a migrated database of its own worker, files in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase, override_settings
from django.utils import translation
from hypothesis.configuration import set_hypothesis_home_dir

from tests.database import copy_for

set_hypothesis_home_dir(Path(settings.BASE_DIR) / "var" / "cache" / "hypothesis")
# The same examples on every machine; `make test-deep` draws many, and new ones each time.
hypothesis.settings.register_profile("quick", derandomize=True, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=5_000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("quick")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker, django_db_createdb: bool
) -> Iterator[None]:
    """A copy of one migrated database, instead of migrating in every worker."""
    copy = copy_for(connection)
    with django_db_blocker.unblock():
        copy.create(afresh=django_db_createdb)
    with pytest.MonkeyPatch.context() as patch:
        # A test that commits ends with a new copy: quicker than emptying every table.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: copy.restore())
        yield
    with django_db_blocker.unblock():
        copy.drop(copy.name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A pure module knows no database."""
    for item in items:
        if item.path.parent.name == "domain":
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language active; the next test begins in English again."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session", autouse=True)
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads go to a folder of this worker's own; whitenoise warns where its folder is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield
