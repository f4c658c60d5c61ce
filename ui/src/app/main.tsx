import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/noto-sans-thai/wght.css';
import './mantine';
import '@mantine/notifications/styles.css';
import '../kit/tamga.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from '../api/client';
import { localeFor } from '../lib/locale';
import { startWords } from '../lib/words';
import { App } from './App';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      retry: (count, error) => count < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500),
    },
  },
});

const root = document.getElementById('root');
if (root) {
  void startWords(localeFor(navigator.language)).then(() =>
    createRoot(root).render(<StrictMode><QueryClientProvider client={client}><App /></QueryClientProvider></StrictMode>));
}
