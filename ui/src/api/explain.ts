import { useQuery } from '@tanstack/react-query';
import { load } from './client';

export interface Place { file: string; line: number; column: number }

/** A part of an expression with its value, as the reader may know it. */
export interface Part { source: string; value: string; hidden: boolean; decides: boolean; note?: string; at?: Place; parts?: Part[] }

/** One of the things that decide, whether it is met, and in words. */
export interface Clause { kind: string; name?: string; holds: boolean | null; text: string; at?: Place; tree?: Part }

export interface Decision {
  at: string;
  entry: string;
  by: { id: string; name: string } | null;
  trigger: string;
  verdict: string;
  text: string;
  release?: string;
  condition: Clause | null;
  run: { id: string; state: string; due_at: string | null; error: string | null } | null;
}

export interface Explanation {
  automation: string;
  label: string;
  verdict: string;
  text: string;
  at?: Place;
  triggers: string[];
  turns?: Clause[];
  condition: Clause | null;
  decisions: Decision[];
}

export interface Reply {
  title: string;
  moment: string;
  automations?: Explanation[];
  answer?: { verdict: string; text: string; clauses: Clause[] | null };
}

export interface Question { at?: string; move?: string; funnel?: string; field?: string; as?: string }

/** Why something about a record is so. */
export const useExplain = (entity: string, id: string, question: Question) =>
  useQuery({
    queryKey: ['explain', entity, id, question],
    queryFn: ({ signal }) => load<Reply>(`/api/records/${encodeURIComponent(entity)}/${encodeURIComponent(id)}/explain`, { ...question }, signal),
    placeholderData: (old) => old,
  });
