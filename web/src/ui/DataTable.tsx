import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import classes from './DataTable.module.css';
import { useRowsInView } from './useRowsInView';

export interface Column<T> {
  key: string;
  title: string;
  /** A grid track, such as `minmax(160px, 2fr)` or `96px`. */
  width: string;
  render: (row: T) => ReactNode;
  sortable?: boolean;
  end?: boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** The row that is open beside the table. */
  current?: string | null;
  onOpen?: (row: T) => void;
  /** `name` or `-name`. */
  sort?: string;
  onSort?: (sort: string) => void;
  onEnd?: () => void;
  rowHeight?: number;
  footer?: ReactNode;
}

/** Rows by the hundred thousand: only those in view exist. Arrow keys move, Enter opens. */
export function DataTable<T>(props: Props<T>) {
  const { rows, columns, rowKey, onEnd, rowHeight = 36 } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const { indexes, last, total, scrollTo } = useRowsInView(scroll, rows.length, rowHeight, 12);
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onEnd?.();
  }, [last, rows.length, onEnd]);

  const template = columns.map((c) => c.width).join(' ');
  const at = rows.findIndex((row) => rowKey(row) === props.current);

  const focusRow = (index: number) => {
    scrollTo(index);
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const onKeyDown = (e: KeyboardEvent, index: number) => {
    const row = rows[index];
    if (e.key === 'ArrowDown' && index < rows.length - 1) focusRow(index + 1);
    else if (e.key === 'ArrowUp' && index > 0) focusRow(index - 1);
    else if (e.key === 'Home') focusRow(0);
    else if (e.key === 'End') focusRow(rows.length - 1);
    else if (e.key === 'Enter' && row) props.onOpen?.(row);
    else return;
    e.preventDefault();
  };

  return (
    <div className={classes.table} role="grid" aria-label={props.label} aria-rowcount={rows.length + 1}>
      <div role="rowgroup" className={classes.headGroup}>
        <div role="row" className={classes.head} style={{ gridTemplateColumns: template }}>
          {columns.map((column) => (
            <Head key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </div>
      </div>
      <div ref={scroll} className={classes.scroll} role="rowgroup">
        <div role="presentation" style={{ height: total, position: 'relative' }}>
          {indexes.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            const current = index === at;
            const entry = index === Math.max(at, 0);
            return (
              <div
                key={rowKey(row)}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={props.onOpen ? current : undefined}
                data-index={index}
                data-open={props.onOpen ? true : undefined}
                tabIndex={entry ? 0 : -1}
                className={classes.row}
                style={{ gridTemplateColumns: template, height: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
                onClick={() => props.onOpen?.(row)}
                onKeyDown={(e) => onKeyDown(e, index)}
              >
                {columns.map((column) => (
                  <div key={column.key} role="gridcell" className={classes.cell} data-end={column.end || undefined}>
                    {column.render(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
        {props.footer}
      </div>
    </div>
  );
}

function Head<T>({ column, sort, onSort }: { column: Column<T>; sort?: string; onSort?: (sort: string) => void }) {
  const up = sort === column.key;
  const down = sort === `-${column.key}`;
  const order = up ? 'ascending' : down ? 'descending' : undefined;
  return (
    <div role="columnheader" aria-sort={order} className={classes.headCell} data-end={column.end || undefined}>
      {column.sortable && onSort ? (
        <button type="button" className={classes.sort} onClick={() => onSort(up ? `-${column.key}` : column.key)}>
          {column.title}
          {up && <IconArrowUp size={12} aria-hidden />}
          {down && <IconArrowDown size={12} aria-hidden />}
        </button>
      ) : (
        column.title
      )}
    </div>
  );
}
