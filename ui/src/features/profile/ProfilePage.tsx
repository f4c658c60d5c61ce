import { ActionIcon, Button, Code, CopyButton, NativeSelect, SegmentedControl, Select, TextInput, useMantineColorScheme } from '@mantine/core';
import { IconLogout, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMeta } from '../../api/meta';
import { useAddToken, useColleagues, useDropToken, useMyAbsence, useTokens, type Token } from '../../api/people';
import { useChangeMe, useSignOut } from '../../api/session';
import { AbsenceForm } from '../../kit/AbsenceForm';
import { notify } from '../../kit/notify';
import { Narrow, Page } from '../../kit/Page';
import { Initials } from '../../kit/Person';
import { Bones, Failure, useReason } from '../../kit/States';
import { writeInstant } from '../../lib/dates';
import { locales, ownNames } from '../../lib/locale';
import { useWords } from '../../lib/words';
import css from './profile.module.css';

/** What is one's own: language, light or dark, keys for programs. */
export function ProfilePage() {
  const { t } = useWords();
  const { user, package: pack } = useMeta();
  const reason = useReason();
  const change = useChangeMe();
  const out = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const offered = [...new Set([...pack.locales, ...locales])];
  const name = (l: string) => ownNames[l as keyof typeof ownNames] ?? new Intl.DisplayNames([l], { type: 'language' }).of(l) ?? l;
  return (
    <Page narrow title={t('profile')} actions={<Button variant="default" leftSection={<IconLogout size={16} stroke={1.5} />} onClick={() => out.mutate()}>{t('signOut')}</Button>}>
      <Narrow>
        <div className={css.me}><Initials name={user.name} size={44} /><div><b>{user.name}</b><small>{user.email} · {user.role_label}</small></div></div>
        <section className={css.section}>
          <Select label={t('language')} allowDeselect={false} value={user.locale} data={offered.map((l) => ({ value: l, label: name(l) }))} maw={320}
            onChange={(locale) => locale && void change.mutateAsync({ locale }).catch((e: unknown) => notify.refused(t('notSaved'), reason(e)))} />
          <div>
            <div className={css.label} id="scheme">{t('theme')}</div>
            <SegmentedControl aria-labelledby="scheme" value={colorScheme} onChange={(v) => setColorScheme(v as 'light' | 'dark' | 'auto')} data={[{ value: 'auto', label: t('themeAuto') }, { value: 'light', label: t('themeLight') }, { value: 'dark', label: t('themeDark') }]} />
          </div>
        </section>
        <Away />
        <Tokens />
      </Narrow>
    </Page>
  );
}

/** When one is away oneself. The form waits for what is kept, so that it opens with it. */
function Away() {
  const { t } = useWords();
  const me = useMeta().user;
  const colleagues = useColleagues();
  const save = useMyAbsence();
  const own = colleagues.data?.find((p) => p.id === me.id);
  return (
    <section className={css.section}>
      <h2>{t('absence')}</h2>
      {colleagues.isPending ? <Bones rows={2} /> : colleagues.isError ? <Failure error={colleagues.error} retry={() => void colleagues.refetch()} /> : (
        <AbsenceForm of={me.id} now={{ absent_from: own?.absent_from ?? '', absent_until: own?.absent_until ?? '', deputy: own?.deputy ?? '' }} save={(a) => save.mutateAsync(a)} />
      )}
    </section>
  );
}

function Tokens() {
  const { t } = useWords();
  const reason = useReason();
  const tokens = useTokens();
  const add = useAddToken();
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [fresh, setFresh] = useState<Token | null>(null);
  const create = async () => {
    try {
      setFresh(await add.mutateAsync({ name: name.trim(), expires_in_days: Number(days) }));
      setName('');
    } catch (e) {
      notify.refused(t('notSaved'), reason(e));
    }
  };
  const secret = fresh?.secret ?? fresh?.token;
  return (
    <section className={css.section}>
      <h2>{t('tokens')}</h2>
      <p className="t-quiet">{t('tokensText')}</p>
      {secret && (
        <div className={css.fresh} role="status">
          <span>{t('tokenOnce')}</span>
          <Code className={css.code}>{secret}</Code>
          <CopyButton value={secret}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? t('copied') : t('copy')}</Button>}</CopyButton>
        </div>
      )}
      {tokens.isPending ? <Bones rows={2} /> : tokens.isError ? <Failure error={tokens.error} retry={() => void tokens.refetch()} /> : (
        <ul className={css.tokens}>{tokens.data.map((k) => <TokenLine key={k.id} token={k} />)}</ul>
      )}
      <form className={css.add} onSubmit={(e) => { e.preventDefault(); if (name.trim()) void create(); }}>
        <TextInput label={t('tokenName')} placeholder={t('tokenNameExample')} value={name} onChange={(e) => setName(e.currentTarget.value)} />
        <NativeSelect label={t('validFor')} value={days} onChange={(e) => setDays(e.currentTarget.value)} data={[30, 90, 365].map((n) => ({ value: String(n), label: t('spanDays', { count: n }) }))} />
        <Button type="submit" variant="default" style={{ height: 36 }} loading={add.isPending} disabled={!name.trim()}>{t('createToken')}</Button>
      </form>
    </section>
  );
}

function TokenLine({ token }: { token: Token }) {
  const { t, locale } = useWords();
  const zone = useMeta().package.zone;
  const reason = useReason();
  const drop = useDropToken();
  return (
    <li>
      <b>{token.name}</b>
      <span className="t-quiet">{token.expires_at && t('expires', { when: writeInstant(token.expires_at, locale, zone) })}</span>
      <ActionIcon aria-label={`${t('delete')} ${token.name}`} loading={drop.isPending} onClick={() => void drop.mutateAsync(token.id).catch((e: unknown) => notify.refused(t('notDone'), reason(e)))}><IconTrash size={16} stroke={1.5} /></ActionIcon>
    </li>
  );
}
