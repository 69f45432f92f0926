import { useEffect, useRef, type ReactNode } from 'react';
import classes from './Rows.module.css';
import { useRowsInView } from './useRowsInView';

/** A plain virtual list; a list of a hundred thousand contacts scrolls like one of ten. */
export function Rows<T extends { id: string }>(props: { items: T[]; height: number; onEnd: () => void; children: (item: T, index: number) => ReactNode }) {
  const { items, height, onEnd, children } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const { indexes, last, total } = useRowsInView(scroll, items.length, height, 8);
  useEffect(() => {
    if (items.length > 0 && last >= items.length - 20) onEnd();
  }, [last, items.length, onEnd]);
  return (
    <div ref={scroll} className={classes.scroll} tabIndex={0}>
      <ul style={{ height: total, position: 'relative' }}>
        {indexes.map((index) => {
          const item = items[index];
          return (
            item && (
              <li key={item.id} className={classes.item} style={{ height, transform: `translateY(${index * height}px)` }}>
                {children(item, index)}
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}
