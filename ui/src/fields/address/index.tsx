import type { FieldType } from '../kind';
import { longtext } from '../longtext';

export const address: FieldType = { ...longtext, width: 160 };
