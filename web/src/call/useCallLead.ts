import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Call, CallLead } from '../api/schema';
import { nameOf } from '../ui/format';

/** Who is called. Most calls bring it along; where one does not, the lead is looked up (and kept). */
export function useCallLead(call: Pick<Call, 'lead' | 'leadId'>): CallLead | null {
  const missing = !call.lead && call.leadId !== null;
  const { data } = useQuery({ ...queries.lead(call.leadId ?? ''), enabled: missing });
  if (call.lead) return call.lead;
  return data ? { id: data.id, name: nameOf(data), company: data.company, timeZone: data.timeZone } : null;
}
