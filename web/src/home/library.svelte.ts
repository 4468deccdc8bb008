// The library as the home page shows it: datasets, imports under way, files being sent.

import { errorText, isAbort, listDatasets } from '../data/api';
import type { DatasetList, ImportJob, ReadingOptions } from '../data/api-types';
import {
  cancelImport,
  discardUpload,
  getImports,
  sendFile,
  startImport,
  type ImportSource,
  type ImportWishes,
} from '../data/changes-api';
import { areElsewhere, labelOf, sourceOf } from './import-plan';
import { removals } from './removals.svelte';

const kPollMs = 400;

interface Sending {
  key: number;
  name: string;
  bytes: number;
  total: number;
  error: string;
  controller: AbortController;
}

/** What is ready to be imported once a person has looked at how it would be read. */
interface Plan {
  key: number;
  label: string;
  what: ImportSource;
}

export class LibraryState {
  list = $state.raw<DatasetList | null>(null);
  failure = $state('');
  allowed = $state(false);
  paths = $state(false);
  /** Whether the owner could change things here, once the browser has shown their token. */
  tokenHelps = $state(false);
  jobs = $state.raw<ImportJob[]>([]);
  sending = $state<Sending[]>([]);
  /** Those to look at, one after the other. */
  plans = $state.raw<Plan[]>([]);
  /** The last thing that went wrong with a change. */
  trouble = $state('');

  /** How the imports of this page were begun, by their id. */
  private readonly begun: Record<number, { what: ImportSource; wishes: ImportWishes }> = {};
  private poll: ReturnType<typeof setTimeout> | undefined;
  private readonly controller = new AbortController();
  private lastKey = 0;

  /** Datasets without those that are being removed. */
  get datasets() {
    return (this.list?.datasets ?? []).filter(({ id }) => !removals.isPending(id));
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
      const { allowed, paths, token_helps, imports } = await getImports(this.controller.signal);
      const over = (jobs: ImportJob[]) => jobs.filter((job) => job.state === 'done').length;
      if (over(imports) > over(this.jobs) && this.list) void this.load();
      this.allowed = allowed;
      this.paths = paths;
      this.tokenHelps = token_helps;
      this.jobs = [...imports].sort((a, b) => b.id - a.id);
    } catch {
      // The list of datasets says what is wrong; imports are asked for again below.
    }
    const busy = this.jobs.some((job) => job.state === 'waiting' || job.state === 'running');
    if (busy && !this.controller.signal.aborted)
      this.poll = setTimeout(() => void this.watch(), kPollMs);
  }

  /**
   * Several files are one dataset. What lies on the server's machine is looked at first; what lies
   * elsewhere would have to be fetched whole.
   */
  async importSources(sources: string[]): Promise<boolean> {
    const what = sourceOf(sources);
    if (areElsewhere(sources)) return this.start(what, {});
    this.plan(labelOf(sources), what);
    return true;
  }

  /** The synthetic conference, which the server makes itself. */
  importSample(): Promise<boolean> {
    return this.start({ sample: 'synthetic-conference' }, {});
  }

  /** Sends a file; it is looked at first unless it is one of many (`looks` false). */
  async importFile(file: File, looks: boolean): Promise<void> {
    this.lastKey += 1;
    const key = this.lastKey;
    const controller = new AbortController();
    this.sending.push({ key, name: file.name, bytes: 0, total: file.size, error: '', controller });
    const entry = this.sending.find((one) => one.key === key);
    try {
      const upload = await sendFile(file, controller.signal, (bytes) => {
        if (entry) entry.bytes = bytes;
      });
      if (looks) this.plan(file.name, { upload });
      else await this.start({ upload }, {});
      this.forgetSending(key);
    } catch (error) {
      if (isAbort(error)) this.forgetSending(key);
      else if (entry) entry.error = errorText(error);
    }
    await this.watch();
  }

  /** Imports what was looked at, as it was decided. */
  async begin(
    plan: Plan,
    what: ImportSource,
    wishes: { name?: string; reading: ReadingOptions },
  ): Promise<void> {
    this.plans = this.plans.filter(({ key }) => key !== plan.key);
    await this.start(what, wishes);
  }

  /** What imports once more what failed; null where that is not known: a file that was sent is gone. */
  retryOf({ id, source }: ImportJob): (() => void) | null {
    const known = this.begun[id];
    const what = known?.what ?? (source.startsWith('hf://') ? { source } : null);
    if (!what || 'upload' in what) return null;
    return () => void this.again(id, what, known?.wishes ?? {});
  }

  private async again(id: number, what: ImportSource, wishes: ImportWishes): Promise<void> {
    if (await this.start(what, wishes)) await this.cancel(id);
  }

  private start(what: ImportSource, wishes: ImportWishes): Promise<boolean> {
    return this.change(async () => {
      const { id } = await startImport(what, wishes);
      this.begun[id] = { what, wishes };
    });
  }

  giveUp(plan: Plan): void {
    this.plans = this.plans.filter(({ key }) => key !== plan.key);
    if ('upload' in plan.what) discardUpload(plan.what.upload).catch(() => undefined);
  }

  forgetSending(key: number): void {
    this.sending.find((one) => one.key === key)?.controller.abort();
    this.sending = this.sending.filter((one) => one.key !== key);
  }

  /** Forgets every import that has ended. */
  async clearEnded(): Promise<void> {
    this.sending = this.sending.filter(({ error }) => error === '');
    const ended = this.jobs.filter(({ state }) => state !== 'waiting' && state !== 'running');
    await this.change(async () => {
      for (const { id } of ended) await cancelImport(id);
    });
  }

  async cancel(id: number): Promise<void> {
    await this.change(async () => {
      await cancelImport(id);
    });
  }

  close(): void {
    clearTimeout(this.poll);
    this.controller.abort();
  }

  private plan(label: string, what: ImportSource): void {
    this.lastKey += 1;
    this.plans = [...this.plans, { key: this.lastKey, label, what }];
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
