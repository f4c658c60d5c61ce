import type { Icon } from '@tabler/icons-react';

/** One thing a person can do or go to: the same object makes the button, the menu item and the palette's line. */
export interface Action { id: string; label: string; icon: Icon; shortcut?: string; perform: () => void }
