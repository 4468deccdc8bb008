// TeX drawn as MathML, which browsers lay out themselves. Loaded with the first formula.

import temml from 'temml';

/** Longer ones are left as they are written. */
const kLongest = 10_000;

/** Each element's text is TeX; what is none stays as it is written. */
export function drawFormulas(elements: HTMLElement[]): void {
  for (const element of elements)
    drawFormula(element, element.textContent, element.classList.contains('math-block'));
}

/** In the place of the element's text, which stays where that is no formula. */
export function drawFormula(element: HTMLElement, tex: string, displayMode = false): void {
  const written = element.textContent;
  if (tex.length > kLongest) return;
  try {
    // Untrusted: no link, picture, class or style comes out of a formula.
    const options = {
      displayMode,
      trust: false,
      throwOnError: true,
      maxExpand: 500,
      maxSize: [20, 50] as [number, number],
    };
    temml.render(tex, element, options);
  } catch {
    element.textContent = written;
  }
}
