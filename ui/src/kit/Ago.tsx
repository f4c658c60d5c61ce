import { useMeta } from '../api/meta';
import { writeAgo, writeInstant } from '../lib/dates';
import { useWords } from '../lib/words';

/** How long ago, with the exact moment for the pointer. */
export function Ago({ at }: { at: string }) {
  const { locale } = useWords();
  const zone = useMeta().package.zone;
  return <time dateTime={at} title={writeInstant(at, locale, zone)}>{writeAgo(at, locale, zone)}</time>;
}
