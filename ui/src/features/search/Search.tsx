import { Spotlight, spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { useMeta } from '../../api/meta';
import { useSearch } from '../../api/search';
import type { Action } from '../../kit/action';
import { iconOf } from '../../kit/icons';
import { useWords } from '../../lib/words';
import css from './search.module.css';

export const openSearch = (): void => spotlight.open();

interface Props { actions: Action[]; pages: Action[]; onRecord: (entity: string, id: string) => void }

const item = (a: Action): SpotlightActionData => ({ id: a.id, label: a.label, leftSection: <a.icon size={18} stroke={1.5} />, onClick: a.perform });

/** Enter without a choice takes the first. */
function enter(e: KeyboardEvent): void {
  if (e.key !== 'Enter' || document.querySelector('[data-action][data-selected]')) return;
  document.querySelector<HTMLElement>('[data-action]')?.click();
}

/** One box for everything: records, pages and what can be done. */
export function Search({ actions, pages, onRecord }: Props) {
  const { t } = useWords();
  const meta = useMeta();
  const [typed, setTyped] = useState('');
  const [late] = useDebouncedValue(typed, 160);
  const found = useSearch(late);
  const fits = (a: Action) => a.label.toLowerCase().includes(typed.trim().toLowerCase());
  const records: SpotlightActionGroupData[] = typed.trim().length < 2 ? [] : (found.data ?? []).filter((g) => meta.entities[g.entity] && g.entity !== 'user').map((g) => {
    const entity = meta.entities[g.entity];
    const Sign = iconOf(entity?.icon ?? '');
    return { group: entity?.plural ?? g.entity, actions: g.data.map((r) => ({ id: r.id, label: r._title, leftSection: <Sign size={18} stroke={1.5} />, onClick: () => onRecord(g.entity, r.id) })) };
  });
  const groups = [...records, { group: t('pages'), actions: pages.filter(fits).map(item) }, { group: t('actions'), actions: actions.filter(fits).map(item) }].filter((g) => g.actions.length > 0);
  return (
    <Spotlight actions={groups} query={typed} onQueryChange={setTyped} filter={(_, all) => all} shortcut={['mod + K']} tagsToIgnore={[]} triggerOnContentEditable scrollable maxHeight={440} highlightQuery={false}
      nothingFound={found.isFetching ? t('searching') : t('nothingFound')} classNames={{ action: css.action }}
      searchProps={{ leftSection: <IconSearch size={18} stroke={1.5} />, placeholder: t('searchEverything'), 'aria-label': t('searchEverything'), onKeyDown: enter }} overlayProps={{ blur: 0, backgroundOpacity: 0.35 }} />
  );
}
