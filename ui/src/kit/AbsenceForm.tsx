import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../api/client';
import { useMeta } from '../api/meta';
import { useColleagues, type Absence } from '../api/people';
import { useWords } from '../lib/words';
import { notify } from './notify';
import { useReason } from './States';
import css from './absence.module.css';

/** When somebody is away, and who stands in for them. The labels are those of the fields of people. */
export function AbsenceForm({ of, now, save, done }: { of: string; now: Absence; save: (a: Absence) => Promise<unknown>; done?: () => void }) {
  const { t } = useWords();
  const reason = useReason();
  const fields = useMeta().entities.user?.fields;
  const colleagues = useColleagues();
  const [values, setValues] = useState(now);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const label = (name: keyof Absence) => fields?.find((f) => f.name === name)?.label ?? name;
  const wrong = (name: keyof Absence) => problem?.errors.find((f) => f.field === name)?.message;
  const put = (c: Partial<Absence>) => setValues({ ...values, ...c });
  const submit = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await save(values);
      notify.done(t('absenceSaved'));
      done?.();
    } catch (e) {
      if (e instanceof Problem && e.errors.length > 0) setProblem(e);
      else notify.refused(t('notSaved'), reason(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css.form} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
      <p className="t-quiet">{t('absenceText')}</p>
      <div className={css.days}>
        <TextInput type="date" label={label('absent_from')} value={values.absent_from} error={wrong('absent_from')} onChange={(e) => put({ absent_from: e.currentTarget.value })} />
        <TextInput type="date" label={label('absent_until')} value={values.absent_until} error={wrong('absent_until')} onChange={(e) => put({ absent_until: e.currentTarget.value })} />
      </div>
      <Select label={label('deputy')} clearable searchable clearButtonProps={{ 'aria-label': t('clear') }} value={values.deputy || null} error={wrong('deputy')} onChange={(id) => put({ deputy: id ?? '' })}
        data={(colleagues.data ?? []).filter((p) => p.id !== of).map((p) => ({ value: p.id, label: p.name }))} />
      <div><Button type="submit" variant="default" loading={busy}>{t('save')}</Button></div>
    </form>
  );
}
