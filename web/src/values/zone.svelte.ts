// In which zone the reader wants to see moments; remembered, and the same everywhere on the page.

import { recall, remember } from '../data/preferences';
import type { Zone } from '../data/times';

class ZoneChoice {
  zone: Zone = $state(recall('zone') === 'local' ? 'local' : 'stored');

  choose(zone: Zone): void {
    this.zone = zone;
    remember('zone', zone);
  }
}

export const zones = new ZoneChoice();
