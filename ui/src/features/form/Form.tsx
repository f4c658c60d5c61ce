import { Button, Modal } from '@mantine/core';
import { useRef, type KeyboardEvent } from 'react';
import type { Entity, Section } from '../../api/gen/meta';
import { fieldOf, useMeta } from '../../api/meta';
import { typeOf } from '../../fields';
import { Faults } from '../../kit/Faults';
import { useReason } from '../../kit/States';
import { isBlank } from '../../lib/json';
import { useWords } from '../../lib/words';
import css from './form.module.css';
import { Rows } from './Rows';
import { faultAt, labelOf } from './state';
import type { FormState } from './useForm';

interface Props { entity: Entity; form: FormState; prefix: string; onCancel: () => void; onReload?: () => void; saveLabel: string }

/** A form as the package laid it out, with what the server says of each field as one types. */
export function Form({ entity, form, prefix, onCancel, onReload, saveLabel }: Props) {
  const { t } = useWords();
  const meta = useMeta();
  const reason = useReason();
  const root = useRef<HTMLFormElement>(null);
  const go = (field: string) => {
    const [name, index] = field.split('.');
    const at = root.current?.querySelector<HTMLElement>(`#${CSS.escape(`${prefix}-${field}`)}, [data-rows="${CSS.escape(name ?? '')}"] [data-row="${index ?? 0}"] input`);
    at?.focus();
    at?.scrollIntoView({ block: 'center' });
  };
  const keys = (e: KeyboardEvent) => {
    if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) { e.preventDefault(); void form.submit(); }
  };
  const { refused } = form;
  const failed = refused && refused.status !== 412 && refused.warnings.length === 0;
  return (
    <form ref={root} className={css.form} noValidate onKeyDown={keys} onSubmit={(e) => { e.preventDefault(); void form.submit(); }}>
      {form.restored && (
        <div className={css.note}>
          <span>{t('draftRestored')}</span>
          <Button variant="subtle" size="compact-sm" onClick={form.discardDraft}>{t('discardDraft')}</Button>
        </div>
      )}
      {failed && <Faults title={refused.errors.length ? t('notSavedBecause') : reason(refused)} faults={refused.errors} label={(f) => labelOf(meta, entity, f)} go={go} />}
      {refused?.status === 412 && <StaleNote over={() => void form.submit({ over: true })} reload={onReload} />}
      {entity.form.sections.map((s, i) => <SectionFields key={i} section={s} entity={entity} form={form} prefix={prefix} />)}
      <footer className={css.foot}>
        <Button type="submit" loading={form.saving}>{saveLabel}</Button>
        <Button variant="default" onClick={onCancel}>{t('cancel')}</Button>
        <span className={css.hint}><kbd>Ctrl</kbd> <kbd>Enter</kbd></span>
      </footer>
      <Warnings form={form} />
    </form>
  );
}

function StaleNote({ over, reload }: { over: () => void; reload?: () => void }) {
  const { t } = useWords();
  return (
    <div className={css.stale}>
      <Faults tone="amber" title={t('staleTitle')} faults={[{ field: '', code: 'stale', message: t('staleText') }]} />
      <div className={css.staleActions}>
        <Button variant="default" onClick={over}>{t('saveMine')}</Button>
        {reload && <Button variant="subtle" onClick={reload}>{t('loadTheirs')}</Button>}
      </div>
    </div>
  );
}

function Warnings({ form }: { form: FormState }) {
  const { t } = useWords();
  const warnings = form.refused?.errors.length ? [] : (form.refused?.warnings ?? []);
  return (
    <Modal opened={warnings.length > 0} onClose={form.dismiss} title={t('warningsTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Faults tone="amber" title="" faults={warnings} />
      <div className={css.dialogFoot}>
        <Button variant="default" onClick={form.dismiss}>{t('goBack')}</Button>
        <Button onClick={() => void form.submit({ confirmed: true })} data-autofocus>{t('saveAnyway')}</Button>
      </div>
    </Modal>
  );
}

function SectionFields({ section, entity, form, prefix }: { section: Section; entity: Entity; form: FormState; prefix: string }) {
  const fields = section.fields.map((name) => fieldOf(entity, name)).filter((f) => f !== undefined).filter((f) => form.flags[f.name]?.visible !== false);
  const written = fields.filter((f) => !(form.isNew && f.readonly && isBlank(form.shown[f.name])));
  const inlines = section.inlines.map((name) => entity.related.find((r) => r.name === name)).filter((r) => r !== undefined);
  if (written.length === 0 && inlines.length === 0) return null;
  return (
    <fieldset className={css.section}>
      {section.label && <legend>{section.label}</legend>}
      <div className={css.grid} data-columns={section.columns || 2}>
        {written.map((f) => {
          const { Edit, Show, wide } = typeOf(f.kind);
          const flags = form.flags[f.name];
          const fixed = f.readonly || flags?.readonly;
          const id = `${prefix}-${f.name}`;
          return (
            <div key={f.name} className={css.cell} data-wide={wide || undefined}>
              {fixed ? (
                <div className={css.fixed}><span id={`${id}-label`}>{f.label}</span><output aria-labelledby={`${id}-label`}><Show field={f} value={form.shown[f.name]} /></output></div>
              ) : (
                <Edit id={id} field={f} value={form.values[f.name]} required={flags?.required ?? f.required ?? false} error={faultAt(form.faults, f.name)} onChange={(v) => form.set(f.name, v)} />
              )}
            </div>
          );
        })}
      </div>
      {inlines.map((r) => <Rows key={r.name} related={r} form={form} />)}
    </fieldset>
  );
}
