// The filter form as a condition and back, over every operator and values at random; and which values
// each kind of column takes.

import { describe, expect, it } from 'vitest';
import type { Column } from '../data/api-types';
import { forSeeds } from '../ui/testing/random';
import { choicesOf, conditionOf, formOf, needsValue, operatorsOf } from './filter-form';

function column(name: string, type: string, more: Partial<Column> = {}): Column {
  return {
    name,
    type: 'string',
    feature: { _type: 'Value', dtype: 'x' },
    role: '',
    column_type: type,
    statistics: null,
    extra: {},
    ...more,
  };
}

const kTypes = ['string_text', 'string_label', 'int', 'float', 'datetime', 'bool', 'list'];

describe('a form', () => {
  it('is read back from the condition that it makes', () => {
    let tried = 0;
    forSeeds(3000, (random) => {
      const type = random.pick(kTypes);
      const one = column(`c${random.text(4)}`, type);
      const { id: operator } = random.pick(operatorsOf(one));
      const value = () => {
        if (type === 'int' || type === 'float' || operator.startsWith('length'))
          return String(random.below(1000));
        if (type === 'bool') return random.pick(['true', 'false']);
        return `v${random.text()}`.toLowerCase().trim();
      };
      const form = {
        column: one.name,
        operator,
        value: needsValue(operator) ? value() : '',
        to: operator === 'between' ? value() : '',
      };
      const text = conditionOf(one, form);
      expect(text).not.toBeNull();
      expect(formOf(text ?? '', [column('other', 'int'), one]), text ?? '').toEqual(form);
      tried += 1;
    });
    expect(tried).toBe(3000);
  });

  it('needs no value only where it asks for what is missing', () => {
    for (const type of kTypes) {
      const one = column('c', type);
      const free = operatorsOf(one).filter(({ id }) => !needsValue(id));
      expect(free.map(({ id }) => id)).toEqual(['is null', 'is not null']);
      for (const { id } of operatorsOf(one)) {
        const empty = conditionOf(one, { column: 'c', operator: id, value: '', to: '' });
        expect(empty === null, `${type} ${id}`).toBe(needsValue(id));
      }
    }
  });

  it('takes numbers as people write them, and nothing else', () => {
    const number = (value: string) =>
      conditionOf(column('n', 'int'), { column: 'n', operator: '=', value, to: '' });
    expect(number(' 5 ')).toBe('"n" = 5');
    expect(number('-1,5')).toBe('"n" = -1.5');
    expect(number('007')).toBe('"n" = 007');
    expect(number('123456789012345678901234567890')).toBe('"n" = 123456789012345678901234567890');
    for (const wrong of [
      'x',
      '1.',
      '.5',
      '1e3',
      '+1',
      '1 2',
      '--1',
      '1,2,3',
      '1.2.3',
      'Infinity',
      '-',
      '٣',
    ])
      expect(number(wrong), wrong).toBeNull();
  });

  it('takes truth values in any case', () => {
    const flag = (value: string) =>
      conditionOf(column('b', 'bool'), { column: 'b', operator: '!=', value, to: '' });
    expect(flag(' TRUE ')).toBe('"b" != true');
    for (const wrong of ['yes', '1', 'truefalse', ' ']) expect(flag(wrong), wrong).toBeNull();
  });

  it('needs both ends of a range', () => {
    const between = (value: string, to: string) =>
      conditionOf(column('n', 'float'), { column: 'n', operator: 'between', value, to });
    expect(between('1', '2')).toBe('"n" >= 1 AND "n" <= 2');
    expect(between('1', '')).toBeNull();
    expect(between('', '2')).toBeNull();
    expect(between('1', 'x')).toBeNull();
  });

  it('compares members as the list holds them', () => {
    const numbers = column('l', 'list', {
      extra: { members: { total: 1, n_distinct: 1, most_frequent: [[5, 1]] } },
    });
    const texts = column('l', 'list', {
      extra: { members: { total: 1, n_distinct: 1, most_frequent: [['5', 1]] } },
    });
    const has = (one: Column, value: string) =>
      conditionOf(one, { column: 'l', operator: 'has', value, to: '' });
    expect(has(numbers, '5')).toBe('5 IN "l"');
    expect(has(numbers, 'x')).toBe(`'x' IN "l"`);
    expect(has(texts, '5')).toBe(`'5' IN "l"`);
    expect(has(column('l', 'list'), '5')).toBe(`'5' IN "l"`);
  });

  it('reads back members that are numbers, and what a list has not', () => {
    const numbers = column('l', 'list', {
      extra: { members: { total: 1, n_distinct: 1, most_frequent: [[5, 1]] } },
    });
    for (const operator of ['has', 'has not']) {
      for (const value of ['5', '-1.5']) {
        const form = { column: 'l', operator, value, to: '' };
        expect(formOf(conditionOf(numbers, form) ?? '', [numbers])).toEqual(form);
      }
    }
    expect(formOf(`NOT ("l.length" >= 3)`, [numbers])).toBeNull();
    expect(formOf('NOT ("l" IS NULL)', [numbers])).toBeNull();
  });

  it('tells a length from a column that is called so', () => {
    const text = column('t', 'string_text');
    const length = column('t.length', 'int');
    expect(formOf('"t.length" >= 3', [text])?.column).toBe('t');
    expect(formOf('"t.length" >= 3', [text, length])).toEqual({
      column: 't.length',
      operator: '>=',
      value: '3',
      to: '',
    });
  });

  it('is none of what it has no operator for', () => {
    const columns = [
      column('n', 'int'),
      column('t', 'string_text'),
      column('v', '', { kind: 'vector' }),
    ];
    for (const text of [
      '',
      '"n"',
      '"n" + 1 = 2',
      '"n" = 1 AND "t" = 2 AND "n" = 3',
      '"n" = 1 OR "n" = 2',
      '"n" >= 1 AND "n" < 2',
      `"v" = 'x'`,
      '"absent" IS NULL',
    ])
      expect(formOf(text, columns), text).toBeNull();
    expect(formOf('"v" IS NULL', columns)?.operator).toBe('is null');
  });
});

describe('choices', () => {
  it('are the classes, else the members, at most two hundred', () => {
    expect(choicesOf(column('b', 'bool'))).toEqual(['true', 'false']);
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`c${i}`, 1]));
    expect(
      choicesOf(column('c', 'string_label', { statistics: { frequencies: many } })),
    ).toHaveLength(200);
    expect(
      choicesOf(
        column('l', 'list', {
          extra: {
            members: {
              total: 2,
              n_distinct: 2,
              most_frequent: [
                ['a', 2],
                [5, 1],
              ],
            },
          },
        }),
      ),
    ).toEqual(['a', '5']);
    expect(choicesOf(column('t', 'string_text'))).toEqual([]);
  });
});
