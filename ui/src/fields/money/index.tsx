import { NativeSelect } from '@mantine/core';
import { useMeta } from '../../api/meta';
import { moneyOf, sign, writeMoney } from '../../lib/money';
import { useWords } from '../../lib/words';
import { NumberLine } from '../decimal';
import css from '../fields.module.css';
import type { EditProps, FieldType, ShowProps } from '../kind';

function MoneyShow({ value }: ShowProps) {
  const { locale } = useWords();
  const m = moneyOf(value);
  return m && <span className={css.num}>{writeMoney(m, locale)}</span>;
}

function MoneyEdit(p: EditProps) {
  const { t } = useWords();
  const { currency: usual, currencies } = useMeta().package;
  const m = moneyOf(p.value);
  const currency = m?.currency ?? usual;
  const put = (amount: string | null, c: string) => p.onChange(amount === null ? null : { amount, currency: c });
  const choose = currencies.length > 1 && (
    <NativeSelect variant="unstyled" aria-label={t('currency')} disabled={p.disabled} data={currencies.map((c) => ({ value: c, label: sign(c) }))}
      value={currency} onChange={(e) => put(m?.amount ?? null, e.currentTarget.value)} />
  );
  return (
    <NumberLine {...p} text={m?.amount ?? ''} onText={(s) => put(s, currency)}
      suffix={choose || <span className="t-quiet">{sign(currency)}</span>} suffixWidth={choose ? 72 : 48} />
  );
}

export const money: FieldType = { Show: MoneyShow, Edit: MoneyEdit, sort: 'money', width: 110, end: true };
