"""What clients of the Hub push to a server, and find there afterwards; pushes.test.mjs runs a part at a time.

    python pushes.py PART FOLDER

VITRINE_URL and HF_TOKEN say where and as whom. FOLDER is this part's own. Each part ends with an AssertionError or in silence.
"""

import os
import random
import struct
import sys
from pathlib import Path

URL = os.environ["VITRINE_URL"]
FOLDER = Path(sys.argv[2])
os.environ.update(HF_ENDPOINT=URL, HF_HOME=str(FOLDER / "hf"), HF_HUB_DISABLE_PROGRESS_BARS="1", HF_HUB_DISABLE_TELEMETRY="1")

# The environment is read when these are imported.
import requests  # noqa: E402
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, DatasetCard, HfApi, metadata_update  # noqa: E402
from huggingface_hub.errors import HfHubHTTPError, RemoteEntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError  # noqa: E402

API = HfApi()
KIND = {"repo_type": "dataset"}


def refused(kind, call, *parts):
    try:
        call()
    except kind as error:
        assert all(part in str(error) for part in parts), error
        return
    raise AssertionError("nothing was refused")


def files_of_every_kind():
    """Texts, floats that compress by groups of bytes, noise, the same noise moved, nothing."""
    chance = random.Random(1)
    noise = chance.randbytes(3_000_000)
    return {
        "data.csv": ("id,text\n" + "".join(f"{i},row {i}\n" for i in range(20_000))).encode(),
        "README.md": b"---\nlicense: mit\nconfigs:\n- config_name: default\n  data_files: data.csv\n---\n# Toy\n",
        "noise.bin": noise,
        "deep/er/moved.bin": noise[:1_000_000] + b"moved" + noise[1_000_000:],
        "floats.bin": struct.pack("200000f", *(chance.gauss(0, 1) for _ in range(200_000))),
        "zeros.bin": bytes(500_000),
        "empty.txt": b"",
        ".gitignore": b"*.secret\n",
    }


def folders_come_back_as_they_were():
    source = FOLDER / "source"
    files = files_of_every_kind()
    for name, content in {**files, "key.secret": b"hunter2"}.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert API.create_repo("team/folder", **KIND).endswith("/datasets/team/folder")
    refused(HfHubHTTPError, lambda: API.create_repo("team/folder", **KIND), "409")
    API.create_repo("team/folder", exist_ok=True, **KIND)
    API.upload_folder(folder_path=str(source), repo_id="team/folder", **KIND)
    assert sorted(API.list_repo_files("team/folder", **KIND)) == sorted(files)
    back = Path(API.snapshot_download("team/folder", local_dir=str(FOLDER / "back"), **KIND))
    for name, content in files.items():
        assert (back / name).read_bytes() == content, name
    before = API.dataset_info("team/folder").sha
    API.upload_folder(folder_path=str(source), repo_id="team/folder", **KIND)
    assert API.dataset_info("team/folder").sha == before, "what has not changed makes no commit"


def commits_branches_and_tags():
    API.create_repo("team/history", **KIND)
    first = API.upload_file(path_or_fileobj=b"x\n1\n", path_in_repo="data/a.csv", repo_id="team/history", **KIND)
    API.create_tag("team/history", tag="v1", **KIND)
    API.create_branch("team/history", branch="dev", **KIND)
    operations = [CommitOperationAdd("data/b.csv", b"x\n2\n"), CommitOperationDelete("data/a.csv")]
    second = API.create_commit("team/history", operations, commit_message="second", commit_description="why", **KIND)
    API.upload_file(path_or_fileobj=b"{}\n", path_in_repo="dev.jsonl", repo_id="team/history", revision="dev", **KIND)
    commits = API.list_repo_commits("team/history", **KIND)
    assert [(one.commit_id, one.title) for one in commits[:2]] == [(second.oid, "second"), (first.oid, commits[1].title)]
    assert commits[0].message == "why" and commits[0].authors == ["owner"], commits[0]
    refs = API.list_repo_refs("team/history", **KIND)
    assert {one.name for one in refs.branches} == {"main", "dev"} and [one.target_commit for one in refs.tags] == [first.oid]
    at = {revision: API.list_repo_files("team/history", revision=revision, **KIND) for revision in ["main", "v1", "dev", first.oid]}
    assert at == {"main": ["data/b.csv"], "v1": ["data/a.csv"], "dev": ["data/a.csv", "dev.jsonl"], first.oid: ["data/a.csv"]}, at
    gone = [CommitOperationDelete("nope.csv")]
    refused(RemoteEntryNotFoundError, lambda: API.create_commit("team/history", gone, commit_message="x", **KIND), "doesn't exist")
    late = [CommitOperationAdd("c.csv", b"x\n3\n")]
    refused(HfHubHTTPError, lambda: API.create_commit("team/history", late, commit_message="x", parent_commit=first.oid, **KIND), "412", "has happened since")
    refused(RevisionNotFoundError, lambda: API.create_commit("team/history", late, commit_message="x", revision="nope", **KIND))
    refused(HfHubHTTPError, lambda: API.create_commit("team/history", late, commit_message="x", create_pr=True, **KIND), "pull requests")
    refused(ValueError, lambda: API.upload_file(path_or_fileobj=b"---\na: [\n---\n", path_in_repo="README.md", repo_id="team/history", **KIND), "metadata")
    API.delete_tag("team/history", tag="v1", **KIND)
    API.delete_branch("team/history", branch="dev", **KIND)
    refs = API.list_repo_refs("team/history", **KIND)
    assert [one.name for one in refs.branches] == ["main"] and refs.tags == []
    API.delete_repo("team/history", **KIND)
    refused(RepositoryNotFoundError, lambda: API.dataset_info("team/history"))


def datasets_load_what_they_pushed():
    import datasets

    label = datasets.ClassLabel(names=["neg", "pos"])
    features = datasets.Features({"text": datasets.Value("string"), "label": label, "vector": datasets.List(datasets.Value("float32"), length=3)})
    rows = [{"text": f"row {i}", "label": i % 2, "vector": [i, 0.5, -i]} for i in range(1000)]
    first = datasets.Dataset.from_list(rows, features=features)
    pushed = first.push_to_hub("team/rows", max_shard_size="10KB")
    second = datasets.DatasetDict(train=first.select(range(10)), test=first.select(range(5)))
    second.push_to_hub("team/rows", commit_message="fewer")
    first.select(range(3)).push_to_hub("team/rows", config_name="small")
    assert datasets.load_dataset("team/rows", "default", split="train").to_list() == second["train"].to_list()
    assert datasets.load_dataset("team/rows", "small", split="train").num_rows == 3
    old = datasets.load_dataset("team/rows", revision=pushed.oid, split="train")
    assert old.features == features and old.to_list() == first.to_list()


def cards_are_pushed():
    """DatasetCard and metadata_update have the card looked at first, and show no token for that."""
    API.create_repo("team/card", **KIND)
    DatasetCard("---\nlicense: mit\n---\n# Words\n").push_to_hub("team/card")
    metadata_update("team/card", {"language": ["en"]}, **KIND)
    card = DatasetCard.load("team/card")
    assert card.data.to_dict() == {"license": "mit", "language": ["en"]}, card.data
    assert card.text.strip() == "# Words", card.text
    wrong = requests.post(f"{URL}/api/validate-yaml", json={"repoType": "dataset", "content": "---\nlicense: [\n---\n"})
    assert wrong.status_code == 400 and wrong.json()["errors"], wrong.text


def an_import_is_what_was_pushed():
    """After datasets_load_what_they_pushed, and the import of it."""
    splits = requests.get(f"{URL}/splits", {"dataset": "team/rows"}).json()["splits"]
    assert [(one["config"], one["split"]) for one in splits] == [("default", "train"), ("default", "test"), ("small", "train")], splits
    page = requests.get(f"{URL}/rows", {"dataset": "team/rows", "config": "default", "split": "train"}).json()
    assert [one["row"]["text"] for one in page["rows"]] == [f"row {i}" for i in range(10)]
    assert page["features"][1]["type"] == {"names": ["neg", "pos"], "_type": "ClassLabel"}, page["features"]
    # Our Parquet of it, beside what was pushed.
    converted = API.list_repo_files("team/rows", revision="refs/convert/parquet", **KIND)
    assert "default/train/0000.parquet" in converted, converted
    # What was made of a commit is named by it, on every route.
    latest = API.dataset_info("team/rows").sha
    place = {"dataset": "team/rows", "config": "default", "split": "train"}
    for route in ("rows", "first-rows", "splits", "parquet", "info", "size", "is-valid", "statistics"):
        revision = requests.get(f"{URL}/{route}", place).headers["X-Revision"]
        assert revision == latest, (route, revision, latest)
    tags = API.dataset_info("team/rows").tags
    assert "modality:text" in tags, tags


if __name__ == "__main__":
    globals()[sys.argv[1]]()
