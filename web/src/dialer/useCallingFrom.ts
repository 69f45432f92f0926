import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';

/** Which of the organization's numbers shows on the other side's phone; kept for the next time. */
export function useCallingFrom() {
  const numbers = (useQuery(queries.numbers()).data ?? []).filter((n) => n.status === 'active');
  const [kept, setKept] = useLocalStorage<string | null>({ key: 'trunkline-calling-from', defaultValue: null });
  const numberId = numbers.some((n) => n.id === kept) ? kept : null;
  return { numbers, numberId, choose: setKept };
}

export type CallingFrom = ReturnType<typeof useCallingFrom>;
