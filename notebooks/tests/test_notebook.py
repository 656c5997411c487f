"""The notebooks run from the first cell to the last on a store of sample files."""

import os
import pathlib

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = pathlib.Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def lake(store):
    bucket = store.new_bucket()
    for day in ("2024-01-01", "2024-01-02"):
        store.put(bucket, f"data/users/{day}/a.csv", f"id,name,seen\n1,ann,{day}\n2,bob,{day}\n".encode())
        store.put(bucket, f"data/events/{day}/a.jsonl", b'{"id": 1, "kind": "view"}\n{"id": 2, "kind": null}\n')
    return bucket


def run(monkeypatch, store, bucket, jar, name):
    for key, value in {
        "LAKE_ENDPOINT": store.endpoint,
        "LAKE_BUCKET": bucket,
        "LAKE_PREFIX": "data/",
        "LAKE_TABLE": "users",
        "AWS_ACCESS_KEY_ID": store.access_key,
        "AWS_SECRET_ACCESS_KEY": store.secret_key,
        "AWS_REGION": "us-east-1",
        "S3INGEST_JAR": str(jar),
    }.items():
        monkeypatch.setenv(key, value)
    # The kernel's own backend puts plots into the notebook; another one would not.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    return notebook


def texts(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("text") or output.get("data", {}).get("text/plain", "")


def test_runs_the_exploration(monkeypatch, store, lake, runtime_jar):
    notebook = run(monkeypatch, store, lake, runtime_jar, "exploration.ipynb")
    said = list(texts(notebook))
    assert "['events', 'users']" in said
    assert any(text.startswith("2 of 4 rows are in objects newer than") for text in said), said
    images = [o for cell in notebook.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
    assert len(images) == 2


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_is_stored_without_outputs(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs"), cell.id
        assert cell.get("execution_count") is None
