import { useQuery } from '@tanstack/react-query';
import type { Json } from '../lib/json';
import { load } from './client';

/** A group or a figure of a report. */
export interface Column { name: string; label: string; type: string; kind?: string; every?: string }
/** The value of a group; label and color are there for options and records. */
export interface Key { value: Json; label?: string; color?: string }
export interface Line { keys: Key[]; figures: Json[] }

export interface Answer {
  name: string; label: string; help?: string; chart: string; stacked?: boolean; entity: string;
  /** What a period is about; nothing where the report has no date. */
  period?: string;
  groups: Column[]; across: Column[]; measures: Column[];
  lines: Line[]; cells?: Line[]; total: Json[]; more?: boolean;
}

export interface Span { from?: string; to?: string }

const asked = (path: string, span: Span) => ({
  queryKey: ['report', path, span],
  queryFn: ({ signal }: { signal: AbortSignal }) => load<Answer>(path, { ...span }, signal),
  placeholderData: (old: Answer | undefined) => old,
});

export const useReport = (name: string, span: Span) => useQuery(asked(`/api/reports/${encodeURIComponent(name)}`, span));

export const useTile = (dashboard: string, place: number, span: Span) => useQuery(asked(`/api/dashboards/${encodeURIComponent(dashboard)}/tiles/${place}`, span));
