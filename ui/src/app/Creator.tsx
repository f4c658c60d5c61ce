import { Modal } from '@mantine/core';
import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react';
import type { Entity } from '../api/gen/meta';
import { useMeta } from '../api/meta';
import type { Row } from '../api/records';
import { CreatorContext, type Creator as Open } from '../fields/link/create';
import { Bones } from '../kit/States';
import type { JsonObject } from '../lib/json';
import { useWords } from '../lib/words';

const NewForm = lazy(() => import('../features/form/Pages').then((m) => ({ default: m.NewForm })));

interface Asked { entity: Entity; seed: JsonObject; done: (row: Row) => void }

/** The first line of text that may be written: where what was typed into the link goes. */
function seedOf(entity: Entity, typed: string): JsonObject {
  const names = entity.form.sections.flatMap((s) => s.fields);
  const first = names.map((n) => entity.fields.find((f) => f.name === n)).find((f) => f && !f.readonly && (f.kind === 'text' || f.kind === 'person_name'));
  return first && typed.trim() ? { [first.name]: typed.trim() } : {};
}

/** Lets a link's box create what it did not find, over whatever form it stands in. */
export function Creator({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const meta = useMeta();
  const [asked, setAsked] = useState<Asked | null>(null);
  const open = useCallback<Open>((name, typed, done) => {
    const entity = meta.entities[name];
    if (entity) setAsked({ entity, seed: seedOf(entity, typed), done });
  }, [meta]);
  const close = () => setAsked(null);
  return (
    <CreatorContext value={open}>
      {children}
      <Modal opened={asked !== null} onClose={close} size="lg" title={asked && t('newWhat', { what: asked.entity.label })} closeButtonProps={{ 'aria-label': t('close') }}>
        {asked && <Suspense fallback={<Bones />}><NewForm draft={false} entity={asked.entity} seed={asked.seed} onSaved={(row) => { asked.done(row); close(); }} onCancel={close} /></Suspense>}
      </Modal>
    </CreatorContext>
  );
}
