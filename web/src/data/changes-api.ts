// The part of the server's API that changes the library: imports, files sent to it, removal.

import { datasetPath, requestJson } from './api';
import { base } from './base';
import type { ImportList, ImportPreview, ReadingOptions } from './api-types';

/** Within what the server takes at once. */
const kPieceBytes = 8 << 20;
const kJson = { 'Content-Type': 'application/json' };

export function getImports(signal?: AbortSignal): Promise<ImportList> {
  return requestJson<ImportList>(`${base}/api/v1/imports`, ['allowed', 'notes', 'imports'], signal);
}

/** A file, folder or address; several files that are one dataset; a file that was sent; or a sample. */
export type ImportSource =
  | { source: string }
  | { sources: string[] }
  | { upload: number }
  | { sample: 'synthetic-conference' };

/** As it is found by evidence, unless said otherwise; `name` is owner/name. */
export interface ImportWishes {
  name?: string;
  reading?: ReadingOptions;
}

export function startImport(
  what: ImportSource,
  wishes: ImportWishes = {},
): Promise<{ id: number }> {
  return requestJson<{ id: number }>(`${base}/api/v1/imports`, ['id'], undefined, {
    method: 'POST',
    headers: kJson,
    body: JSON.stringify({ ...what, ...wishes }),
  });
}

/** What would come of an import; nothing is imported. */
export function previewImport(
  what: ImportSource,
  reading: ReadingOptions,
  signal: AbortSignal,
): Promise<ImportPreview> {
  return requestJson<ImportPreview>(
    `${base}/api/v1/imports/preview`,
    ['dataset', 'configs'],
    signal,
    {
      method: 'POST',
      headers: kJson,
      body: JSON.stringify({ ...what, reading }),
    },
  );
}

/** Gives up a file that was sent and not imported. */
export function discardUpload(upload: number): Promise<unknown> {
  return requestJson<object>(`${base}/api/v1/uploads/${upload}`, [], undefined, {
    method: 'DELETE',
  });
}

/** Stops an import, or forgets one that has ended. */
export function cancelImport(id: number): Promise<unknown> {
  return requestJson<object>(`${base}/api/v1/imports/${id}`, [], undefined, { method: 'DELETE' });
}

export function removeDataset(id: string): Promise<unknown> {
  const [owner = '', name = ''] = id.split('/');
  return requestJson<object>(datasetPath(owner, name), [], undefined, {
    method: 'DELETE',
  });
}

/** Sends a file piece by piece; returns the number to import it by. */
export async function sendFile(
  file: File,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<number> {
  const path = `${base}/api/v1/uploads`;
  const begun = await requestJson<{ upload: number }>(
    `${path}?${new URLSearchParams({ name: file.name }).toString()}`,
    ['upload'],
    signal,
    { method: 'POST' },
  );
  try {
    for (let offset = 0; offset < file.size; offset += kPieceBytes) {
      const body = file.slice(offset, offset + kPieceBytes);
      const init = { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream' } };
      await requestJson<object>(`${path}/${begun.upload}?offset=${offset}`, [], signal, init);
      onProgress(Math.min(file.size, offset + kPieceBytes));
    }
  } catch (error) {
    // The server forgets it too when it ends; nothing more can be done here.
    discardUpload(begun.upload).catch(() => undefined);
    throw error;
  }
  return begun.upload;
}
