/** What a cell says of a link: where it leads to. An identifier, as arXiv's, is what it says itself. */
export function linkName(text: string): string {
  const url = /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : null;
  return url ? url.host.replace(/^www\./, '') : text;
}
