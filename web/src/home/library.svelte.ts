// The library as the home page shows it: datasets, imports under way, files being sent, and
// datasets that are about to be removed but can still be had back.

import { errorText, isAbort, listDatasets } from '../data/api';
import type { DatasetList, ImportJob } from '../data/api-types';
import {
  cancelImport,
  getImports,
  removeDataset,
  sendFile,
  startImport,
} from '../data/changes-api';

const kPollMs = 400;
const kUndoMs = 8000;

interface Sending {
  key: number;
  name: string;
  bytes: number;
  total: number;
  error: string;
  controller: AbortController;
}

interface Removal {
  id: string;
  timer: ReturnType<typeof setTimeout>;
}

export class LibraryState {
  list = $state.raw<DatasetList | null>(null);
  failure = $state('');
  allowed = $state(false);
  paths = $state(false);
  jobs = $state.raw<ImportJob[]>([]);
  sending = $state<Sending[]>([]);
  removals = $state.raw<Removal[]>([]);
  /** The last thing that went wrong with a change. */
  trouble = $state('');

  private poll: ReturnType<typeof setTimeout> | undefined;
  private readonly controller = new AbortController();
  private lastKey = 0;

  /** Datasets without those that are being removed. */
  get datasets() {
    const gone = this.removals.map((removal) => removal.id);
    return (this.list?.datasets ?? []).filter((dataset) => !gone.includes(dataset.id));
  }

  async load(): Promise<void> {
    this.failure = '';
    try {
      this.list = await listDatasets(this.controller.signal);
    } catch (error) {
      if (!isAbort(error)) this.failure = errorText(error);
    }
  }

  /** Asks how the imports go, and again as long as one is under way. */
  async watch(): Promise<void> {
    clearTimeout(this.poll);
    try {
      const { allowed, paths, imports } = await getImports(this.controller.signal);
      const over = (jobs: ImportJob[]) => jobs.filter((job) => job.state === 'done').length;
      if (over(imports) > over(this.jobs) && this.list) void this.load();
      this.allowed = allowed;
      this.paths = paths;
      this.jobs = imports;
    } catch {
      // The list of datasets says what is wrong; imports are asked for again below.
    }
    const busy = this.jobs.some((job) => job.state === 'waiting' || job.state === 'running');
    if (busy && !this.controller.signal.aborted)
      this.poll = setTimeout(() => void this.watch(), kPollMs);
  }

  async importSource(source: string): Promise<boolean> {
    return this.change(async () => {
      await startImport({ source });
    });
  }

  async importFile(file: File): Promise<void> {
    this.lastKey += 1;
    const key = this.lastKey;
    const controller = new AbortController();
    this.sending.push({ key, name: file.name, bytes: 0, total: file.size, error: '', controller });
    const entry = this.sending.find((one) => one.key === key);
    try {
      const upload = await sendFile(file, controller.signal, (bytes) => {
        if (entry) entry.bytes = bytes;
      });
      await startImport({ upload });
      this.forgetSending(key);
    } catch (error) {
      if (isAbort(error)) this.forgetSending(key);
      else if (entry) entry.error = errorText(error);
    }
    await this.watch();
  }

  forgetSending(key: number): void {
    this.sending.find((one) => one.key === key)?.controller.abort();
    this.sending = this.sending.filter((one) => one.key !== key);
  }

  async cancel(id: number): Promise<void> {
    await this.change(async () => {
      await cancelImport(id);
    });
  }

  /** Removes a dataset in a while: until then undo() keeps it. */
  remove(id: string): void {
    const timer = setTimeout(() => void this.removeNow(id), kUndoMs);
    this.removals = [...this.removals, { id, timer }];
  }

  undo(id: string): void {
    clearTimeout(this.removals.find((removal) => removal.id === id)?.timer);
    this.removals = this.removals.filter((removal) => removal.id !== id);
  }

  private async removeNow(id: string): Promise<void> {
    await this.change(async () => {
      await removeDataset(id);
    });
    await this.load();
    this.undo(id);
  }

  /** What was to be removed is removed; whoever leaves the page has no use for "undo". */
  close(): void {
    clearTimeout(this.poll);
    for (const { id, timer } of this.removals) {
      clearTimeout(timer);
      removeDataset(id, true).catch(() => undefined);
    }
    this.removals = [];
    this.controller.abort();
  }

  private async change(act: () => Promise<void>): Promise<boolean> {
    this.trouble = '';
    try {
      await act();
      return true;
    } catch (error) {
      this.trouble = errorText(error);
      return false;
    } finally {
      await this.watch();
    }
  }
}
