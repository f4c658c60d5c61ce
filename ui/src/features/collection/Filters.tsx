import { ActionIcon, Button, Code, CopyButton, Popover, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCode, IconCopy, IconFilter, IconX } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { Entity } from '../../api/gen/meta';
import { fieldOf } from '../../api/meta';
import { typeOf } from '../../fields';
import { useOutside } from '../../kit/outside';
import type { Json } from '../../lib/json';
import { asks, type Condition } from '../../lib/where';
import { useWords } from '../../lib/words';
import css from './collection.module.css';
import { ConditionEditor } from './ConditionEditor';
import { operatorWords } from './words';

interface Props { entity: Entity; conditions: Condition[]; where: string; onChange: (conditions: Condition[]) => void }

/** Filters as chips: field, comparison, value; the expression that they make is shown to who wants it. */
export function Filters({ entity, conditions, where, onChange }: Props) {
  const { t } = useWords();
  const [open, setOpen] = useState<number | null>(null);
  const [raw, setRaw] = useState(false);
  useOutside(open !== null, useCallback(() => setOpen(null), []));
  const put = (i: number, c: Condition) => { onChange(i < conditions.length ? conditions.map((old, at) => (at === i ? c : old)) : [...conditions, c]); setOpen(null); };
  return (
    <div className={css.filters}>
      {conditions.map((c, i) => (
        <Popover key={`${c.field}-${i}`} opened={open === i} onChange={(o) => setOpen(o ? i : null)} trapFocus closeOnClickOutside={false} position="bottom-start" withinPortal>
          <Popover.Target>
            <span className={css.chip} data-opens>
              <UnstyledButton className={css.chipText} onClick={() => setOpen(open === i ? null : i)}><ChipText entity={entity} condition={c} /></UnstyledButton>
              <UnstyledButton className={css.chipDrop} aria-label={t('removeFilter', { what: fieldOf(entity, c.field)?.label ?? c.field })} onClick={() => onChange(conditions.filter((_, at) => at !== i))}><IconX size={13} /></UnstyledButton>
            </span>
          </Popover.Target>
          <Popover.Dropdown><ConditionEditor entity={entity} start={c} onDone={(next) => put(i, next)} /></Popover.Dropdown>
        </Popover>
      ))}
      <Popover opened={open === conditions.length} onChange={(o) => setOpen(o ? conditions.length : null)} trapFocus closeOnClickOutside={false} position="bottom-start" withinPortal>
        <Popover.Target>
          <Button variant="subtle" color="gray" size="compact-sm" data-opens leftSection={<IconFilter size={15} stroke={1.5} />} onClick={() => setOpen(open === null ? conditions.length : null)}>{t('filter')}</Button>
        </Popover.Target>
        <Popover.Dropdown><ConditionEditor entity={entity} onDone={(c) => put(conditions.length, c)} /></Popover.Dropdown>
      </Popover>
      {conditions.length > 1 && <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange([])}>{t('clearFilters')}</Button>}
      {where && (
        <Tooltip label={t('showExpression')}>
          <ActionIcon size="sm" aria-label={t('showExpression')} aria-pressed={raw} onClick={() => setRaw(!raw)}><IconCode size={15} stroke={1.5} /></ActionIcon>
        </Tooltip>
      )}
      {raw && where && (
        <span className={css.raw}>
          <Code>{where}</Code>
          <CopyButton value={where}>{({ copied, copy }) => <ActionIcon size="sm" aria-label={t('copy')} onClick={copy}>{copied ? <IconCheck size={14} /> : <IconCopy size={14} stroke={1.5} />}</ActionIcon>}</CopyButton>
        </span>
      )}
    </div>
  );
}

function ChipText({ entity, condition }: { entity: Entity; condition: Condition }) {
  const { t } = useWords();
  const field = fieldOf(entity, condition.field);
  if (!field) return <>{condition.field}</>;
  const type = typeOf(field.kind);
  const values: Json[] = asks[condition.op] === 'nothing' ? [] : Array.isArray(condition.value) ? condition.value : [condition.value ?? null];
  const between = condition.op === 'between' ? ' – ' : ', ';
  return (
    <>
      <span>{field.label}</span>
      <span className="t-quiet">{t(operatorWords[condition.op])}</span>
      {values.map((v, i) => (
        <b key={i}>
          {i > 0 && between}
          {asks[condition.op] === 'count' || type.sort === 'text' ? String(v ?? '') : <type.Show dense field={field} value={type.sort === 'list' ? [v] : type.sort === 'links' ? [v] : v} />}
        </b>
      ))}
    </>
  );
}
