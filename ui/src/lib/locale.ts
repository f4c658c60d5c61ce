/** The languages that the product itself speaks. */
export const locales = ['en', 'ru', 'tr', 'th', 'mn', 'ky'] as const;
export type Locale = (typeof locales)[number];

/** How each language calls itself. */
export const ownNames: Record<Locale, string> = {
  en: 'English', ru: 'Русский', tr: 'Türkçe', th: 'ไทย', mn: 'Монгол', ky: 'Кыргызча',
};

/** The product's language for a wanted one: "ru-KG" gives ru, what is not spoken gives English. */
export function localeFor(wanted: string | undefined): Locale {
  const base = (wanted ?? '').toLowerCase().split(/[-_]/)[0];
  return locales.find((l) => l === base) ?? 'en';
}

interface Numbers { group: string; decimal: string }

const space = '\u00a0';

/** Browsers have no Kyrgyz or Mongolian data, so the marks of all six are kept here. */
export const numbers: Record<Locale, Numbers> = {
  en: { group: ',', decimal: '.' },
  ru: { group: space, decimal: ',' },
  tr: { group: '.', decimal: ',' },
  th: { group: ',', decimal: '.' },
  mn: { group: ',', decimal: '.' },
  ky: { group: space, decimal: ',' },
};
