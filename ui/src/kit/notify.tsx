import { Button } from '@mantine/core';
import { notifications, type NotificationData } from '@mantine/notifications';
import { words } from '../lib/words';

/** Its close button has a name in the language of the page. */
const show = (n: NotificationData): string => notifications.show({ withBorder: true, closeButtonProps: { 'aria-label': words.t('close') }, ...n });

/** A word at the edge of the page that goes by itself. Refusals stay longer. */
export const notify = {
  done: (message: string) => show({ message, color: 'teal', autoClose: 2500 }),
  refused: (title: string, message: string) => show({ title, message, color: 'red', autoClose: 9000, role: 'alert' }),
  undo: (text: string, action: string, act: () => void) => {
    const id = show({
      autoClose: 8000,
      message: <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>{text}<Button variant="subtle" size="compact-sm" onClick={() => { notifications.hide(id); act(); }}>{action}</Button></span>,
    });
  },
};
