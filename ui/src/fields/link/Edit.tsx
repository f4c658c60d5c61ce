import { CloseButton, Combobox, InputBase, Loader, SegmentedControl, useCombobox } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMeta } from '../../api/meta';
import { asRow, useRecord, type Row } from '../../api/records';
import { isObject, textOf } from '../../lib/json';
import { useWords } from '../../lib/words';
import { Person } from '../../kit/Person';
import css from '../fields.module.css';
import { control, type EditProps } from '../kind';
import { useCreator } from './create';
import { hintOf, useCandidates } from './search';

/** A box that searches as one types, shows enough to choose right, and creates in place. */
export function LinkEdit(p: EditProps) {
  const { t } = useWords();
  const meta = useMeta();
  const targets = p.field.to ?? [];
  const chosen = asRow(p.value) ?? (isObject(p.value) ? (p.value as Row) : null);
  const [entityName, setEntityName] = useState(chosen?._entity ?? textOf(chosen?.entity) ?? '');
  const entity = meta.entities[entityName] ?? meta.entities[targets[0] ?? ''];
  const bareId = typeof p.value === 'string' ? p.value : '';
  const fetched = useRecord(entity?.name ?? targets[0] ?? '', bareId, '');
  const title = chosen?._title ?? fetched.data?._title ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const box = useCombobox({ onDropdownClose: () => { box.resetSelectedOption(); setTyped(null); } });
  const { rows, loading } = useCandidates(entity, typed ?? '', box.dropdownOpened);
  const create = useCreator();
  const choose = (row: Row) => { p.onChange(row); setTyped(null); box.closeDropdown(); };
  const submit = (value: string) => {
    if (value === '+') { create?.(entity?.name ?? '', typed ?? '', choose); box.closeDropdown(); return; }
    const row = rows.find((r) => r.id === value);
    if (row) choose(row);
  };
  const mayCreate = create && entity?.can.create && entity.name !== 'user';
  const { placeholder, ...rest } = control(p);
  return (
    <Combobox store={box} onOptionSubmit={submit} withinPortal transitionProps={{ duration: 0 }}>
      <Combobox.Target>
        <InputBase {...rest} placeholder={placeholder ?? (p.bare ? '' : t('typeToSearch'))} autoComplete="off" value={typed ?? title}
          onChange={(e) => { setTyped(e.currentTarget.value); box.openDropdown(); box.selectFirstOption(); }}
          onFocus={(e) => e.currentTarget.select()} onClick={() => box.openDropdown()} onBlur={() => { box.closeDropdown(); setTyped(null); }}
          rightSectionPointerEvents="auto"
          rightSection={loading && typed ? <Loader size={14} /> : !p.disabled && title ? (
            <CloseButton size="sm" aria-label={t('clear')} onMouseDown={(e) => e.preventDefault()} onClick={() => p.onChange(null)} />
          ) : <Combobox.Chevron />} />
      </Combobox.Target>
      <Combobox.Dropdown>
        {targets.length > 1 && (
          <Combobox.Header>
            <SegmentedControl size="xs" fullWidth value={entity?.name} onChange={setEntityName}
              data={targets.map((name) => ({ value: name, label: meta.entities[name]?.label ?? name }))} />
          </Combobox.Header>
        )}
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }}>
          {rows.map((r) => (
            <Combobox.Option key={r.id} value={r.id} active={r.id === (chosen?.id ?? bareId)}>
              {entity?.name === 'user' ? <Person name={r._title} /> : (
                <span className={css.option}><span>{r._title}</span>{hintOf(entity, r) && <small>{hintOf(entity, r)}</small>}</span>
              )}
            </Combobox.Option>
          ))}
          {rows.length === 0 && !loading && <Combobox.Empty>{t('nothingFound')}</Combobox.Empty>}
          {mayCreate && (
            <Combobox.Option value="+">
              <span className={css.secret}><IconPlus size={15} stroke={1.5} aria-hidden />{typed ? t('createNamed', { what: entity.label, name: typed }) : t('createWhat', { what: entity.label })}</span>
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
