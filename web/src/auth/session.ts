import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { api } from '../api/client';
import { queries } from '../api/queries';
import type { Me, Role } from '../api/schema';

/** The signed-in user; the route above has made sure that there is one. */
export function useMe(): Me {
  return useSuspenseQuery(queries.me()).data;
}

const RANK: Record<Role, number> = { agent: 0, supervisor: 1, admin: 2, owner: 3 };

/** What to show. The server decides what is allowed. */
export function atLeast(me: Pick<Me, 'role'>, role: Role): boolean {
  return RANK[me.role] >= RANK[role];
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useCallback(async () => {
    await api.post('/api/auth/logout').catch(() => undefined);
    client.clear();
    await navigate({ to: '/sign-in' });
  }, [client, navigate]);
}
