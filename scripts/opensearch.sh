#!/usr/bin/env bash
# opensearch.sh HOME: puts an OpenSearch 3.5.0 with its k-NN plugin together in the folder HOME, of what scripts/opensearch.artifacts names:
# a program to try and test `--engine` with, on this machine alone (it has no TLS and asks for no password). Needs Maven, python3 and nothing of Java
# beyond what runs Maven. Quiet and quick when HOME is complete; fails with one line on stderr where that is impossible.
set -euo pipefail
[[ $# == 1 ]] || { echo "usage: scripts/opensearch.sh HOME" >&2; exit 2; }
scripts=$(cd "$(dirname "$0")" && pwd)
artifacts=$scripts/opensearch.artifacts
mkdir -p "$1"
home=$(cd "$1" && pwd)
mark=$home/.complete
wanted=$(cat "$scripts"/opensearch{.artifacts,.sh,_types.py} | sha256sum | cut -d' ' -f1)
[[ $(cat "$mark" 2>/dev/null) != "$wanted" ]] || exit 0
for program in mvn python3; do
  command -v $program >/dev/null || { echo "OpenSearch could not be installed: $program is missing" >&2; exit 1; }
done

rm -f "$mark"
rm -rf "$home"/{lib,modules,plugins,config,bin,extensions}
mkdir -p "$home"/{lib,modules,plugins,config,bin,extensions}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One file after the other into its folder, nothing that they depend on: the list is whole.
{
  echo '<project><modelVersion>4.0.0</modelVersion><groupId>vitrine</groupId><artifactId>opensearch</artifactId><version>1</version><packaging>pom</packaging>'
  echo '<build><plugins><plugin><artifactId>maven-dependency-plugin</artifactId><version>3.6.1</version><configuration><artifactItems>'
  while read -r _ folder artifact; do
    IFS=: read -r group name version type <<<"$artifact"
    echo "<artifactItem><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version><type>${type:-jar}</type><outputDirectory>$home/$folder</outputDirectory></artifactItem>"
  done <"$artifacts"
  echo '</artifactItems></configuration></plugin></plugins></build></project>'
} >"$work/pom.xml"
timeout 900 mvn -q -B --strict-checksums -f "$work/pom.xml" dependency:copy >"$work/log" 2>&1 ||
  { echo "OpenSearch could not be installed: $(grep -m1 ERROR "$work/log" || tail -n 1 "$work/log")" >&2; exit 1; }
while read -r hash folder artifact; do
  IFS=: read -r _ name version type <<<"$artifact"
  echo "$hash  $home/$folder/$name-$version.${type:-jar}"
done <"$artifacts" >"$work/sums"
sha256sum --quiet --check "$work/sums" >&2 || { echo "OpenSearch could not be installed: a file is not the one of $artifacts" >&2; exit 1; }

describe() { # module, class, modules that it extends
  printf '%s\n' "description=$1" version=3.5.0 "name=$1" "classname=$2" java.version=21 opensearch.version=3.5.0 "extended.plugins=$3" has.native.controller=false \
    >"$home/modules/$1/plugin-descriptor.properties"
}
describe transport-netty4 org.opensearch.transport.Netty4ModulePlugin ""
describe analysis-common org.opensearch.analysis.common.CommonAnalysisModulePlugin lang-painless
describe lang-painless org.opensearch.painless.PainlessModulePlugin ""

# The plugin also extends the transport over gRPC, which Maven Central does not have and nobody asks here.
knn=$home/plugins/opensearch-knn
python3 -m zipfile -e "$home"/plugins/opensearch-knn-*.zip "$knn"
rm "$home"/plugins/opensearch-knn-*.zip
sed -i 's/^extended.plugins=.*/extended.plugins=lang-painless/' "$knn/plugin-descriptor.properties"
python3 "$scripts/opensearch_types.py" "$knn/grpc-types.jar"
printf %s "$wanted" >"$mark"
