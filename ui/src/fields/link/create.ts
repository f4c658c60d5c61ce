import { createContext, useContext } from 'react';
import type { Row } from '../../api/records';

/** Opens the form of an entity over the page; done is given the new record. */
export type Creator = (entity: string, typed: string, done: (row: Row) => void) => void;

/** app gives it: fields know of no forms. */
export const CreatorContext = createContext<Creator | null>(null);
export const useCreator = (): Creator | null => useContext(CreatorContext);
