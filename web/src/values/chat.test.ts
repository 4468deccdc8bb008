import { expect, it } from 'vitest';
import type { Json } from '../data/api-types';
import { chatLine, turnsOf } from './chat';

it('reads the forms in which conversations are kept', () => {
  expect(
    turnsOf([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]),
  ).toEqual([
    { role: 'system', text: 'Be brief.', calls: [] },
    { role: 'user', text: 'Hi', calls: [] },
  ]);
  expect(
    turnsOf([
      { from: 'human', value: 'Hi' },
      { from: 'gpt', value: 'Hello' },
    ])?.map(({ role }) => role),
  ).toEqual(['user', 'assistant']);
});

it('reads parts, pictures among them', () => {
  const content: Json = [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: {} },
  ];
  expect(turnsOf([{ role: 'user', content }])?.[0]?.text).toBe('What is this?\n\n[a picture]');
});

it('reads calls of tools and what they gave', () => {
  const openai = { name: 'search', arguments: '{"q":"x"}' };
  const [call, gave] =
    turnsOf([
      { role: 'assistant', content: null, tool_calls: [{ id: '1', function: openai }] },
      { role: 'tool', content: '3 hits' },
    ]) ?? [];
  expect(call).toEqual({
    role: 'assistant',
    text: '',
    calls: [{ name: 'search', given: '{"q":"x"}' }],
  });
  expect(gave?.text).toBe('3 hits');
  const anthropic: Json = [
    { type: 'tool_use', id: '1', name: 'read', input: { path: 'a' } },
    { type: 'tool_result', tool_use_id: '1', content: [{ type: 'text', text: 'done' }] },
  ];
  expect(turnsOf([{ role: 'assistant', content: anthropic }])?.[0]).toEqual({
    role: 'assistant',
    text: 'done',
    calls: [{ name: 'read', given: '{\n  "path": "a"\n}' }],
  });
});

it('takes nothing else for a conversation', () => {
  expect(turnsOf([])).toBeNull();
  expect(turnsOf([{ role: 'admin', name: 'Ada' }])).toBeNull();
  expect(turnsOf([{ role: 'user', content: 'Hi' }, 'x'])).toBeNull();
  expect(turnsOf({ role: 'user', content: 'Hi' })).toBeNull();
  expect(turnsOf('role')).toBeNull();
});

it('tells a conversation in one line', () => {
  const turns = turnsOf([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'How\nare   you?' },
  ]);
  expect(chatLine(turns ?? [])).toBe('user: How are you?');
});
