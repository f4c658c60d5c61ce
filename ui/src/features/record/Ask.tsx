import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../../api/client';
import type { Action, Field } from '../../api/gen/meta';
import { usePress, type Row } from '../../api/records';
import { typeOf } from '../../fields';
import { toWire } from '../../fields/wire';
import { Faults } from '../../kit/Faults';
import { useReason } from '../../kit/States';
import type { JsonObject } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './record.module.css';

interface Props { entity: string; row: Row; action: Action; onClose: () => void; onDone: (run: string | null) => void }

/** What a button asks for before it is done: its questions, or only whether. */
export function Ask({ entity, row, action, onClose, onDone }: Props) {
  const { t } = useWords();
  const reason = useReason();
  const press = usePress();
  const [values, setValues] = useState<JsonObject>({});
  const [problem, setProblem] = useState<Problem>();
  const submit = async () => {
    const answers: JsonObject = {};
    for (const f of action.fields) if (f.name in values) answers[f.name] = toWire(f, values[f.name]);
    try {
      onDone((await press.mutateAsync({ entity, id: row.id, action: action.name, answers })).run);
    } catch (e) {
      setProblem(e instanceof Problem ? e : new Problem(500, { detail: reason(e) }));
    }
  };
  const said = (f: Field) => problem?.errors.find((e) => e.field === f.name)?.message;
  const other = problem?.errors.filter((e) => !action.fields.some((f) => f.name === e.field)) ?? [];
  return (
    <Modal opened onClose={onClose} title={action.label} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className={css.ask} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
        {action.confirm && <p className={css.lead}>{action.confirm}</p>}
        {problem && (problem.errors.length === 0 || other.length > 0) && <Faults title={problem.message} faults={other} />}
        {action.fields.map((f, i) => {
          const { Edit } = typeOf(f.kind);
          return <Edit key={f.name} id={`ask-${f.name}`} field={f} autoFocus={i === 0} required={f.required} value={values[f.name]} error={said(f)} onChange={(v) => setValues({ ...values, [f.name]: v })} />;
        })}
        <div className={css.foot}>
          <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" loading={press.isPending} data-autofocus={action.fields.length === 0 || undefined}>{action.label}</Button>
        </div>
      </form>
    </Modal>
  );
}
