// How far an import is, for a person.

import type { ImportJob } from '../data/api-types';
import { bytes, count, plural } from '../ui/format';

/** 0 to 1; null where it is not known. */
export function importShare(job: ImportJob): number | null {
  if (job.rows_total > 0) return Math.min(1, job.rows / job.rows_total);
  if (job.bytes_total > 0) return Math.min(1, job.bytes / job.bytes_total);
  return null;
}

export function importText(job: ImportJob): string {
  if (job.state === 'waiting') return 'waits for its turn';
  if (job.state === 'done') return 'imported';
  if (job.state === 'cancelled') return 'stopped; nothing was kept';
  if (job.state === 'failed') return job.error;
  const stage = [job.stage || 'reading', job.subject].filter((part) => part !== '').join(' ');
  const amount = job.rows > 0 ? amountOf(job.rows, job.rows_total, true) : bytesOf(job);
  return amount === '' ? stage : `${stage}, ${amount}`;
}

function amountOf(done: number, total: number, rows: boolean): string {
  if (!rows) return total > 0 ? `${bytes(done)} of ${bytes(total)}` : bytes(done);
  return total > 0 ? `${count(done)} of ${plural(total, 'row')}` : plural(done, 'row');
}

function bytesOf(job: ImportJob): string {
  return job.bytes > 0 ? amountOf(job.bytes, job.bytes_total, false) : '';
}
