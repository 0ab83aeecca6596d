"""A Dask cluster: what is missing or does not fit is said, and its workers may come and go."""

import pytest

from autograder.grading.errors import CannotGrade
from autograder.grading.workers import cluster as clusters
from autograder.grading.workers.cluster import Cluster, cluster
from tests.support.course import ROOT
from tests.support.made import job
from tests.support.processes import PATIENCE, until


def test_what_is_missing_is_said(dask, tmp_path, monkeypatch):
    with pytest.raises(CannotGrade, match="no Dask scheduler answers at nonsense"):
        cluster("nonsense", trust_network=True)
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", 0.5)
    with pytest.raises(CannotGrade, match="no Dask scheduler answers at tcp://127.0.0.1:9"):
        cluster("tcp://127.0.0.1:9")
    _, address = dask.scheduler()
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", PATIENCE)
    monkeypatch.setattr(clusters, "START_SECONDS", 0.5)
    with pytest.raises(CannotGrade, match=f"no workers: start some with `dask worker {address}`"):
        cluster(address)
    (tmp_path / "distributed.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CannotGrade, match="pip install 'distributed"):
        cluster(address)


def test_a_worker_with_another_course_grades_nobody(dask, tmp_path, monkeypatch):
    package = tmp_path / "other" / "autograder"
    for file in (ROOT / "autograder").rglob("*.py"):
        copy = package / file.relative_to(ROOT / "autograder")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    _, address = dask.scheduler()
    dask.worker(address)
    with cluster(address) as fleet:
        assert isinstance(fleet, Cluster)
        (package / "course.py").open("a").write("# changed")
        dask.worker(address, PYTHONPATH=str(package.parent))
        until(lambda: fleet.messenger.threads == 2)
        with pytest.raises(CannotGrade, match=r"has course \w+, Python .* wanted is course \w+, .*install"):
            cluster(address)
        monkeypatch.setattr(clusters, "software", lambda: "another one")  # a worker that came after the check
        with pytest.raises(CannotGrade, match="wanted is another one: install"):
            list(fleet.grade([job()], None))


def test_a_run_ends_when_the_workers_or_the_scheduler_are_gone_for_good(dask, monkeypatch):
    scheduler, address = dask.scheduler()
    worker, _ = dask.worker(address)
    with cluster(address) as fleet:
        assert isinstance(fleet, Cluster)
        worker.kill()
        until(lambda: not fleet.messenger.threads)
        monkeypatch.setattr(clusters, "PATIENCE", 0.5)
        with pytest.raises(CannotGrade, match="there was no worker: start some, then grade again"):
            list(fleet.grade([job()], None))
        monkeypatch.setattr(clusters, "PATIENCE", 600)
        waiting = fleet.grade([job()], None)
        assert next(waiting) is None
        scheduler.kill()
        with pytest.raises(CannotGrade, match="scheduler does not answer any more"):
            list(waiting)


def test_more_jobs_are_under_way_when_workers_come(dask, monkeypatch):
    _, address = dask.scheduler()
    dask.worker(address)
    with cluster(address) as fleet:
        assert isinstance(fleet, Cluster)
        assert fleet.workers == 1
        dask.worker(address)
        until(lambda: fleet.messenger.threads == 2)
        fleet._look()
        assert fleet.workers == 2
