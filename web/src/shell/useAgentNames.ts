import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../api/queries';
import { atLeast, useMe } from '../auth/session';

/** Names by user; empty for those who may not see the floor. */
export function useAgentNames(): Map<string, string> {
  const sees = atLeast(useMe(), 'supervisor');
  const agents = useQuery({ ...queries.agents(), enabled: sees }).data;
  return useMemo(() => new Map(agents?.map((a) => [a.userId, a.name ?? ''])), [agents]);
}
