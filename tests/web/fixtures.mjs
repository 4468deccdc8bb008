// The datasets of the browser tests, the same bytes on every run:
//   gallery.jsonl   5,000 invented papers with a 16-number vector; "zebrafish" is in exactly 7 titles
//   hostile/        two splits and a card, with markup and scripts in every cell, name and tag
//   wide.jsonl      2,000 columns
//   single.csv      one row
//   plain.jsonl     300 titles without vectors, one of them about translation
//   odd.jsonl       four rows in columns called SQL and `or "1" = 1 --`
//   empty.csv       no row; nulls.jsonl: no value
//   media/          three rows with a picture, a sound and a conversation; the last lacks the files
//   pictures.jsonl  three rows with a picture and a text in Markdown

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wav } from './odd-media.mjs';

export const kGalleryRows = 5000;
export const kZebrafish = 7;
export const kWideColumns = 2000;
/** A PNG of one pixel. */
export const kPicture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const kMarkdown = '## Findings\n\nIt **works**, see [the report](https://papers.example/report).';
export const kScript = '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">';

/** Uniform in [0, 1), from a fixed seed (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const methods = ['Sparse', 'Robust', 'Causal', 'Neural', 'Bayesian', 'Contrastive', 'Equivariant'];
const things = ['Attention', 'Diffusion', 'Retrieval', 'Planning', 'Alignment', 'Distillation'];
const fields = ['Robotics', 'Protein Design', 'Language Models', 'Weather', 'Theorem Proving'];
const given = [
  'Ada',
  'Grace',
  'Alan',
  'Émilie',
  'Sofia',
  'Kurt',
  'Emmy',
  'Srinivasa',
  'Hedy',
  'Leo',
];
const family = ['Lovelace', "O'Neil", 'Turing', 'Noether', 'Gödel', 'Hopper', 'Kovalevskaya', 'Li'];

function paper(index, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const special = index % 700 === 350;
  const parts = [pick(methods), pick(things), special ? 'Zebrafish' : pick(fields)];
  const title = `${parts[0]} ${parts[1]} for ${parts[2]}`;
  const authors = Array.from(
    { length: 1 + Math.floor(random() * 5) },
    () => `${pick(given)} ${pick(family)}`,
  );
  const vector = Array.from({ length: 16 }, () => random() - 0.5);
  const norm = Math.hypot(...vector);
  const share = random();
  return {
    paper_id: index + 1,
    title: `${title} ${index}`,
    paper_url: `https://papers.example/${index}`,
    authors,
    type: share < 0.1 ? 'Oral' : share < 0.3 ? 'Spotlight' : 'Poster',
    abstract: `We study ${title.toLowerCase()}. ${'Results hold on every benchmark that we tried. '.repeat(1 + Math.floor(random() * 12))}`,
    'TL;DR': random() < 0.5 ? null : `In short: ${title}, number ${index}.`,
    year: 2015 + Math.floor(random() * 11),
    score: random() * 10,
    keywords: parts.map((part) => part.toLowerCase()).join(', '),
    arxiv_id: random() < 0.3 ? null : `2401.${String(10000 + index)}`,
    embedding: vector.map((value) => value / norm),
  };
}

function hostileRow(index) {
  return {
    id: index,
    [`na"me ${kScript}`]: `${kScript} ${index}`,
    link: index % 2 === 0 ? 'javascript:window.pwned=1' : `https://elsewhere.example/${index}`,
    list: [kScript, `member ${index % 3}`],
    kind: index % 2 === 0 ? kScript : 'it\'s "quoted"',
    nested: { inner: kScript, number: index },
    rtl: `مرحبا بالعالم ${index}`,
    long: 'x'.repeat(index === 3 ? 10_000_000 : 10),
  };
}

/** Of a table wider than a phone. */
const tableRow = (cell) => `| ${Array.from({ length: 12 }, (_, i) => cell(i)).join(' | ')} |`;

const hostileCard = `---
pretty_name: '${kScript.replaceAll("'", "''")}'
license: apache-2.0
tags:
- synthetic
- '${kScript}'
configs:
- config_name: default
  data_files:
  - split: train
    path: train.jsonl
  - split: test
    path: test.jsonl
---
# A card that wants out

${kScript}

[a bad link](javascript:window.pwned=1) and [a good one](https://elsewhere.example/page)

![a picture elsewhere](https://elsewhere.example/pixel.png)

<a href="javascript:window.pwned=1">raw</a>
<svg onload="window.pwned=1"><script>window.pwned=1</script></svg>
<iframe src="https://elsewhere.example/"></iframe>
<style>body { display: none }</style>
<form action="https://elsewhere.example/"><input name="x"><button>send</button></form>
<div style="background: url(https://elsewhere.example/style.png)">styled</div>

${tableRow((i) => `column ${i}`)}
${tableRow(() => '---')}
${tableRow((i) => i)}
`;

function lines(count, make) {
  return Array.from({ length: count }, (_, i) => JSON.stringify(make(i))).join('\n') + '\n';
}

/** A quarter of a second. */
const silence = () => wav(2000).toString('base64');

/** A drawing, and scripts that would run where it is a page. */
export const kDrawing = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60" onload="parent.pwned = 1">
<script>parent.pwned = 1</script><circle cx="30" cy="30" r="28" fill="teal"/></svg>`;

const mediaCard = `---
dataset_info:
  features:
  - name: name
    dtype: string
  - name: photo
    dtype: image
  - name: sound
    dtype: audio
---
# Three rows with files

![A square](images/a%20square.png) ![An hour](drawn.svg "drawn") ![not there](images/none.png)

See [the fields](#data-fields). It costs $5 and $6.

- [x] pictures
- [ ] films

The area is $\\pi r^2$, and <span class="button primary">this</span> is text. $\\href{javascript:window.pwned=1}{x}$

$$\\int_0^r 2 \\pi t \\, dt$$

~~~python
def area(r):
    return 3.14 * r ** 2  # <b>
~~~

${'A paragraph that makes the card longer than a window.\n\n'.repeat(30)}
## Data fields

One line each.
`;

function mediaRow(index) {
  const file = (bytes, path) => (index === 2 ? null : { bytes, path });
  return {
    name: ['first', 'second', 'third'][index],
    photo: file(kPicture, `${index}.png`),
    sound: file(silence(), `${index}.wav`),
    messages: [
      { role: 'user', content: `How do I sort list ${index} in python?` },
      {
        role: 'assistant',
        content: 'Call **sorted**:\n\n```python\nsorted(numbers)\n```',
      },
    ],
  };
}

export const kTranslation = 'Neural machine translation between European languages';

function plainRow(i) {
  const subjects = ['Graph neural networks', 'Robot grasping', 'Protein folding', 'Fair ranking'];
  return { id: i, title: i === 177 ? kTranslation : `${subjects[i % 4]}, part ${i}` };
}

/** What a column can hold beside texts and numbers. */
function kindsRow(i) {
  return {
    at: `2023-01-01T${String(i % 24).padStart(2, '0')}:00:00Z`,
    bbox: [12.5 + i, 30, 96.25, 48],
    colour: `#${(i * 4096 + 255).toString(16).padStart(6, '0')}`,
    place: { type: 'Point', coordinates: [13.405 - i, 52.52 - i] },
    score: [60, 68.4, 21.5][i % 3],
    series: Array.from({ length: 14 + i }, (_, k) => Math.sin(k / 3) * i),
    there: `2023-01-01T00:00:${String(i).padStart(2, '0')}.5+02:00`,
    settings: {
      rate: 0.1,
      layers: [
        { name: 'first', sizes: [3, 3] },
        { name: 'last', sizes: [] },
      ],
    },
  };
}

/** One of its moments is told in a zone. */
const kindsCard = `---
dataset_info:
  features:
  - name: there
    dtype: timestamp[us, tz=Asia/Kolkata]
---
`;

/** Writes them into a folder; returns the sources to serve. */
export function writeFixtures(folder) {
  const random = randomFrom(2025);
  mkdirSync(join(folder, 'hostile'), { recursive: true });
  const wide = (row) =>
    Object.fromEntries(Array.from({ length: kWideColumns }, (_, i) => [`column_${i}`, (row + 1) * i]));
  writeFileSync(
    join(folder, 'gallery.jsonl'),
    lines(kGalleryRows, (i) => paper(i, random)),
  );
  writeFileSync(join(folder, 'hostile', 'train.jsonl'), lines(60, hostileRow));
  writeFileSync(join(folder, 'hostile', 'test.jsonl'), lines(5, hostileRow));
  writeFileSync(join(folder, 'hostile', 'README.md'), hostileCard);
  writeFileSync(join(folder, 'wide.jsonl'), lines(20, wide));
  writeFileSync(join(folder, 'single.csv'), 'name,value\nonly,1\n');
  writeFileSync(join(folder, 'plain.jsonl'), lines(300, plainRow));
  writeFileSync(join(folder, 'empty.csv'), 'name,value\n');
  writeFileSync(join(folder, 'nulls.jsonl'), '{"a":null,"b":null}\n'.repeat(3));
  const odd = (i) => ({
    SQL: i < 2 ? `'; DROP TABLE rows; -- ${i}` : `plain ${i}`,
    'or "1" = 1 --': i * 3,
  });
  writeFileSync(join(folder, 'odd.jsonl'), lines(4, odd));
  mkdirSync(join(folder, 'kinds'));
  writeFileSync(join(folder, 'kinds', 'train.jsonl'), lines(12, kindsRow));
  writeFileSync(join(folder, 'kinds', 'README.md'), kindsCard);
  const pictures = [1, 2, 3].map((id) =>
    JSON.stringify({
      id,
      picture: { bytes: kPicture, path: `${id}.png` },
      notes: kMarkdown,
    }),
  );
  writeFileSync(join(folder, 'pictures.jsonl'), pictures.join('\n'));
  mkdirSync(join(folder, 'media'));
  writeFileSync(join(folder, 'media', 'train.jsonl'), lines(3, mediaRow));
  writeFileSync(join(folder, 'media', 'README.md'), mediaCard);
  mkdirSync(join(folder, 'media', 'images'));
  writeFileSync(join(folder, 'media', 'images', 'a square.png'), Buffer.from(kPicture, 'base64'));
  writeFileSync(join(folder, 'media', 'drawn.svg'), kDrawing);
  const names = [
    'gallery.jsonl',
    'media',
    'hostile',
    'wide.jsonl',
    'single.csv',
    'plain.jsonl',
    'empty.csv',
    'nulls.jsonl',
    'odd.jsonl',
    'pictures.jsonl',
    'kinds',
  ];
  return names.map((name) => join(folder, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (!folder) throw new Error('usage: node fixtures.mjs DIR');
  for (const source of writeFixtures(folder)) console.log(source);
}
