import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** A word at the edge of the page that goes by itself. Refusals stay longer. */
export const notify = {
  done: (message: string) => notifications.show({ message, color: 'teal', autoClose: 2500, withBorder: true }),
  refused: (title: string, message: string) => notifications.show({ title, message, color: 'red', autoClose: 9000, withBorder: true, role: 'alert' }),
  undo: (text: string, action: string, act: () => void) => {
    const id = notifications.show({
      withBorder: true, autoClose: 8000,
      message: <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>{text}<Button variant="subtle" size="compact-sm" onClick={() => { notifications.hide(id); act(); }}>{action}</Button></span>,
    });
  },
};
