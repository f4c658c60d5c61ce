import type { FieldType } from '../kind';
import { link } from '../link';

export const tree: FieldType = { ...link };
