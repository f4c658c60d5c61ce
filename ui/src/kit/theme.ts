import {
  createTheme, InputWrapper, Modal, SegmentedControl, Switch, Select, Tooltip, Popover, Menu, Button, ActionIcon, type CSSVariablesResolver, type MantineColorsTuple, type MantineThemeOverride,
} from '@mantine/core';
import { shades } from '../lib/color';

/** Mantine dressed as Tamga: one accent, small radii, hairlines, one shadow. */
export function themeOf(accent: string): MantineThemeOverride {
  return createTheme({
    colors: {
      accent: shades(accent) as unknown as MantineColorsTuple,
      dark: ['#e9eeed', '#b4bfbd', '#909e9b', '#6b7977', '#3a4644', '#283130', '#181e1d', '#161c1b', '#141918', '#0f1413'],
    },
    primaryColor: 'accent',
    primaryShade: { light: 6, dark: 5 },
    fontFamily: "'Inter Variable', 'Noto Sans Thai Variable', system-ui, sans-serif",
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.5', xl: '1.4' },
    headings: { fontWeight: '600', sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } } },
    defaultRadius: 6,
    radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    shadows: { xs: 'none', sm: 'var(--t-shadow)', md: 'var(--t-shadow)', lg: 'var(--t-shadow)', xl: 'var(--t-shadow)' },
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      InputWrapper: InputWrapper.extend({ styles: { label: { fontSize: 13, fontWeight: 500, marginBottom: 4, color: 'var(--t-ink-2)' }, error: { fontSize: 13 }, description: { fontSize: 12, color: 'var(--t-ink-3)' } } }),
      SegmentedControl: SegmentedControl.extend({ styles: { root: { background: 'var(--t-sunken)' } } }),
      Switch: Switch.extend({ defaultProps: { withThumbIndicator: false } }),
      Button: Button.extend({ defaultProps: { size: 'xs', fw: 600 }, styles: { root: { fontSize: 13, height: 32 } } }),
      ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
      Modal: Modal.extend({ styles: { title: { fontWeight: 600, fontSize: 16 } }, defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35 }, transitionProps: { duration: 140 } } }),
      Select: Select.extend({ defaultProps: { allowDeselect: true, selectFirstOptionOnChange: true, comboboxProps: { transitionProps: { duration: 0 } } } }),
      Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: false, fz: 12 } }),
      Popover: Popover.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } }),
      Menu: Menu.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } }),
    },
  });
}

/** Mantine's own variables follow the surfaces of tamga.css. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: surfaces('#ffffff'),
  dark: surfaces('#ffffff'),
});

const surfaces = (onAccent: string): Record<string, string> => ({
  '--mantine-color-body': 'var(--t-raised)',
  '--mantine-color-text': 'var(--t-ink)',
  '--mantine-color-dimmed': 'var(--t-ink-3)',
  '--mantine-color-placeholder': 'var(--t-ink-3)',
  '--mantine-color-default': 'var(--t-raised)',
  '--mantine-color-default-hover': 'var(--t-hover)',
  '--mantine-color-default-border': 'var(--t-line-strong)',
  '--mantine-color-default-color': 'var(--t-ink)',
  '--mantine-color-error': 'var(--t-red)',
  '--mantine-color-anchor': 'var(--t-accent-ink)',
  '--mantine-color-gray-light-color': 'var(--t-ink-2)',
  '--mantine-color-gray-light-hover': 'var(--t-hover)',
  '--mantine-primary-color-filled': 'var(--t-accent)',
  '--mantine-primary-color-filled-hover': 'color-mix(in oklab, var(--t-accent) 88%, black)',
  '--mantine-primary-color-contrast': onAccent,
  '--mantine-color-accent-filled': 'var(--t-accent)',
  '--mantine-color-accent-filled-hover': 'color-mix(in oklab, var(--t-accent) 88%, black)',
  '--mantine-primary-color-light': 'var(--t-accent-soft)',
  '--mantine-primary-color-light-hover': 'var(--t-accent-soft)',
  '--mantine-primary-color-light-color': 'var(--t-accent-ink)',
  '--mantine-color-accent-light': 'var(--t-accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--t-accent-soft)',
  '--mantine-color-accent-light-color': 'var(--t-accent-ink)',
});
