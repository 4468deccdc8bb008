// How a text in Markdown names the pictures that lie beside it.

/** "./images/a%20b.png?raw=true" as "images/a b.png"; undefined for what is no path within. */
export function picturePath(source: string): string | undefined {
  const written = source.replace(/[?#].*$/s, '');
  if (/^[a-z][a-z\d+.-]*:|^[/\\]/i.test(written)) return undefined;
  const parts: string[] = [];
  for (const part of decoded(written).split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return parts.length > 0 ? parts.join('/') : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
