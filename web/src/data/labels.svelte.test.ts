import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Column, Row } from './api-types';
import { LabelsState } from './labels.svelte';

const column = {
  name: 'verdict',
  label: { name: 'verdict', kind: 'choice', choices: ['good', 'bad'], num_values: 0, num_lost: 0 },
} as unknown as Column;
const other = { name: 'text' } as Column;
const ref = { owner: 'a', name: 'b', config: '', split: '' };

function answers(...replies: [number, object, string?][]) {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', (_: string, init: { body: string }) => {
    sent.push(JSON.parse(init.body));
    const [status, body, code] = replies.shift() ?? [500, {}];
    const headers = code ? { 'X-Error-Code': code } : undefined;
    return Promise.resolve(
      new Response(JSON.stringify(body), { status, ...(headers && { headers }) }),
    );
  });
  return sent;
}

async function settled() {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
}

afterEach(() => vi.unstubAllGlobals());

describe('labels', () => {
  it('are shown at once and sent in the order they were given, each with what it replaces', async () => {
    const sent = answers([200, { value: 'good' }], [200, { value: 'bad' }]);
    const labels = new LabelsState(
      () => ref,
      () => undefined,
    );
    const hit = { row_idx: 3, row: { text: 'x' } as Row };
    expect(labels.press('1', hit, [other, column])).toBe(true);
    expect(labels.over(hit).row).toEqual({ text: 'x', verdict: 'good' });
    expect(labels.press('2', hit, [other, column])).toBe(true);
    expect(labels.over(hit).row['verdict']).toBe('bad');
    await settled();
    expect(sent).toEqual([
      { value: 'good', was: null },
      { value: 'bad', was: 'good' },
    ]);
    expect(labels.conflict).toBeNull();
  });

  it('give the row what the server has where that is another, and ask which stays', async () => {
    const sent = answers(
      [409, { error: '…', value: 'bad' }, 'LabelChanged'],
      [200, { value: 'good' }],
    );
    const labels = new LabelsState(
      () => ref,
      () => undefined,
    );
    const hit = { row_idx: 0, row: {} as Row };
    labels.set(0, column, 'good', null);
    await settled();
    expect(labels.over(hit).row['verdict']).toBe('bad');
    expect(labels.conflict).toMatchObject({ mine: 'good', theirs: 'bad' });
    labels.settle('good');
    await settled();
    expect(sent[1]).toEqual({ value: 'good', was: 'bad' });
    expect(labels.over(hit).row['verdict']).toBe('good');
  });

  it('put back what was there where they cannot be kept', async () => {
    answers([403, { error: 'No.' }]);
    const labels = new LabelsState(
      () => ref,
      () => undefined,
    );
    labels.set(0, column, null, 'good');
    expect(labels.over({ row_idx: 0, row: { verdict: 'good' } }).row['verdict']).toBeNull();
    await settled();
    expect(labels.over({ row_idx: 0, row: { verdict: 'good' } }).row['verdict']).toBe('good');
    expect(labels.trouble).toBe('No.');
  });

  it('know no key beyond the choices, and none without choices', () => {
    const labels = new LabelsState(
      () => ref,
      () => undefined,
    );
    const hit = { row_idx: 0, row: {} as Row };
    expect(labels.press('3', hit, [column])).toBe(false);
    expect(labels.press('x', hit, [column])).toBe(false);
    expect(labels.press('1', hit, [other])).toBe(false);
  });
});
