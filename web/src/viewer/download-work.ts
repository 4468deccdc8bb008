/** A download or copy of rows that goes on, and what is said of it. */
export interface DownloadWork {
  said: string;
  running: AbortController | null;
}
