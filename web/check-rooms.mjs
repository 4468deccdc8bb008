// Holds src/ to what README.md says of its rooms: an import goes to the own room or to one that is named
// here, files do not import each other in a circle, what is exported is used, and no rule of CSS with
// more than a few declarations stands in two components.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

const kRoot = join(import.meta.dirname, 'src');

/** What each room may use; files beside the rooms may use all. */
const kUses = {
  ui: [],
  data: [],
  values: ['data', 'ui'],
  shell: ['values', 'data', 'ui'],
  grid: ['shell', 'values', 'data', 'ui'],
  saved: ['shell', 'values', 'data', 'ui'],
  labels: ['data', 'ui'],
  row: ['saved', 'shell', 'values', 'data', 'ui'],
  viewer: ['grid', 'row', 'shell', 'values', 'data', 'ui'],
  finder: ['row', 'saved', 'shell', 'values', 'data', 'ui'],
  map: ['row', 'shell', 'values', 'data', 'ui'],
  sql: ['grid', 'row', 'shell', 'values', 'data', 'ui'],
  home: ['shell', 'values', 'data', 'ui'],
  card: ['shell', 'values', 'data', 'ui'],
  api: ['shell', 'values', 'data', 'ui'],
};

/** Rules of CSS shorter than this may be alike by chance. */
const kShortRule = 4;

const files = new Map(
  readdirSync(kRoot, { recursive: true })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => [name.split(sep).join('/'), readFileSync(join(kRoot, name), 'utf8')]),
);

function resolve(from, address) {
  const base = normalize(join(dirname(from), address))
    .split(sep)
    .join('/');
  return ['', '.ts', '.svelte', '.svelte.ts']
    .map((end) => base + end)
    .find((one) => files.has(one));
}

/** The files that `file` imports, and whether it waits for them before it runs. */
function importsOf(file) {
  const pattern = /(?:from\s+|import\s+)'(\.[^']+)'|import\('(\.[^']+)'\)/g;
  return [...files.get(file).matchAll(pattern)].flatMap(([, fixed, later]) => {
    const to = resolve(file, fixed ?? later);
    return to ? [{ to, fixed: fixed !== undefined }] : [];
  });
}

const roomOf = (file) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');

function wrongArrows() {
  return [...files.keys()].flatMap((file) => {
    const room = roomOf(file);
    if (room === '') return [];
    if (!(room in kUses)) return [`${file}: the room ${room}/ is not in check-rooms.mjs`];
    return importsOf(file)
      .map(({ to }) => to)
      .filter((to) => roomOf(to) !== room && !kUses[room].includes(roomOf(to)))
      .map((to) => `${file} imports ${to}: ${room}/ may not use ${roomOf(to) || 'the top'}`);
  });
}

function circles() {
  const found = [];
  const done = new Set();
  const visit = (file, path) => {
    const at = path.indexOf(file);
    if (at >= 0) found.push(`a circle: ${[...path.slice(at), file].join(' -> ')}`);
    if (at >= 0 || done.has(file)) return;
    // A component that stands within itself, as a node of a tree does, is no circle.
    for (const { to, fixed } of importsOf(file))
      if (fixed && to !== file) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files.keys()) visit(file, []);
  return found;
}

function unusedExports() {
  const declared = /^\s*export (?:async )?(?:const|function|class|interface|type|enum) (\w+)/gm;
  const used = new Set();
  for (const [file, text] of files) {
    const lists = /(?:import|export)\s+(?:type\s+)?(?:\w+,\s*)?\{([^}]*)\}\s+from\s+'(\.[^']+)'/g;
    for (const [, names, address] of text.matchAll(lists))
      for (const name of names.split(','))
        used.add(
          `${resolve(file, address)} ${
            name
              .trim()
              .replace(/^type /, '')
              .split(' ')[0]
          }`,
        );
    for (const [, names, address] of text.matchAll(
      /\{([^{}]*)\}\s*=\s*await import\('(\.[^']+)'\)/g,
    ))
      for (const name of names.split(',')) used.add(`${resolve(file, address)} ${name.trim()}`);
    for (const [, address, names] of text.matchAll(
      /import\('(\.[^']+)'\)\)?\.(?:then\(\(\{ ([^}]+) \}|\w+)/g,
    ))
      for (const name of (names ?? '').split(','))
        used.add(`${resolve(file, address)} ${name.trim()}`);
  }
  return [...files].flatMap(([file, text]) => {
    // Functions that a component exports are its methods, and those of a module loaded as a whole are its members.
    const script = file.endsWith('.svelte')
      ? (/<script module[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '')
      : text;
    return [...script.matchAll(declared)]
      .map(([, name]) => name)
      .filter((name) => !used.has(`${file} ${name}`) && !isLoadedWhole(file))
      .map((name) => `${file}: nothing imports ${name}`);
  });
}

function isLoadedWhole(file) {
  return file === 'data/site-files.ts';
}

function repeatedRules() {
  const seen = new Map();
  const found = [];
  for (const [file, text] of files) {
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
    for (const [, selector, body] of style.matchAll(/([^{}]+)\{([^{}]+)\}/g)) {
      const lines = body.split(';').map((line) => line.trim().replace(/\s+/g, ' '));
      const rule = lines.filter((line) => line !== '').sort();
      if (rule.length < kShortRule) continue;
      const key = rule.join(';');
      const before = seen.get(key);
      const name = `${file} ${selector.trim().split('\n').pop().trim()}`;
      if (before) found.push(`one rule of CSS twice: ${before} and ${name}`);
      else seen.set(key, name);
    }
  }
  return found;
}

const wrong = [...wrongArrows(), ...circles(), ...unusedExports(), ...repeatedRules()];
for (const line of wrong) console.error(relative('.', line));
if (wrong.length > 0) process.exit(1);
