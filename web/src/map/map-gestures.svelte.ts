// What hands do to a map: drag, wheel, pinch, box, lasso, keys.

import { box, simplify, type Area } from './area';
import type { Screen } from './camera';
import type { MapScene } from './map-scene.svelte';

export type Tool = 'move' | 'box' | 'lasso';

interface Listeners {
  tool: () => Tool;
  onselect: (area: Area) => void;
  onopen: (row: number) => void;
}

const kReach = 9; // pixels around the pointer in which a point is meant
const kClick = 4; // pixels that a click may wander
const kStep = 60; // pixels by arrow key
const kZoomKey = 1.35;

export class MapGestures {
  /** The area being drawn, in the map's units. */
  shape: Area | null = $state.raw(null);
  /** The point under the pointer, or -1. */
  hovered = $state(-1);
  /** Whether the last move was by a key: then the middle is marked. */
  byKeyboard = $state(false);

  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
  private readonly pointers = new Map<number, Screen>();
  private start: Screen | null = null;
  private drawing: Tool | 'nothing' = 'move';
  private moved = false;

  constructor(
    private readonly scene: MapScene,
    private readonly listeners: Listeners,
  ) {}

  down(event: PointerEvent): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = place(event);
    this.pointers.set(event.pointerId, at);
    this.byKeyboard = false;
    this.hovered = -1;
    if (this.pointers.size > 1) {
      this.shape = null;
      this.drawing = 'move';
      this.moved = true;
      return;
    }
    this.start = at;
    this.moved = false;
    const tool = this.listeners.tool();
    this.drawing = event.shiftKey && tool === 'move' ? 'box' : tool;
    if (this.drawing === 'lasso') this.shape = [this.scene.placeAt(at)];
  }

  move(event: PointerEvent): void {
    const at = place(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== 'touch') this.hovered = this.scene.pointAt(at, kReach);
      return;
    }
    if (this.start && Math.hypot(at.x - this.start.x, at.y - this.start.y) > kClick)
      this.moved = true;
    if (this.pointers.size === 2) this.pinch(event.pointerId, at);
    else if (this.drawing === 'move') {
      if (this.moved) this.scene.pan(at.x - before.x, at.y - before.y);
    } else if (this.drawing !== 'nothing' && this.start && this.moved) this.extend(at);
    this.pointers.set(event.pointerId, at);
  }

  private pinch(moving: number, at: Screen): void {
    const before = this.pointers.get(moving);
    const other = [...this.pointers].find(([id]) => id !== moving)?.[1];
    if (!before || !other) return;
    const apart = (point: Screen) => Math.max(Math.hypot(point.x - other.x, point.y - other.y), 1);
    this.scene.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    this.scene.zoomAt(middle, apart(at) / apart(before));
  }

  private extend(at: Screen): void {
    const corner = this.scene.placeAt(at);
    if (this.drawing === 'lasso') this.shape = [...(this.shape ?? []), corner];
    else if (this.start) this.shape = box(this.scene.placeAt(this.start), corner);
  }

  up(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size > 0) return;
    const shape = this.shape;
    this.shape = null;
    this.start = null;
    if (shape && this.moved && shape.length > 2) {
      this.listeners.onselect(simplify(shape));
      return;
    }
    if (!this.moved && event.type === 'pointerup') this.open(place(event), kReach);
  }

  leave(): void {
    if (this.pointers.size === 0) this.hovered = -1;
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    this.hovered = -1;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.scene.zoomAt(place(event), Math.exp(-event.deltaY * lines * 0.0016));
  }

  doubleClick(event: MouseEvent): void {
    if (this.scene.pointAt(place(event), kReach) < 0) this.scene.zoomAt(place(event), 2);
  }

  key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, () => void> = {
      ArrowLeft: () => this.scene.panBy(kStep, 0),
      ArrowRight: () => this.scene.panBy(-kStep, 0),
      ArrowUp: () => this.scene.panBy(0, kStep),
      ArrowDown: () => this.scene.panBy(0, -kStep),
      '+': () => this.scene.zoomBy(kZoomKey),
      '=': () => this.scene.zoomBy(kZoomKey),
      '-': () => this.scene.zoomBy(1 / kZoomKey),
      '0': () => this.scene.showAll(),
      a: () => this.listeners.onselect(this.scene.screenArea()),
      Escape: () => this.cancel(),
      Enter: () => this.open(this.middle(), Math.min(this.scene.size.width, 400)),
    };
    const act = moves[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    if (event.key === 'Escape') return;
    this.byKeyboard = true;
    this.hovered = this.scene.pointAt(this.middle(), 40);
  }

  /** Gives up what is being drawn. */
  private cancel(): void {
    this.shape = null;
    this.drawing = 'nothing';
  }

  private middle(): Screen {
    return { x: this.scene.size.width / 2, y: this.scene.size.height / 2 };
  }

  private open(at: Screen, reach: number): void {
    const point = this.scene.pointAt(at, reach);
    const row = this.scene.points.rows[point];
    if (row !== undefined) this.listeners.onopen(row);
  }
}

function place(event: MouseEvent): Screen {
  if (!(event.currentTarget instanceof HTMLElement)) return { x: 0, y: 0 };
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
