import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAddressBook, IconArrowRight, IconSearch, IconTargetArrow } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { flat, queries } from '../api/queries';
import { nameOf, phone, primaryPhone } from '../ui/format';
import { useKeyMap } from '../ui/shortcuts';
import classes from './Palette.module.css';

interface Hit {
  key: string;
  icon: ReactNode;
  label: string;
  detail?: string;
  run: () => void;
}

/** Everything by its name: commands of the moment, campaigns, leads. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const hits = useHits(typed.trim());
  const chosen = Math.min(at, hits.length - 1);

  const run = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    hit.run();
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === 'ArrowDown') setAt(Math.min(chosen + 1, hits.length - 1));
    else if (e.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (e.key === 'Enter') run(hits[chosen]);
    else return;
    e.preventDefault();
  };

  return (
    <Modal opened onClose={onClose} withCloseButton={false} size={600} padding={0} attributes={{ content: { 'aria-label': 'Search or command' } }}>
      <div className={classes.inputRow}>
        <IconSearch size={17} aria-hidden />
        <input
          data-autofocus
          className={classes.input}
          placeholder="Lead, campaign, number or command"
          role="combobox"
          aria-label="Search or command"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={hits[chosen] ? `${listId}-${chosen}` : undefined}
          value={typed}
          onChange={(e) => {
            setTyped(e.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul id={listId} role="listbox" aria-label="Results" className={classes.hits}>
        {hits.map((hit, i) => (
          <li
            key={hit.key}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === chosen}
            className={classes.hit}
            onMouseMove={() => setAt(i)}
            onClick={() => run(hit)}
            ref={i === chosen ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
          >
            {hit.icon}
            <span className={classes.label}>{hit.label}</span>
            {hit.detail && <span className={classes.detail}>{hit.detail}</span>}
          </li>
        ))}
        {hits.length === 0 && <li className={classes.none}>Nothing has that name. Part of a name, a company or a number is enough.</li>}
      </ul>
    </Modal>
  );
}

function useHits(typed: string): Hit[] {
  const navigate = useNavigate();
  const groups = useKeyMap();
  const [search] = useDebouncedValue(typed, 120);
  const leads = useInfiniteQuery({ ...queries.leads({ search, limit: 8 }), enabled: search.length >= 2 });
  const campaigns = useInfiniteQuery(queries.campaigns({}));

  return useMemo(() => {
    const needle = typed.toLowerCase();
    const commands = groups
      .flatMap((g) => g.shortcuts)
      .filter((s) => s.keys !== 'mod+k' && s.label.toLowerCase().includes(needle))
      .map((s) => ({ key: `command:${s.keys}:${s.label}`, icon: <IconArrowRight size={16} aria-hidden />, label: s.label, run: s.run }));
    const found = flat(campaigns.data)
      .filter((c) => needle && c.name.toLowerCase().includes(needle))
      .slice(0, 6)
      .map((c) => ({
        key: c.id,
        icon: <IconTargetArrow size={16} aria-hidden />,
        label: c.name,
        detail: c.status,
        run: () => void navigate({ to: '/campaigns/$campaignId', params: { campaignId: c.id } }),
      }));
    const people = (search.length >= 2 ? flat(leads.data) : []).slice(0, 8).map((l) => ({
      key: l.id,
      icon: <IconAddressBook size={16} aria-hidden />,
      label: nameOf(l),
      detail: [l.company, phone(primaryPhone(l))].filter(Boolean).join(' · '),
      run: () => void navigate({ to: '/leads', search: { lead: l.id } }),
    }));
    return [...people, ...found, ...commands];
  }, [typed, search, groups, campaigns.data, leads.data, navigate]);
}
