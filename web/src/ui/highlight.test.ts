import { expect, it } from 'vitest';
import { highlight } from './highlight';

function marked(text: string, terms: string[]): string {
  return highlight(text, terms)
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('');
}

it('marks whole words that begin with a stem', () => {
  expect(marked('Rewarding models, unrewarded', ['reward', 'model'])).toBe(
    '[Rewarding] [models], unrewarded',
  );
});

it('leaves longer words that merely begin alike', () => {
  expect(marked('The art of articles', ['art'])).toBe('The [art] of articles');
});

it('knows stems that end in i', () => {
  expect(marked('a study of studies', ['studi'])).toBe('a [study] of [studies]');
});

it('looks through accents and case', () => {
  expect(marked('Ångström CAFÉ', ['angstrom', 'cafe'])).toBe('[Ångström] [CAFÉ]');
});

it('marks inside text written without spaces', () => {
  expect(marked('机器学习模型', ['学习'])).toBe('机器[学习]模型');
});

it('gives back the text unchanged, whatever it holds', () => {
  for (const text of ['', '<b>x</b>', 'a\u0000b', '👩‍💻 code', "it's 3.14"]) {
    expect(
      highlight(text, ['b', 'code', '3'])
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  }
});
