"""What a package holds of others' work: its licences, and the list of it in SPDX 2.3 (sbom.spdx.json).

The libraries are files of Debian packages, which dpkg names; DuckDB and what the page is built from are npm packages,
which package-lock.json pins. A component has the licence text that its own package carries.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Debian packages whose headers alone are compiled into the program.
COMPILED_IN = ["libboost1.81-dev", "libcli11-dev"]
# What builds the page, and what these tools put into it.
BUILD_TOOLS = ["@sveltejs/vite-plugin-svelte", "svelte", "vite"]
PAGE_RUNTIME = ["svelte", "clsx"]


@dataclass(frozen=True, order=True)
class Component:
    name: str
    version: str
    url: str  # a package URL: pkg:deb/debian/libexpat1@2.5.0-1
    licence: str  # an SPDX expression; NOASSERTION where only the text says it
    licence_file: Path
    source: str = ""  # Debian's source package and its version


def version() -> str:
    text = (ROOT / "CMakeLists.txt").read_text()
    found = re.search(r"project\(vitrine VERSION ([\d.]+)", text)
    assert found, "CMakeLists.txt says no version"
    return found[1]


def release_time() -> int:
    """Seconds since 1970: SOURCE_DATE_EPOCH, else when the last commit was made."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    log = subprocess.run(["git", "-C", ROOT, "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)
    return int(log.stdout or 0)


def query_dpkg(*arguments: str | Path) -> str:
    return subprocess.run(["dpkg-query", *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def debian_package_of(file: Path) -> str:
    """The package that a library belongs to. dpkg may know it below /lib, where it was before Debian merged /usr."""
    real = str(file.resolve())
    for path in (real, real.removeprefix("/usr")):
        try:
            return query_dpkg("-S", path).split(": ")[0].split(":")[0]
        except subprocess.CalledProcessError:
            continue
    raise SystemExit(f"components: no Debian package has {real}, so nothing says under which licence it is")


def debian_component(package: str) -> Component:
    form = "${Version} ${source:Package} ${source:Version}\\n"
    release, source, source_release = query_dpkg("-W", "-f", form, package).splitlines()[0].split()
    return Component(
        package, release, f"pkg:deb/debian/{package}@{release}", "NOASSERTION",
        Path("/usr/share/doc") / package / "copyright", f"{source} {source_release}",
    )  # fmt: skip


def npm_component(folder: Path, name: str) -> Component:
    place = folder / "node_modules" / name
    about = json.loads((place / "package.json").read_text())
    texts = sorted(file for file in place.iterdir() if file.name.upper().startswith("LICEN"))
    if not texts:
        raise SystemExit(f"components: {place} has no licence text")
    return Component(name, about["version"], f"pkg:npm/{name.replace('@', '%40')}@{about['version']}", about["license"], texts[0])


def needed_by_page(lock: Mapping[str, Mapping[str, Mapping[str, str]]], wanted: list[str]) -> set[str]:
    """These packages and those that they need. Optional ones are binaries for Node (pdfjs-dist's canvas), which no browser runs and no
    build puts into the page."""
    needed: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in needed:
            continue
        needed.add(name)
        wanted.extend(lock.get(f"node_modules/{name}", {}).get("dependencies", {}))
    return needed


def of_page() -> list[Component]:
    lock = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    names = sorted(needed_by_page(lock, [name for name in lock[""]["dependencies"] if name not in BUILD_TOOLS]))
    present = [name for name in names if not name.startswith("@types/") and (ROOT / "web/node_modules" / name).exists()]
    return [npm_component(ROOT / "web", name) for name in [*present, *PAGE_RUNTIME]]


def duckdb() -> Component:
    name = next((ROOT / "third_party/node_modules/@duckdb").glob("node-bindings-linux-*")).name
    return npm_component(ROOT / "third_party", f"@duckdb/{name}")


def of_program() -> list[Component]:
    """What is in bin/vitrine itself, and DuckDB, which goes wherever it goes."""
    return [duckdb(), *map(debian_component, COMPILED_IN), *of_page()]


def of_bundle(libraries: Mapping[str, Path]) -> list[Component]:
    """Of the program with these libraries of the machine beside it."""
    packages = {debian_package_of(file) for file in libraries.values()}
    return sorted({*of_program(), *map(debian_component, packages)})


def sbom(components: Iterable[Component], program: Path) -> str:
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    main = {
        "SPDXID": "SPDXRef-vitrine", "name": "vitrine", "versionInfo": version(), "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0", "copyrightText": "NOASSERTION", "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
    }  # fmt: skip
    packages: list[dict[str, object]] = [main, *map(package_entry, components)]
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"vitrine-{version()}",
        "documentNamespace": f"https://spdx.org/spdxdocs/vitrine-{version()}-{digest[:32]}",
        "creationInfo": {
            "created": datetime.fromtimestamp(release_time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: vitrine-packaging"],
        },
        "packages": packages,
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-vitrine"},
            *map(contained, packages[1:]),
        ],
    }  # fmt: skip
    return json.dumps(document, indent=1) + "\n"


def contained(entry: dict[str, object]) -> dict[str, object]:
    return {"spdxElementId": "SPDXRef-vitrine", "relationshipType": "CONTAINS", "relatedSpdxElement": entry["SPDXID"]}


def package_entry(component: Component) -> dict[str, object]:
    entry: dict[str, object] = {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", component.url.removeprefix("pkg:").split("@")[0]),
        "name": component.name, "versionInfo": component.version, "licenseConcluded": "NOASSERTION",
        "licenseDeclared": component.licence, "copyrightText": "NOASSERTION", "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": component.url}],
    }  # fmt: skip
    if component.source:
        entry["sourceInfo"] = f"built from Debian's source package {component.source}"
    return entry


def write(folder: Path, components: Iterable[Component], tree: Path) -> None:
    """Our licence, theirs and the list, into `folder`; `tree` has bin/vitrine."""
    (folder / "licences").mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    components = list(components)
    for component in components:
        # Binary packages of one source have one text.
        name = component.source.split(" ")[0] or component.name.replace("/", "_").lstrip("@")
        shutil.copyfile(component.licence_file, folder / "licences" / name)
    (folder / "sbom.spdx.json").write_text(sbom(components, tree / "bin/vitrine"))
