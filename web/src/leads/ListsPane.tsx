import { ActionIcon, Button, Menu, Modal, Skeleton, TextInput } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { sentenceOf } from '../api/problem';
import type { LeadList } from '../api/schema';
import { atLeast, useMe } from '../auth/session';
import { Confirm } from '../ui/Confirm';
import { count, plural } from '../ui/format';
import { toast } from '../ui/toast';
import { LinkItem } from '../ui/links';
import classes from './LeadsPage.module.css';

type Dialog = { kind: 'create' } | { kind: 'rename' | 'delete'; list: LeadList };

export function ListsPane(props: { lists: UseQueryResult<LeadList[]>; current?: string; onPick: (id: string | undefined) => void }) {
  const { lists, current, onPick } = props;
  const mayChange = atLeast(useMe(), 'supervisor');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  return (
    <nav className={classes.lists} aria-label="Lists">
      <div className={classes.list} data-current={!current || undefined}>
        <button type="button" className={classes.pick} aria-current={!current || undefined} onClick={() => onPick(undefined)}>
          <span className={classes.pickName}>All leads</span>
        </button>
      </div>
      <div className={classes.divider} />
      <div className={classes.listsHead}>
        <h2>Lists</h2>
        {mayChange && (
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label="New list" onClick={() => setDialog({ kind: 'create' })}>
            <IconPlus size={16} />
          </ActionIcon>
        )}
      </div>
      {lists.isPending && [70, 90, 60].map((w) => <Skeleton key={w} height={10} width={w} m={10} />)}
      {lists.data?.map((list) => (
        <div key={list.id} className={classes.list} data-current={list.id === current || undefined}>
          <button type="button" className={classes.pick} aria-current={list.id === current || undefined} onClick={() => onPick(list.id)}>
            <span className={classes.pickName}>{list.name}</span>
            <span className={classes.pickCount}>{count(list.leadCount)}</span>
          </button>
          {mayChange && <ListMenu list={list} onDialog={setDialog} />}
        </div>
      ))}
      {dialog?.kind === 'delete' ? (
        <DeleteList list={dialog.list} onClose={() => setDialog(null)} onDeleted={() => dialog.list.id === current && onPick(undefined)} />
      ) : (
        dialog && <NameList list={dialog.kind === 'rename' ? dialog.list : null} onClose={() => setDialog(null)} onMade={onPick} />
      )}
    </nav>
  );
}

function ListMenu({ list, onDialog }: { list: LeadList; onDialog: (dialog: Dialog) => void }) {
  return (
    <Menu position="bottom-end" width={170}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" className={classes.more} aria-label={`${list.name}: more`}>
          <IconDots size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <LinkItem to="/leads/import/$listId" params={{ listId: list.id }}>
          Import leads
        </LinkItem>
        <LinkItem to="/campaigns/new" search={{ listId: list.id }}>
          New campaign
        </LinkItem>
        <Menu.Item onClick={() => onDialog({ kind: 'rename', list })}>Rename</Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => onDialog({ kind: 'delete', list })}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function NameList(props: { list: LeadList | null; onClose: () => void; onMade: (id: string) => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(props.list?.name ?? '');
  const save = useMutation({
    mutationFn: () =>
      props.list ? api.patch<LeadList>(`/api/lists/${props.list.id}`, { name: name.trim() }) : api.post<LeadList>('/api/lists', { name: name.trim() }),
    onSuccess: async (list) => {
      await client.invalidateQueries({ queryKey: keys.lists });
      if (!props.list) props.onMade(list.id);
      props.onClose();
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={props.onClose} title={props.list ? 'Rename list' : 'New list'} size={400}>
      <form onSubmit={submit}>
        <TextInput
          data-autofocus
          label="Name"
          placeholder="Spring customers"
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          error={save.error && sentenceOf(save.error)}
        />
        <Button type="submit" mt={16} fullWidth disabled={!name.trim()} loading={save.isPending}>
          {props.list ? 'Rename' : 'Make list'}
        </Button>
      </form>
    </Modal>
  );
}

function DeleteList(props: { list: LeadList; onClose: () => void; onDeleted: () => void }) {
  const { list } = props;
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.delete(`/api/lists/${list.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.lists });
      void client.invalidateQueries({ queryKey: ['leads'] });
      toast.success(`${list.name} is deleted.`);
      props.onDeleted();
      props.onClose();
    },
  });
  return (
    <Confirm
      title={`Delete ${list.name}?`}
      text={`The list goes away; ${list.leadCount === 0 ? 'it has no leads.' : `its ${plural(list.leadCount, 'lead')} and their calls stay under All leads.`}`}
      name={list.name}
      action="Delete list"
      busy={remove.isPending}
      error={remove.error ? sentenceOf(remove.error) : undefined}
      onClose={props.onClose}
      onConfirm={() => remove.mutate()}
    />
  );
}
