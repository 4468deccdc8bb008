import { expect, it, vi } from 'vitest';

async function at(search: string) {
  vi.resetModules();
  vi.stubGlobal('location', { search, href: `http://host/datasets/a/b${search}` });
  return import('./embed');
}

it('keeps what a frame leads to in the frame', async () => {
  const { withinFrame, isEmbedded } = await at('?q=x&embed=1');
  expect(isEmbedded).toBe(true);
  expect(withinFrame('/datasets/a/b')).toBe('/datasets/a/b?embed=1');
  expect(withinFrame('/datasets/a/b?row=3')).toBe('/datasets/a/b?row=3&embed=1');
});

it('copies addresses of the whole page', async () => {
  const { outsideFrame } = await at('?q=x&embed=1');
  expect(outsideFrame('/datasets/a/b?row=3&embed=1')).toBe('http://host/datasets/a/b?row=3');
});

it('adds nothing outside of a frame', async () => {
  const { withinFrame, isEmbedded } = await at('?q=x');
  expect(isEmbedded).toBe(false);
  expect(withinFrame('/datasets/a/b?row=3')).toBe('/datasets/a/b?row=3');
});
