// Starts the server on the fixtures (or takes the one at VITRINE_URL) and runs every journey.

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFixtures } from "./fixtures.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const kStartMs = 60_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Resolves once the server answers with the expected number of datasets. */
async function ready(url, server, datasets) {
  const until = Date.now() + kStartMs;
  let last = "no answer";
  while (Date.now() < until) {
    if (server.exitCode !== null)
      throw new Error(`the server ended with ${server.exitCode}`);
    try {
      const answer = await (await fetch(`${url}/api/v1/datasets`)).json();
      if (answer.datasets.length >= datasets) return;
      last = `${answer.datasets.length} of ${datasets} datasets`;
    } catch (error) {
      last = String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server at ${url} is not ready: ${last}`);
}

async function start(binary, folder) {
  const sources = writeFixtures(join(folder, "data"));
  const port = await freePort();
  const server = spawn(
    binary,
    [
      "serve",
      ...sources,
      "--home",
      join(folder, "home"),
      "--port",
      String(port),
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, server, sources.length);
  } catch (error) {
    server.kill();
    throw error;
  }
  return { url, server };
}

function journeys(url) {
  const wanted = process.argv.slice(2);
  const files = readdirSync(here)
    .filter((name) => name.endsWith(".test.mjs"))
    .filter(
      (name) =>
        wanted.length === 0 || wanted.some((word) => name.includes(word)),
    )
    .map((name) => join(here, name));
  return new Promise((resolve) => {
    spawn(process.execPath, ["--test", "--test-concurrency=1", ...files], {
      stdio: "inherit",
      env: { ...process.env, VITRINE_URL: url },
    }).on("exit", (code) => resolve(code ?? 1));
  });
}

const folder = mkdtempSync(join(tmpdir(), "vitrine-web-"));
let server;
try {
  let url = process.env.VITRINE_URL;
  if (!url) {
    const binary = process.env.VITRINE_BIN;
    if (!binary)
      throw new Error(
        "set VITRINE_BIN to the server, or VITRINE_URL to a running one",
      );
    ({ url, server } = await start(binary, folder));
  }
  process.exitCode = await journeys(url.replace(/\/$/, ""));
} catch (error) {
  console.error(`browser tests: ${error.message}`);
  process.exitCode = 1;
} finally {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
}
