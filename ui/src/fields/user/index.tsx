import type { FieldType } from '../kind';
import { link } from '../link';

/** A person of the CRM. */
export const user: FieldType = { ...link, width: 140 };
