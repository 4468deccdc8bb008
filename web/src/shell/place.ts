// Where a reader was in a list, kept with the page's entry in the browser's history: Back and a reload
// come to the same place, a link to the same address begins at the top.

interface Place {
  /** Pixels scrolled. */
  top: number;
  /** Entries of the list that were there. */
  loaded: number;
}

const kRestMs = 100;

/** Of the entry that is on screen; null where nobody has scrolled. */
export function keptPlace(): Place | null {
  const state: unknown = history.state;
  if (typeof state !== 'object' || state === null || !('place' in state)) return null;
  const { top, loaded } = state.place as Place;
  return top > 0 && loaded > 0 ? { top, loaded } : null;
}

/** Keeps the place in `scroller` from now on, until the returned function is called. */
export function keepPlace(scroller: HTMLElement, loaded: () => number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onscroll = () => {
    clearTimeout(timer);
    const entry = location.href;
    timer = setTimeout(() => {
      if (location.href !== entry) return;
      const place: Place = { top: scroller.scrollTop, loaded: loaded() };
      history.replaceState({ place }, '');
    }, kRestMs);
  };
  scroller.addEventListener('scroll', onscroll, { passive: true });
  return () => {
    clearTimeout(timer);
    scroller.removeEventListener('scroll', onscroll);
  };
}
