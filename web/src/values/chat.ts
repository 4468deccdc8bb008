// Conversations among the values of a row: lists of {role, content} as OpenAI and Anthropic write them,
// of {from, value} as ShareGPT does, calls of tools and what they gave among them.

import type { Json } from '../data/api-types';
import { exactText } from '../data/exact-json';

interface Call {
  name: string;
  /** As JSON on lines of their own, or as they came. */
  given: string;
}

export interface Turn {
  /** "user", "assistant", "system", "tool", or as it is called. */
  role: string;
  /** What was said, mostly in Markdown. */
  text: string;
  calls: Call[];
}

type Members = Record<string, Json>;

const kRoles: Record<string, string> = {
  human: 'user',
  gpt: 'assistant',
  bot: 'assistant',
  chatgpt: 'assistant',
  model: 'assistant',
  function: 'tool',
  observation: 'tool',
  function_call: 'assistant',
};

/** The turns of a conversation; null for whatever else. */
export function turnsOf(value: Json): Turn[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const turns: Turn[] = [];
  for (const one of value) {
    const turn = turnOf(one);
    if (!turn) return null;
    turns.push(turn);
  }
  return turns;
}

function turnOf(value: Json): Turn | null {
  const turn = membersOf(value);
  const role = turn?.['role'] ?? turn?.['from'];
  if (!turn || typeof role !== 'string') return null;
  if (!('content' in turn) && !('value' in turn) && !('tool_calls' in turn)) return null;
  const said = turn['content'] ?? turn['value'] ?? null;
  const { text, calls } = contentOf(said);
  const asked = listOf(turn['tool_calls']).map(callOf);
  const name = role.toLowerCase();
  return { role: kRoles[name] ?? name, text, calls: [...calls, ...asked] };
}

/** A text, or parts of which each is a text, a call, what a call gave, or a picture. */
function contentOf(content: Json): { text: string; calls: Call[] } {
  if (content === null) return { text: '', calls: [] };
  if (typeof content === 'string') return { text: content, calls: [] };
  if (!Array.isArray(content)) return { text: exactText(content, 2), calls: [] };
  const calls: Call[] = [];
  const texts = content.map((value) => {
    const part = membersOf(value);
    if (!part) return typeof value === 'string' ? value : exactText(value);
    if (typeof part['text'] === 'string') return part['text'];
    if (part['type'] === 'tool_use') {
      calls.push(callOf(part));
      return '';
    }
    if (part['type'] === 'tool_result') return contentOf(part['content'] ?? null).text;
    if (/image/.test(String(part['type'] ?? ''))) return '[a picture]';
    return exactText(part, 2);
  });
  return { text: texts.filter((text) => text !== '').join('\n\n'), calls };
}

function callOf(value: Json): Call {
  const call = membersOf(value) ?? {};
  const asked = membersOf(call['function'] ?? null) ?? call;
  const given = asked['arguments'] ?? asked['input'] ?? null;
  return {
    name: typeof asked['name'] === 'string' ? asked['name'] : 'a tool',
    given: given === null ? '' : typeof given === 'string' ? given : exactText(given, 2),
  };
}

function membersOf(value: Json): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** A conversation in one line: who began, with what, and how it goes on. */
export function chatLine(turns: Turn[]): string {
  const first = turns.find(({ role }) => role !== 'system') ?? turns[0];
  return first ? `${first.role}: ${first.text.replace(/\s+/g, ' ').trim()}` : '';
}
