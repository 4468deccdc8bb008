import { Marked } from 'marked';
import { expect, it } from 'vitest';
import { mathInMarkdown } from './math-in-markdown';

const marked = new Marked(mathInMarkdown);
const drawn = (markdown: string) => String(marked.parse(markdown, { async: false })).trim();

it('takes what stands between dollars for a formula, markup in it for text', () => {
  expect(drawn('area $\\pi r^2$, and $a<b$')).toBe(
    '<p>area <span class="math">\\pi r^2</span>, and <span class="math">a&lt;b</span></p>',
  );
  expect(drawn('$$\n_x_\n$$')).toBe('<div class="math-block">_x_</div>');
});

it('leaves prices and shell variables as they are', () => {
  for (const text of ['It costs $5 and $6.', 'from $HOME to $ PATH$', 'a $ b $ c'])
    expect(drawn(text)).toBe(`<p>${text}</p>`);
});

it('finds no formula within code', () => {
  expect(drawn('`$x$`')).toBe('<p><code>$x$</code></p>');
});
