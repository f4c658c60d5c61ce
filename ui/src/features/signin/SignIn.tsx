import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../../api/client';
import { useLoginInfo, useSignIn } from '../../api/session';
import { Initials } from '../../kit/Person';
import { useReason } from '../../kit/States';
import { useWords } from '../../lib/words';
import css from './signin.module.css';

export function SignIn() {
  const { t } = useWords();
  const info = useLoginInfo();
  const signIn = useSignIn();
  const reason = useReason();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const failed = signIn.error && (signIn.error instanceof Problem && (signIn.error.status === 401 || signIn.error.status === 422) ? t('wrongPassword') : reason(signIn.error));
  const demo = info.data?.demo ?? [];
  return (
    <main className={css.page}>
      <div className={css.box}>
        <div className={css.mark}><img src="/mark.svg" alt="" width={36} height={36} /><h1>{info.data?.package.label ?? 'Tamga'}</h1></div>
        <form className={css.form} onSubmit={(e) => { e.preventDefault(); signIn.mutate({ email: email.trim(), password }); }}>
          <TextInput label={t('email')} type="email" autoComplete="username" required withAsterisk={false} autoFocus value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
          <PasswordInput label={t('password')} autoComplete="current-password" required withAsterisk={false} value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
          <div role="alert" className={css.failed}>{failed}</div>
          <Button type="submit" size="sm" fullWidth loading={signIn.isPending} style={{ height: 38 }}>{t('signIn')}</Button>
        </form>
        {demo.length > 0 && (
          <section className={css.demo} aria-label={t('demoTitle')}>
            <p>{t('demoTitle')}</p>
            {demo.map((p) => (
              <button key={p.email} type="button" className={css.person} disabled={signIn.isPending} onClick={() => signIn.mutate({ email: p.email, password: p.password })}>
                <Initials name={p.name} size={30} />
                <span><b>{p.name}</b><small>{p.role_label}</small></span>
              </button>
            ))}
          </section>
        )}
      </div>
    </main>
  );
}
