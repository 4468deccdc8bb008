import { expect, it } from 'vitest';
import {
  areElsewhere,
  inTheDialog,
  kindOf,
  kindOfAll,
  labelOf,
  otherTypes,
  pastedSources,
  sourceOf,
  spoken,
  withOption,
  withType,
} from './import-plan';

it('asks of each kind of file what can be asked of it', () => {
  expect(kindOf('/data/a.csv.gz')).toBe('delimited');
  expect(kindOf('papers.jsonl.zst')).toBe('json');
  expect(kindOf('a.parquet')).toBe('typed');
  expect(kindOf('/data/papers')).toBe('several');
});

it('takes several files as one dataset', () => {
  expect(pastedSources(' /a/x.csv\r\n/b/y.csv\n\n/a/x.csv\n')).toEqual(['/a/x.csv', '/b/y.csv']);
  expect(labelOf(['"/a/x.csv"'])).toBe('x.csv');
  expect(labelOf(['/a/x.csv', '/b/y.csv', '/c/'])).toBe('x.csv and 2 more');
  expect(sourceOf(['/a/x.csv'])).toEqual({ source: '/a/x.csv' });
  expect(sourceOf(['/a/x.csv', '/b/y.csv'])).toEqual({ sources: ['/a/x.csv', '/b/y.csv'] });
  expect(kindOfAll(['a.csv', 'b.tsv.gz'])).toBe('delimited');
  expect(kindOfAll(['a.csv', 'b.jsonl'])).toBe('several');
});

it('offers types that values of that kind could have', () => {
  expect(otherTypes('string')).toContain('int64');
  expect(otherTypes('int64')).not.toContain('int64');
  expect(otherTypes('decimal128(38, 0)')).toContain('string');
  expect(otherTypes('list of float64')).toEqual(['vector']);
  expect(otherTypes('list of string')).toEqual([]);
  expect(otherTypes('vector of 768 float32')).toEqual([]);
});

it('says of a column one thing at a time, and nothing once it is left to evidence', () => {
  const typed = withType({ delimiter: ';' }, 'a=b', 'int64');
  expect(spoken(typed)).toEqual({ delimiter: ';', types: { 'a=b': 'int64' } });
  expect(spoken(withType(typed, 'a=b', 'vector'))).toEqual({ delimiter: ';', vectors: ['a=b'] });
  expect(spoken(withType(typed, 'a=b', ''))).toEqual({ delimiter: ';' });
});

it('forgets what was said of columns where they may be others', () => {
  const typed = withType({}, 'zip', 'string');
  expect(spoken(withOption(typed, 'date_format', '%d/%m/%Y'))).toEqual({
    date_format: '%d/%m/%Y',
    types: { zip: 'string' },
  });
  expect(spoken(withOption(typed, 'delimiter', ';'))).toEqual({ delimiter: ';' });
  expect(spoken(withOption({ header: false }, 'header', undefined))).toEqual({});
  expect(spoken(withOption({}, 'header', false))).toEqual({ header: false });
});

it('knows what would have to be fetched', () => {
  expect(areElsewhere(['hf://me/papers'])).toBe(true);
  expect(areElsewhere(['"https://a.org/x.csv"', 'http://a.org/y.csv'])).toBe(true);
  expect(areElsewhere(['https://a.org/x.csv', '/data/y.csv'])).toBe(false);
  expect(areElsewhere(['/data/https.csv'])).toBe(false);
  expect(areElsewhere([])).toBe(false);
});

it('calls options by what they are called in the dialog', () => {
  expect(inTheDialog('not as ISO 8601 has them (--date-format tells how)')).toBe(
    'not as ISO 8601 has them ("Dates written as" tells how)',
  );
  expect(inTheDialog('mend it, or name the encoding (--encoding)')).toContain('("Encoding")');
});
