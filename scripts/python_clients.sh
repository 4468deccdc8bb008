#!/usr/bin/env bash
# Prints the Python that has the clients of tests/api/requirements.txt, which it first puts into
# build/python-clients if they are not there. Fails with one line on stderr where that is impossible.
# `--lock` instead pins anew what tests/api/requirements.in names.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=build/python-clients
mark=$folder/.requirements
log=$(mktemp)
trap 'rm -f "$log" "$log.json"' EXIT

install_clients() {
  rm -rf "$folder"
  python3 -m venv "$folder" &&
    timeout 900 "$folder/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
      --requirement tests/api/requirements.txt
}

# What pip would install, as "name==version --hash=sha256:...".
lock_clients() {
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --dry-run \
    --ignore-installed --report "$log.json" --requirement tests/api/requirements.in
  {
    echo "# Written by scripts/python_clients.sh --lock from requirements.in."
    python3 - "$log.json" <<'END'
import json, sys

packages = json.load(open(sys.argv[1]))["install"]
for package in sorted(packages, key=lambda one: one["metadata"]["name"].lower()):
    name, version = package["metadata"]["name"], package["metadata"]["version"]
    digest = package["download_info"]["archive_info"]["hashes"]["sha256"]
    print(f"{name}=={version} --hash=sha256:{digest}")
END
  } >tests/api/requirements.txt
}

if [[ "${1:-}" == --lock ]]; then
  lock_clients
  exit
fi
wanted=$(sha256sum tests/api/requirements.txt | cut -d' ' -f1)
if [[ $(cat "$mark" 2>/dev/null) != "$wanted" ]]; then
  install_clients >"$log" 2>&1 ||
    { echo "Python clients could not be installed in 15 min: $(grep -v '^ ' "$log" | tail -1)" >&2; exit 1; }
  printf %s "$wanted" >"$mark"
fi
echo "$PWD/$folder/bin/python"
