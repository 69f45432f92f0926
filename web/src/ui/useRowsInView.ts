import { useCallback, useLayoutEffect, useState, type RefObject } from 'react';

interface Span {
  first: number;
  /** Behind the last one. */
  end: number;
}

/** Which rows are in view, with some more on each side, so that fast scrolling shows no gaps. */
export function spanInView(count: number, height: number, extra: number, top: number, viewHeight: number): Span {
  const first = Math.max(0, Math.floor(top / height) - extra);
  const end = Math.min(count, Math.ceil((top + viewHeight) / height) + extra);
  return { first: Math.min(first, end), end };
}

/** For rows of one height in an element that scrolls: only those in view need to exist. */
export function useRowsInView(scroll: RefObject<HTMLElement | null>, count: number, height: number, extra: number) {
  const [view, setView] = useState({ top: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const look = () => setView((old) => (old.top === element.scrollTop && old.height === element.clientHeight ? old : { top: element.scrollTop, height: element.clientHeight }));
    look();
    element.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [scroll]);

  /** Scrolls no further than it takes. */
  const scrollTo = useCallback(
    (index: number) => {
      const element = scroll.current;
      if (!element) return;
      const top = index * height;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + height > element.scrollTop + element.clientHeight) element.scrollTop = top + height - element.clientHeight;
    },
    [scroll, height],
  );
  const { first, end } = spanInView(count, height, extra, view.top, view.height);
  return { indexes: Array.from({ length: end - first }, (_, i) => first + i), last: Math.max(0, end - 1), total: count * height, scrollTo };
}
