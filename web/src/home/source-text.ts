// What a person pastes as a source, as the server takes it: paths as file managers copy them, and the
// address of a dataset's page on the Hub.

interface Source {
  text: string;
  /** Why it cannot be one, and what to write; "" where it can. */
  advice: string;
}

const kHub = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/datasets\/([\w.-]+\/[\w.-]+)/i;

export function sourceOf(written: string): Source {
  const text = withoutQuotes(written.trim());
  const hub = kHub.exec(text);
  if (hub) return { text: `hf://${hub[1] ?? ''}`, advice: '' };
  if (/^file:\/\//i.test(text)) return { text: pathOf(text), advice: '' };
  if (/^https?:\/\//i.test(text))
    return {
      text,
      advice: 'Files are not fetched from other servers: download it and drop it here.',
    };
  if (/^~/.test(text))
    return { text, advice: 'Write the whole path: the server does not know which home ~ is.' };
  return { text, advice: '' };
}

/** As "Copy as path" writes it. */
function withoutQuotes(text: string): string {
  return /^(["']).+\1$/.test(text) ? text.slice(1, -1) : text;
}

function pathOf(address: string): string {
  const path = address.replace(/^file:\/\/(?:localhost)?/i, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
