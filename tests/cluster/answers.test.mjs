// That the comparison of two back ends notices what it should.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAnswer } from './answers.mjs';

const hit = (row_idx, score) => ({ row_idx, score, row: { title: `title ${row_idx}` } });
const body = (hits, more) => ({ total: 20, near: 0, facets: { type: { distinct: 3 } }, hits, ...more });
const ok = (value) => ({ status: 200, type: 'application/json', text: JSON.stringify(value) });
const of = (is) => ({ number: 1, about: 'a test', target: '/search', is });
const near = of({ class: 'near', overlap: 0.9, score: 1e-5 });
const ten = Array.from({ length: 10 }, (_, i) => hit(i, 1 - i / 20));
const changed = (at, other) => ten.map((one, i) => (i === at ? other : one));

test('identical answers are identical to the last character, status and type', () => {
  const identical = of({ class: 'identical' });
  assertAnswer(identical, ok(body(ten)), ok(body(ten)));
  for (const other of [ok(body(ten, { total: 21 })), { ...ok(body(ten)), status: 500 }, { ...ok(body(ten)), type: 'text/plain' }, { ...ok(body(ten)), text: `${JSON.stringify(body(ten))} ` }])
    assert.throws(() => assertAnswer(identical, ok(body(ten)), other), /request 1 \(a test\): GET \/search/);
});

test('near answers may lack a row of ten, and nothing else', () => {
  assertAnswer(near, ok(body(ten)), ok(body(changed(9, hit(70, 0.54)))));
  assertAnswer(near, ok(body(ten)), ok(body(changed(5, hit(5, 0.750001)))));
  assertAnswer(near, ok(body(ten, { total: 22, near: 2 })), ok(body(ten, { total: 23, near: 3 })));
  const wrong = {
    'two rows are others': body(changed(9, hit(70, 0.54)).map((one, i) => (i === 8 ? hit(80, 0.6) : one))),
    'the first is another': body(changed(0, hit(70, 1))),
    'the total': body(ten, { total: 21 }),
    'a facet': body(ten, { facets: { type: { distinct: 4 } } }),
    'a score': body(changed(5, hit(5, 0.7501))),
    'a cell': body(changed(5, { ...hit(5, 0.75), row: { title: 'another' } })),
    'one row fewer': body(ten.slice(1)),
  };
  for (const [what, other] of Object.entries(wrong)) assert.throws(() => assertAnswer(near, ok(body(ten)), ok(other)), /request 1/, what);
});

test('what is refused is refused by name, and answered on one machine', () => {
  const refused = of({ class: 'refused', names: /random/ });
  const sentence = { status: 501, type: 'application/json', text: '{"error":"The engine has no order random(7); the SQL tab has"}' };
  assertAnswer(refused, ok(body(ten)), sentence);
  for (const other of [ok(body(ten)), { ...sentence, status: 500 }, { ...sentence, text: '{"error":"The engine cannot; the SQL tab can"}' }, { ...sentence, text: '{"error":"no random(7)"}' }])
    assert.throws(() => assertAnswer(refused, ok(body(ten)), other), /not refused by name/);
  assert.throws(() => assertAnswer(refused, sentence, sentence), /one machine refuses it too/);
});
