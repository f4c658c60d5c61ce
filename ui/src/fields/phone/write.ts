const plans: [RegExp, string][] = [
  [/^\+(996)(\d{3})(\d{3})(\d{3})$/, '+$1 $2 $3 $4'],
  [/^\+(7)(\d{3})(\d{3})(\d{2})(\d{2})$/, '+$1 $2 $3-$4-$5'],
  [/^\+(90)(\d{3})(\d{3})(\d{2})(\d{2})$/, '+$1 $2 $3 $4 $5'],
  [/^\+(66)(\d{2})(\d{3})(\d{4})$/, '+$1 $2 $3 $4'],
  [/^\+(976)(\d{4})(\d{4})$/, '+$1 $2 $3'],
  [/^\+(1)(\d{3})(\d{3})(\d{4})$/, '+$1 $2 $3 $4'],
];

/** An E.164 number in groups that a person can read out. */
export function writePhone(number: string): string {
  for (const [plan, groups] of plans) if (plan.test(number)) return number.replace(plan, groups);
  return number.replace(/^(\+\d{2,3})(\d{3})(\d{3})(\d+)$/, '$1 $2 $3 $4');
}
