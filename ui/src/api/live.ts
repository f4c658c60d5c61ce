import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { load, watch } from './client';
import { recordsChanged } from './records';

/** Keeps the page true to the server: records that others change, and releases of the package. */
export function useLive(signedIn: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    let release = '';
    let dev = false;
    watch({
      release: (hash, isDev) => {
        dev = isDev;
        if (hash && release && hash !== release) void client.invalidateQueries();
        if (hash) release = hash;
      },
      signedOut: () => client.setQueryData(['session'], null),
    });
    if (!signedIn) return;
    const ask = () => void load('/api/release').catch(() => undefined);
    let last = Date.now();
    const timer = setInterval(() => {
      if (document.hidden || Date.now() - last < (dev ? 1_400 : 14_500)) return;
      last = Date.now();
      ask();
    }, 1_500);
    window.addEventListener('focus', ask);
    const stop = listen(() => recordsChanged(client), ask);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', ask);
      stop();
    };
  }, [client, signedIn]);
}

/** Many events in a moment make one refresh. */
function listen(changed: () => void, released: () => void): () => void {
  const events = new EventSource('/api/events');
  let pending: ReturnType<typeof setTimeout> | undefined;
  events.onmessage = () => {
    clearTimeout(pending);
    pending = setTimeout(changed, 400);
  };
  events.addEventListener('release', released);
  return () => {
    clearTimeout(pending);
    events.close();
  };
}
