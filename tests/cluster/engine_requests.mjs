// Four hundred requests for the dataset of dataset.mjs, and what an engine's answer to each may be beside the answer of a library on one machine:
//   identical   the same status, type and bytes, apart from what names the server, the snapshot and the time taken;
//   near        the same total, facets and cells; of the rows, and of their scores, as much the same as is said;
//   refused     a sentence that names what the engine cannot do; on one machine it is answered.
import { longStory, name } from './dataset.mjs';

const dataset = `/api/v1/datasets/${name}`;
const hubSplit = { dataset: name, config: 'default', split: 'train' };

const get = (path, parameters = {}) => {
  const query = new URLSearchParams(Object.entries(parameters).map(([key, value]) => [key, String(value)]));
  return { target: query.size ? `${path}?${query}` : path };
};
const post = (path, body) => ({ target: path, method: 'POST', body });
const of = (route) => (parameters) => get(`${dataset}/${route}`, parameters);
const search = of('search');
const facets = of('facets');
const recommend = of('recommend');
const sql = (query, more) => of('sql')({ sql: query, ...more });
const row = (number, parameters) => get(`${dataset}/rows/${number}`, parameters);
const similar = (number, parameters) => get(`${dataset}/rows/${number}/similar`, parameters);
const hub = (route, parameters) => get(`/${route}`, { ...hubSplit, ...parameters });
const tool = (called, args) => post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: called, arguments: args } });
const command = (...args) => ({ command: args });

const short = 'paper_id,year,type';
/// The first rows of a condition, in row order, with their total.
const where = (condition, more) => search({ where: condition, limit: 30, columns: short, ...more });
const sorted = (keys, more) => search({ sort: keys, limit: 40, columns: short, ...more });
const words = (q, more) => search({ q, mode: 'keyword', limit: 20, columns: 'paper_id,title', ...more });

const all = [];
const group = (is) => (about, requests) => all.push(...requests.map((request) => ({ about, is, ...request })));
const identical = group({ class: 'identical' });
/// Ranked by an index that compares some rows exactly and not all: which of them are found may differ a little, what they score may not.
const near = group({ class: 'near', overlap: 0.95, score: 1e-5 });
/// The same by the vectors of the rows' text, which one machine compares in fewer bits.
const nearInMeaning = group({ class: 'near', overlap: 0.9, score: 2e-3 });
/// Beyond the rows that are scored anew, in the engine's own order and by its scores: the same rows as a whole, not on each page.
const deep = group({ class: 'near', overlap: 0.4, score: 0.1 });
const refused = (names) => group({ class: 'refused', names });

identical('pages of rows', [
  search({ limit: 5 }),
  search({ limit: 100 }),
  search({ limit: 1, offset: 1 }),
  search({ limit: 10, offset: 99 }),
  search({ limit: 100, offset: 1499 }),
  search({ limit: 100, offset: 2950 }),
  search({ limit: 10, offset: 2999 }),
  search({ limit: 10, offset: 3000 }),
  search({ limit: 10, offset: 4_000_000_000 }),
  search({ limit: 0 }),
  search({ limit: 3000, columns: 'huge,price,score' }),
  search({ limit: 20, columns: 'tags,counts,meta' }), search({ limit: 30, columns: 'ratios,pairs,raw,nothing,nanos,zoned,story' }),
  search({ limit: 20, columns: 'embedding,place_embedding', offset: 70 }),
  search({ limit: 20, vectors: 'sketch', columns: 'title', offset: 70 }),
  search({ limit: 20, columns: '"TL;DR",title', offset: 1000 }),
  search({ limit: 2, columns: 'nobody' }),
  post(`${dataset}/search`, { limit: 7, offset: 7, columns: ['paper_id', 'notes'] }),
]);

identical('rows by number', [
  row(0), row(77), row(78), row(1234), row(2999), row(31, { vectors: 0 }), row(3000), row('x'), row(-1),
  get(`${dataset}/find-row`, { identity: 'key:paper_id=17' }),
  get(`${dataset}/find-row`, { identity: 'key:paper_id=9999' }),
]);

identical('orders', [
  sorted('year'), sorted('year desc'), sorted('year', { offset: 2700 }), sorted('year desc', { offset: 2720 }),
  sorted('score'), sorted('score desc'), sorted('score', { offset: 2300, limit: 60 }), sorted('weight desc'),
  sorted('open'), sorted('open desc', { offset: 1190 }), sorted('area'), sorted('area desc'),
  sorted('huge desc'), sorted('price'), sorted('price desc'), sorted('published'), sorted('published desc'),
  sorted('seen'), sorted('seen desc', { offset: 1400 }), sorted('daily desc'), sorted('zoned desc'), sorted('nanos'), sorted('nothing'), sorted('story', { offset: 10 }), sorted('title'), sorted('title desc'),
  sorted('notes', { offset: 580 }), sorted('notes desc'), sorted('type, year desc, score'), sorted('year desc, paper_id desc'),
  sorted('title.length'), sorted('len(authors) desc, title'), sorted('tags.length desc'), sorted('"TL;DR" desc', { offset: 2380 }),
  sorted('year', { where: "type = 'Oral'" }), sorted('nobody'),
]);
refused(/random/)('orders', [sorted('random(7)'), sorted('random(7)', { where: 'year > 2010', offset: 10 })]);
refused(/abs|lower|function/)('orders', [sorted('abs(score)'), sorted('lower(title) desc')]);

identical('conditions on numbers', [
  where('year >= 2015'), where('year = 2004'), where('year != 2004'), where('year <> 2004 AND year < 2003'), where('2010 < year'),
  where('year IN (2001, 2004, 1999)'), where('year NOT IN (2000, 2001, 2004, 2009, 2016)'), where('year BETWEEN 2003 AND 2005'),
  where('year NOT BETWEEN 2001 AND 2016'), where('year IS NULL'), where('year IS NOT NULL', { offset: 2700 }), where('NOT year >= 2003'),
  where('score > 100'), where('score >= 103.99'), where('score = -40'), where('score < -39.5'), where('score <= -1.5e0 AND score > -3'), where('NOT score < 100'),
  where('weight = 0.1'), where('weight > .85'), where('huge > 9223372036854778800'), where('huge = 9223372036854775808'),
  where('price = -37.25'), where('price > 37'), where('price BETWEEN 0 AND 0.3'), where('paper_id >= 2990'), where('year > 1e10'), where('paper_id < -1'),
  where('year = 2004.5'), where('score IN (-40, 104)'),
]);
identical('conditions on texts', [
  where("type = 'Oral'"), where("type != 'Poster'"), where("type <> 'Poster' OR year = 2004"), where("type IN ('Oral', 'Spotlight')"), where("type > 'P'"),
  where("title >= 'W'"), where("notes = ''"), where("notes != ''"), where('notes IS NULL'), where("notes LIKE 'zero%dogs'"), where("notes LIKE '%C++%'"),
  where("notes LIKE 'The GPT-_ of%, number 7'"), where("notes NOT LIKE '%e%'"), where("notes ILIKE '%ÄPFEL%'"), where("notes ILIKE 'the gpt%'"),
  where("notes LIKE '%\\%%'"), where("title ILIKE '%reinforcement%'"), where('title.length > 100'), where('notes.length = 0'), where('length(title) < 40'),
  where("contains(title, 'Learning')"), where("starts_with(title, 'Efficient')"), where("ends_with(title, 'Models')"), where("title LIKE '%;%' OR title LIKE '%--%'"),
  where("arxiv_id < '0000.1' AND arxiv_id IS NOT NULL"), where("notes GLOB 'zero*[cd]?gs'"), where("abstract LIKE '%graph%'"), where('story IS NOT NULL'), where('story.length > 9000'), post(`${dataset}/search`, { where: `story = '${longStory}'`, columns: ['paper_id'] }), where("story = 'a short story 3'"), where("story IN ('a short story 3', 'nothing')"),
]);
identical('conditions on truths, classes and times', [
  where('open'), where('NOT open'), where('open = TRUE'), where('open != TRUE'), where('open IS NULL'), where('open = FALSE AND year = 2004'),
  where("area = 'robotics'"), where('area = 2'), where("area != 'vision'"), where("area IN ('vision', 'theory')"), where("area = 'nothing'"),
  where("published >= '1971-01-01'"), where("published = '1970-01-01'"), where("published < '1970-01-01'"), where("published BETWEEN '1970-02-01' AND '1970-02-10'"),
  where('published IS NULL'), where("seen < '1970-01-01 12:00:00'"), where("seen > '1970-02-04'"), where("seen = '1969-12-31 23:59:59.999999'"),
  where("seen BETWEEN '1970-01-10' AND '1970-01-11'"), where("daily < '00:10:00'"), where('daily IS NULL AND open'), where("zoned >= '1970-05-01'"), where("zoned < '1970-01-02 00:00:00'"), where('zoned IS NULL'), where("nanos > '2023-11-14 22:13:20.0009'"), where("seen >= '1970-01-01' AND seen < '1970-01-02'"),
]);
identical('conditions on lists and members', [
  where("'common' IN tags"), where("'zero-shot' IN tags"), where("NOT 'common' IN tags"), where("'nobody' IN tags"), where("list_contains(tags, 'C++')"),
  where('tags IS NULL'), where('tags IS NOT NULL AND tags.length = 0'), where('tags.length > 1'), where('len(authors) = 1'), where('authors.length BETWEEN 9 AND 12'),
  where('1 IN counts'), where('-1 IN counts AND 3 IN counts'), where('counts.length = 3'), where('counts IS NULL'), where('embedding IS NULL'), where('meta IS NULL'), where('0.1 IN ratios'), where('ratios.length = 2 AND 0.5 IN ratios'), where('pairs IS NULL'), where('pairs.length = 2'), where('raw IS NULL'), where('nothing IS NULL'), where('nothing > 1'),
]);
identical('conditions put together', [
  where("(year = 2004 OR year = 2009) AND type = 'Oral'"), where("year = 2004 OR year = 2009 AND type = 'Oral'"), where("NOT (year = 2004 OR type = 'Poster')"),
  where("NOT (open AND year > 2005)"), where('NOT (year IS NULL AND score IS NULL)'), where("((((year > 2000))))"), where('TRUE'), where('FALSE'), where('year > 2000 OR TRUE'),
  where("open AND 'common' IN tags AND type = 'Poster' AND score > 90"), where('NOT NOT year = 2004'), where('year = NULL'),
  where('yeer > 3'), where("year = 'a'"), where('year >'), where("title = 'x' AND"), where('score > 90', { sort: 'score desc', facets: 'type,year' }),
]);
refused(/story|8,000|long/)('patterns on texts that are cut', [where("story LIKE '%12'"), where("contains(story, 'short')")]);
refused(/column|compare/)('conditions that read two columns', [where('year = area'), where('title.length > year'), where('title < notes')]);
identical('conditions with functions that the engine has', [
  where("contains(lower(title), 'zero-shot')"), where("lower(type) = 'oral'"), where('year(published) = 1970'), where('year(seen) < 1970'), where("lower(title) LIKE '%learning'"),
  where("regexp_matches(title, '^(Efficient|Beyond)')"), where("title ~ '.*Learning.*'"), where("title SIMILAR TO '[A-C].*'"),
]);
refused(/upper|function|abs|coalesce|strip_accents|substring|round|trim|month/)('conditions with functions', [
  where("upper(type) = 'ORAL'"), where('abs(score) > 100'), where('coalesce(score, 0) > 90'),
  where("strip_accents(notes) LIKE 'naive%'"), where("substring(title, 1, 3) = 'The'"), where('round(score) = 32'), where("\"title\".lower().trim() = 'x'"), where('month(seen) = 2'),
]);
refused(/meta|struct|member|field/)('conditions on members of structs', [where("meta.venue = 'ICML'"), where('meta.rank > 10')]);
refused(/\\\\b|regular|expression/)('regular expressions', [where("regexp_matches(title, '\\bof\\b')")]);

identical('facets', [
  facets({ facets: 'type' }), facets({ facets: 'year' }), facets({ facets: 'authors' }), facets({ facets: 'authors', facet_limit: 100 }), facets({ facets: 'paper_id' }),
  facets({ facets: 'title' }), facets({ facets: 'score,weight,open,area' }), facets({ facets: 'huge,price,published,seen,daily' }), facets({ facets: 'counts,tags,notes,meta' }),
  facets({ facets: 'keywords' }), facets({ facets: 'arxiv_id' }), facets({ facets: 'embedding' }), facets({}), facets({ facets: 'authors', where: "type = 'Oral'" }),
  facets({ facets: 'authors,tags,type', where: 'year >= 2009' }), facets({ facets: 'paper_id,arxiv_id', where: 'year = 2004' }), facets({ facets: 'year,score', where: "type = 'Oral' AND open" }),
  facets({ facets: 'year,type', q: 'graph', mode: 'keyword' }), facets({ facets: 'authors', q: 'reinforcement learning', mode: 'keyword', facet_limit: 25 }), facets({ where: 'FALSE' }),
  facets({ facets: 'nobody' }), facets({ facets: 'nothing,zoned,nanos,ratios,pairs,raw,story' }), facets({ facets: 'year', facet_limit: 1000 }), facets({ facets: 'published,seen', where: 'published IS NULL' }), facets({ facets: 'tags', where: "'common' IN tags" }),
  search({ where: 'score > 50', facets: 'type,area', limit: 3, columns: short }), post(`${dataset}/facets`, { facets: ['type', 'open'], where: 'year < 2003' }),
]);
identical('quantiles', [facets({ facets: 'score,published,title', quantiles: 1 }), facets({ facets: 'year', quantiles: 1, where: "type = 'Oral'" })]);

identical('words', [
  words('graph'), words('graph neural networks'), words('reinforcement learning', { offset: 20 }), words('learning', { limit: 5 }), words('message passing subgraph sampling'),
  words('"graph neural"'), words('"message passing"'), words('"zero shot"'), words('"learning of cats"'), words('transf*'), words('re* lear*'), words('graph -message'), words('learning -"representation learning"'),
  words('learning -title:learning'), words('title:learning'), words('title:"representation learning"'), words('title:(graph robot)'), words('notes:zero'), words('authors:Ricci'), words('authors:"Hana Gupta"'),
  words('keywords:fairness'), words('graph AND robot'), words('graph OR fairness'), words('(graph OR fairness) AND learning'), words('(graph OR fairness) AND -learning'), words('NOT learning'),
  words('C++'), words('GPT-4'), words('GPT4'), words('zeroshot'), words('zero-shot'), words('3D'), words('naive'), words('naïve'), words('nandu Apfel'), words('the of'), words('the'),
  words('year:2004'), words('year:2004 graph'), words('year:2010.. learning'), words('year:..2003 graph'), words('year:2003..2005'), words('type:Oral graph'), words('(type:Oral OR year:2016..) AND graph'), words('area:robotics learning'),
  words('tags:common graph'), words('grpah'), words('reinforcment lerning'), words('xyzzyqwv'), words(''), words('   '), words('"'), words('(((graph'), words('AND OR'), words('🦓'),
  words('rein', { typing: 1 }), words('graph neur', { typing: 1 }), words('reinforcement ', { typing: 1 }), words('graph', { highlights: 0 }), words('learning', { sort: 'year desc' }), words('graph learning', { sort: 'score', where: 'year > 2004' }),
  words('graph', { where: "type = 'Oral'" }), words('learning', { where: 'open AND score > 50', facets: 'type' }), words('sampling', { columns: 'title,abstract' }), words('learning robust robotics policies with a simple remedy for proxy attributes and graphs of messages'),
]);
deep('deep pages of words', [words('learning', { offset: 400 }), words('learning', { offset: 1000, limit: 100 }), words('graph OR learning', { offset: 700 })]);

nearInMeaning('words and meaning', [
  search({ q: 'graph', limit: 20, columns: 'title' }), search({ q: 'robots that learn to walk', limit: 20, columns: 'title' }), search({ q: 'fairness in labels', limit: 10, offset: 10, columns: 'title' }), search({ q: 'graph', where: "type = 'Oral'", columns: 'title' }),
  search({ q: 'graph networks', mode: 'semantic', limit: 20, columns: 'title' }), search({ q: 'walking robots', mode: 'semantic', where: 'year > 2010', limit: 20, columns: 'title' }), search({ q: 'diffusion', mode: 'semantic', facets: 'type', limit: 5, columns: 'title' }),
  search({ q: 'graph', column: 'embedding', limit: 20, columns: 'title' }), search({ q: 'graph', column: 'place_embedding', limit: 20, columns: 'title' }), search({ q: '"message passing"', limit: 20, columns: 'title' }), search({ q: 'xyzzyqwv', mode: 'semantic', limit: 5, columns: 'title' }),
  search({ q: 'reinforcment', columns: 'title', limit: 10 }), search({ q: 'graph', sort: 'year', columns: 'title', limit: 10 }), facets({ q: 'graph', facets: 'type,year' }),
]);
near('by example', [
  search({ like: 8, limit: 20, columns: 'title' }), search({ like: '8,17', dislike: 30, limit: 20, columns: 'title' }), search({ dislike: 8, limit: 20, columns: 'title' }), search({ q: 'graph', like: 17, limit: 20, columns: 'title' }),
  search({ q: 'graph', like: 17, dislike: '18,19', mode: 'keyword', limit: 20, columns: 'title' }), search({ like: 8, where: 'year = 2004', limit: 20, columns: 'title' }), search({ like: 8, column: 'place_embedding', limit: 20, columns: 'title' }), search({ like: 77, column: 'place_embedding', limit: 5, columns: 'title' }),
  recommend({ like: 8, columns: 'title' }), recommend({ like: '1,2,3', dislike: '4,5', columns: 'title', limit: 100 }), recommend({ like: 8, offset: 90, limit: 30, columns: 'title' }), recommend({ like: 8, where: "type = 'Oral'", columns: 'title' }),
  similar(8, { columns: 'title' }), similar(8, { columns: 'title', column: 'place_embedding', limit: 50 }), similar(78, { column: 'place_embedding', columns: 'title' }), similar(5, { facets: 'type', where: 'open', columns: 'title' }), similar(7, { columns: 'title' }), similar(3, { sort: 'year', columns: 'title' }),
]);
identical('by example', [search({ like: 3000 }), recommend({}), similar(3000)]);
near('by a vector', [
  post(`${dataset}/search`, { vector: Array.from({ length: 16 }, (_, i) => Math.sin(i)), column: 'place_embedding', limit: 20, columns: ['title'] }),
  post(`${dataset}/search`, { vector: Array.from({ length: 32 }, (_, i) => Math.cos(i)), column: 'embedding', where: 'year > 2010', limit: 20, columns: ['title'] }),
  post(`${dataset}/search`, { vector: Array.from({ length: 16 }, (_, i) => i - 7), column: 'place_embedding', offset: 500, limit: 20, columns: ['title'] }),
]);
identical('by a vector', [post(`${dataset}/search`, { vector: [1, 2], column: 'embedding' }), post(`${dataset}/search`, { vector: Array(16).fill(0), column: 'place_embedding', limit: 5 })]);

identical("the Hub's routes", [
  hub('rows', { offset: 0, length: 5 }), hub('rows', { offset: 2990, length: 100 }), hub('rows', { offset: 3000, length: 10 }), hub('rows', { offset: 70, length: 20 }), hub('rows', { length: 0 }), hub('rows', { length: 101 }), hub('first-rows'),
  hub('filter', { where: '"year">=2015', length: 20 }), hub('filter', { where: '"year"=2004 AND "type"=\'Oral\'' }), hub('filter', { where: '"type"=\'Oral\'', orderby: '"year" DESC', length: 20 }), hub('filter', { where: '"title" like \'%Learning%\'', offset: 30, length: 10 }),
  hub('filter', { where: '"score">50', orderby: '"score"', length: 100 }), hub('filter', { where: '"TL;DR" IS NULL', length: 5 }), hub('filter', { where: '"authors.length" > 10' }), hub('filter', { where: '"area"=2', length: 5 }), hub('filter', { where: '"area"=\'theory\'', length: 5 }), hub('filter', { where: 'year=2004' }),
  hub('filter', { where: '"published">=\'1971-01-01\'', length: 5 }), hub('filter', { where: '"year"=-1' }), hub('search', { query: 'graph', length: 20 }), hub('search', { query: 'reinforcement learning', offset: 20, length: 20 }), hub('search', { query: 'xyzzyqwv' }), hub('search', { query: '"message passing"', length: 5 }),
  hub('statistics'), get('/info', { dataset: name }), get('/size', { dataset: name }), get('/parquet', { dataset: name }), get('/splits', { dataset: name }), get('/is-valid', { dataset: name }), get('/croissant-crumbs', { dataset: name }), hub('rows', { split: 'test' }), get('/rows', { dataset: 'local/nothing', config: 'default', split: 'train' }),
  get(`/api/datasets/${name}/tree/main`, { recursive: true }),
]);
identical('the dataset', [get('/api/v1/datasets'), get(dataset), get(`${dataset}/columns`), get(`${dataset}/labels`), get(`${dataset}/reading-list`)]);

identical("agents' tools", [
  tool('list_datasets', {}), tool('describe_dataset', { dataset: name }), tool('get_row', { dataset: name, row_idx: 5 }), tool('get_row', { dataset: name, row_idx: 5000 }), tool('search', { dataset: name, query: 'graph learning', mode: 'keyword', limit: 5 }),
  tool('search', { dataset: name, where: 'year = 2004', sort: 'score desc', columns: ['title', 'score'] }), tool('count_values', { dataset: name, columns: ['type', 'authors'], where: 'year >= 2010' }), tool('count_values', { dataset: name, columns: ['year'], query: 'graph', mode: 'keyword' }),
  tool('sql', { dataset: name, query: 'SELECT type, count(*) AS n FROM train GROUP BY 1 ORDER BY 2 DESC' }), tool('search', { dataset: name, where: 'yeer = 1' }), post('/mcp', { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: `vitrine://datasets/${name}/rows/9` } }),
]);
nearInMeaning("agents' tools", [tool('similar_rows', { dataset: name, row_idx: 8, limit: 5, columns: ['title'] }), tool('recommend', { dataset: name, like: [8, 9], dislike: [10], columns: ['title'] }), tool('search', { dataset: name, query: 'walking robots', columns: ['title'] })]);

identical('files', [
  hub('rows', { format: 'arrow', length: 100, offset: 50 }), hub('filter', { format: 'arrow', where: '"year"=2004', orderby: '"score" DESC', columns: 'title,score,tags', length: 1000 }), search({ format: 'parquet', limit: 500, offset: 100 }),
  search({ format: 'parquet', where: "type = 'Oral'", sort: 'year desc', columns: 'title,year,embedding', limit: 5000 }), search({ format: 'parquet', q: 'graph', mode: 'keyword', limit: 50, columns: 'title' }),
  get(`/datasets/${name}/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`), command('rows', name, '--format', 'csv', '--where', 'year = 2004', '--columns', short), command('rows', name, '--format', 'jsonl', '--limit', '20', '--sort', 'score desc'),
  command('rows', name, '--format', 'arrow', '--limit', '50'), command('search', name, 'graph neural', '--mode', 'keyword', '--json', '--limit', '5'), command('export', name, '--format', 'csv'), command('export', name, '--format', 'jsonl'), command('stats', name, '--json'), command('info', name),
]);
identical('SQL', [
  sql('SELECT type, count(*) AS n, avg(score) AS mean FROM train GROUP BY 1 ORDER BY 2 DESC'), sql('SELECT paper_id, title FROM train WHERE year = area + 2000 ORDER BY 1'), sql('SELECT title FROM train ORDER BY paper_id LIMIT 20', { format: 'csv' }),
  sql('SELECT * EXCLUDE (embedding) FROM train ORDER BY paper_id LIMIT 50', { format: 'jsonl' }), sql('SELECT paper_id FROM train ORDER BY paper_id', { format: 'parquet' }), sql('SELECT nope FROM train'), command('sql', name, 'SELECT median(score) FROM train', '--json'),
]);

export const requests = all.map((request, i) => ({ number: i + 1, ...request }));
/// What a person would type to ask it.
export const typed = ({ target, method, body, command: args }) => (args ? `vitrine ${args.join(' ')}` : `${method ?? 'GET'} ${decodeURIComponent(target)}${body ? ` ${JSON.stringify(body).slice(0, 300)}` : ''}`);
