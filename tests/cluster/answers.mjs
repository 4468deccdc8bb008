// What two servers, or two libraries, answer to one request, and whether that is the same as far as its class says.
import assert from 'node:assert/strict';
import { typed } from './engine_requests.mjs';

/// A back end: a server over a workplace's library, and the environment of its commands.
export class BackEnd {
  constructor(place, server, env = {}) {
    Object.assign(this, { place, server, env });
  }

  async answer(request) {
    if (request.command) {
      const { status, out, err } = this.place.run(request.command, { env: this.env });
      return { status, type: 'text', text: this.#plain(out + err) };
    }
    const { target, method, body } = request;
    const response = await fetch(this.server.url + target, { method, body: body && JSON.stringify(body), headers: body ? { 'Content-Type': 'application/json' } : {} });
    const type = response.headers.get('content-type') ?? '';
    const bytes = Buffer.from(await response.arrayBuffer());
    // One character a byte where it is no text, so that every byte is compared.
    return { status: response.status, type, text: /json|text/.test(type) ? this.#plain(bytes.toString()) : bytes.toString('latin1') };
  }

  /// Without what names the server, the snapshot and the time.
  #plain(text) {
    return text
      .replaceAll(this.server.url, 'http://server')
      .replaceAll(this.place.folder, '/folder')
      .replace(/(\\?"took_ms\\?": ?)[\d.e+-]+/g, '$10')
      .replace(/(, imported )\S+/, '$1')
      .replace(/(\\?"imported_at\\?": ?\\?")[^"\\]*/g, '$1')
      .replace(/(\\?"downloads(?:_last_month|AllTime)?\\?": ?)\d+/g, '$10')
      .replace(/\b[0-9a-f]{32,64}\b/g, 'id');
  }
}

/// The first place where two texts differ, with what stands around it.
function difference(expected, actual) {
  let i = 0;
  while (i < expected.length && expected[i] === actual[i]) i += 1;
  const around = (text) => JSON.stringify(text.slice(Math.max(0, i - 120), i + 200));
  return `character ${i} of ${expected.length} and ${actual.length}\n  one machine: ${around(expected)}\n  the engine:  ${around(actual)}`;
}

/// The body that a tool's answer holds as text, else the body itself.
function parsed(text) {
  const body = JSON.parse(text);
  return body.result?.structuredContent ?? body;
}

function assertNear(expected, actual, { overlap, score }) {
  assert.equal(actual.type, expected.type);
  const [one, other] = [parsed(expected.text), parsed(actual.text)];
  const hits = (body) => body.hits ?? body.rows;
  const rest = (body) => ({ ...body, hits: [], rows: [], total: body.total - (body.near ?? 0), near: undefined });
  assert.deepEqual(rest(other), rest(one));
  assert.equal(hits(other).length, hits(one).length, 'as many rows');
  const byRow = new Map(hits(other).map((hit) => [hit.row_idx, hit]));
  const common = hits(one).filter(({ row_idx }) => byRow.has(row_idx));
  assert.ok(common.length >= overlap * hits(one).length, `${common.length} of ${hits(one).length} rows are the same`);
  for (const hit of common) {
    const twin = byRow.get(hit.row_idx);
    assert.deepEqual(twin.row, hit.row, `the cells of row ${hit.row_idx}`);
    assert.ok(hit.score === null ? twin.score === null : Math.abs(twin.score - hit.score) <= score * Math.max(1, Math.abs(hit.score)), `row ${hit.row_idx} scores ${hit.score} and ${twin.score}`);
  }
  const [first, second] = hits(one);
  if (first && (!second || first.score === null || first.score - second.score > score)) assert.equal(hits(other)[0].row_idx, first.row_idx, 'the same row is first');
}

/// Fails where the engine's answer is not what the request's class says beside the answer of one machine.
export function assertAnswer(request, expected, actual) {
  try {
    if (request.is.class === 'refused') {
      const { status, text } = actual;
      assert.ok(status === (request.command ? 1 : 501) && request.is.names.test(text) && /SQL/.test(text), `it is not refused by name: ${status} ${text.slice(0, 500)}`);
      assert.ok(request.command ? expected.status === 0 : expected.status === 200, `one machine refuses it too: ${expected.text}`);
      return;
    }
    assert.equal(actual.status, expected.status, actual.text.slice(0, 500));
    if (request.is.class === 'near' && expected.status === 200) return assertNear(expected, actual, request.is);
    assert.equal(actual.type, expected.type);
    assert.ok(actual.text === expected.text, difference(expected.text, actual.text));
  } catch (error) {
    throw new Error(`request ${request.number} (${request.about}): ${typed(request)}\n${error.message}`, { cause: error });
  }
}
