import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { Problem, type Fault } from '../../api/client';
import type { Field } from '../../api/gen/meta';
import { stageOf, useMeta } from '../../api/meta';
import { useMove } from '../../api/records';
import { typeOf } from '../../fields';
import { toWire } from '../../fields/wire';
import { Faults } from '../../kit/Faults';
import type { MoveAsk, Outcome } from '../../kit/mover';
import { useReason } from '../../kit/States';
import type { Json, JsonObject } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './move.module.css';
import { missing } from './missing';

export interface Open { ask: MoveAsk; problem: Problem; fields: Field[]; end: (o: Outcome) => void }

/** Just the fields that the stage wants; they are saved and the record moved in one step. */
export default function Missing({ open, close }: { open: Open; close: (o: Outcome) => void }) {
  const { t } = useWords();
  const meta = useMeta();
  const reason = useReason();
  const send = useMove();
  const [values, setValues] = useState<JsonObject>({});
  const [problem, setProblem] = useState(open.problem);
  const [fields, setFields] = useState(open.fields);
  const { ask } = open;
  const entity = meta.entities[ask.entity];
  const stage = stageOf(meta, ask.funnel, ask.stage);
  const other = problem.errors.filter((f) => !fields.some((known) => known.name === f.field));
  const set = (name: string, v: Json) => {
    setValues({ ...values, [name]: v });
    setProblem(new Problem(problem.status, { detail: problem.message, errors: problem.errors.filter((f) => f.field !== name), warnings: problem.warnings }));
  };
  const submit = async () => {
    const wire: JsonObject = {};
    for (const f of fields) if (f.name in values) wire[f.name] = toWire(f, values[f.name]);
    try {
      const row = await send.mutateAsync({ entity: ask.entity, id: ask.id, stage: ask.stage, funnel: ask.funnel, set: wire, confirmed: problem.warnings.length > 0 });
      close({ moved: true, row });
    } catch (e) {
      const p = e instanceof Problem ? e : new Problem(500, { detail: reason(e) });
      setProblem(p);
      if (entity) setFields((old) => [...old, ...missing(entity, p).filter((f) => !old.some((o) => o.name === f.name))]);
    }
  };
  const said = (f: Field): Fault | undefined => problem.errors.find((e) => e.field === f.name);
  return (
    <Modal opened onClose={() => close({ moved: false })} title={t('moveTo', { stage: stage?.label ?? ask.stage })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className={css.form} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
        <p className={css.lead}>{fields.length > 0 ? t('moveNeeds', { name: ask.title }) : ask.title}</p>
        {problem.warnings.length > 0 && <Faults tone="amber" title={t('warningsTitle')} faults={problem.warnings} />}
        {other.length > 0 && <Faults title={t('notMoved')} faults={other} />}
        {fields.map((f, i) => {
          const { Edit } = typeOf(f.kind);
          return <Edit key={f.name} id={`move-${f.name}`} field={f} autoFocus={i === 0} required value={values[f.name]} error={said(f)?.message} onChange={(v) => set(f.name, v)} />;
        })}
        <div className={css.foot}>
          <Button variant="default" onClick={() => close({ moved: false })}>{t('cancel')}</Button>
          <Button type="submit" loading={send.isPending}>{t('moveTo', { stage: stage?.label ?? '' })}</Button>
        </div>
      </form>
    </Modal>
  );
}
