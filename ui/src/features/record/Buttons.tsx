import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Action, Entity } from '../../api/gen/meta';
import { usePress, type Row } from '../../api/records';
import { iconOf } from '../../kit/icons';
import { notify } from '../../kit/notify';
import { useReason } from '../../kit/States';
import { useWords } from '../../lib/words';
import { Ask } from './Ask';

/** The buttons that the package gives a record, those that may be pressed on it now. */
export function Buttons({ entity, row }: { entity: Entity; row: Row }) {
  const { t } = useWords();
  const reason = useReason();
  const press = usePress();
  const [asked, setAsked] = useState<Action>();
  const now = row._can?.actions ?? [];
  const said = (action: Action, run: string | null) => notify.done(t(run ? 'actionStarted' : 'actionRanAlready', { what: action.label }));
  const start = async (action: Action) => {
    if (action.fields.length > 0 || action.confirm) {
      setAsked(action);
      return;
    }
    try {
      said(action, (await press.mutateAsync({ entity: entity.name, id: row.id, action: action.name, answers: {} })).run);
    } catch (e) {
      notify.refused(t('notDone'), reason(e));
    }
  };
  return (
    <>
      {entity.actions.filter((a) => now.includes(a.name)).map((a) => {
        const Sign = a.icon ? iconOf(a.icon) : undefined;
        return <Button key={a.name} variant="default" loading={press.isPending && !asked} leftSection={Sign && <Sign size={15} stroke={1.5} />} onClick={() => void start(a)}>{a.label}</Button>;
      })}
      {asked && <Ask entity={entity.name} row={row} action={asked} onClose={() => setAsked(undefined)} onDone={(run) => { said(asked, run); setAsked(undefined); }} />}
    </>
  );
}
