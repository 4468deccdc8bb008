import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, assertAccessible, countSays, photograph, settled, visit } from './browser.mjs';
import { kGalleryRows, kZebrafish } from './fixtures.mjs';

const kPage = '/datasets/local/gallery?tab=search';
const kAll = `${kGalleryRows.toLocaleString('en-US')} papers`;

function papers(page) {
  return page.getByRole('article');
}

async function papersAreHere(page) {
  await papers(page).first().waitFor();
  await settled(page);
}

/** Why the first paper was found. */
async function why(page) {
  await papers(page).first().getByRole('button', { name: /^More: / }).click();
  await page.getByRole('button', { name: 'Why this' }).click();
}

test('a paper is found as one types, marked, and says why it was', () =>
  visit(kPage, {}, async (page) => {
    await countSays(page, kAll);
    await page.getByText('Words', { exact: true }).click();
    await page.waitForURL(/mode=keyword/);
    await page.keyboard.press('/');
    await page.keyboard.type('zebrafish', { delay: 20 });
    await page.waitForURL(/q=zebrafish/);
    await countSays(page, `${kZebrafish} of ${kAll}`);
    assert.equal(await papers(page).count(), kZebrafish);
    assert.match(await papers(page).first().locator('mark').first().innerText(), /zebrafish/i);
    await why(page);
    await papers(page).first().getByText('By words').waitFor();
    await papers(page)
      .first()
      .getByText(/title 1×/)
      .waitFor();
    await photograph(page, 'finder');
  }));

test('a card has what a paper has, and its links are made from identifiers', () =>
  visit(`${kPage}&mode=keyword&q=zebrafish&sort=paper_id`, {}, async (page) => {
    await papersAreHere(page);
    const { hits } = await api(
      '/api/v1/datasets/local/gallery/search?mode=keyword&q=zebrafish&sort=paper_id',
    );
    for (const [i, { row }] of hits.entries()) {
      const card = papers(page).nth(i);
      const title = card.getByRole('heading').getByRole('link');
      assert.equal(await title.innerText(), row.title);
      // To the row; what leads away has an arrow, and takes nothing of this page along.
      assert.match(await title.getAttribute('href'), new RegExp(`[?&]row=${hits[i].row_idx}(&|$)`));
      for (const out of await card.locator('a[target=_blank]').all())
        assert.equal(await out.getAttribute('rel'), 'noopener noreferrer');
      for (const author of row.authors)
        await card.getByRole('link', { name: author, exact: true }).waitFor();
      await card.getByRole('button', { name: row.type, exact: true }).waitFor();
      assert.equal(await card.getByText('TL;DR').count(), row['TL;DR'] === null ? 0 : 1);
      const arxiv = card.getByRole('link', { name: 'arXiv' });
      assert.equal(await arxiv.count(), row.arxiv_id === null ? 0 : 1);
      if (row.arxiv_id !== null) {
        assert.equal(await arxiv.getAttribute('href'), `https://arxiv.org/abs/${row.arxiv_id}`);
        const pdf = card.getByRole('link', { name: 'PDF' });
        assert.equal(await pdf.getAttribute('href'), `https://arxiv.org/pdf/${row.arxiv_id}`);
      }
    }
  }));

test('the abstract opens and closes', () =>
  visit(`${kPage}&q=zebrafish`, {}, async (page) => {
    await papersAreHere(page);
    const card = papers(page).first();
    const height = () => card.locator('.abstract').evaluate((element) => element.clientHeight);
    const before = await height();
    await card.getByRole('button', { name: 'Whole abstract' }).click();
    assert.ok((await height()) >= before);
    await card.getByRole('button', { name: 'Less', exact: true }).click();
    assert.equal(await height(), before);
  }));

test('what was opened of one paper stays with it when another takes its place', () =>
  visit(`${kPage}&q=zebrafish`, {}, async (page) => {
    await papersAreHere(page);
    const card = papers(page).first();
    const title = await card.getByRole('heading').innerText();
    await card.getByRole('button', { name: 'Whole abstract' }).click();
    await why(page);
    await card.getByText('By words').waitFor();
    const box = page.getByRole('textbox', { name: 'Search all text columns' });
    await box.fill('diffusion planning');
    await page.locator('article mark').filter({ hasText: /diffusion/i }).first().waitFor();
    await papersAreHere(page);
    assert.ok(!(await papers(page).getByRole('heading').allInnerTexts()).includes(title));
    assert.equal(await page.getByRole('button', { name: 'Less', exact: true }).count(), 0);
    assert.equal(await page.getByText('By words', { exact: true }).count(), 0);
  }));

test('an author has a page with papers, co-authors and topics, and so has a keyword', () =>
  visit(`${kPage}&q=zebrafish`, {}, async (page) => {
    await papersAreHere(page);
    const author = papers(page).first().locator('.authors a').first();
    const name = await author.innerText();
    await author.click();
    await page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
    await papersAreHere(page);
    const where = encodeURIComponent(`'${name.replaceAll("'", "''")}' IN "authors"`);
    const { total } = await api(`/api/v1/datasets/local/gallery/search?where=${where}&limit=1`);
    await countSays(page, `${total.toLocaleString('en-US')} papers`);
    for (const text of await page.locator('article .authors').allInnerTexts())
      assert.ok(text.includes(name), text);
    await page.getByRole('region', { name: 'Co-authors' }).getByRole('link').first().waitFor();
    await photograph(page, 'author');
    const topic = page.getByRole('region', { name: 'Topics' }).getByRole('link').first();
    const keyword = await topic.innerText();
    await topic.click();
    await page.getByRole('heading', { level: 2, name: keyword, exact: true }).waitFor();
    await papersAreHere(page);
    for (const text of await page.locator('article .keywords').allInnerTexts())
      assert.ok(text.includes(keyword), text);
    await page.goBack();
    await page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
  }));

test('similar papers unfold, and one of them opens in full', () =>
  visit(`${kPage}&q=zebrafish`, {}, async (page) => {
    await papersAreHere(page);
    const card = papers(page).first();
    await card.getByRole('button', { name: 'Similar' }).click();
    const similar = card.locator('ol button');
    await similar.first().waitFor();
    assert.ok((await similar.count()) > 3);
    await similar.first().click();
    await page.waitForURL(/row=\d+/);
    await page.getByRole('dialog').getByText('embedding').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.ok(await similar.first().isVisible(), 'the list stays as it was');
  }));

test('a badge narrows, and what was narrowed is shared with the table', () =>
  visit(`${kPage}&mode=keyword&q=neural`, {}, async (page) => {
    await papersAreHere(page);
    await page.getByRole('article').getByRole('button', { name: 'Poster' }).first().click();
    await page.getByRole('list', { name: 'Filters' }).getByText('type = Poster').waitFor();
    await settled(page);
    const count = await page.locator('[data-count]').innerText();
    await page.getByRole('link', { name: 'Viewer', exact: true }).click();
    await countSays(page, count.replace('papers', 'rows'));
  }));

test('more papers are shown on demand, none of them twice', () =>
  visit(kPage, {}, async (page) => {
    await papersAreHere(page);
    const before = await papers(page).count();
    await page.getByRole('button', { name: /^Show \d+ more/ }).click();
    await page.waitForFunction((n) => document.querySelectorAll('article').length > n, before);
    const titles = await papers(page).getByRole('heading').allInnerTexts();
    assert.equal(new Set(titles).size, titles.length);
  }));

test('nothing found says what to do, and doing it works', () =>
  visit(`${kPage}&mode=keyword&q=xylophonequartz`, {}, async (page) => {
    await page.getByText('No paper matches').waitFor();
    await photograph(page, 'finder-none');
    await page.getByRole('button', { name: 'Start afresh' }).click();
    await countSays(page, kAll);
  }));

test('a dataset that holds no papers is searched row by row', () =>
  visit('/datasets/local/hostile?tab=search', {}, async (page) => {
    await countSays(page, '60 rows');
    await page.getByRole('article', { name: 'Row 0', exact: true }).waitFor();
    assert.equal(await page.evaluate(() => window.pwned), undefined);
    await photograph(page, 'finder-rows');
  }));

test('by words and meaning the rows with the words come first, and more behind them', () =>
  visit(`${kPage}&q=zebrafish`, {}, async (page) => {
    await papersAreHere(page);
    const count = Number((await page.locator('[data-count]').innerText()).split(' ')[0]);
    assert.ok(count > kZebrafish, `${count} papers`);
    const titles = await papers(page).getByRole('heading').allInnerTexts();
    for (const title of titles.slice(0, kZebrafish)) assert.match(title, /Zebrafish/);
    await page.getByText('Meaning', { exact: true }).click();
    await page.waitForURL(/mode=semantic/);
    await papersAreHere(page);
    await why(page);
    await papers(page).first().getByText('By meaning').waitFor();
  }));

test('facets count the result, narrow it, and say what they hold', () =>
  visit(`${kPage}&mode=keyword&q=neural`, {}, async (page) => {
    await papersAreHere(page);
    const types = page.getByRole('complementary').getByRole('region', { name: 'By type' });
    const { total, facets } = await api(
      '/api/v1/datasets/local/gallery/search?mode=keyword&q=neural&typing=1&facets=type',
    );
    assert.equal(
      facets.type.values.reduce((sum, { count }) => sum + count, 0),
      total,
    );
    const [{ value, count }] = facets.type.values;
    const button = types.getByRole('button', { name: new RegExp(`${value}\\s*${count}`) });
    await button.click();
    await countSays(page, `${count} of ${kAll}`);
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    const keywords = page.getByRole('complementary').getByRole('region', { name: 'By keywords' });
    await keywords.getByRole('button', { name: /^neural/ }).waitFor();
    await page.getByRole('complementary').getByRole('region', { name: 'By authors' }).waitFor();
    await photograph(page, 'finder-facets');
  }));

test('likes and dislikes steer, stand in the address, and are taken back', () =>
  visit(`${kPage}&mode=keyword&q=zebrafish`, {}, async (page) => {
    await papersAreHere(page);
    await papers(page)
      .first()
      .getByRole('button', { name: /^More like this/ })
      .click();
    await page.waitForURL(/like=\d+/);
    const steered = page.getByRole('list', { name: 'Steered by' });
    await steered.getByText(/Zebrafish/).waitFor();
    const liked = Number(new URL(page.url()).searchParams.get('like'));
    await page.getByText('Words and meaning', { exact: true }).click();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.waitForURL((url) => !url.searchParams.has('q') && !url.searchParams.has('mode'));
    await papersAreHere(page);
    await why(page);
    await papers(page)
      .first()
      .getByText(/similarity/)
      .waitFor();
    await papers(page)
      .nth(1)
      .getByRole('button', { name: /^Less like this/ })
      .click();
    await page.waitForURL(/dislike=\d+/);
    await papersAreHere(page);
    assert.equal(await steered.getByRole('listitem').count(), 2);
    await photograph(page, 'finder-steered');
    await page.getByRole('link', { name: 'API', exact: true }).click();
    const code = await page.getByRole('region', { name: 'JavaScript' }).locator('code').innerText();
    assert.ok(code.includes(`"like":[${liked}]`), code);
    await page.goBack();
    await papersAreHere(page);
    await steered.getByRole('button').first().click();
    await steered.getByRole('button').first().click();
    await countSays(page, kAll);
  }));

/** What `labelled` stands on, in the order of the results. */
async function results(page, labelled) {
  await papersAreHere(page);
  const buttons = await page.getByRole('article').getByRole('button', { name: labelled }).all();
  return Promise.all(buttons.map((button) => button.getAttribute('aria-label')));
}

for (const [how, address] of [
  ['with vectors', '/datasets/local/gallery?tab=search&q=sparse'],
  ['by words alone', '/datasets/local/plain?tab=search&mode=keyword&q=robot'],
]) {
  test(`beside words a dislike takes its row away and a like raises its, ${how}`, () =>
    visit(address, {}, async (page) => {
      const [, disliked] = await results(page, /^Less like this/);
      await page.getByRole('button', { name: disliked, exact: true }).click();
      await page.waitForURL(/dislike=\d+/);
      assert.ok(!(await results(page, /^Less like this/)).includes(disliked), disliked);
      const liked = (await results(page, /^More like this/))[4];
      await page.getByRole('button', { name: liked, exact: true }).click();
      await page.waitForURL(/[?&]like=\d+/);
      assert.equal((await results(page, /^More like this/))[0], liked);
    }));
}

test('a misspelt word says what was searched for instead', () =>
  visit(`${kPage}&mode=keyword&q=zebrafissh`, {}, async (page) => {
    await papersAreHere(page);
    await page.getByText(/No row has “zebrafissh”/).waitFor();
  }));

test('Back comes to the place in the list that was left', () =>
  visit('/datasets/local/gallery?tab=search&q=attention', {}, async (page) => {
    await page.getByRole('button', { name: /^Show \d+ more/ }).click();
    await page.waitForFunction(() => document.querySelectorAll('section ol > li').length === 40);
    const scroller = page.locator('.scroll').first();
    await scroller.evaluate((element) => (element.scrollTop = 2500));
    // The place is kept once the list has come to rest.
    await page.waitForFunction(() => history.state?.place?.top === 2500);
    await page.locator('section ol > li a[href*="topic="]').last().click();
    await page.waitForURL(/topic=/);
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.scroll')?.scrollTop === 2500);
    assert.equal(await page.locator('section ol > li').count(), 40);
    await page.reload();
    await page.waitForFunction(() => document.querySelector('.scroll')?.scrollTop === 2500);
  }));

test('years are narrowed by dragging over their bars, or by typing', () =>
  visit('/datasets/local/gallery?tab=search&mode=keyword&q=zebrafish', {}, async (page) => {
    const facet = page.getByRole('region', { name: 'By year' });
    const bars = facet.getByRole('group', { name: 'Distribution' });
    await bars.waitFor();
    await settled(page);
    const box = await bars.boundingBox();
    await page.mouse.move(box.x + 2, box.y + box.height - 4);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height - 4, { steps: 3 });
    await page.mouse.move(box.x + box.width * 0.45, box.y + box.height - 4, { steps: 3 });
    await page.mouse.up();
    await page.waitForURL(/where=/);
    const where = new URL(page.url()).searchParams.get('where');
    assert.match(where, /^"year" >= \d{4} AND "year" <= \d{4}$/);
    const path = '/api/v1/datasets/local/gallery/search?mode=keyword&q=zebrafish&limit=1&where=';
    const { total } = await api(path + encodeURIComponent(where));
    await page.locator('[data-count]').filter({ hasText: `${total.toLocaleString('en-US')} of` }).waitFor();
    await assertAccessible(page, 'a search narrowed by years');
    await photograph(page, 'finder-years');
    await facet.getByRole('button', { name: /^Take away year/ }).click();
    await page.waitForURL((url) => !url.searchParams.has('where'));
    await facet.getByRole('textbox', { name: 'From' }).fill('2020');
    await facet.getByRole('textbox', { name: 'To' }).fill('2022');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('where') === '"year" >= 2020 AND "year" <= 2022');
  }));
