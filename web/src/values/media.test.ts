import { expect, it } from 'vitest';
import type { Json } from '../data/api-types';
import { looksLikeMarkdown, mediumOf } from './media';

const kPng = 'iVBORw0KGgoAAAANSUhEUg==';
/** Texts and bytes, one behind the other. */
const base64 = (...parts: (string | number[])[]) =>
  btoa(
    parts.map((part) => (typeof part === 'string' ? part : String.fromCharCode(...part))).join(''),
  );

it('knows a picture by its first bytes', () => {
  const png = { kind: 'picture', url: `data:image/png;base64,${kPng}` };
  expect(mediumOf({ bytes: kPng, path: 'a.png' })).toEqual(png);
  expect(mediumOf(`data:image/png;base64,${kPng}`)).toEqual(png);
  expect(mediumOf({ bytes: '/9j/4AAQ', path: null })?.url).toBe('data:image/jpeg;base64,/9j/4AAQ');
});

it('tells sound from pictures in the same container, whatever its size', () => {
  for (const size of [
    [0, 0, 0, 0],
    [36, 172, 8, 0],
    [255, 255, 255, 255],
    [1, 2, 3, 64],
  ]) {
    expect(mediumOf({ bytes: base64('RIFF', size, 'WAVEfmt ') })?.kind).toBe('audio');
    expect(mediumOf({ bytes: base64('RIFF', size, 'WEBPVP8 ') })?.kind).toBe('picture');
  }
});

it('knows sound and films by their first bytes', () => {
  const kinds = (bytes: string) => mediumOf({ bytes, path: 'a' })?.kind;
  expect(kinds(base64('OggS', [0, 2, 0, 0]))).toBe('audio');
  expect(kinds(base64('fLaC', [0, 0, 0, 34]))).toBe('audio');
  expect(kinds(base64('ID3', [4, 0, 0, 0]))).toBe('audio');
  expect(kinds(base64([255, 251, 144, 100]))).toBe('audio');
  expect(kinds(base64([0, 0, 0, 32], 'ftypM4A '))).toBe('audio');
  expect(kinds(base64([0, 0, 0, 32], 'ftypisom'))).toBe('video');
  expect(kinds(base64([26, 69, 223, 163, 1]))).toBe('video');
});

it('takes the address of its own server, and no other', () => {
  expect(mediumOf({ src: '/assets/a/0/image.jpg', height: 1, width: 1 })).toEqual({
    kind: 'picture',
    url: '/assets/a/0/image.jpg',
  });
  expect(mediumOf([{ src: '/assets/a/0/audio.wav', type: 'audio/wav' }])?.kind).toBe('audio');
  expect(mediumOf({ src: 'https://elsewhere.example/a.png' })).toBeNull();
  expect(mediumOf({ src: '//elsewhere.example/a.png' })).toBeNull();
  expect(mediumOf({ src: '/api/a.pdf', type: 'application/pdf' })?.kind).toBe('document');
  expect(mediumOf({ src: '/api/a.html', type: 'text/html' })).toBeNull();
});

it('makes a picture of nothing else', () => {
  const others: (Json | undefined)[] = [
    null,
    undefined,
    7,
    kPng,
    [kPng],
    { path: 'a.png' },
    { bytes: null },
    { bytes: 'PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+' },
    { bytes: `${kPng}" onerror="alert(1)` },
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:text/html;base64,iVBORw0KGgo',
    'https://elsewhere.example/a.png',
  ];
  for (const value of others) expect(mediumOf(value)).toBeNull();
});

it('takes for Markdown what has two kinds of its marks', () => {
  expect(looksLikeMarkdown('# Title\n\n- one\n- two')).toBe(true);
  expect(looksLikeMarkdown('See [it](https://a.example), **now**.')).toBe(true);
  expect(looksLikeMarkdown('- a list alone')).toBe(false);
  expect(looksLikeMarkdown('We reach 5 * 3 ** 2 and #1 of [1](2).')).toBe(false);
});
