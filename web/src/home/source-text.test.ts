import { expect, it } from 'vitest';
import { sourceOf } from './source-text';

const text = (written: string) => sourceOf(written).text;

it('takes paths as file managers copy them', () => {
  expect(text('  /data/papers.jsonl ')).toBe('/data/papers.jsonl');
  expect(text('"/data/my papers.jsonl"')).toBe('/data/my papers.jsonl');
  expect(text("'C:\\data\\a.csv'")).toBe('C:\\data\\a.csv');
  expect(text('file:///data/my%20papers.csv')).toBe('/data/my papers.csv');
  expect(text('hf://owner/name')).toBe('hf://owner/name');
});

it('takes the address of a page of the Hub', () => {
  const hub = 'https://huggingface.co/datasets/ai-conferences/ICLR2025';
  expect(text(hub)).toBe('hf://ai-conferences/ICLR2025');
  expect(text(`${hub}/viewer/default/train?p=2`)).toBe('hf://ai-conferences/ICLR2025');
  expect(text('hf.co/datasets/a/b')).toBe('hf://a/b');
});

it('says what to write instead of what cannot be taken', () => {
  expect(sourceOf('https://elsewhere.example/x.csv').advice).toMatch(/download/);
  expect(sourceOf('~/x.csv').advice).toMatch(/whole path/);
  expect(sourceOf('/x.csv').advice).toBe('');
});
