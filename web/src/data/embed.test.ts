import { expect, it, vi } from 'vitest';

async function at(search: string) {
  vi.resetModules();
  vi.stubGlobal('location', {
    search: search.replace(/#.*/, ''),
    href: `http://host/datasets/a/b${search}`,
  });
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

it('tells the origin that asks, in the frame and after every step', async () => {
  const { audience, withinFrame, outsideFrame } = await at('?embed=1&tell=http://nb:8888/lab');
  expect(audience).toBe('http://nb:8888');
  expect(withinFrame('/datasets/a/b')).toBe('/datasets/a/b?embed=1&tell=http%3A%2F%2Fnb%3A8888');
  expect(outsideFrame('/x?tell=http://nb:8888&embed=1')).toBe('http://host/x');
});

it('tells nobody outside of a frame, and no origin that is none', async () => {
  expect((await at('?tell=http://nb:8888')).audience).toBe('');
  expect((await at('?embed=1')).audience).toBe('');
  expect((await at('?embed=1&tell=*')).audience).toBe('');
  expect((await at('?embed=1&tell=data:x')).audience).toBe('');
});

it('takes the token out of the address, and only in a frame', async () => {
  const replaceState = vi.fn();
  vi.stubGlobal('history', { replaceState });
  const inFrame = await at('?embed=1#token=vit_a-b');
  expect(inFrame.frameHeaders).toEqual({ Authorization: 'Bearer vit_a-b' });
  expect(replaceState).toHaveBeenCalledWith(null, '', 'http://host/datasets/a/b?embed=1');
  expect((await at('?q=x#token=vit_a-b')).frameHeaders).toEqual({});
  expect((await at('?embed=1#row')).frameHeaders).toEqual({});
  expect(replaceState).toHaveBeenCalledTimes(1);
});
