// A conversation of five thousand turns.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../api/serve.mjs';
import { Workplace } from '../cli/vitrine.mjs';
import { assertAccessible, photograph, rowsAreHere, visit } from './browser.mjs';

const kTurns = 5000;
const kFound = 4321;

const turn = (i) => ({
  role: i % 2 === 0 ? 'user' : 'assistant',
  content: i === kFound ? `${'Long before it. '.repeat(400)}A **xylophone** is here.` : `Turn ${i}\n\n\`\`\`python\nprint(${i})\n\`\`\``,
});

test('a conversation of 5,000 turns opens with the first, with what was found, and opens further', async (t) => {
  const place = new Workplace(t);
  const rows = [{ id: 'long', messages: Array.from({ length: kTurns }, (_, i) => turn(i)) }];
  place.file('talks.jsonl', `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  place.ok('import', 'talks.jsonl');
  const server = await serve(place);
  try {
    await visit('/', { origin: server.url }, async (page) => {
      await page.goto(`${server.url}/datasets/local/talks?row=0`);
      await rowsAreHere(page);
      const panel = page.getByRole('dialog', { name: 'Row 0', exact: true });
      await panel.getByText('Turn 49', { exact: true }).waitFor();
      assert.equal(await panel.locator('li').count(), 50);
      await panel.getByRole('button', { name: '4,950 more turns' }).click();
      await panel.getByText('Turn 249', { exact: true }).waitFor();
      assert.equal(await panel.locator('li').count(), 250);
      await page.setViewportSize({ width: 1280, height: 420 });
      // The table's copy of the row is shown until the full row comes, and what draws its turns may come still later.
      const late = [/\/rows\/0\?/, /\/markdown[^/]*\.js$/];
      const open = [];
      for (const address of late) {
        const gate = new Promise((resolve) => open.push(resolve));
        await page.route(address, (route) => gate.then(() => route.continue()));
      }
      await page.goto(`${server.url}/datasets/local/talks?row=0&q=xylophone`);
      await panel.locator('mark', { hasText: 'xylophone' }).waitFor();
      const [fullRow] = await Promise.all([page.waitForResponse(late[0]), open[0]()]);
      await fullRow.finished();
      open[1]();
      await panel.locator('pre').first().waitFor();
      // It begins at what was looked for.
      await page.waitForFunction(() => {
        const { top, bottom } = document.querySelector('li mark').getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      });
      assert.equal(await panel.locator('li').count(), 7, 'the first four, what was found and those beside it');
      await panel.getByText('1 turn of 5,000 with what was looked for').waitFor();
      await panel.getByRole('button', { name: /more turns$/ }).first().click();
      await panel.getByText('Turn 203', { exact: true }).waitFor();
      await assertAccessible(page, 'a conversation of 5,000 turns');
      await photograph(page, 'long-chat');
      // A card in Search says who said it.
      await page.goto(`${server.url}/datasets/local/talks?tab=search&q=xylophone`);
      await page.getByRole('article').locator('mark', { hasText: 'xylophone' }).waitFor();
    });
  } finally {
    await server.stop();
  }
});
