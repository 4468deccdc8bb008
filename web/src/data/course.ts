// Where a scrolled view is heading: its speed, from the positions it passes.

/** After a rest this long the speed of before says nothing. */
const kRestMs = 250;
/** The share of a new measurement: one frame's speed alone jumps about. */
const kShare = 0.4;

export class Course {
  private position = 0;
  private time = Number.NEGATIVE_INFINITY;
  private speed = 0;

  /** `now` in milliseconds, never going back. */
  follow(position: number, now: number): void {
    const passed = now - this.time;
    if (passed > kRestMs) this.speed = 0;
    else if (passed > 0) this.speed += kShare * ((position - this.position) / passed - this.speed);
    else if (position !== this.position) this.speed = 0;
    this.position = position;
    this.time = now;
  }

  /** How far it gets in `ms`; negative towards the start. */
  ahead(ms: number): number {
    return this.speed * ms;
  }
}
