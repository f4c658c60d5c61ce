import { localStorageColorSchemeManager, MantineProvider, type MantineColorScheme } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useLive } from '../api/live';
import { MetaContext, useMetaQuery } from '../api/meta';
import { useLoginInfo, useSession } from '../api/session';
import { SignIn } from '../features/signin/SignIn';
import { Failure } from '../kit/States';
import { resolver, themeOf } from '../kit/theme';
import { accentOf } from '../lib/color';
import { localeFor } from '../lib/locale';
import { speak } from '../lib/words';
import { router } from './routes';

const schemes = localStorageColorSchemeManager({ key: 'tamga.scheme' });

/** Nobody, then somebody, then their CRM: each stage shows what it can. */
export function App() {
  const session = useSession();
  const signedIn = !!session.data;
  const info = useLoginInfo();
  const meta = useMetaQuery(signedIn);
  useLive(signedIn);
  const locale = session.data?.user.locale;
  useEffect(() => { if (locale) void speak(localeFor(locale)); }, [locale]);
  const pack = meta.data?.package;
  const title = pack?.label ?? info.data?.package.label ?? 'Tamga';
  useEffect(() => { document.title = title; }, [title]);
  return (
    <Dress accent={pack?.accent ?? info.data?.package.accent}>
      {session.isPending ? null
        : session.isError ? <Failure error={session.error} retry={() => void session.refetch()} />
          : !session.data ? <SignIn />
            : meta.isError && !meta.data ? <Failure error={meta.error} retry={() => void meta.refetch()} />
              : meta.data && <MetaContext value={meta.data}><RouterProvider router={router} /></MetaContext>}
    </Dress>
  );
}

function Dress({ accent, children }: { accent?: string; children: ReactNode }) {
  const hex = accentOf(accent);
  const theme = useMemo(() => themeOf(hex), [hex]);
  useEffect(() => document.documentElement.style.setProperty('--t-accent-light', hex), [hex]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={resolver} colorSchemeManager={schemes} defaultColorScheme={'auto' satisfies MantineColorScheme}>
      <Notifications position="bottom-right" zIndex={1000} />
      {children}
    </MantineProvider>
  );
}
