import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useUndoRun, type Run } from '../api/story';
import { useWords } from '../lib/words';
import { Confirm } from './Confirm';
import { notify } from './notify';
import { useReason } from './States';

/** Takes back all that a run changed, after asking, and says what was not. */
export function UndoRun({ run }: { run: Run }) {
  const { t } = useWords();
  const reason = useReason();
  const undo = useUndoRun();
  const [asks, setAsks] = useState(false);
  const act = async () => {
    try {
      const records = await undo.mutateAsync(run.id);
      const left = records.flatMap((r) => (r.refused ? [`${r.title}: ${r.refused}`] : r.kept.map((k) => `${r.title}, ${k.label}: ${k.message}`)));
      if (left.length > 0) notify.refused(t('undone'), t('undoRefused', { what: left.slice(0, 5).join('; ') }));
      else notify.done(t(records.length > 0 ? 'undone' : 'undoNothing'));
    } catch (e) {
      notify.refused(t('notDone'), reason(e));
    }
    setAsks(false);
  };
  return (
    <>
      <Button variant="subtle" color="gray" leftSection={<IconArrowBackUp size={15} stroke={1.5} />} onClick={() => setAsks(true)}>{t('undoRun')}</Button>
      {asks && <Confirm title={run.label || run.automation} action={t('undoRun')} danger busy={undo.isPending} onAct={() => void act()} onClose={() => setAsks(false)}>{t('undoRunAsk')}</Confirm>}
    </>
  );
}
