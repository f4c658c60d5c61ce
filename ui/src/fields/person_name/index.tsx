import type { FieldType } from '../kind';
import { text } from '../text';

export const person_name: FieldType = { ...text, width: 160 };
