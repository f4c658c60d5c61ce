import i18next, { type i18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import en from './words/en.json';
import type { Locale } from './locale';

const catalogues: Record<Locale, () => Promise<{ default: Record<string, string> }>> = {
  en: () => Promise.resolve({ default: en }),
  ru: () => import('./words/ru.json'),
  tr: () => import('./words/tr.json'),
  th: () => import('./words/th.json'),
  mn: () => import('./words/mn.json'),
  ky: () => import('./words/ky.json'),
};

/** A key of the catalogue. A plural is asked for without its ending. */
type Ending = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
type Stem<K> = K extends `${infer S}_${Ending}` ? S : K;
export type WordKey = Stem<keyof typeof en>;
export type Say = (key: WordKey, params?: Record<string, string | number>) => string;

export const words: i18n = i18next.createInstance();

export async function startWords(locale: Locale): Promise<void> {
  await words.use(initReactI18next).init({
    lng: 'en', fallbackLng: 'en', keySeparator: false, nsSeparator: false,
    resources: { en: { translation: en } }, interpolation: { escapeValue: false }, showSupportNotice: false,
  });
  await speak(locale);
}

/** Loads a language's catalogue and turns the whole page to it. */
export async function speak(locale: Locale): Promise<void> {
  if (!words.hasResourceBundle(locale, 'translation')) {
    words.addResourceBundle(locale, 'translation', (await catalogues[locale]()).default);
  }
  await words.changeLanguage(locale);
  document.documentElement.lang = locale;
}

/** The product's own words, in the language of the page. */
export function useWords(): { t: Say; locale: Locale } {
  const { t, i18n } = useTranslation();
  return { t: t as unknown as Say, locale: i18n.language as Locale };
}
