import { Button, Modal, PasswordInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { ApiError, sentenceOf } from '../api/problem';
import { queries } from '../api/queries';
import type { Role, User } from '../api/schema';
import { useMe } from '../auth/session';
import { Failed, SkeletonRows } from '../ui/Blank';
import { Confirm } from '../ui/Confirm';
import { Panel } from '../ui/Panel';
import { toast } from '../ui/toast';
import { CopyLine } from './CopyLine';
import classes from './SettingsPage.module.css';

const ROLES: { value: Role; label: string; hint: string }[] = [
  { value: 'agent', label: 'agent', hint: 'Calls; sees own calls and the leads of the campaigns they may work.' },
  { value: 'supervisor', label: 'supervisor', hint: 'Runs campaigns and lists; sees the whole organization.' },
  { value: 'admin', label: 'admin', hint: 'Also users, numbers, settings and tokens.' },
  { value: 'owner', label: 'owner', hint: 'Everything.' },
];

export function UserSettings() {
  const client = useQueryClient();
  const me = useMe();
  const users = useQuery(queries.users());
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<User | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: keys.users });
  const changeRole = useMutation({
    mutationFn: ({ user, role }: { user: User; role: Role }) => api.patch(`/api/users/${user.id}`, { role }),
    onSettled: refresh,
    onError: toast.error,
  });
  const remove = useMutation({
    mutationFn: (user: User) => api.delete(`/api/users/${user.id}`),
    onSuccess: async () => {
      await refresh();
      setRemoving(null);
    },
    onError: toast.error,
  });
  return (
    <>
      <Panel title="Users" flush aside={<Button size="compact-sm" onClick={() => setAdding(true)}>Add user</Button>}>
        {users.isPending ? (
          <SkeletonRows rows={3} height={44} />
        ) : users.isError ? (
          <Failed compact error={users.error} retry={() => void users.refetch()} />
        ) : (
          users.data.map((user) => (
            <div key={user.id} className={classes.row} data-off={user.status === 'disabled' || undefined}>
              <span className={classes.grow}>
                <strong style={{ fontWeight: 550 }}>{user.name || user.email}</strong> <span className={classes.dim}>{user.name ? user.email : ''}</span>
              </span>
              {user.status === 'disabled' && <span className={classes.dim}>disabled</span>}
              <Select
                size="xs"
                w={130}
                aria-label={`Role of ${user.name || user.email}`}
                disabled={user.id === me.id || (user.role === 'owner' && me.role !== 'owner')}
                data={ROLES.filter((r) => r.value !== 'owner' || me.role === 'owner').map(({ value, label }) => ({ value, label }))}
                value={user.role}
                onChange={(role) => role && changeRole.mutate({ user, role: role as Role })}
              />
              <Button size="compact-sm" variant="subtle" color="red" disabled={user.id === me.id} onClick={() => setRemoving(user)}>
                Remove
              </Button>
            </div>
          ))
        )}
      </Panel>
      <Panel title="Roles" flush>
        {ROLES.map((r) => (
          <div key={r.value} className={classes.row}>
            <strong style={{ width: 90, fontWeight: 550 }}>{r.label}</strong>
            <span className={classes.dim}>{r.hint}</span>
          </div>
        ))}
      </Panel>
      {adding && <AddUser onClose={() => setAdding(false)} onAdded={refresh} mayOwner={me.role === 'owner'} />}
      {removing && (
        <Confirm
          title={`Remove ${removing.name || removing.email}?`}
          text="They are signed out everywhere at once. Somebody with calls in the log is disabled instead of deleted, so that the log stays whole."
          name={removing.email}
          action="Remove user"
          busy={remove.isPending}
          onClose={() => setRemoving(null)}
          onConfirm={() => remove.mutate(removing)}
        />
      )}
    </>
  );
}

function AddUser(props: { onClose: () => void; onAdded: () => Promise<unknown>; mayOwner: boolean }) {
  const [draft, setDraft] = useState({ name: '', email: '', password: '', role: 'agent' as Role });
  const set = (change: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...change }));
  const add = useMutation({
    mutationFn: () => api.post<User>('/api/users', { ...draft, password: draft.password || undefined }),
    onSuccess: async (user) => {
      await props.onAdded();
      if (user.signInLink) return;
      toast.success(`${user.name} can sign in with ${user.email}.`);
      props.onClose();
    },
  });
  const link = add.data?.signInLink;
  if (link) {
    return (
      <Modal opened onClose={props.onClose} title={`${add.data?.name ?? ''} is added`} size={520} closeOnClickOutside={false}>
        <p>Send them this link. It signs them in once, within a day, and asks for a password; it is not shown again.</p>
        <CopyLine value={link} />
        <Button variant="default" onClick={props.onClose}>
          Done
        </Button>
      </Modal>
    );
  }
  const problem = (field: string) => (add.error instanceof ApiError ? add.error.field(field) : undefined);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    add.mutate();
  };
  return (
    <Modal opened onClose={props.onClose} title="Add user" size={420}>
      <form onSubmit={submit} style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
        <TextInput data-autofocus label="Name" required value={draft.name} onChange={(e) => set({ name: e.currentTarget.value })} error={problem('name')} />
        <TextInput label="Email" type="email" required value={draft.email} onChange={(e) => set({ email: e.currentTarget.value })} error={problem('email')} />
        <PasswordInput label="First password" description="Leave empty to get a one-time sign-in link for them instead." autoComplete="new-password" value={draft.password} onChange={(e) => set({ password: e.currentTarget.value })} error={problem('password')} />
        <Select
          label="Role"
          description={ROLES.find((r) => r.value === draft.role)?.hint}
          data={ROLES.filter((r) => r.value !== 'owner' || props.mayOwner).map(({ value, label }) => ({ value, label }))}
          value={draft.role}
          onChange={(role) => role && set({ role: role as Role })}
        />
        {add.isError && (
          <p className={classes.error} role="alert">
            {sentenceOf(add.error)}
          </p>
        )}
        <Button type="submit" mt={4} loading={add.isPending}>
          Add user
        </Button>
      </form>
    </Modal>
  );
}
