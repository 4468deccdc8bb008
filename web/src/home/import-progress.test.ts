import { expect, it } from 'vitest';
import type { ImportJob } from '../data/api-types';
import { importShare, importText } from './import-progress';

const job: ImportJob = {
  id: 1,
  source: 'papers.jsonl',
  dataset: '',
  state: 'running',
  error: '',
  stage: 'indexing',
  subject: 'default/train',
  rows: 500,
  rows_total: 2000,
  bytes: 0,
  bytes_total: 0,
};

it('says what is done and how much of it', () => {
  expect(importText(job)).toBe('indexing default/train, 500 of 2,000 rows');
  expect(importShare(job)).toBe(0.25);
  expect(importText({ ...job, rows: 0, bytes: 2000, stage: 'hashing', subject: '' })).toBe(
    'hashing, 2 kB',
  );
  expect(importText({ ...job, stage: '', subject: '', rows: 0 })).toBe('reading');
});

it('knows no share where there is no total', () => {
  expect(importShare({ ...job, rows_total: 0 })).toBeNull();
  expect(importShare({ ...job, rows_total: 0, bytes: 9, bytes_total: 3 })).toBe(1);
});

it('says how it ended', () => {
  expect(importText({ ...job, state: 'waiting' })).toBe('waits for its turn');
  expect(importText({ ...job, state: 'failed', error: 'No such file.' })).toBe('No such file.');
});
