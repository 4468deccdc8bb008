// Where a scrolled view is heading: its speed, from the positions it passes.

/** After a rest this long the speed of before says nothing. */
const kRestMs = 250;
/** What the first step after a rest is taken to have lasted. */
const kFrameMs = 16;
/** The share of a new measurement: one frame's speed alone jumps about. */
const kShare = 0.4;

export class Course {
  private position = 0;
  private time = Number.NEGATIVE_INFINITY;
  private speed = 0;

  /** `now` in milliseconds, never going back. */
  follow(position: number, now: number): void {
    const passed = now - this.time;
    const step = position - this.position;
    if (passed === Number.POSITIVE_INFINITY) this.speed = 0;
    else if (passed > kRestMs) this.speed = (kShare * step) / kFrameMs;
    else if (passed > 0) this.speed += kShare * (step / passed - this.speed);
    else if (step !== 0) this.speed = 0;
    this.position = position;
    this.time = now;
  }

  /** How far it gets in `ms`; negative towards the start. */
  ahead(ms: number): number {
    return this.speed * ms;
  }
}
