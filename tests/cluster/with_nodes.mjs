// with_nodes.mjs COMMAND...: runs a command beside three nodes of OpenSearch, which end with it: VITRINE_TEST_ENGINE are their addresses, and VITRINE_TEST_NODES
// is what tests/cluster/nodes.mjs takes to go on with them. Where there can be no nodes the command runs without, and says itself what it skips.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Nodes, noNodes } from './nodes.mjs';

const [command, ...args] = process.argv.slice(2);
const env = { ...process.env };
const nodes = noNodes ? undefined : await Nodes.create(3);
let code = 1;
try {
  if (nodes) {
    await nodes.startAll();
    env.VITRINE_TEST_ENGINE = nodes.engine;
    env.VITRINE_TEST_NODES = JSON.stringify(nodes.layout);
  } else console.error(`no nodes of OpenSearch: ${noNodes}`);
  const child = spawn(command, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  [code] = await once(child, 'exit');
} finally {
  await nodes?.stop();
}
process.exit(code ?? 1);
