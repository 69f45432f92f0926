import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';
import classes from './Rows.module.css';

/** A plain virtual list; a list of a hundred thousand contacts scrolls like one of ten. */
export function Rows<T extends { id: string }>(props: { items: T[]; height: number; onEnd: () => void; children: (item: T, index: number) => ReactNode }) {
  const { items, height, onEnd, children } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: items.length, getScrollElement: () => scroll.current, estimateSize: () => height, overscan: 8, getItemKey: (i) => items[i]?.id ?? i });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && last >= items.length - 20) onEnd();
  }, [last, items.length, onEnd]);
  return (
    <div ref={scroll} className={classes.scroll} tabIndex={0}>
      <ul style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {shown.map((v) => {
          const item = items[v.index];
          return (
            item && (
              <li key={v.key} className={classes.item} style={{ height, transform: `translateY(${v.start}px)` }}>
                {children(item, v.index)}
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}
