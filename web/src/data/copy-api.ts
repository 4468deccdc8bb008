// Of what this server is a copy, if it is one (docs/scale.md).

import { requestJson } from './api';
import { base } from './base';

export interface Copy {
  copy: boolean;
  origin?: string;
  /** When it was last all that the origin had. */
  agreed_at?: string | null;
  /** Why it may not be now; empty: it is. */
  trouble?: string;
  trouble_since?: string | null;
}

export function getCopy(signal?: AbortSignal): Promise<Copy> {
  return requestJson<Copy>(`${base}/api/v1/copy`, ['copy'], signal);
}
