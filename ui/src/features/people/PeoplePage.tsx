import { ActionIcon, Button, Modal, NativeSelect, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { IconCalendarOff, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { Problem } from '../../api/client';
import { useMeta } from '../../api/meta';
import { useAddPerson, useChangePerson, usePeople, type Person as Somebody, type Role } from '../../api/people';
import { Ago } from '../../kit/Ago';
import { AbsenceForm } from '../../kit/AbsenceForm';
import { notify } from '../../kit/notify';
import { Narrow, Page } from '../../kit/Page';
import { Person } from '../../kit/Person';
import { Bones, Failure, useReason } from '../../kit/States';
import { useWords } from '../../lib/words';
import css from './people.module.css';

/** The roles that may be given: as the server lists them, or as the built-in field of people has them. */
function useRoles(listed: Role[] | null | undefined): Role[] {
  const field = useMeta().entities.user?.fields.find((f) => f.name === 'role');
  return listed ?? field?.options?.map((o) => ({ name: o.name, label: o.label })) ?? [];
}

export function PeoplePage() {
  const { t } = useWords();
  const people = usePeople();
  const roles = useRoles(people.data?.roles);
  const [adding, setAdding] = useState(false);
  return (
    <Page narrow title={t('people')} actions={<Button leftSection={<IconUserPlus size={16} stroke={1.75} />} onClick={() => setAdding(true)}>{t('addPerson')}</Button>}>
      <Narrow>
        {people.isPending ? <Bones rows={5} h={32} /> : people.isError ? <Failure error={people.error} retry={() => void people.refetch()} /> : (
          <ul className={css.list}>{(people.data.data ?? []).map((p) => <Line key={p.id} person={p} roles={roles} />)}</ul>
        )}
      </Narrow>
      {adding && <Add roles={roles} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Line({ person, roles }: { person: Somebody; roles: Role[] }) {
  const { t } = useWords();
  const me = useMeta().user;
  const reason = useReason();
  const change = useChangePerson();
  const [open, setOpen] = useState(false);
  const away = Boolean(person.absent_from || person.absent_until);
  const put = (c: { role?: string; active?: boolean }) => change.mutateAsync({ id: person.id, ...c }).catch((e: unknown) => notify.refused(t('notSaved'), reason(e)));
  const known = roles.some((r) => r.name === person.role) ? roles : [...roles, { name: person.role, label: person.role_label ?? person.role }];
  return (
    <li className={css.line} data-off={!person.active || undefined}>
      <span className={css.who}><Person name={person.name} /><small>{person.email}</small></span>
      <small className={css.seen}>{person.last_seen ? <Ago at={person.last_seen} /> : ''}</small>
      <ActionIcon variant="subtle" color={away ? 'orange' : 'gray'} aria-label={`${t('absence')}: ${person.name}`} onClick={() => setOpen(true)}><IconCalendarOff size={16} stroke={1.5} /></ActionIcon>
      <NativeSelect size="xs" aria-label={`${t('role')}: ${person.name}`} value={person.role} disabled={person.id === me.id || change.isPending} data={known.map((r) => ({ value: r.name, label: r.label }))} onChange={(e) => void put({ role: e.currentTarget.value })} />
      <Switch size="sm" aria-label={`${t('active')}: ${person.name}`} checked={person.active} disabled={person.id === me.id || change.isPending} onChange={(e) => void put({ active: e.currentTarget.checked })} />
      {open && (
        <Modal opened onClose={() => setOpen(false)} title={`${t('absence')}: ${person.name}`} closeButtonProps={{ 'aria-label': t('close') }}>
          <AbsenceForm of={person.id} now={{ absent_from: person.absent_from ?? '', absent_until: person.absent_until ?? '', deputy: person.deputy ?? '' }} save={(a) => change.mutateAsync({ id: person.id, ...a })} done={() => setOpen(false)} />
        </Modal>
      )}
    </li>
  );
}

function Add({ roles, onClose }: { roles: Role[]; onClose: () => void }) {
  const { t } = useWords();
  const meta = useMeta();
  const reason = useReason();
  const add = useAddPerson();
  const [values, setValues] = useState({ name: '', email: '', role: roles[0]?.name ?? '', password: '' });
  const [problem, setProblem] = useState<Problem | null>(null);
  const at = (field: string) => problem?.errors.find((f) => f.field === field)?.message;
  const put = (c: Partial<typeof values>) => setValues({ ...values, ...c });
  const submit = async () => {
    try {
      await add.mutateAsync({ ...values, locale: meta.package.locales[0] ?? 'en' });
      onClose();
    } catch (e) {
      setProblem(e instanceof Problem ? e : new Problem(500, {}));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('addPerson')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form className={css.form} noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
        {problem && problem.errors.length === 0 && <p role="alert" className={css.failed}>{reason(problem)}</p>}
        <TextInput label={t('name')} data-autofocus withAsterisk value={values.name} error={at('name')} onChange={(e) => put({ name: e.currentTarget.value })} />
        <TextInput label={t('email')} type="email" withAsterisk value={values.email} error={at('email')} onChange={(e) => put({ email: e.currentTarget.value })} />
        <Select label={t('role')} withAsterisk allowDeselect={false} value={values.role || null} error={at('role')} onChange={(role) => put({ role: role ?? '' })} data={roles.map((r) => ({ value: r.name, label: r.label }))} />
        <PasswordInput label={t('firstPassword')} description={t('firstPasswordHelp')} autoComplete="new-password" withAsterisk value={values.password} error={at('password')} onChange={(e) => put({ password: e.currentTarget.value })} />
        <div className={css.foot}><Button variant="default" onClick={onClose}>{t('cancel')}</Button><Button type="submit" loading={add.isPending}>{t('addPerson')}</Button></div>
      </form>
    </Modal>
  );
}
